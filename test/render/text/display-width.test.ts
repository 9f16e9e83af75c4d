import { describe, expect, it } from 'vitest';
import { chopped, displayWidth, pad, shorten } from '../../../src/render/text/display-width.ts';
import { fc } from '../../support/properties.ts';

describe('displayWidth', () => {
  it.each([
    ['unet_best.pth', 13],
    ['模型', 4],
    ['ﾓﾃﾞﾙ', 3],
    ['mô_hình', 7],
    ['e\u0301', 1],
    ['🙂', 2],
    ['👩‍🔬', 2],
    ['❤️', 2],
    ['', 0],
  ])('%s takes %d columns', (text, columns) => expect(displayWidth(text)).toBe(columns));
});

describe('shorten', () => {
  it.each([
    ['unet_epoch_20.pth', 17, 'unet_epoch_20.pth'],
    ['unet_epoch_20.pth', 9, 'unet….pth'],
    ['模型模型模型', 7, '模…型'],
    ['abc', 1, '…'],
  ])('%s in %d columns is %s', (text, width, short) => expect(shorten(text, width)).toBe(short));

  it('never takes more room than there is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        expect(displayWidth(shorten(text, width))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('chopped', () => {
  it.each([
    ['', 5, []],
    ['abcdef', 4, ['abcd', 'ef']],
    ['a模型b', 2, ['a', '模', '型', 'b']],
  ])('%j in pieces of %d columns', (text, width, pieces) => expect(chopped(text, width)).toEqual(pieces));
});

describe('pad', () => {
  it('fills to the left and to the right', () => expect([pad('模', 4, 'left'), pad('12', 4, 'right')]).toEqual(['模  ', '  12']));
});
