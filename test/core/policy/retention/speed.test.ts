// A million checkpoints, against sorting as many objects by a number in the same process, so that a slow machine is slow at both: each shape
// may take twice of what it took when this was written.

import { expect, it } from 'vitest';
import type { Candidate } from '../../../../src/core/policy/candidate.ts';
import { BY_MODEL_AND_RUN } from '../../../../src/core/policy/group.ts';
import { lineUp } from '../../../../src/core/policy/lineup.ts';
import { applyRetention } from '../../../../src/core/policy/retention.ts';
import type { KeepRules } from '../../../../src/core/types.ts';
import { CLOCK, candidate } from '../../../support/candidates.ts';
import { cpuTimeOf } from '../../../support/cpu-time.ts';
import { duration, NOW } from '../../../support/items.ts';

const MILLION = 1_000_000;

function sortingObjects(): number {
  const objects = Array.from({ length: MILLION }, (_, index) => ({ number: (index * 387_420_489) % MILLION }));
  return cpuTimeOf(() => objects.sort((a, b) => a.number - b.number)).ms;
}

/** Steps, each saved 7 s after the one before or so many nanoseconds, in 1 run or in 1000, in the order of their paths or in one in which no sort is helped. */
function million(runs: number, order: 'by path' | 'shuffled', apart = 7_000_000_001n): readonly Candidate[] {
  // 387,420,489 has no factor in common with a million, so that every step comes once.
  const stepAt = (index: number): number => (order === 'shuffled' ? (index * 387_420_489) % MILLION : index);
  return Array.from({ length: MILLION }, (_, index): Candidate => {
    const step = stepAt(index);
    const run = `run-${step % runs}`;
    return candidate(`${run}/checkpoint-${String(step).padStart(7, '0')}`, {
      run,
      model: '',
      step,
      at: NOW - BigInt(MILLION - step) * apart,
      loss: ((step * 7919) % MILLION) / MILLION,
    });
  });
}

const count = { hourly: 48, daily: 14, weekly: 8, monthly: 12, yearly: 'all' } as const;
const span = { hourly: duration({ days: 2 }), yearly: duration({ years: 10 }) };
const every: KeepRules = {
  last: 10,
  best: 10,
  every: { count: 10_000, unit: 'steps' },
  within: duration({ days: 1 }),
  periods: count,
  periodsWithin: span,
};

/** By how often the time of sorting objects, and by name. */
it.each<readonly [number, string, Parameters<typeof million>, KeepRules]>([
  [2.6, 'last 3 of one group', [1, 'by path'], { last: 3 }],
  [5.8, 'every rule, of one group, shuffled', [1, 'shuffled'], every],
  [5.8, 'every rule, of a thousand groups, shuffled', [1000, 'shuffled'], every],
  [8, 'every rule, of a hundred thousand groups, shuffled', [100_000, 'shuffled'], every],
  [14, 'every rule, of a million groups', [MILLION, 'by path'], every],
  [5.2, 'last 3 of one group, all saved at once, shuffled', [1, 'shuffled', 0n], { last: 3 }],
  [4, 'everything is kept, shuffled', [1, 'shuffled'], { last: 'all', within: duration({ years: 10 }) }],
])('a million, %s sorts: %s', { timeout: 120_000 }, (limit, name, shape, rules) => {
  const candidates = million(...shape);
  const sorting = sortingObjects();
  const { value, ms } = cpuTimeOf(() => applyRetention(lineUp(candidates, BY_MODEL_AND_RUN), rules, CLOCK));
  const { reasons } = value;
  process.stdout.write(
    `${name}: ${Math.round(ms)} ms of processor time, ${(ms / sorting).toFixed(2)} sorts, ${reasons.size} kept\n`,
  );
  expect(reasons.size).toBeGreaterThan(0);
  expect(ms / sorting).toBeLessThan(limit);
});
