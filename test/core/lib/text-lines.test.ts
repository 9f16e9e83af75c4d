import { describe, expect, it } from 'vitest';
import { afterOffset, lineBefore, lineEnd, lineStart, withoutLines } from '../../../src/core/lib/text-lines.ts';
import { fc } from '../../support/properties.ts';

describe('lines', () => {
  it('begin and end where the text says', () => {
    const text = 'ab\r\ncd\n\nef';
    expect([0, 1, 2, 4, 6, 7, 8, 10].map((offset) => [lineStart(text, offset), lineEnd(text, offset)])).toEqual([
      [0, 2],
      [0, 2],
      [0, 2],
      [4, 6],
      [4, 6],
      [7, 7],
      [8, 10],
      [8, 10],
    ]);
    expect(lineBefore(text, 9)).toBe('e');
  });
  it.each([
    ['a\nb\n', 0, 'a\nx\nb\n'],
    ['a\nb\n', 3, 'a\nb\nx\n'],
    ['a\nb', 3, 'a\nb\nx'],
    ['a\r\nb', 0, 'a\r\nx\r\nb'],
    ['', 0, '\nx'],
  ])('go in: %j at %d', (text, offset, expected) => expect(afterOffset(text, offset, ['x'])).toBe(expected));
  it.each([
    ['a\nb\nc\n', 2, 2, 'a\nc\n'],
    ['a\nb\nc\n', 0, 2, 'c\n'],
    ['a\nb\nc', 4, 5, 'a\nb'],
    ['a\r\nb\r\nc\r\n', 3, 4, 'a\r\nc\r\n'],
    ['a', 0, 1, ''],
  ])('go out: %j from %d to %d', (text, from, to, expected) => expect(withoutLines(text, from, to)).toBe(expected));

  it('that were put in come out again, byte for byte', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', 'é', '#') });
    const texts = fc.tuple(fc.array(line, { minLength: 1 }), fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.nat());
    fc.assert(
      fc.property(texts, line, ([lines, newline, ends, at], added) => {
        const text = lines.join(newline) + (ends ? newline : '');
        const offset = at % (text.length + 1);
        // Never between the two characters of a line end.
        if (text[offset - 1] === '\r') return;
        const more = afterOffset(text, offset, [added]);
        const start = lineEnd(text, offset) + (/^[^\n]*\r\n/.test(text) ? 2 : 1);
        expect(more.slice(start, start + added.length)).toBe(added);
        expect(withoutLines(more, start, start + added.length)).toBe(text);
      }),
    );
  });
});
