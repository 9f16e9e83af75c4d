// What it takes to plan 100,000 checkpoints by their names and times, beside what it takes here to write those down and sort them: so a
// slow machine, or one that does other things, is as slow at both.

import { expect, it } from 'vitest';
import { planPruneCheckpoints } from '../../../src/core/planning/prune-checkpoints.ts';
import { BY_MODEL_AND_RUN } from '../../../src/core/policy/group.ts';
import { layoutsFor } from '../../../src/core/policy/layout.ts';
import { UTC } from '../../../src/core/policy/local-time.ts';
import { byCodePoint } from '../../../src/core/policy/order.ts';
import { recognise } from '../../../src/core/policy/recognise.ts';
import type { Item, Plan, Scan } from '../../../src/core/types.ts';
import { cpuTimeOf } from '../../support/cpu-time.ts';
import { ALONE, duration, factsOf, NOW, projectOf, scanOf, sectionOf } from '../../support/items.ts';

const MANY = 100_000;
const ROUNDS = 3;
/** Reached: 3 to 4 on Node 20 (7 while each stage sorted anew, 13 to 15 while each copied each checkpoint); Node 24 lists faster. */
const MOST = 8;

const facts = factsOf({ path: 'x' });
const items = Array.from({ length: MANY }, (_, epoch): Item => {
  const times = { mtimeNs: NOW - BigInt(MANY - epoch) * 7_000_000_001n, ctimeNs: NOW - BigInt(MANY - epoch) * 6_999_999_999n };
  return { path: `unet_epoch_${epoch}.pth`, facts: { ...facts, ...times, ino: BigInt(epoch + 1) }, children: [] };
});
const scan: Scan = { ...scanOf(sectionOf('checkpoints'), []), items: items.toSorted((a, b) => byCodePoint(a.path, b.path)) };

function plan(): Plan {
  const recognition = recognise(layoutsFor(scan.section, {}), scan.items);
  const nothing = new Map();
  return planPruneCheckpoints({
    project: projectOf(),
    scan,
    evidence: { recognition, inspections: nothing, metrics: nothing, mentions: nothing, blind: nothing, warnings: [] },
    surroundings: ALONE,
    now: NOW,
    localTime: UTC,
    disposal: 'default',
    rules: { last: 3 },
    grace: duration({}),
    groupBy: BY_MODEL_AND_RUN,
    allowEmptyGroups: [],
    removeIncomplete: null,
  });
}

function listed(): readonly string[] {
  return items.map(({ path, facts: { mtimeNs, size } }) => `${path} ${mtimeNs} ${size}`).sort(byCodePoint);
}

it('takes a few times what listing them takes', { timeout: 120_000 }, () => {
  expect(plan().actions).toHaveLength(MANY - 3);
  expect(listed()).toHaveLength(MANY);
  const rounds = Array.from({ length: ROUNDS }, () => ({ planning: cpuTimeOf(plan).ms, listing: cpuTimeOf(listed).ms }));
  const planning = Math.min(...rounds.map((round) => round.planning));
  const listing = Math.min(...rounds.map((round) => round.listing));
  process.stdout.write(
    `${MANY} checkpoints: ${Math.round(planning)} ms of processor time; to list them: ${Math.round(listing)}\n`,
  );
  expect(planning / listing).toBeLessThan(MOST);
});
