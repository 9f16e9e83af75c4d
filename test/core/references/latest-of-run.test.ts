import { describe, expect, it } from 'vitest';
import { latestOfRuns } from '../../../src/core/references/latest-of-run.ts';
import type { Inspection } from '../../../src/core/types/checkpoints.ts';
import { inspectionOf, type UnitSpec, unitsOf } from '../../support/units.ts';

function chosen(specs: readonly UnitSpec[], inspections: Readonly<Record<string, Inspection>> = {}): readonly string[] {
  return [...latestOfRuns(unitsOf(specs), new Map(Object.entries(inspections)))].map(({ path }) => path).sort();
}

describe('whose word counts', () => {
  it('the newest by number and by time', () =>
    expect(
      chosen([
        { path: 'checkpoint-100', step: 100, age: 30 },
        { path: 'checkpoint-200', step: 200, age: 10 },
        { path: 'checkpoint-300', step: 300, age: 90 },
      ]),
    ).toEqual(['checkpoint-200', 'checkpoint-300']));

  it('times within a second say nothing', () => {
    const copied = (age: number) =>
      chosen([
        { path: 'e1.pt', epoch: 1, age },
        { path: 'e2.pt', epoch: 2, age: 100 },
      ]);
    expect(copied(99)).toEqual(['e2.pt']);
    expect(copied(98.9)).toEqual(['e1.pt', 'e2.pt']);
  });

  it('each run and model for itself', () =>
    expect(
      chosen([
        { path: 'a/e1.pt', epoch: 1, age: 20 },
        { path: 'a/e2.pt', epoch: 2, age: 10 },
        { path: 'b/e1.pt', epoch: 1, age: 20 },
        { path: 'b/m1.pt', epoch: 1, age: 20, model: 'm' },
      ]),
    ).toEqual(['a/e2.pt', 'b/e1.pt', 'b/m1.pt']));

  it('not an incomplete one, by its names or its bytes', () =>
    expect(
      chosen(
        [
          { path: 'checkpoint-1', step: 1, age: 30 },
          { path: 'checkpoint-2', step: 2, age: 20, unfinished: 'trainer_state.json is missing in it' },
          { path: 'checkpoint-3', step: 3, age: 10 },
        ],
        { 'checkpoint-3': inspectionOf({ completeness: 'incomplete' }) },
      ),
    ).toEqual(['checkpoint-1']));

  it('one of unknown completeness too', () =>
    expect(chosen([{ path: 'a.pt' }], { 'a.pt': inspectionOf({ completeness: 'unknown' }) })).toEqual(['a.pt']));

  it('what is named last, and numbers from inside where the names have none', () =>
    expect(
      chosen(
        [
          { path: 'last.ckpt', role: 'last', age: 90 },
          { path: 'x.ckpt', age: 50 },
          { path: 'y.ckpt', age: 40 },
        ],
        { 'x.ckpt': inspectionOf({ epoch: 7 }), 'y.ckpt': inspectionOf({ epoch: 3 }) },
      ),
    ).toEqual(['last.ckpt', 'x.ckpt', 'y.ckpt']));

  it('by the newest file in a folder, whose own time freezes', () =>
    expect(
      chosen([
        { path: 'tag-a', holds: ['x.pt'], age: 10 },
        { path: 'tag-b', holds: ['x.pt'], age: 20 },
      ]),
    ).toEqual(['tag-a']));
});
