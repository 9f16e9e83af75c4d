// A million checkpoints, against sorting as many objects by a number in the same process, so that a slow machine is slow at both: each shape
// may take twice of what it took when this was written.

import { expect, it } from 'vitest';
import type { Candidate, Clock } from '../../../../src/core/policy/candidate.ts';
import { BY_MODEL_AND_RUN } from '../../../../src/core/policy/group.ts';
import { lineUp } from '../../../../src/core/policy/lineup.ts';
import { localTimeBy } from '../../../../src/core/policy/local-time.ts';
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

interface Shape {
  readonly runs: number;
  readonly order: 'by path' | 'shuffled';
  /** Nanoseconds between two saves; 7 s without. */
  readonly apart?: bigint;
  /** What is said of a step besides when it was saved. */
  readonly told?: 'step and loss' | 'step, and of every second the loss' | 'nothing';
  readonly clock?: Clock;
}

/** Steps, each saved after the one before, in the order of their paths or in one in which no sort is helped. */
function million({ runs, order, apart = 7_000_000_001n, told = 'step and loss' }: Shape): readonly Candidate[] {
  // 387,420,489 has no factor in common with a million, so that every step comes once.
  const stepAt = (index: number): number => (order === 'shuffled' ? (index * 387_420_489) % MILLION : index);
  return Array.from({ length: MILLION }, (_, index): Candidate => {
    const step = stepAt(index);
    const run = `run-${step % runs}`;
    return candidate(`${run}/checkpoint-${String(step).padStart(7, '0')}`, {
      run,
      model: '',
      at: NOW - BigInt(MILLION - step) * apart,
      ...(told !== 'nothing' && { step }),
      ...((told === 'step and loss' || (told !== 'nothing' && step % 2 === 0)) && { loss: ((step * 7919) % MILLION) / MILLION }),
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

const one: Shape = { runs: 1, order: 'shuffled' };
/** An hour more from the last Sunday of March to that of October, roughly. */
const summerTime: Clock = {
  now: NOW,
  localTime: localTimeBy((ms) => (ms % 31_556_952_000 > 7.4e9 && ms % 31_556_952_000 < 2.57e10 ? 7200 : 3600)),
};

/** By how often the time of sorting objects, and by name. */
it.each<readonly [number, string, Shape, KeepRules]>([
  [2.6, 'last 3 of one group', { runs: 1, order: 'by path' }, { last: 3 }],
  [5.8, 'every rule, of one group, shuffled', one, every],
  [5.8, 'every rule, of one group, shuffled, where clocks are put forward and back', { ...one, clock: summerTime }, every],
  [
    5.8,
    'every rule, of one group, shuffled, every second without a metric',
    { ...one, told: 'step, and of every second the loss' },
    every,
  ],
  [5.8, 'every rule, of a thousand groups, shuffled', { ...one, runs: 1000 }, every],
  [8, 'every rule, of a hundred thousand groups, shuffled', { ...one, runs: 100_000 }, every],
  [14, 'every rule, of a million groups', { runs: MILLION, order: 'by path' }, every],
  [14, 'every rule, of a million groups, shuffled', { ...one, runs: MILLION }, every],
  [4, 'last 3 of one group, all saved at once, shuffled', { ...one, apart: 0n }, { last: 3 }],
  [8, 'every rule, of one group, where only the paths differ, shuffled', { ...one, apart: 0n, told: 'nothing' }, every],
  [4, 'everything is kept, shuffled', one, { last: 'all', within: duration({ years: 10 }) }],
])('a million, %s sorts: %s', { timeout: 120_000 }, (limit, name, shape, rules) => {
  const candidates = million(shape);
  const sorting = sortingObjects();
  const clock = shape.clock ?? CLOCK;
  const { value, ms } = cpuTimeOf(() => applyRetention(lineUp(candidates, BY_MODEL_AND_RUN), rules, clock));
  const { reasons } = value;
  process.stdout.write(
    `${name}: ${Math.round(ms)} ms of processor time, ${(ms / sorting).toFixed(2)} sorts, ${reasons.size} kept\n`,
  );
  expect(reasons.size).toBeGreaterThan(0);
  expect(ms / sorting).toBeLessThan(limit);
});
