import { describe, expect, it } from 'vitest';
import { byCodePoint } from '../../../src/core/lib/code-point-order.ts';
import { fc } from '../../support/properties.ts';

describe('byCodePoint', () => {
  it('sorts by code point and not by UTF-16 unit', () => {
    expect(['😀', 'Ａ', 'b', 'a', '', 'ab', '😁', '😀a'].sort(byCodePoint)).toEqual([
      '',
      'a',
      'ab',
      'b',
      'Ａ',
      '😀',
      '😀a',
      '😁',
    ]);
  });

  it('is an order: antisymmetric, and equal only for equals', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom('\udc80', '\ud800', '\udcff\udc80'));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(byCodePoint(a, b))).toBe(0 - Math.sign(byCodePoint(b, a)));
        expect(byCodePoint(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
