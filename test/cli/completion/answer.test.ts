// What the built program answers to a shell.

import { describe, expect, it } from 'vitest';
import { outputs } from '../../support/run.ts';
import { type Tree, tree } from '../../support/tree.ts';

function answers(cwd: string, ...argv: readonly string[]): readonly string[] {
  const ran = outputs(cwd, ['__complete', ...argv]);
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  const [mode, ...candidates] = ran.stdout.split('\n').slice(0, -1);
  return mode === undefined ? [] : [mode, ...candidates.sort()];
}

const bash = (cwd: string, line: string) => answers(cwd, 'bash', ' \t\n"\'><=;|&(:', line);

function project(more: Readonly<Record<string, string>> = {}): Tree {
  return tree({
    'configs/project_config.yaml': 'outputs: {}\n',
    'outputs/checkpoints/UNet_epoch_1.pth': 'x',
    'outputs/checkpoints/UNet_best.pth': 'x',
    'outputs/checkpoints/run/last.ckpt': 'x',
    'outputs/checkpoints/-n.pth': 'x',
    'outputs/checkpoints/.hidden': 'x',
    'outputs/checkpoints/UNet_\u202ehtp.pth': 'x',
    'outputs/checkpoints/UNet_\u001b[2J.pth': 'x',
    'outputs/checkpoints/UNet_\udcff.pth': 'x',
    'outputs/results/UNet_epoch_1.pth': 'x',
    'outputs/results/ResNet_results.json': '{}',
    ...more,
  });
}

describe('what is offered', () => {
  it('entries by their name in a section, but none that could be two', () => {
    using t = project();
    expect(bash(t.root, 'outputs pin UNet')).toEqual(['words', 'UNet_best.pth']);
    expect(bash(t.root, 'outputs pin checkpoints/UNet')).toEqual([
      'words',
      'checkpoints/UNet_best.pth',
      'checkpoints/UNet_epoch_1.pth',
    ]);
    expect(bash(t.root, 'outputs pin run')).toEqual(['words', 'run/']);
    expect(bash(t.root, 'outputs pin run/')).toEqual(['words', 'run/last.ckpt']);
    expect(bash(t.at('outputs/checkpoints'), 'outputs pin ../results/R')).toEqual(['words', '../results/ResNet_results.json']);
    expect(bash(t.root, `outputs pin ${t.root}/outputs/res`)).toEqual(['words', `${t.root}/outputs/results/`]);
    expect(bash(t.root, 'outputs pin -- -')).toEqual(['words']);
    expect(bash(t.root, 'outputs pin .')).toEqual(['words']);
  });

  it('everything that is offered is something that pin finds', () => {
    using t = project();
    const [, ...offered] = answers(t.root, 'zsh', 'outputs', 'pin', '');
    const names = offered.map((line) => line.replace(/\t.*$/, '')).filter((name) => !name.endsWith('/'));
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) expect(outputs(t.root, ['pin', '--dry-run', name]), name).toMatchObject({ status: 0 });
  });

  it('pins of the config for unpin, models, sections in use, with what they are', () => {
    using t = project({
      'configs/project_config.yaml':
        'outputs: { pinned: ["checkpoints/*_40.pth"], sections: { tb: { kind: logs, path: tb } } }\n',
    });
    expect(answers(t.root, 'fish', 'outputs', 'unpin', '')).toEqual(['words', 'checkpoints/*_40.pth\tpinned']);
    expect(bash(t.root, 'outputs unpin ')).toEqual(['words', 'checkpoints/\\*_40.pth']);
    expect(bash(t.root, 'outputs prune-checkpoints --allow-empty-group ').slice(1).sort()).toEqual(['ResNet', 'UNet']);
    expect(answers(t.root, 'zsh', 'outputs', 'clean', '')).toContain('tb\tlogs');
    expect(bash(t.root, 'outputs --profile ci clean ')).toEqual(['words', 'artifacts']);
  });

  it('of the project that -C and --config name', () => {
    using t = tree({ 'here/x': 'x', 'a b/other.yaml': 'outputs: { sections: { one: { kind: logs, path: o } } }\n' });
    expect(bash(t.at('here'), 'outputs -C ../a\\ b --config other.yaml clean on')).toEqual(['words', 'one']);
    expect(answers(t.at('here'), 'fish', 'outputs', '--config=../a b/other.yaml', 'clean', 'on')).toContain('one\tlogs');
  });

  it('nothing, and no word of complaint, where the config is broken; commands and flags all the same', () => {
    using t = project({ 'configs/project_config.yaml': 'outputs: [' });
    expect(bash(t.root, 'outputs clean ')).toEqual(['words']);
    expect(bash(t.root, 'outputs hi')).toEqual(['words', 'history']);
    expect(bash('/', 'outputs pin che')).toEqual(['words', 'checkpoints/']);
    expect(answers(t.root)).toEqual([]);
    expect(answers(t.root, 'tcsh', 'outputs', '')).toEqual([]);
  });

  it('a word behind `$` and `~` to nobody: only the shell knows what they mean', () => {
    using t = project();
    expect(bash(t.root, 'outputs pin $X/')).toEqual(['words']);
    expect(bash(t.root, 'outputs verify ~/')).toEqual(['files']);
    expect(bash(t.root, 'outputs -C ')).toEqual(['folders']);
  });
});
