import { describe, expect, it } from 'vitest';
import { BY_MODEL_AND_RUN, groupsOf } from '../../../src/core/retention/groups.ts';
import { type CapableCheckpoint, capabilityChanges } from '../../../src/core/retention/run-abilities.ts';
import type { CheckpointRole } from '../../../src/core/types/checkpoints.ts';
import type { CapabilityChange } from '../../../src/core/types/plan.ts';
import { fc } from '../../support/properties.ts';

/** `order`: greater for what was saved later. */
type Usable = CapableCheckpoint & { readonly order: number };

function changesIn(all: readonly Usable[]): readonly CapabilityChange[] {
  const newestFirst = [...all].sort((a, b) => b.order - a.order || (a.path < b.path ? -1 : 1));
  return capabilityChanges(
    'checkpoints',
    groupsOf(newestFirst, BY_MODEL_AND_RUN).map(({ members }) => members),
  );
}

interface Spec {
  readonly epoch?: number;
  readonly step?: number;
  readonly role?: CheckpointRole;
  readonly gone?: true;
  readonly model?: string;
  readonly path?: string;
  readonly optimizer?: boolean;
  readonly completeness?: Usable['completeness'];
  readonly session?: number;
  readonly order?: number;
}

function usable(spec: Spec): Usable {
  const { epoch, step, role = 'regular', model = 'UNet', completeness = 'complete', session = 1 } = spec;
  const position = step ?? epoch;
  return {
    path: spec.path ?? (role === 'regular' ? `e${position}` : role),
    run: '',
    checkpoint: { model, role, ...(epoch !== undefined && { epoch }), ...(step !== undefined && { step }) },
    completeness,
    number: role === 'regular' ? position : undefined,
    session,
    optimizer: spec.optimizer,
    kept: spec.gone !== true,
    isKeptAsBest: role === 'best',
    order: spec.order ?? session * 1000 + (position ?? 0),
  };
}

function change(...specs: readonly Spec[]) {
  const [first] = changesIn(specs.map(usable));
  if (first === undefined) throw new Error('no group');
  return first;
}

describe('what can be done', () => {
  it('resumes from the newest that may hold an optimizer, evaluates the best, exports the final', () => {
    const { before, lost } = change(
      { epoch: 8 },
      { epoch: 9 },
      { role: 'best' },
      { role: 'final', optimizer: false, order: 9999 },
    );
    expect(before).toEqual({ resume: { path: 'e9', optimizer: 'unknown' }, best: 'best', export: 'final', average: 2 });
    expect(lost).toEqual([]);
  });
  it('says what is known of the optimizer', () => {
    expect(change({ epoch: 1, optimizer: true }).before.resume).toEqual({ path: 'e1', optimizer: 'present' });
    expect(change({ epoch: 1, optimizer: false }).before.resume).toEqual({ path: 'e1', optimizer: 'absent' });
  });
  it('counts on nothing that is incomplete', () => {
    const { before } = change({ epoch: 1, completeness: 'unknown' }, { epoch: 2, completeness: 'incomplete' });
    expect(before).toMatchObject({ resume: { path: 'e1' }, export: 'e1', average: 1 });
  });
  it('exports the best, or else the newest', () => {
    expect(change({ epoch: 1 }, { role: 'best' }).before.export).toBe('best');
    expect(change({ epoch: 1 }).before.export).toBe('e1');
  });
  it.each([
    ['each epoch', [1, 2, 3, 4], 4],
    ['every tenth', [10, 20, 30], 3],
    ['with a gap', [1, 2, 4, 5, 6], 3],
    ['after a gap', [1, 9], 2],
    ['one', [7], 1],
    ['none', [], 0],
  ] as const)('averages what follows each other: %s', (_, epochs, expected) => {
    const found = change(...epochs.map((epoch) => ({ epoch })), { role: 'best' });
    expect(found.before.average).toBe(expected);
  });
  it('averages by steps where there are some, each position once, and never across training sessions', () => {
    expect(change({ step: 500, epoch: 1 }, { step: 1000, epoch: 1 }).before.average).toBe(2);
    expect(change({ epoch: 1 }, { epoch: 1, path: 'e1-v1' }, { epoch: 2 }).before.average).toBe(2);
    expect(change({ epoch: 8 }, { epoch: 9 }, { epoch: 1, session: 2 }).before.average).toBe(1);
  });
});

describe('what a plan takes away', () => {
  it.each<readonly [string, readonly Spec[], readonly string[]]>([
    ['the newest', [{ epoch: 8 }, { epoch: 9, gone: true }], ['resume', 'average']],
    ['an older one', [{ epoch: 7, gone: true }, { epoch: 8 }, { epoch: 9 }], []],
    ['all but the newest', [{ epoch: 8, gone: true }, { epoch: 9 }], ['average']],
    ['the only best', [{ epoch: 9 }, { role: 'best', gone: true }], ['best']],
    ['one of two bests', [{ role: 'best' }, { role: 'best', path: 'best-v1', gone: true }], []],
    ['everything', [{ epoch: 9, gone: true }], ['resume', 'export']],
    [
      'the last with an optimizer',
      [
        { epoch: 8, optimizer: true, gone: true },
        { epoch: 9, optimizer: false },
      ],
      ['resume', 'average'],
    ],
    ['what was incomplete', [{ epoch: 8 }, { epoch: 9, completeness: 'incomplete', gone: true }], []],
  ])('%s', (_, specs, lost) => {
    expect(change(...specs).lost).toEqual(lost);
  });
  it("keeps the run's own distance after thinning", () => {
    const { before, after } = change(
      ...[1, 2, 3, 4, 5, 6].map((epoch): Spec => (epoch % 2 === 0 ? { epoch } : { epoch, gone: true })),
    );
    expect([before.average, after.average]).toEqual([6, 1]);
  });
  it('is told for each run and model', () => {
    const changes = changesIn([usable({ epoch: 1, model: 'VAE' }), { ...usable({ epoch: 1 }), run: 'b' }, usable({ epoch: 2 })]);
    expect(changes.map(({ run, model }) => [run, model])).toEqual([
      ['', 'UNet'],
      ['', 'VAE'],
      ['b', 'UNet'],
    ]);
  });
  it('is nothing where nothing goes, whatever the order', () => {
    const spec = fc.record({
      epoch: fc.nat(9),
      role: fc.constantFrom<CheckpointRole>('regular', 'best', 'final'),
      optimizer: fc.boolean(),
      session: fc.integer({ min: 1, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(spec, { minLength: 1 }), (specs) => {
        const all = specs.map((each, at) => usable({ ...each, path: `p${at}` }));
        const changes = changesIn(all);
        expect(changes.flatMap(({ lost }) => lost)).toEqual([]);
        expect(changes.map(({ after }) => after)).toEqual(changes.map(({ before }) => before));
        expect(changesIn([...all].reverse())).toEqual(changes);
      }),
    );
  });
});
