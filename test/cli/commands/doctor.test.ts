// A project like the one this program was first written for, with everything that its code does and its README does not say.
// Covers: src/core/doctor/check-environment.ts, src/core/doctor/check-settings.ts, src/core/doctor/expected-place.ts,
// src/core/doctor/read/read-settings.ts, src/core/doctor/read/stray-folders.ts

import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readFileSync, readlinkSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesText } from '../../../src/core/lib/amounts.ts';
import { run, TERMINALS } from '../../support/context.ts';
import { outputs, sampleProject } from '../../support/run.ts';
import { at, smallProject } from '../../support/small-project.ts';
import { snapshot } from '../../support/tree.ts';

const FILES: Readonly<Record<string, string>> = {
  'src/imgae_dx/cli/evaluate.py': [
    'parser.add_argument(',
    '    "--output-dir",',
    '    type=str,',
    '    default="results",',
    ')',
    '# output_dir = "elsewhere"',
  ].join('\n'),
  'src/imgae_dx/training/trainer.py': [
    'import wandb',
    'class Trainer:',
    '    def train(self, epochs: int = 10, checkpoint_dir: str = "checkpoints"):',
    '        """checkpoint_dir: str = "elsewhere" """',
    '        wandb.init(project="x")',
    '        wandb.init(project="y")',
  ].join('\n'),
  'src/imgae_dx/streaming/client.py': [
    'class Client:',
    '    def __init__(self, cache_dir=None):',
    '        self.cache_dir = cache_dir or "./hf_cache"',
    '    def sample(self, output_dir: str = "./sample_data"): ...',
  ].join('\n'),
  'tests/test_train.py': 'train(checkpoint_dir="results")\n',
  'docs/guide.md': 'Run with `--output-dir results`.\n',
  'hf_cache/hub/models--a--b/refs/main': 'x',
  'results/UNet_metrics.json': '{}',
  'runs/__init__.py': '',
  'runs/loss.png': 'x',
  'wandb/run-20250101_000000-aa/run-aa.wandb': 'x',
};

interface Finding {
  readonly code: string;
  readonly file?: string;
  readonly line?: number;
  readonly path: string | null;
  readonly says: string;
  readonly config: string | null;
  readonly fix: string;
}

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function findingsIn(cwd: string, env: Readonly<Record<string, string>> = {}): Promise<readonly Finding[]> {
  const { stdout } = await run(['doctor', '--json'], { cwd, env: { PATH: process.env['PATH'] ?? '', ...env } });
  const { findings }: { findings: Finding[] } = JSON.parse(stdout);
  // The disk of a test machine may be nearly full.
  return findings.filter(({ says }) => !says.startsWith('the disk is nearly full'));
}

const short = (root: string) => (finding: Finding) =>
  [finding.code, finding.file === undefined ? (finding.path ?? '') : `${finding.file}:${finding.line}`]
    .join(' ')
    .replaceAll(`${root}/`, '');

