import { describe, expect, it } from 'vitest';
import { type Contender, survivorsOf } from '../../../src/core/policy/survivors.ts';
import { ago, DAY } from '../../support/items.ts';

function contender(
  path: string,
  overrides: Partial<Contender> & { readonly epoch?: number; readonly model?: string },
): Contender {
  const { epoch, model = 'm', ...rest } = overrides;
  const checkpoint = { model, role: 'regular' as const, ...(epoch !== undefined && { epoch }) };
  return { path, checkpoint, modifiedAt: ago(DAY), complete: true, settled: true, keep: false, ...rest };
}

const names = (contenders: readonly Contender[]): readonly string[] =>
  [...survivorsOf(contenders)].map(({ path }) => path).sort();

describe('survivorsOf', () => {
  it('names the highest epoch of a model that would lose all', () => {
    expect(
      names([
        contender('e9', { epoch: 9 }),
        contender('z10', { epoch: 10, modifiedAt: ago(9 * DAY) }),
        contender('e2', { epoch: 2 }),
      ]),
    ).toEqual(['z10']);
  });

  it('names the newest of equal epochs, and by name the first of equally new ones', () => {
    expect(names([contender('a', { epoch: 1, modifiedAt: ago(9) }), contender('b', { epoch: 1, modifiedAt: ago(3) })])).toEqual([
      'b',
    ]);
    expect(names([contender('b', { epoch: 1 }), contender('a', { epoch: 1 })])).toEqual(['a']);
  });

  it('names nothing where something stays anyway', () => {
    expect(names([contender('e1', { epoch: 1, keep: true }), contender('e2', { epoch: 2 })])).toEqual([]);
  });

  it('looks at every model and folder by itself', () => {
    expect(
      names([contender('a', { model: 'a', keep: true }), contender('b', { model: 'b' }), contender('run/a', { model: 'a' })]),
    ).toEqual(['b', 'run/a']);
  });

  it('counts no incomplete one', () => {
    expect(names([contender('empty', { epoch: 9, complete: false, keep: true }), contender('e1', { epoch: 1 })])).toEqual(['e1']);
    expect(names([contender('empty', { complete: false, keep: true })])).toEqual([]);
  });

  it('does not trust one that may be half written while there is a settled one', () => {
    expect(names([contender('e9', { epoch: 9, settled: false, keep: true }), contender('e8', { epoch: 8 })])).toEqual(['e8']);
    expect(names([contender('e9', { epoch: 9, settled: false })])).toEqual(['e9']);
  });
});
