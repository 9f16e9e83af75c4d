import { expect, it } from 'vitest';
import { sortByText } from '../../../../src/core/retention/columns/sort-by-text.ts';
import { fc } from '../../../support/properties.ts';

const piece = fc.oneof(
  fc.constantFrom('', 'checkpoints/run-1/', 'm_epoch_', '\u007e', '\u007f', '\u0000', '\uffff', '\ud83d', 'é', '.pth'),
  fc.nat(2000).map(String),
);
const text = fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join(''));

it('puts texts in the order of their units', () => {
  const texts = fc.oneof(
    fc.array(text, { maxLength: 40 }),
    fc.array(text, { minLength: 64, maxLength: 400 }),
    // All of one long beginning, which not all of a sample tell.
    fc
      .tuple(fc.array(fc.nat(99_999), { minLength: 200, maxLength: 600 }), text)
      .map(([numbers, odd]) => numbers.map((number, at) => (at === 77 ? odd : `${'a'.repeat(200)}_epoch_${number}.pth`))),
  );
  fc.assert(
    fc.property(texts, (all) => {
      const rows = Uint32Array.from(all.keys());
      sortByText(rows, (row) => all[row] as string);
      const plain = [...all.keys()].sort((a, b) => {
        const [one, other] = [all[a] as string, all[b] as string];
        return one < other ? -1 : one > other ? 1 : 0;
      });
      expect([...rows].map((row) => all[row])).toEqual(plain.map((row) => all[row]));
      expect([...rows].sort((a, b) => a - b)).toEqual([...all.keys()]);
    }),
  );
});
