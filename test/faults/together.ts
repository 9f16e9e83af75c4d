// Two commands at once on one tree: with the lock one of them waits or says who has it; without it, both lose nothing.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { escapeText } from '../../src/core/lib/escape.ts';
import type { TreeSpec } from '../support/tree.ts';
import type { Command, Ran } from './command.ts';
import type { Ledger, Point } from './ledger.ts';
import { operationId } from './operation-id.ts';
import { isComplete, judgeTree, type Stage, stage, undoAll } from './oracle.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

const COUNT = 400;
const SPEC: TreeSpec = {
  'canary/precious.txt': { text: 'never', age: '30d' },
  'project/configs/project_config.yaml': 'outputs: {}\n',
  ...Object.fromEntries(
    Array.from(
      { length: COUNT + 1 },
      (_, n) => [`project/outputs/checkpoints/u_epoch_${n}.pth`, { text: `epoch ${n}`, age: '9d' }] as const,
    ),
  ),
};

const MANY: Scenario = {
  name: 'prune-checkpoints',
  spec: SPEC,
  prepare: [],
  args: ['prune-checkpoints', '--yes'],
  trashed: Array.from({ length: COUNT }, (_, n) => `outputs/checkpoints/u_epoch_${n}.pth`),
  freed: [],
  made: null,
  undoable: true,
  ends: 'moved',
};

const ROUNDS = 4;

export async function together(ledger: Ledger, command: Command, folder: string, worker: string): Promise<void> {
  const codes = new Map<string, number>();
  const pairs: readonly (readonly [name: string, first: readonly string[], second: readonly string[]])[] = [
    ['prune and prune', MANY.args, MANY.args],
    ['prune and prune that waits', MANY.args, [...MANY.args, '--wait', '20s']],
    ['prune and undo', MANY.args, ['undo']],
    ['prune and clean', MANY.args, ['clean', '--checkpoints', '--dry-run']],
  ];
  const points = pairs.flatMap(([name, first, second]) =>
    Array.from(
      { length: ledger.full ? 10 * ROUNDS : ROUNDS },
      (_, round): Point => ({
        name: `${name}, round ${round}`,
        run: async () => {
          using at = await stage(MANY, command, folder);
          const rans = await Promise.all([command.run(at.project, first), command.run(at.project, second)]);
          const key = `${name}: ${rans.map(({ status }) => status).join(' and ')}`;
          codes.set(key, (codes.get(key) ?? 0) + 1);
          const wrong = judgeTree(MANY, at);
          for (const ran of rans)
            if (![0, 3, 4, 5].includes(ran.status ?? -1)) wrong.push(`ended with ${ran.status}: ${escapeText(ran.stderr)}`);
          if (name.startsWith('prune and prune')) wrong.push(...(await unfinished(at, command, rans)));
          if (name.endsWith('waits') && rans[1]?.status !== 0)
            wrong.push(`the one that waits ended with ${rans[1]?.status}: ${escapeText(rans[1]?.stderr ?? '')}`);
          if (wrong.length > 0) return wrong;
          return await undoAll(MANY, at, command);
        },
      }),
    ),
  );
  await ledger.points(points, 1);
  await ledger.points(
    Array.from(
      { length: ROUNDS },
      (_, round): Point => ({ name: `undo and purge, round ${round}`, run: () => undoAndPurge(command, folder) }),
    ),
    1,
  );
  await ledger.points(
    Array.from(
      { length: 4 },
      (_, round): Point => ({
        name: `stopped in the middle and continued, round ${round}`,
        run: () => stopped(command, folder, round),
      }),
    ),
    1,
  );
  const fix = SCENARIOS.find(({ name }) => name === 'check --fix');
  if (fix === undefined) throw new Error('no such scenario');
  const withFix = [fix.args, ['undo'], ['prune-checkpoints', '--yes', '--dry-run']].flatMap((second) =>
    Array.from(
      { length: ROUNDS },
      (_, round): Point => ({
        name: `check --fix and ${second[0]}, round ${round}`,
        run: async () => {
          using at = await stage(fix, command, folder);
          const rans = await Promise.all([command.run(at.project, fix.args), command.run(at.project, second)]);
          const wrong = judgeTree(fix, at);
          for (const ran of rans)
            if (![0, 1, 3, 4, 5].includes(ran.status ?? -1)) wrong.push(`ended with ${ran.status}: ${escapeText(ran.stderr)}`);
          return wrong.length > 0 ? wrong : await undoAll(fix, at, command);
        },
      }),
    ),
  );
  await ledger.points(withFix, 1);
  const moved = { inBoth: 0 };
  const bare = Array.from(
    { length: ledger.full ? 10 * ROUNDS : ROUNDS },
    (_, round): Point => ({
      name: `without the lock, round ${round}`,
      run: async () => {
        using at = await stage(MANY, command, folder);
        const counts = await Promise.all([1, 2].map((number) => withoutLock(worker, at.project, operationId(number))));
        if (counts.every((count) => count > 0)) moved.inBoth++;
        const wrong = judgeTree(MANY, at);
        if (!isComplete(MANY, at)) wrong.push('the two together did not finish the work');
        if (counts.reduce((sum, count) => sum + count, 0) !== COUNT)
          wrong.push(`they say that they moved ${counts.join(' and ')}`);
        return wrong.length > 0 ? wrong : await undoAll(MANY, at, command);
      },
    }),
  );
  await ledger.points(bare, 1);
  ledger.note(`without the lock: in ${moved.inBoth} of ${bare.length} rounds both moved something`);
  ledger.note(`exit codes: ${[...codes].map(([key, count]) => `${count} × ${key}`).join('; ')}`);
}

