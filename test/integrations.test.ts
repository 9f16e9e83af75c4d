// pre-commit, direnv and the steps of the GitHub workflow, on a project that is well and on one that is not.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { withOutputsOnPath } from './support/on-path.ts';
import { type Tree, tree } from './support/tree.ts';

const root: string = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

it.runIf(process.env['CI'])('CI has pre-commit and direnv', () => {
  expect({ preCommit: has('pre-commit'), direnv: has('direnv') }).toEqual({ preCommit: true, direnv: true });
});

/** A repository as after `outputs init`: nothing to find, for `check` and for `doctor`. */
function project(): { readonly t: Tree; readonly ran: (...words: readonly string[]) => ReturnType<typeof result> } {
  const t = tree({ 'p/src/train.py': 'print("training")\n' });
  const env = { ...withOutputsOnPath(t), GIT_CONFIG_GLOBAL: '/dev/null', PRE_COMMIT_HOME: t.at('.pre-commit') };
  const ran = (...words: readonly string[]) => result(words, t.at('p'), env);
  for (const words of [
    ['git', 'init', '-q'],
    ['outputs', 'init'],
    ['git', 'add', '-A'],
  ])
    expect(ran(...words)).toMatchObject({ status: 0 });
  return { t, ran };
}

function result([program = '', ...args]: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  return { status, text: `${stdout}${stderr}` };
}

/** A checkpoint among the results; a script that writes where no section is. */
const WRONG = {
  check: { 'p/outputs/results/unet_epoch_3.pth': { bytes: 9 } },
  doctor: { 'p/train.sh': 'python src/train.py --output-dir outputs/checkpoint\nmkdir -p results/\n' },
} as const;

interface Hook {
  readonly id: 'outputs-check' | 'outputs-doctor';
  readonly entry: string;
  readonly language: string;
}
const hooks = (): readonly Hook[] => parse(read('.pre-commit-hooks.yaml'));

describe.skipIf(!has('pre-commit'))('pre-commit', () => {
  it('takes the manifest, and the example of a config', () => {
    using t = tree({ '.home/x': '' });
    const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: t.at('.home') };
    expect(result(['pre-commit', 'validate-manifest', resolve(root, '.pre-commit-hooks.yaml')], t.root, env)).toEqual({
      status: 0,
      text: '',
    });
    expect(result(['pre-commit', 'validate-config', resolve(root, 'examples/pre-commit-config.yaml')], t.root, env)).toEqual({
      status: 0,
      text: '',
    });
    const [{ hooks: used }] = parse(read('examples/pre-commit-config.yaml')).repos;
    expect(used).toEqual(hooks().map(({ id }) => ({ id })));
  });

  // As `language: system`: what `node` adds is an `npm install` of this package from the net, which the packed tarball's own test does.
  it.each(['check', 'doctor'] as const)(
    'outputs-%s passes a project that is well, and stops a commit in one that is not',
    (command) => {
      const { t, ran } = project();
      using _ = t;
      const local = hooks().map((hook) => ({ ...hook, language: 'system' }));
      writeFileSync(t.at('p/.pre-commit-config.yaml'), stringify({ repos: [{ repo: 'local', hooks: local }] }));
      ran('git', 'add', '-A');
      const hook = () => ran('pre-commit', 'run', `outputs-${command}`);
      expect(hook()).toMatchObject({ status: 0, text: expect.stringContaining('Passed') });
      t.add(WRONG[command]);
      ran('git', 'add', '-A');
      expect(hook()).toMatchObject({
        status: 1,
        text: expect.stringContaining(command === 'check' ? 'unet_epoch_3.pth' : 'train.sh'),
      });
    },
  );
});

describe('the GitHub workflow', () => {
  const { steps } = parse(read('examples/github-workflow.yml')).jobs.outputs;
  const ours: readonly string[] = steps.flatMap(({ run = '' }: { run?: string }) => (run.startsWith('outputs ') ? [run] : []));

  it('passes a project that is well, and fails one that is not', () => {
    const { t, ran } = project();
    using _ = t;
    const statuses = () => ours.map((step) => ran('bash', '-e', '-c', step).status);
    expect(statuses()).toEqual([0, 0]);
    t.add({ ...WRONG.check, ...WRONG.doctor });
    expect(statuses()).toEqual([1, 1]);
    expect(ran('bash', '-e', '-c', ours[0] ?? '').text).toMatch(/^::\w+ .*unet_epoch_3\.pth/m);
  });
});

describe.skipIf(!has('direnv'))('direnv', () => {
  it('has the caches of others inside outputs/, and the paths of the config', () => {
    const { t, ran } = project();
    using _ = t;
    writeFileSync(t.at('p/.envrc'), read('examples/.envrc'));
    mkdirSync(t.at('p/deep/down'), { recursive: true });
    expect(ran('direnv', 'allow', '.')).toMatchObject({ status: 0 });
    const { status, text } = ran('direnv', 'exec', 'deep/down', 'env');
    expect(status).toBe(0);
    expect(text).toMatch(new RegExp(`^TORCH_HOME=${t.at('p/outputs/')}`, 'm'));
    expect(text).toContain(`OUTPUTS_CHECKPOINTS=${t.at('p/outputs/checkpoints')}\n`);
    t.add({ 'p/configs/project_config.yaml': 'outputs: [' });
    expect(ran('direnv', 'exec', '.', 'env').text).not.toMatch(/^TORCH_HOME=/m);
  });
});
