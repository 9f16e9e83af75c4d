// Completion in the real shells, at a real terminal: what is typed and the TAB key in, and out come the arguments that the program is given.

import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { COMPLETION_SHELLS, completionScript } from '../../../src/cli/completion/scripts.ts';
import { outputs } from '../../support/run.ts';
import { hasShell, ShellInTerminal } from '../../support/shell-in-terminal.ts';
import { endTmux } from '../../support/tmux.ts';
import { type Tree, tree } from '../../support/tree.ts';

/** Each with a beginning of its own. */
const NAMES = {
  a1: 'a1 two words.pth',
  b2: "b2 it's.pth",
  c3: 'c3"quoted".pth',
  d4: 'd4$HOME`x`.pth',
  e5: 'e5:6=7.pth',
  f6: 'f6\\back.pth',
  g7: 'g7*?[a]{b,c}.pth',
  h8: 'h8Übung模.pth',
  i9: 'i9!bang;&|<>().pth',
  j0: 'j0~#^%@.pth',
} as const;

function project(): Tree {
  const files = Object.values(NAMES).map((name) => [`project/outputs/checkpoints/${name}`, { bytes: 1 }] as const);
  return tree({
    ...Object.fromEntries(files),
    'project/outputs/checkpoints/k1\nnewline.pth': { bytes: 1 },
    'project/outputs/checkpoints/l2\u001b[2J.pth': { bytes: 1 },
    'project/outputs/checkpoints/m3\udcff.pth': { bytes: 1 },
    'project/outputs/checkpoints/run one/last step.ckpt': { bytes: 1 },
    'project/outputs/cache/x': { bytes: 1 },
    'project/my config.yaml': 'outputs: {}\n',
    'project/configs/project_config.yaml': 'outputs:\n  sections: { tensorboard: { kind: logs, path: tb } }\n',
  });
}

it.runIf(process.env['CI']).each(COMPLETION_SHELLS)('CI has tmux and %s', (shell) => expect(hasShell(shell)).toBe(true));

afterAll(endTmux);

// At the same time: most of it is waiting.
describe.concurrent.each(COMPLETION_SHELLS)('%s', (shell) => {
  it.skipIf(!hasShell(shell))('can read the script', () => {
    using place = tree({ script: completionScript(shell) });
    expect(spawnSync(shell, ['-n', place.at('script')], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it.skipIf(!hasShell(shell))('completes every name so that the program is given exactly it, or not at all', async () => {
    using place = project();
    await using terminal = new ShellInTerminal(shell, place);
    await terminal.shows(/ready>/);
    for (const [beginning, name] of Object.entries(NAMES)) {
      await terminal.complete(`outputs pin ${beginning}`);
      expect(await terminal.enter()).toEqual(['pin', name]);
    }
    for (const beginning of ['k1', 'l2', 'm3']) {
      await terminal.complete(`outputs pin ${beginning}`);
      expect(await terminal.enter()).toEqual(['pin', beginning]);
    }
  });

  it.skipIf(!hasShell(shell))('completes inside of quotes, behind a colon, and folder by folder', async () => {
    using place = project();
    await using terminal = new ShellInTerminal(shell, place);
    await terminal.shows(/ready>/);
    const given = async (text: string, tabs = 1): Promise<readonly string[]> => {
      await terminal.complete(text, tabs);
      return terminal.enter();
    };
    expect(await given('outputs pin "a1 tw')).toEqual(['pin', NAMES.a1]);
    expect(await given("outputs pin 'a1 tw")).toEqual(['pin', NAMES.a1]);
    expect(await given('outputs pin "d4')).toEqual(['pin', NAMES.d4]);
    expect(await given('outputs pin a1\\ t')).toEqual(['pin', NAMES.a1]);
    expect(await given('outputs pin e5:6')).toEqual(['pin', NAMES.e5]);
    expect(await given('outputs pin e5:6=')).toEqual(['pin', NAMES.e5]);
    expect(await given('outputs pin run', 2)).toEqual(['pin', 'run one/last step.ckpt']);
    expect(await given('outputs pin checkpoints/run', 2)).toEqual(['pin', 'checkpoints/run one/last step.ckpt']);
    expect(await given('outputs pin outputs/checkpoints/a1')).toEqual(['pin', `outputs/checkpoints/${NAMES.a1}`]);
  });

  it.skipIf(!hasShell(shell))('completes commands, flags, their values, sections, models, files and folders', async () => {
    using place = project();
    await using terminal = new ShellInTerminal(shell, place);
    await terminal.shows(/ready>/);
    const given = async (text: string): Promise<readonly string[]> => {
      await terminal.complete(text);
      return terminal.enter();
    };
    expect(await given('outputs hist')).toEqual(['history']);
    expect(await given('outputs help prune-l')).toEqual(['help', 'prune-logs']);
    expect(await given('outputs prune-checkpoints --keep-ev')).toEqual(['prune-checkpoints', '--keep-every']);
    expect(await given('outputs paths --shell po')).toEqual(['paths', '--shell', 'powershell']);
    expect(await given('outputs paths --shell=po')).toEqual(['paths', '--shell=powershell']);
    expect(await given('outputs status --profile prod')).toEqual(['status', '--profile', 'production']);
    expect(await given('outputs clean tens')).toEqual(['clean', 'tensorboard']);
    expect(await given('outputs paths ro')).toEqual(['paths', 'root']);
    expect(await given('outputs --config my')).toEqual(['--config', 'my config.yaml']);
    expect(await given('outputs --config=my')).toEqual(['--config=my config.yaml']);
    expect((await given('outputs -C conf')).map((word) => word.replace(/\/$/, ''))).toEqual(['-C', 'configs']);
    await terminal.complete('outputs prune', 2);
    await terminal.shows(/prune-checkpoints/);
    await terminal.shows(/prune-logs/);
  });

  it.skipIf(!hasShell(shell))('completes the id of an operation that can be undone', async () => {
    using place = project();
    place.add({
      'project/outputs/checkpoints/n_epoch_1.pth': { bytes: 9, age: '9d' },
      'project/outputs/artifacts/old': { bytes: 1, age: '9d' },
    });
    expect(outputs(place.at('project'), ['clean', 'artifacts', '--yes'])).toMatchObject({ status: 0 });
    const [{ id }] = JSON.parse(outputs(place.at('project'), ['history', '--json']).stdout).operations;
    await using terminal = new ShellInTerminal(shell, place);
    await terminal.shows(/ready>/);
    await terminal.complete('outputs undo 2');
    expect(await terminal.enter()).toEqual(['undo', id]);
  });
});