/**
 * Who looks into a checkpoint has it open for a moment, and what is open stays, as the other one says; it goes with the next run.
 * Complaints.
 */
async function unfinished(at: Stage, command: Command, rans: readonly Ran[]): Promise<string[]> {
  if (isComplete(MANY, at)) return [];
  if (!rans.some(({ stdout }) => / keep +open in \S+ \(pid \d+\)/.test(stdout))) return ['neither of them finished the work'];
  const { status } = await command.run(at.project, MANY.args);
  return isComplete(MANY, at) ? [] : [`one more run ended with ${status} and did not finish the work`];
}

/** How many entries it moved. */
async function withoutLock(worker: string, project: string, id: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [worker, project, id]);
  return Number(stdout);
}

/** What is purged is gone, and what came back is whole: nothing is in neither state. */
async function undoAndPurge(command: Command, folder: string): Promise<string[]> {
  const scenario: Scenario = { ...MANY, prepare: [{ args: MANY.args }], trashed: [], freed: MANY.trashed };
  using at = await stage(scenario, command, folder);
  const rans = await Promise.all([command.run(at.project, ['undo']), command.run(at.project, ['clean', '--trash', '--yes'])]);
  const wrong = judgeTree(scenario, at);
  for (const ran of rans)
    if (![0, 3, 4, 5].includes(ran.status ?? -1)) wrong.push(`ended with ${ran.status}: ${escapeText(ran.stderr)}`);
  const [undo, purge] = rans.map(({ status }) => status);
  if (undo === 0 && !isComplete({ ...scenario, ends: 'back' }, at) && !isComplete({ ...scenario, ends: 'moved' }, at))
    wrong.push(`undo ended with 0 and purge with ${purge}, and only some of it is back`);
  return wrong;
}

/** A laptop that sleeps: the lock is still held, nobody takes it over, and the first one goes on to its end. */
async function stopped(command: Command, folder: string, round: number): Promise<string[]> {
  using at = await stage(MANY, command, folder);
  const first = spawn(process.execPath, [command.path, ...MANY.args], { cwd: at.project, stdio: 'ignore' });
  const ended = once(first, 'exit');
  await new Promise((tick) => setTimeout(tick, 60 + 10 * round));
  first.kill('SIGSTOP');
  const second = await command.run(at.project, MANY.args);
  const wrong = judgeTree(MANY, at);
  first.kill('SIGCONT');
  const [status] = await ended;
  if (![0, 3, 4, 5].includes(status)) wrong.push(`the one that slept ended with ${status}`);
  if (![0, 3, 4, 5].includes(second.status ?? -1))
    wrong.push(`the other ended with ${second.status}: ${escapeText(second.stderr)}`);
  wrong.push(...judgeTree(MANY, at));
  wrong.push(...(await unfinished(at, command, [second])));
  return wrong.length > 0 ? wrong : await undoAll(MANY, at, command);
}