describe('doctor', () => {
  it('finds what the project of the first day does, and nothing else', async () => {
    using project = sampleProject();
    put(project.path, FILES);
    const findings = await findingsIn(project.path);
    expect(findings.map(short(project.path))).toEqual([
      'folder hf_cache',
      'folder results',
      'folder wandb',
      'ignored scripts/train.sh:5',
      'outside src/imgae_dx/cli/evaluate.py:4',
      'ignored src/imgae_dx/cli/train.py:7',
      'outside src/imgae_dx/streaming/client.py:3',
      'outside src/imgae_dx/training/trainer.py:3',
      'outside src/imgae_dx/training/trainer.py:5',
    ]);
    expect(findings.every(({ says, fix }) => says !== '' && fix !== '')).toBe(true);
    const trainer = findings.find(({ line, file }) => line === 3 && file?.endsWith('trainer.py'));
    expect(trainer).toMatchObject({
      says: 'checkpoint_dir is "checkpoints"',
      config: 'checkpoints are in outputs/checkpoints (training.checkpoint_dir, line 22)',
      fix: 'take it from the configuration: training.checkpoint_dir',
    });
  });

  it('is content with a project that asks where things are', async () => {
    using project = sampleProject();
    put(project.path, {
      'scripts/train.sh':
        'eval "$(outputs env)"\nCONFIG=configs/project_config.yaml\nOUTPUT_DIR="${OUTPUT_DIR:-$(outputs paths checkpoints)}"\npython t.py --config "$CONFIG" > outputs/logs/a.log\n',
      'src/imgae_dx/cli/train.py':
        'import wandb\np.add_argument("--config", default="configs/project_config.yaml")\nout_dir = config.training.checkpoint_dir or "outputs/checkpoints"\nwandb.init(project="x")\n',
    });
    expect(await findingsIn(project.path)).toEqual([]);
    const { status, stdout } = outputs(project.path, ['doctor']);
    if (!stdout.includes('nearly full')) expect(status).toBe(0);
    expect(stdout).toMatch(/^Nothing found; 3 files read\.$/m);
  });

  it('reads what used_in names, tests too, and says what it names in vain', async () => {
    using place = smallProject('outputs:\n  used_in: [tests/run.sh, gone.sh]\n');
    put(place.root, { 'tests/run.sh': 'LOG_DIR=logs\n', 'tests/other.sh': 'LOG_DIR=logs\n' });
    const findings = await findingsIn(place.root);
    expect(findings.map(short(place.root))).toEqual(['used-in ', 'outside tests/run.sh:1']);
    expect(findings[0]?.says).toContain('gone.sh');
  });

  it('holds scripts against a configuration of its own', async () => {
    using place = smallProject('outputs:\n  sections: { logs: { path: journal }, tb: { kind: logs, path: tb } }\n');
    put(place.root, {
      'a.sh': 'mkdir -p outputs/logs outputs/journal outputs/tb/x outputs/2026\nLOG_DIR=outputs/tb/x\nLOG_DIR=outputs/other\n',
    });
    const findings = await findingsIn(place.root);
    expect(findings.map(({ code, line, says, config }) => [code, line, says, config])).toEqual([
      ['drift', 1, 'writes to "outputs/logs"', 'logs are in outputs/journal (outputs.sections.logs.path, line 2)'],
      ['drift', 3, 'LOG_DIR is "outputs/other"', 'logs are in outputs/journal (outputs.sections.logs.path, line 2)'],
    ]);
  });

  it('does not take the folder of a writer of configurations, documents or code for an outputs folder', async () => {
    using place = smallProject();
    put(place.root, {
      'scripts/setup.sh': [
        'python -m imgae_dx.write_config --output-dir generated_configs',
        'python -m imgae_dx.write_config \\',
        '  --name unet \\',
        '  --output-dir made',
        'sphinx-build -b html guide --output-dir pages && npx tsc --outDir js',
        'protoc --out_dir=pb a.proto; black --output-dir b .',
        'python x.py --output-dir configs/runs',
        '',
      ].join('\n'),
      Makefile: 'docs:\n\tmkdocs build --output-dir pages\n',
      'src/write_config.py': 'p.add_argument("--output-dir", default="made")\n',
    });
    expect(await findingsIn(place.root)).toEqual([]);
    put(place.root, {
      'scripts/train.sh':
        'python -m x.write_config --output-dir c; python train.py --config configs/a.yaml \\\n --output-dir elsewhere\n',
    });
    put(place.root, { 'src/config.py': 'output_dir: str = "elsewhere"\n' });
    expect((await findingsIn(place.root)).map(short(place.root))).toEqual([
      'outside scripts/train.sh:2',
      'outside src/config.py:1',
    ]);
  });

  it('knows when a tracker was told where to write', async () => {
    using place = smallProject();
    put(place.root, { 'a.py': 'wandb.init()\nmlflow.set_experiment("x")\n' });
    const codes = async (env = {}) => (await findingsIn(place.root, env)).map(({ line, says }) => `${line} ${says}`);
    expect(await codes()).toEqual(['1 what it starts writes to ./wandb', '2 what it starts writes to ./mlruns']);
    put(place.root, { 'b.py': 'mlflow.set_tracking_uri(uri)\n' });
    expect(await codes()).toEqual(['1 what it starts writes to ./wandb']);
    expect(await codes({ WANDB_DIR: place.at('outputs/artifacts') })).toEqual([]);
    put(place.root, { 'run.sh': 'export WANDB_DIR=outputs/artifacts\n' });
    expect(await codes()).toEqual([]);
  });

  it('finds a copy of what our own block says, unless it is looked up', async () => {
    using place = smallProject(
      'train: { checkpoint_dir: w }\noutputs:\n  sections: { checkpoints: { path: "${train.checkpoint_dir}" } }\n',
    );
    const config = 'p.add_argument("--config")\n';
    put(place.root, {
      'a.py': `${config}p.add_argument("--output-dir", default="w")\n`,
      'b.py': `${config}p.add_argument("--output-dir", default="w")\nuse(cfg.train.checkpoint_dir)\n`,
      'c.py': 'p.add_argument("--output-dir", default="w")\n',
    });
    expect((await findingsIn(place.root)).map(short(place.root))).toEqual(['ignored a.py:2']);
  });

  it('reads what the environment is taken from, what mounts folders, and what uploads them; never a word of a token', async () => {
    using place = smallProject();
    put(place.root, {
      '.gitignore': '.env\n',
      '.env': 'HF_TOKEN=hf_secret\nexport LOG_DIR=logs # hf_secret\nWANDB_DIR=./wandb\nCKPT_DIR=/scratch/me\n',
      '.envrc': 'export TORCH_HOME=hub\n',
      'docker-compose.yml': [
        'services:',
        '  train:',
        '    environment: ',
        '      RESULTS_DIR: /app/results',
        '      TOKEN: hf_secret',
        '    volumes:',
        '      - .:/app',
        '      - ./checkpoints:/ckpt',
        '      - hf:/root/.cache/huggingface',
      ].join('\n'),
      '.github/workflows/train.yml': [
        'jobs:',
        '  train:',
        '    steps:',
        '      - run: mkdir -p results && python train.py --log-dir tb_logs',
        '      - uses: actions/upload-artifact@v4',
        '        with: ',
        '          path: results/*.json',
      ].join('\n'),
    });
    execFileSync('git', ['init', '-q'], { cwd: place.root });
    const before = snapshot(place.root);
    expect(
      (await findingsIn(place.root)).map(({ file, line, says }) => `${file?.slice(place.root.length + 1)}:${line} ${says}`),
    ).toEqual([
      '.env:2 LOG_DIR is "logs"',
      '.env:3 WANDB_DIR is "./wandb"',
      '.envrc:1 TORCH_HOME is "hub"',
      '.github/workflows/train.yml:4 --log-dir is "tb_logs"',
      '.github/workflows/train.yml:7 uploads "results/"',
      'docker-compose.yml:4 RESULTS_DIR is "results"',
      'docker-compose.yml:8 writes to "./checkpoints"',
    ]);
    const { stdout } = await run(['doctor'], at(place));
    expect(stdout).toContain('docker-compose.yml:8: writes to "./checkpoints"');
    expect(stdout).toContain('fix: write outputs/checkpoints, or leave it out');
    expect(stdout).not.toContain('hf_secret');
    expect(snapshot(place.root)).toEqual(before);
  });

  it('looks at the environment', async () => {
    using place = smallProject('outputs:\n  env: { exclude: [TORCH_HOME] }\n');
    put(place.root, { 'a.sh': 'OUTPUT_DIR="${OUTPUT_DIR:-outputs}"\n' });
    const env = {
      HF_HUB_CACHE: '/elsewhere/hub',
      TRITON_CACHE_DIR: place.at('outputs/cache/triton'),
      TORCH_HOME: '/elsewhere/torch',
      KERAS_HOME: '/elsewhere/keras',
      WANDB_DIR: './w',
      MLFLOW_TRACKING_URI: 'https://example.org',
      OUTPUT_DIR: '/elsewhere/out',
      LOG_DIR: '/nobody/reads/it',
    };
    const found = await findingsIn(place.root, env);
    expect(found.map(({ says }) => says)).toEqual([
      'the environment has HF_HUB_CACHE=/elsewhere/hub',
      'the environment has WANDB_DIR=./w, which follows the folder each program is started in',
      'the environment has OUTPUT_DIR=/elsewhere/out',
    ]);
    expect(await findingsIn(place.root, { HF_HUB_CACHE: place.at('outputs/cache/hub') })).toEqual([]);
  });

  it('says that HF_HOME in outputs takes the token along', async () => {
    using place = smallProject();
    put(place.root, { 'a.sh': 'export HF_HOME=outputs/cache/hf\n' });
    const [found] = await findingsIn(place.root);
    expect(found).toMatchObject({ code: 'variable', line: 1, config: expect.stringContaining('token') });
  });

  it('leaves packages, tracked folders and links alone', async () => {
    using project = sampleProject();
    put(project.path, { 'runs/a.py': '', 'runs/loss.png': 'x', 'logs/paper.log': 'x' });
    symlinkSync('/', join(project.path, 'wandb'));
    const git = outputs(project.path, ['doctor', '--json']);
    expect(JSON.parse(git.stdout).findings.map(({ path }: Finding) => path)).toContain(join(project.path, 'logs'));
    execFileSync('git', ['add', '--force', 'logs'], { cwd: project.path });
    const findings = await findingsIn(project.path);
    expect(findings.filter(({ code }) => code === 'folder')).toEqual([]);
  });

  it('says what an operation left that came to no end, and what a dead one left of its lock', async () => {
    using place = smallProject();
    const env = { PATH: process.env['PATH'] ?? '' };
    const [first, second] = [1, 2].map((n) => lstatSync(place.at(`outputs/checkpoints/UNet_epoch_${n}.pth`)).blocks * 512);
    await run(['prune-checkpoints', '--keep-last', '1', '--yes', '--grace', '0s'], at(place, { env }));
    expect(await findingsIn(place.root)).toEqual([]);
    const held = bytesText((first ?? 0) + (second ?? 0));
    expect((await run(['doctor'], at(place, { env }))).stdout).toContain(`note: the trash holds 1 operation, ${held}\n`);
    const state = Object.keys(snapshot(place.at('outputs/.trash'))).find((path) => path.endsWith('/state.jsonl')) ?? '';
    writeFileSync(place.at(`outputs/.trash/${state}`), '');
    const interrupted = { code: 'machine', says: expect.stringContaining('was interrupted') };
    expect(await findingsIn(place.root)).toMatchObject([interrupted]);
    const here = {
      bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      pidNamespace: readlinkSync('/proc/self/ns/pid'),
      startTicks: '1',
      machineId: null,
    };
    const holder = {
      version: 1,
      lock: 'file',
      pid: process.pid,
      host: 'h',
      user: 'me',
      command: 'clean',
      since: 'then',
      ...here,
    };
    writeFileSync(place.at('outputs/.trash/holder.json'), JSON.stringify(holder));
    expect(await findingsIn(place.root)).toMatchObject([
      { says: expect.stringContaining('holder.json was left by an operation that ended') },
      interrupted,
    ]);
    writeFileSync(place.at('outputs/.trash/holder.json'), JSON.stringify({ ...holder, bootId: null }));
    const { stdout } = await run(['doctor'], at(place, { env }));
    expect(stdout).toContain('note: at work: outputs clean');
    expect(stdout).not.toContain('was interrupted');
  });

  it('changes nothing, passes over what is too large, and shows nothing raw', async () => {
    using place = smallProject();
    put(place.root, {
      'huge.py': 'x',
      'a\u001b[2J\nb.sh': 'LOG_DIR=lo\u202egs\n',
      'minified.py': `log_dir = "${'x'.repeat(30_000)}"`,
    });
    truncateSync(join(place.root, 'huge.py'), 5 * 1024 * 1024);
    const before = snapshot(place.root);
    const { stdout, code } = await run(['doctor'], at(place, { terminals: TERMINALS, env: { NO_COLOR: '1' } }));
    expect(code).toBe(1);
    expect(stdout).toContain('not read: huge.py was not read: it is too large');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(snapshot(place.root)).toEqual(before);
  });

  it('says so where git cannot be asked, in JSON too', async () => {
    using place = smallProject();
    execFileSync('git', ['init', '-q'], { cwd: place.root });
    writeFileSync(join(place.root, '.git/index'), 'not an index');
    expect((await run(['doctor'], at(place))).stdout).toContain('note: cannot ask git which files the project has');
    const { facts }: { facts: string[] } = JSON.parse((await run(['doctor', '--json'], at(place))).stdout);
    expect(facts).toContainEqual(expect.stringContaining('files that git ignores were read too'));
  });

  it('ends with 2 for a broken configuration, and reads no credentials', async () => {
    using broken = smallProject('outputs: [\n');
    expect(await run(['doctor'], at(broken))).toMatchObject({ code: 2, stdout: '' });
    using place = smallProject();
    put(place.root, { 'configs/wandb.json': '{"log_dir": "logs"}', 'configs/api_key.yaml': 'log_dir: logs\n' });
    expect(await findingsIn(place.root)).toEqual([]);
  });
});
