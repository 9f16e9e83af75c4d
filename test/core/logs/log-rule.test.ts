import { describe, expect, it } from 'vitest';
import { nameOf } from '../../../src/core/lib/paths.ts';
import { judgeOf, logAge } from '../../../src/core/logs/log-rule.ts';
import type { Item } from '../../../src/core/types/items.ts';
import type { LogRule } from '../../../src/core/types/plan.ts';
import { duration, factsOf, keyOf, NOW, projectOf, sectionOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const WEEK = duration({ days: 7 });
const { cutoff } = logAge(NOW, WEEK);
const section = sectionOf('logs', { patterns: ['*'] });

function ruleOf(surroundings: Partial<LogRule['surroundings']> = {}): LogRule {
  const nothing = { tracked: new Set<string>(), held: new Map() };
  return { section, project: projectOf(), olderThan: WEEK, now: NOW, surroundings: { ...nothing, ...surroundings } };
}

/** As Node makes a number of it: the seconds and the nanoseconds apart. */
const msOf = (time: bigint): number => Number(time / 1_000_000_000n) * 1000 + Number(time % 1_000_000_000n) / 1e6;

describe('a glance', () => {
  const path = fc.constantFrom(
    'a.log',
    'run/a.log',
    'README.md',
    'run/README.md',
    'a.pth',
    'x/events.out.tfevents.1',
    'held.log',
  );
  const mtimeNs = fc.oneof(
    fc.bigInt({ min: -3_000_000n, max: 3_000_000n }).map((ns) => cutoff + ns),
    fc.bigInt({ min: -3_000_000n, max: 3_000_000n }).map((ns) => NOW + ns),
    fc.bigInt({ min: 0n, max: NOW * 2n }),
  );
  const object = fc.record({
    path,
    mtimeNs,
    type: fc.constantFrom('file', 'link', 'other'),
    pinnedBy: fc.constantFrom(null, 'pin'),
  });

  it('never says anything else than a whole look, and leaves next to nothing to that', () => {
    const surroundings = {
      tracked: new Set([`${section.path}/run/a.log`]),
      held: new Map([[keyOf('held.log'), { pid: 1, process: 'x' }]]),
    };
    const judge = judgeOf(ruleOf(surroundings));
    fc.assert(
      fc.property(object, ({ path, mtimeNs, type, pinnedBy }) => {
        const item: Item = { path, facts: { ...factsOf({ path }), type, mtimeNs }, children: [] };
        const glance = { isFile: type === 'file', mtimeMs: msOf(mtimeNs), ino: Number(item.facts.ino) };
        const said = judge.atAGlance(path, nameOf(path), glance, pinnedBy);
        const truth = judge.reasonsToStay(item, pinnedBy).length === 0 ? 'goes' : 'stays';
        if (said !== 'unsure') expect(said).toBe(truth);
        const distance = mtimeNs > cutoff ? mtimeNs - cutoff : cutoff - mtimeNs;
        if (path !== 'held.log' && distance > 2_000_000n) expect(said).not.toBe('unsure');
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no time that Node cannot say for an age', () => {
    const judge = judgeOf(ruleOf());
    const at = (mtimeMs: number) => judge.atAGlance('a.log', 'a.log', { isFile: true, mtimeMs, ino: 1 }, null);
    expect([Number.NaN, 1.8e22, Number.POSITIVE_INFINITY].map(at)).toEqual(['unsure', 'unsure', 'unsure']);
    expect(at(-5)).toBe('goes');
  });

  it('looks again at an inode whose number a double cannot hold', () => {
    const ino = 2n ** 60n + 1n;
    const judge = judgeOf(ruleOf({ held: new Map([[`7:${ino}`, { pid: 1, process: 'x' }]]) }));
    expect(judge.atAGlance('a.log', 'a.log', { isFile: true, mtimeMs: 0, ino: Number(ino) }, null)).toBe('unsure');
  });
});
