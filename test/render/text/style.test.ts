import { expect, it } from 'vitest';
import { PLAIN, type Style, styleOf } from '../../../src/render/text/style.ts';

const PAINTS: readonly (keyof Style)[] = ['heading', 'faint', 'keep', 'remove', 'attention'];

it.each(PAINTS)('paints each of several lines with %s and adds nothing to them', async (name) => {
  const style = await styleOf(1);
  const painted = ['first', 'second'].map(style[name]);
  expect(painted.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(['first', 'second']);
  expect(painted[0]).not.toBe('first');
});

it('paints nothing where there is no colour', async () => {
  expect(await styleOf(0)).toBe(PLAIN);
  expect(PAINTS.map((name) => PLAIN[name]('text'))).toEqual(PAINTS.map(() => 'text'));
});
