// What the built program answers to a shell, and in how much time of the processor.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CRON_ENV, command, outputs } from '../../support/run.ts';
import { IN_MEMORY, type Tree, tree } from '../../support/tree.ts';

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

it('takes less than 100 ms of the processor in a project with 10,000 checkpoints', () => {
  using t = tree({ 'configs/project_config.yaml': 'outputs: { pinned: [] }\n' }, undefined, IN_MEMORY);
  mkdirSync(t.at('outputs/checkpoints'), { recursive: true });
  for (let n = 0; n < 10_000; n++) writeFileSync(t.at(`outputs/checkpoints/UNet_epoch_${n}.pth`), '');
  expect(bash(t.root, 'outputs pin UNet_epoch_77')).toHaveLength(112);
  const cpu = (...words: readonly string[]): number => {
    const time = 'TIMEFORMAT="%U %S"; time "$@" >/dev/null';
    const spent = Array.from({ length: 5 }, () => {
      const { stderr } = spawnSync('bash', ['--norc', '-c', time, 'bash', process.execPath, ...words], {
        cwd: t.root,
        env: CRON_ENV,
        encoding: 'utf8',
      });
      return stderr
        .trim()
        .split(' ')
        .reduce((sum, seconds) => sum + Number(seconds) * 1000, 0);
    });
    return Math.min(...spent);
  };
  execFileSync(process.execPath, ['--version']);
  // Node itself takes 25 ms here; a machine that is slower at that is slower at everything.
  const slower = Math.max(1, cpu('-e', '0') / 25);
  const lines = [
    'outputs pin ',
    'outputs pin UNet_epoch_77',
    'outputs undo ',
    'outputs clean ',
    'outputs prune-checkpoints --allow-empty-group ',
  ];
  for (const line of lines) expect(cpu(command, '__complete', 'bash', ' :=', line) / slower, line).toBeLessThan(100);
});
