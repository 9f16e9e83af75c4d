import { expect, it } from 'vitest';
import { byNaturalOrder } from '../../../src/render/text/natural-order.ts';
import { fc } from '../../support/properties.ts';

it('reads numbers as numbers, however long', () => {
  const names = ['m_epoch_10.pth', 'm_epoch_9.pth', 'm_best.pth', 'm_epoch_100000000000000000001.pth', 'm_epoch_010.pth', 'm'];
  expect(names.sort(byNaturalOrder)).toEqual([
    'm',
    'm_best.pth',
    'm_epoch_9.pth',
    'm_epoch_010.pth',
    'm_epoch_10.pth',
    'm_epoch_100000000000000000001.pth',
  ]);
});

it('is an order', () => {
  const name = fc.stringMatching(/^[ab0-2]{0,6}$/);
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      expect(Math.sign(byNaturalOrder(a, b))).toBe(-Math.sign(byNaturalOrder(b, a)) + 0);
      expect(byNaturalOrder(a, b) === 0).toBe(a === b);
      if (byNaturalOrder(a, b) < 0 && byNaturalOrder(b, c) < 0) expect(byNaturalOrder(a, c)).toBeLessThan(0);
    }),
  );
});
