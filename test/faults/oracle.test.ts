// The oracle of the fault tests must be able to say no.

import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Command, Ran } from './command.ts';
import { judgeRun, judgeTree, type Stage, stage, undoAll } from './oracle.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

const RAN: Ran = { status: 0, killed: false, stdout: '', stderr: '', log: '' };
const IDLE: Command = { path: '', run: async () => RAN };
const [PRUNE] = SCENARIOS.filter(({ name }) => name === 'prune-checkpoints') as [Scenario];
const [CLEAN] = SCENARIOS.filter(({ name }) => name === 'clean artifacts') as [Scenario];
const FOLDER = 'project/outputs/artifacts/run';
const PLANNED = 'project/outputs/checkpoints/unet_epoch_1.pth';

function trashed({ t }: Stage): void {
  mkdirSync(t.at('project/outputs/.trash/op/items'), { recursive: true });
  renameSync(t.at(PLANNED), t.at('project/outputs/.trash/op/items/0'));
}

const WRONGS: readonly (readonly [what: string, deed: (at: Stage) => void])[] = [
  ['a file that no plan names is gone', ({ t }) => rmSync(t.at('project/outputs/results/kept.json'))],
  ['a file outside is longer', ({ t }) => appendFileSync(t.at('canary/precious.txt'), '!')],
  ['a file outside has another time', ({ t }) => utimesSync(t.at('canary/precious.txt'), 1, 1)],
  ['a file outside has another mode', ({ t }) => chmodSync(t.at('canary/precious.txt'), 0o600)],
  ['a file is new', ({ t }) => writeFileSync(t.at('canary/new'), '')],
  ['a planned file is nowhere', ({ t }) => rmSync(t.at(PLANNED))],
  ['a planned file was written again', ({ t }) => writeFileSync(t.at(PLANNED), 'other')],
  [
    'a planned file was changed in the trash',
    (at) => {
      trashed(at);
      appendFileSync(at.t.at('project/outputs/.trash/op/items/0'), '!');
    },
  ],
];

describe('the oracle', () => {
  it.each(WRONGS)('notices that %s', async (_, deed) => {
    using at = await stage(PRUNE, IDLE, '/tmp');
    expect(judgeTree(PRUNE, at)).toEqual([]);
    deed(at);
    expect(judgeTree(PRUNE, at)).not.toEqual([]);
  });

  it('lets a folder be divided only where it is said to be', async () => {
    using at = await stage(CLEAN, IDLE, '/tmp');
    mkdirSync(at.t.at('project/outputs/.trash/op/items'), { recursive: true });
    renameSync(at.t.at(`${FOLDER}/a.bin`), at.t.at('project/outputs/.trash/op/items/0'));
    expect(judgeTree(CLEAN, at)).not.toEqual([]);
    expect(judgeTree(CLEAN, at, 'divided')).toEqual([]);
    expect(await undoAll(CLEAN, at, IDLE, 'divided')).not.toEqual([]);
    appendFileSync(at.t.at('project/outputs/.trash/op/items/0'), '!');
    expect(judgeTree(CLEAN, at, 'divided')).not.toEqual([]);
  });

  it('notices a new file in a divided folder', async () => {
    using at = await stage(CLEAN, IDLE, '/tmp');
    writeFileSync(at.t.at(`${FOLDER}/new`), '');
    expect(judgeTree(CLEAN, at, 'divided')).not.toEqual([]);
  });

  it('takes the trash for a good place', async () => {
    using at = await stage(PRUNE, IDLE, '/tmp');
    trashed(at);
    expect(judgeTree(PRUNE, at)).toEqual([]);
    expect(await undoAll(PRUNE, at, IDLE)).not.toEqual([]);
  });

  it.each<[string, Ran]>([
    ['0, though the work is not done', RAN],
    ['3, without a word', { ...RAN, status: 3 }],
    ['a bug', { ...RAN, status: 70, stderr: 'x' }],
    ['a raw name', { ...RAN, status: 3, stderr: 'a\u001b]0;' }],
  ])('notices %s', async (_, ran) => {
    using at = await stage(PRUNE, IDLE, '/tmp');
    expect(judgeRun(PRUNE, at, ran)).not.toEqual([]);
  });
});
