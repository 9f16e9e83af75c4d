import { describe, expect, it } from 'vitest';
import { pickedFrom } from '../../../src/cli/terminal/choose-sections.ts';

const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

describe('pickedFrom', () => {
  it.each([
    ['', []],
    ['   ', []],
    ['2', [b]],
    ['3 1', [a, c]],
    ['1,3', [a, c]],
    ['1 1 1', [a]],
  ])('%j', (answer, picked) => expect(pickedFrom([a, b, c], answer)).toEqual(picked));

  it.each(['0', '4', '-1', '1.0', 'a', 'all', '1 x', '1e0', '\u001b[A'])('%j is an error, never a guess', (answer) => {
    expect(() => pickedFrom([a, b, c], answer)).toThrow(/not a number from 1 to 3; nothing was changed/);
  });
});
