import { describe, expect, it } from 'vitest';
import { settingsInPython } from '../../../../src/core/doctor/parse/python.ts';
import { fc } from '../../../support/properties.ts';

const said = (text: string) => settingsInPython(text).map(({ line, name, value, by }) => `${line} ${by ?? name ?? '-'} ${value}`);

describe('sayingsInPython', () => {
  it.each<readonly [string, readonly string[]]>([
    ['p.add_argument(\n  "-o", "--output-dir",\n  type=str, default="results", help="x"\n)', ['3 --output-dir results']],
    ['@click.option("--log-dir", default="logs", show_default=True)', ['1 --log-dir logs']],
    ['def main(output_dir: Path = typer.Option(Path("results"), "--out")):', ['1 output_dir results']],
    ['def f(self, checkpoint_dir: str = "checkpoints", x: Optional[str] = None):', ['1 checkpoint_dir checkpoints']],
    ['class C:\n  cache_dir: Optional[str] = field(default="./cache", metadata={"help": "x"})', ['2 cache_dir ./cache']],
    ['self.cache_dir = cache_dir or "./hf_cache"', ['1 cache_dir ./hf_cache']],
    ['OUT_DIR = Path("outputs") / "runs" / name', ['1 OUT_DIR outputs/runs']],
    ['out_dir = os.path.join("outputs", "logs", run)', ['1 out_dir outputs/logs']],
    ['out_dir = os.environ.get("OUT_DIR", "results")', ['1 out_dir results']],
    ['d = getattr(cfg, "checkpoint_dir", "ckpts")', ['1 checkpoint_dir ckpts']],
    ['d = cfg["x"].get("log_dir", "logs")', ['1 log_dir logs']],
    ['os.environ["HF_HOME"] = "./hf"', ['1 HF_HOME ./hf']],
    ['d = {"log_dir": "logs", "n": 3}', ['1 log_dir logs']],
    ['load_dataset(name, cache_dir="./hf_cache")', ['1 cache_dir ./hf_cache']],
    ['os.makedirs("results", exist_ok=True)', ['1 - results']],
    ['Path("results/a").mkdir(parents=True)', ['1 - results/a']],
    ['out_dir = f"results/{name}/x"', ['1 out_dir results/']],
    ['out_dir = "results/{}/x".format(n)', []],
    ['torch.save(m.state_dict(), "checkpoints/m.pth")', ['1 - checkpoints/m.pth']],
    ['with open("results/a.json", "w") as f: pass', ['1 - results/a.json']],
    ['mlflow.set_experiment("x")', ['1 default mlruns']],
    ['wandb.init(project="x")', ['1 default wandb']],
    ['writer = SummaryWriter()', ['1 default runs']],
    ['t = pl.Trainer(max_epochs=3)', ['1 default lightning_logs']],
  ])('%j', (text, expected) => expect([...said(text)].sort()).toEqual([...expected].sort()));

  it.each([
    '"""output_dir = "results" """',
    "'''\noutput_dir: str = \"results\"\n'''",
    '# output_dir = "results"',
    'x = 1  # os.makedirs("results")',
    'if output_dir == "results": pass',
    'assert a != "results"',
    'print("--output-dir results")',
    'wandb.init(dir=out)',
    'wandb.init(**settings)',
    'writer = SummaryWriter(log_dir)',
    't = pl.Trainer(default_root_dir=out)',
    'wandb.log({})',
    'with open("results/a.json") as f: pass',
    'x.open("results/a.json", "w")',
    'torch.load("checkpoints/m.pth")',
    'mlflow.log_metric("a", 1)',
    'out_dir = f"{base}/results"',
    'out_dir = base + "results"',
    'p.add_argument("--output-dir", required=True)',
    'names = ["results"]',
  ])('%j says nothing', (text) => expect(said(text)).toEqual([]));

  it('never fails, whatever the text is', () => {
    const piece = fc.constantFrom(
      '"',
      "'",
      '"""',
      '(',
      ')',
      '=',
      ':',
      ',',
      '\n',
      '\\',
      '#',
      'f"{',
      'or',
      'Path',
      'get',
      'x',
      ' ',
      '/',
      '[',
    );
    fc.assert(fc.property(fc.array(piece), (pieces) => Array.isArray(settingsInPython(pieces.join('')))));
  });
  it('reads long texts that repeat themselves, without a stack', () => {
    for (const each of ['Path(', 'x or ', '"a" / ', 'join("a", ', '"""', '[', 'a: b = ', "'"]) {
      const text = `out_dir = ${each.repeat(100_000)}`;
      expect(() => settingsInPython(text), each).not.toThrow();
    }
  });
});
