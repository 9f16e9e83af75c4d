import { describe, expect, it } from 'vitest';
import { BY_MODEL_AND_RUN } from '../../../src/core/retention/groups.ts';
import { type Contender, emptyGroups, keepAtLeastOne } from '../../../src/core/retention/keep-at-least-one.ts';
import { orderedCandidates } from '../../../src/core/retention/order-candidates.ts';
import type { GroupBy } from '../../../src/core/types/project.ts';
import { candidate, type Given } from '../../support/candidates.ts';
import { DAY } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

interface Said extends Contender {
  /** What the rules and protections said. */
  readonly keep: boolean;
}

type Spec = Given & Partial<Pick<Said, 'keep' | 'settled'>>;

const contender = (path: string, { keep = false, settled = true, ...given }: Spec = {}): Said => ({
  ...candidate(path, given),
  keep,
  settled,
});
const isKept = ({ keep }: Said) => keep;
const names = (contenders: readonly Said[], mayBeEmpty: readonly string[] = [], by: GroupBy = BY_MODEL_AND_RUN) =>
  [...keepAtLeastOne(orderedCandidates(contenders, by), isKept, new Set(mayBeEmpty))].map(({ path }) => path).sort();

describe('keepAtLeastOne', () => {
  it('names the highest epoch of a model that would lose all', () => {
    const three = [contender('e9', { epoch: 9 }), contender('z10', { epoch: 10 }), contender('e2', { epoch: 2 })];
    expect(names(three)).toEqual(['z10']);
  });

  it('names the last of each training', () => {
    expect(
      names([contender('e10', { epoch: 10, age: 9 * DAY }), contender('e1', { epoch: 1 }), contender('e2', { epoch: 2 })]),
    ).toEqual(['e10', 'e2']);
  });

  it('names the newest of equal epochs, and by name the first of equally new ones', () => {
    expect(names([contender('a', { epoch: 1, age: 9 }), contender('b', { epoch: 1, age: 3 })])).toEqual(['b']);
    expect(names([contender('b', { epoch: 1 }), contender('a', { epoch: 1 })])).toEqual(['a']);
    expect(names([contender('old', { age: 9 }), contender('new', { age: 3 })])).toEqual(['new']);
  });

  it('names nothing where something stays anyway', () => {
    expect(names([contender('e1', { epoch: 1, keep: true }), contender('e2', { epoch: 2 })])).toEqual([]);
  });

  it('looks at every model and run by itself, or as it is told to', () => {
    const three = [
      contender('a', { model: 'a', keep: true }),
      contender('b', { model: 'b' }),
      contender('run/a', { model: 'a' }),
    ];
    expect(names(three)).toEqual(['b', 'run/a']);
    expect(names(three, [], { model: true, run: false })).toEqual(['b']);
    expect(names(three, [], { model: false, run: false })).toEqual([]);
  });

  it('lets go of a group that somebody gave up', () => {
    const two = [contender('run/a', { model: 'a' }), contender('run/b', { model: 'b' })];
    expect(names(two, ['run/a'])).toEqual(['run/b']);
    expect(names(two, ['a', 'run'])).toEqual(['run/a', 'run/b']);
  });

  it('counts no incomplete one', () => {
    const cut = { completeness: 'incomplete', keep: true } as const;
    expect(names([contender('cut', { epoch: 9, ...cut }), contender('e1', { epoch: 1 })])).toEqual(['e1']);
    expect(names([contender('cut', cut)])).toEqual([]);
  });

  it('wants a complete one where there is one, whatever else stays', () => {
    const unknown = { completeness: 'unknown', keep: true } as const;
    expect(names([contender('e9', { epoch: 9, ...unknown }), contender('e8', { epoch: 8 })])).toEqual(['e8']);
    expect(names([contender('e9', { epoch: 9, completeness: 'unknown' })])).toEqual(['e9']);
  });

  it('does not trust one that may be half written while there is a settled one', () => {
    expect(names([contender('e9', { epoch: 9, settled: false, keep: true }), contender('e8', { epoch: 8 })])).toEqual(['e8']);
    expect(names([contender('e9', { epoch: 9, settled: false })])).toEqual(['e9']);
  });

  const any = fc.array(
    fc.record({
      model: fc.constantFrom('a', 'b'),
      epoch: fc.nat(5),
      age: fc.nat(9).map((days) => days * DAY),
      completeness: fc.constantFrom('complete' as const, 'unknown', 'incomplete'),
      keep: fc.boolean(),
      settled: fc.boolean(),
    }),
    { maxLength: 12 },
  );

  it('leaves a complete one to every group that has one', () => {
    fc.assert(
      fc.property(any, (specs) => {
        const contenders = specs.map((spec, index) => contender(`c${index}`, spec));
        const survivors = keepAtLeastOne(orderedCandidates(contenders, BY_MODEL_AND_RUN), isKept);
        for (const model of ['a', 'b']) {
          const complete = contenders.filter((each) => each.checkpoint.model === model && each.completeness === 'complete');
          if (complete.length > 0) expect(complete.some((each) => each.keep || survivors.has(each))).toBe(true);
        }
      }),
    );
  });
});

describe('emptyGroups', () => {
  it('names what rules and protections leave with nothing usable', () => {
    const contenders = [
      contender('run/a1', { model: 'a' }),
      contender('run/a2', { model: 'a' }),
      contender('run/b', { model: 'b', keep: true }),
      contender('c', { model: 'c', completeness: 'incomplete' }),
      contender('d1', { model: 'd', completeness: 'incomplete', keep: true }),
      contender('d2', { model: 'd', completeness: 'unknown' }),
    ];
    expect(emptyGroups(orderedCandidates(contenders, BY_MODEL_AND_RUN), isKept)).toEqual([
      { name: 'd', checkpoints: 1 },
      { name: 'run/a', checkpoints: 2 },
    ]);
    expect(emptyGroups(orderedCandidates(contenders, { model: false, run: false }), isKept)).toEqual([]);
  });
});
