import { describe, expect, it } from 'vitest';
import { amountOf } from '../../../src/core/items/count-bytes.ts';
import { entryOf } from '../../../src/core/plans/entries.ts';
import type { Verdict } from '../../../src/core/types/plan.ts';
import { itemsOf, sectionOf } from '../../support/items.ts';

const checkpoints = sectionOf('checkpoints');
const verdicts: readonly Verdict[] = itemsOf([
  { path: 'a', size: 10 },
  { path: 'b', size: 10, sameInodeAs: 'a' },
  { path: 'c', size: 1 },
]).map((item) => ({ entry: entryOf(checkpoints, checkpoints.path, item), keep: false, reasons: [{ code: 'superseded' }] }));

describe('amountOf', () => {
  it('counts an inode once, however many entries name it', () => expect(amountOf(verdicts).bytes).toBe(11));

  it('does not count what something that stays holds too', () => {
    const [a, ...others] = verdicts;
    expect(amountOf(others, a === undefined ? [] : [a]).bytes).toBe(1);
  });
});
