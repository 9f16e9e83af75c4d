import { describe, expect, it } from 'vitest';
import { LAYOUT_SOURCES } from '../../../src/core/layouts/builtin-layouts.generated.ts';
import { compilePattern } from '../../../src/core/patterns/pattern-program.ts';
import { fitsPattern, readPattern, type Tally } from '../../../src/core/patterns/pattern-run.ts';
import { compileExpression, waysThrough } from '../../../src/core/patterns/regex.ts';
import { parseExpression } from '../../../src/core/patterns/regex-syntax.ts';
import { fc } from '../../support/properties.ts';

const { expression } = fc.letrec<{ expression: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(
      'a',
      'b',
      '1',
      '_',
      '.',
      '\\d',
      '\\w',
      '\\W',
      '\\s',
      '[ab]',
      '[^a]',
      '[a-c_]',
      '[\\d.-]',
      '\\x61',
      '\\u{1f600}',
      '\\.',
    ),
    fc.constantFrom('\\p{L}', '[^\\p{L}\\d]', '\\b', '\\B', '^', '$', '(?=a)', '(?!.*__)', '(?!b|$)', '(?=.*\\d)'),
    tie('expression').map((inside) => `(?:${inside})`),
    tie('expression').map((inside) => `(?:${inside})`),
    fc
      .tuple(tie('atom'), fc.constantFrom('?', '*', '+', '{2}', '{1,2}', '{0,2}?', '*?', '+?', '??', '{2,}'))
      .filter(([inside]) => !/^(?:\\b|\\B|\^|\$|\(\?[=!])/i.test(inside) && !/[*+?}]$/.test(inside))
      .map(([inside, times]) => inside + times),
  ),
  expression: fc
    .array(fc.array(tie('atom'), { maxLength: 4 }), { minLength: 1, maxLength: 2 })
    .map((ways) => ways.map((atoms) => atoms.join('')).join('|')),
}));
/** `#` becomes a group: each name once. */
const named = fc
  .tuple(expression, expression, expression)
  .map(([before, inside, after]) => `(?:${before})(?<model>${inside})(?:(?<step>${after})|a)`);
const name = fc
  .array(fc.constantFrom('a', 'b', '1', '_', '.', '-', 'ä', '😀', ' ', '\udcff'), { maxLength: 7 })
  .map((each) => each.join(''));

describe('expressions in linear time', () => {
  it('find what RegExp finds', () => {
    fc.assert(
      fc.property(named, fc.array(name, { minLength: 3, maxLength: 10 }), (text, names) => {
        const native = new RegExp(`^(?:${text})$`, 'u');
        const program = compilePattern(parseExpression(text));
        for (const each of names) {
          const match = native.exec(each);
          expect([each, fitsPattern(program, each)]).toEqual([each, match !== null]);
          // Where a repetition can be empty, engines differ in what its groups hold.
          if (/[*+}]/.test(text)) continue;
          const groups = readPattern(program, each);
          expect([each, groups?.['model'], groups?.['step']]).toEqual([each, match?.groups?.['model'], match?.groups?.['step']]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, string, Readonly<Record<string, string | undefined>>]>([
    ['(?:(?<model>.+)[._-])?(?<step>\\d+)', 'a_1-22', { model: 'a_1', step: '22' }],
    ['(?<model>.+?)[._-](?<step>.+)', 'a_1-22', { model: 'a', step: '1-22' }],
    ['(?<model>a|ab)(?<step>c|bcd)(?<metrics>d*)', 'abcd', { model: 'a', step: 'bcd', metrics: '' }],
    ['(?<model>[a-z]*)*', 'abc', { model: 'abc' }],
    ['(?<model>a{2,3})(?<step>a*)', 'aaaa', { model: 'aaa', step: 'a' }],
    ['(?<model>a{2,3}?)(?<step>a*)', 'aaaa', { model: 'aa', step: 'aa' }],
  ])('%s on %s', (text, each, groups) => {
    expect(readPattern(compilePattern(parseExpression(text)), each)).toEqual(groups);
    const made = compileExpression(text);
    expect(made.ok && { ...made.value.read(each) }).toEqual(groups);
  });

  it.each([
    ['(?:[a-z]*)*\\.pth', 'a'],
    ['(?:a|aa|a*)+b', 'a'],
    ['(?:(?:(?:a*)*)*)*b', 'a'],
    ['(?!.*--)(?:(?<model>[^=]+)-)?(?<metrics>.*=.*=.*=.*)', '=-'],
    ['(?=(?:a|aa)*b)a*', 'a'],
    [`${'(?:a|a)'.repeat(60)}b`, 'a'],
  ])('%s takes twice the steps for twice the name', (text, letters) => {
    const program = compilePattern(parseExpression(text));
    const steps = (length: number) => {
      const tally: Tally = { steps: 0 };
      readPattern({ ...program, known: program.known === null ? null : new Map() }, letters.repeat(length), tally);
      return tally.steps;
    };
    expect(steps(400)).toBeLessThan(2.5 * steps(200) + 1000);
  });

  it.each([
    ['(?<=a)b', 'looks behind'],
    ['(?<!a)b', 'looks behind'],
    ['(a)\\1', 'refers to a group'],
    ['(?<model>a)\\k<model>', 'refers to a group'],
    ['(?:(?:(?:a|b){90}){90}){90}', 'repeats too much'],
    ['(?:(?:|){999999999}){999999999}', 'repeats too much'],
    ['[', 'not a regular expression'],
  ])('refuses %s', (text, why) =>
    expect(compileExpression(text)).toMatchObject({ ok: false, why: expect.stringContaining(why) }),
  );
});

describe('who runs an expression', () => {
  const by = (text: string) => {
    const made = compileExpression(text);
    return made.ok ? made.value.by : made.why;
  };

  it.each([
    ['epoch_(?<epoch>\\d+)(?:-[0-9a-f]{8})?\\.pth', 1],
    ['a|b|c', 3],
    ['(?:(?<model>.+)[._-])?best', 2 * 255],
    ['(?<model>.+?)--(?<metrics>.+)', 255],
    ['(?:ab)*c', 1],
    ['(?:a|b)*', Number.POSITIVE_INFINITY],
    ['(?:[a-z]*)*\\.pth', Number.POSITIVE_INFINITY],
    [`${'(?:a|a)'.repeat(60)}b`, 2 ** 60],
    [`${'(?:'.repeat(70)}a?${')+'.repeat(70)}`, Number.POSITIVE_INFINITY],
  ])('%s has %d ways', (text, ways) => expect(waysThrough(parseExpression(text))).toBe(ways));

  it('depends on how many ways it has', () => {
    expect(by('(?:(?<model>.+)[._-])?best\\.h5')).toBe('ways');
    expect(by('(?:[a-z]*)*\\.pth')).toBe('places');
  });

  // Native expressions are ten times as fast: what is new here makes every look at such checkpoints slower.
  it('is the slower one for these of our layouts alone', () => {
    const slower = Object.entries(LAYOUT_SOURCES).flatMap(([layout, { match, unfinished = [] }]) =>
      [...match.flatMap(({ pattern }) => pattern ?? []), ...unfinished].filter((text) => by(text) !== 'ways').map(() => layout),
    );
    expect(slower).toEqual(['keras', 'lightning', 'lightning', 'lightning', 'nemo']);
  });
});
