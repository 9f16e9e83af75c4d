import { describe, expect, it } from 'vitest';
import { canEnd, endingsOf } from '../../../src/core/layouts/regex-suffixes.ts';
import { fc } from '../../support/properties.ts';

const DIGITS = '0123456789';

/** In the order of reading. */
const shown = (pattern: string): readonly (readonly (string | null)[])[] =>
  endingsOf(pattern).map((ending) => [...ending].reverse().map((chars) => (chars === DIGITS ? '0' : chars)));

describe('the end of a name that fits', () => {
  it.each<[string, readonly (readonly (string | null)[])[]]>([
    ['a\\.pt', [['a', '.', 'p', 't']]],
    ['(?<epoch>\\d+)\\.h5', [['0', '.', 'h', '5']]],
    [
      'x\\.(?:pt|bin)',
      [
        ['x', '.', 'p', 't'],
        ['x', '.', 'b', 'i', 'n'],
      ],
    ],
    ['x(?:y)?', [['x'], ['x', 'y']]],
    ['x.y', [['x', null, 'y']]],
    ['[0-9]{2}-', [['0', '0', '-']]],
    ['ab*', [['a'], ['b']]],
    ['(?:ab)+', [['a', 'b']]],
    ['[^a]\\s[b-d]\\D', [[null, null, 'bcd', null]]],
    ['[._-][a\\d]', [['._-', `a${DIGITS}`]]],
    ['(?!.*x)y\\b$', [['y']]],
    ['\\x41\\u0042\\u{43}', [['A', 'B', 'C']]],
    ['\\cA\\p{L}', [[null, null]]],
    ['x😀y', [['x', null, 'y']]],
    ['a|', [['a'], []]],
    ['[]', [['']]],
  ])('%s', (pattern, endings) => expect(shown(pattern)).toEqual(endings));

  it.each(['(x)\\1', '(?<unit>x)\\k<unit>', 'y(?<=y)', '(?i:a)', 'a)|(?:b', '', 'x*', 'a(?:b|)*'])(
    'is not known of %s',
    (pattern) => expect(shown(pattern).some((ending) => ending.length === 0)).toBe(true),
  );

  it('is said only so far, of so many ways', () => {
    expect(endingsOf('x'.repeat(100))[0]).toHaveLength(24);
    expect(endingsOf('(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)')).toContainEqual([]);
    expect(endingsOf(`${'(?:'.repeat(70)}a?${')+'.repeat(70)}x{1000000000}`)).toEqual([new Array(24).fill('x')]);
    expect(endingsOf(`${'(?:'.repeat(70)}a?${'){24}'.repeat(70)}`)).toContainEqual([]);
  });
});

describe('whether a name can end so', () => {
  it.each<[string, string, boolean, boolean]>([
    ['x\\.pt', '0.pt', true, false],
    ['x\\.pt', '.pt', true, true],
    ['x\\.pt', 'x.pth', true, false],
    ['x\\.(?:pt|pth)', 'x.pth', true, true],
    ['\\d\\.h5', '0.h0', true, true],
    ['7\\.pt', '0.pt', true, true],
    ['x\\.pt', 't', false, false],
    ['xpt', 't', false, true],
    ['.+t', 't', false, true],
    ['x\\.pt', '', true, true],
  ])('%s, ends in %s, has a dot: %s', (pattern, end, isDotted, can) =>
    expect(canEnd(endingsOf(pattern), end, isDotted)).toBe(can),
  );
});

/** An expression, and names that fit it. */
interface Fitting {
  readonly text: string;
  readonly name: string;
}

const { expression } = fc.letrec<{ expression: Fitting; atom: Fitting }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('a', '7', '_', '😀', 'é', '\n').map((name) => ({ text: name, name })),
    fc.constantFrom('.', '+', '\\', '|').map((name) => ({ text: `\\${name}`, name })),
    fc.constantFrom('a', '.', '😀', '\udcff', '3', 't').map((name) => ({ text: '[^\\n]', name })),
    fc.constantFrom('a', 'h', 'z', '5', '0', '.').map((name) => ({ text: '[a-z0-9.]', name })),
    fc.constantFrom('x', '-', '_').map((name) => ({ text: '[x_-]', name })),
    fc.constantFrom('0', '9').map((name) => ({ text: '\\d', name })),
    fc.constantFrom('Z', '_', '1').map((name) => ({ text: '\\w', name })),
    fc.constantFrom('ab', '.pt').map((name) => ({ text: '(?<unit>ab|\\.pt)', name })),
    fc.constantFrom('\\b', '\\B', '(?=.*)', '(?!\\n\\n)', '(?<=.*)').map((text) => ({ text, name: '' })),
    fc.constantFrom('\\x41', '\\u0041', '\\u{41}', '\\p{Lu}').map((text) => ({ text, name: 'A' })),
    tie('expression').map(({ text, name }) => ({ text: `(?:${text})`, name })),
    fc.tuple(tie('expression'), tie('expression'), fc.boolean()).map(([one, other, isFirst]) => ({
      text: `(?:${one.text}|${other.text})`,
      name: isFirst ? one.name : other.name,
    })),
    fc
      .tuple(tie('expression'), fc.constantFrom('?', '*', '+', '+?', '{2}', '{1,3}', '{0,2}?', '{2,}', '{30}'), fc.nat(3))
      .map(([{ text, name }, times, more]) => {
        const [least, most] = RANGE[times] ?? [1, 1];
        return { text: `(?:${text})${times}`, name: name.repeat(Math.min(least + more, most)) };
      }),
  ),
  expression: fc.array(tie('atom'), { minLength: 1, maxLength: 4 }).map((parts) => ({
    text: parts.map(({ text }) => text).join(''),
    name: parts.map(({ name }) => name).join(''),
  })),
}));

const RANGE: Readonly<Record<string, readonly [least: number, most: number]>> = {
  '?': [0, 1],
  '*': [0, 9],
  '+': [1, 9],
  '+?': [1, 9],
  '{2}': [2, 2],
  '{1,3}': [1, 3],
  '{0,2}?': [0, 2],
  '{2,}': [2, 9],
  '{30}': [30, 30],
};

function fits(text: string, name: string): boolean {
  try {
    return new RegExp(`^(?:${text})$`, 'u').test(name);
  } catch {
    return false;
  }
}

describe('whatever fits', () => {
  it('ends as is said', () => {
    let tried = 0;
    fc.assert(
      fc.property(expression, fc.nat(30), ({ text, name }, length) => {
        // An assertion can be in the way, and a group's name can come twice.
        fc.pre(text.length < 400 && name.length < 100 && fits(text, name));
        tried++;
        const end = /[\0-\x7f]*$/.exec(name.slice(-length - 1))?.[0] ?? '';
        const isIn = canEnd(endingsOf(text), end.replace(/[0-9]/g, '0'), name.includes('.'));
        expect(isIn, `${text} on ${JSON.stringify(name)}`).toBe(true);
      }),
      { numRuns: 4000 },
    );
    expect(tried).toBeGreaterThan(1000);
  });
});
