// A million checkpoints: 0.7 to 2.7 s of the processor by shape where nothing else runs, the most for every rule over a thousand groups. The bound is for machines that are slow and busy.

import { expect, it } from 'vitest';
import type { Candidate } from '../../../../src/core/policy/candidate.ts';
import { BY_MODEL_AND_RUN } from '../../../../src/core/policy/group.ts';
import { applyRetention } from '../../../../src/core/policy/retention.ts';
import type { KeepRules } from '../../../../src/core/types.ts';
import { CLOCK, candidate } from '../../../support/candidates.ts';
import { cpuTimeOf } from '../../../support/cpu-time.ts';
import { duration, NOW } from '../../../support/items.ts';

const MILLION = 1_000_000;
const SLOWEST_MACHINE = 30_000;

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

it.each<readonly [string, Parameters<typeof million>, KeepRules]>([
  ['last 3 of one group', [1, 'by path'], { last: 3 }],
  ['every rule, of one group', [1, 'by path'], every],
  ['every rule, of one group, shuffled', [1, 'shuffled'], every],
  ['every rule, of a thousand groups', [1000, 'by path'], every],
  ['last 3 of one group, all saved at once, shuffled', [1, 'shuffled', 0n], { last: 3 }],
  ['everything is kept, shuffled', [1, 'shuffled'], { last: 'all', within: duration({ years: 10 }) }],
  ['everything is kept', [1, 'by path'], { last: 'all', within: duration({ years: 10 }) }],
])('a million: %s', { timeout: 120_000 }, (name, shape, rules) => {
  const candidates = million(...shape);
  const { value, ms: took } = cpuTimeOf(() => applyRetention(candidates, { rules, groupBy: BY_MODEL_AND_RUN }, CLOCK));
  const { reasons } = value;
  process.stdout.write(`${name}: ${Math.round(took)} ms of processor time, ${reasons.size} kept\n`);
  expect(reasons.size).toBeGreaterThan(0);
  expect(took).toBeLessThan(SLOWEST_MACHINE);
});
