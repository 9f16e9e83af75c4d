// @ts-check
// Decides which of so many checkpoints stay, by rules of every kind, without a disk. Given `make`, it only makes the checkpoints and
// stops: what is left of the difference is the deciding.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The built library, whose types are those of its sources. @param {string} file */
const built = (file) => import(pathToFileURL(resolve(import.meta.dirname, '../dist/lib/core', `${file}.js`)).href);

/** @type {[typeof import('../src/core/retention/order-candidates.ts'), typeof import('../src/core/retention/apply-rules.ts'), typeof import('../src/core/retention/keep-at-least-one.ts'), typeof import('../src/core/lib/calendar.ts')]} */
const [{ orderedCandidates }, { applyRetention }, { keepAtLeastOne }, { UTC }] = /** @type {any} */ (
  await Promise.all(
    ['retention/order-candidates', 'retention/apply-rules', 'retention/keep-at-least-one', 'lib/calendar'].map(built),
  )
);
const count = Number(process.argv[2]);
const now = 1_756_082_560_000_000_000n;
/** One save every 700 s, in no order. */
const checkpoints = Array.from({ length: count }, (_, index) => {
  const step = (index * 1237) % count;
  return {
    path: `checkpoint-${step}.pt`,
    run: '',
    checkpoint: { model: 'm', role: /** @type {const} */ ('regular'), step },
    modifiedAt: now - BigInt(count - step) * 700_000_000_123n,
    completeness: /** @type {const} */ ('complete'),
    settled: true,
  };
});

if (process.argv[3] !== 'make') {
  const groups = orderedCandidates(checkpoints, { model: true, run: true });
  const rules = /** @type {const} */ ({
    last: 3,
    best: 5,
    every: { count: 1000, unit: 'any' },
    within: { years: 0, months: 0, days: 7, seconds: 0 },
    periods: { hourly: 48, daily: 14, weekly: 8, monthly: 12, yearly: 'all' },
  });
  const { reasons } = applyRetention(groups, rules, { now, localTime: UTC });
  const survivors = keepAtLeastOne(groups, (each) => reasons.has(each));
  if (reasons.size === 0 || survivors.size > 0) throw new Error(`${reasons.size} are kept, and ${survivors.size} survive`);
}
