import picomatch from 'picomatch';
import { describe, expect, it } from 'vitest';
import { LONGEST_GLOB, parseGlob } from '../../../src/core/patterns/glob-syntax.ts';
import { matcher } from '../../../src/core/patterns/globs.ts';
import { compilePattern } from '../../../src/core/patterns/pattern-program.ts';
import { fitsPattern, type Tally } from '../../../src/core/patterns/pattern-run.ts';
import { fc } from '../../support/properties.ts';

const AS_BEFORE: picomatch.PicomatchOptions = {
  ...{ dot: true, nonegate: true, windows: false, flags: 's', debug: true, strictBrackets: true },
};

const word = fc.constantFrom('a', 'b', 'ab', '_', '.', '-', '1', 'best', '\\*', '\\[', '\\a');
const piece: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 4, arbitrary: fc.constantFrom('*', '?', '*', '[ab]', '[a-c]', '[^b-c_]', '[[:digit:]]', '[0-9]+') },
  fc
    .tuple(
      fc.constantFrom('@', '?', ''),
      fc.array(fc.array(word, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 }),
    )
    .map(([sign, ways]) => `${sign}(${ways.map((way) => way.join('')).join('|')})`),
  // Of several ways that begin alike picomatch makes no repetition.
  fc.constantFrom('+(a)', '*(ab)', '+(1|b)'),
  fc
    .array(fc.oneof(word, fc.constant('a*'), fc.constant('a/b')), { minLength: 2, maxLength: 3 })
    .map((ways) => `{${ways.join(',')}}`),
);
const names = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .array(piece, { minLength: 1, maxLength: 4 })
      .map((pieces) => pieces.join(''))
      .filter((text) => !text.includes('**') && !/[*+]\([^*]*$|[*?]\(|\+\(.*\?/.test(text)),
  },
  { weight: 1, arbitrary: fc.constant('**') },
);
const pattern = fc.array(names, { minLength: 1, maxLength: 3 }).map((each) => each.join('/'));
const name = fc.array(fc.constantFrom('a', 'b', '_', '.', '-', '1', 'best', '*', '[', 'ab'), { minLength: 1, maxLength: 5 });
const path = fc
  .array(
    name.map((parts) => parts.join('')).filter((text) => text !== '.' && text !== '..'),
    { minLength: 1, maxLength: 3 },
  )
  .map((each) => each.join('/'));

describe('glob patterns', () => {
  it('match what picomatch matches', () => {
    fc.assert(
      fc.property(pattern, fc.array(path, { minLength: 5, maxLength: 20 }), (glob, paths) => {
        const [ours, theirs] = [matcher([glob]), picomatch(glob, AS_BEFORE)];
        for (const each of paths) expect([each, ours(each) !== null]).toEqual([each, theirs(each)]);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['!(best)*.pth', ['a.pth', 'x_best.pth'], ['best.pth', 'best_1.pth', 'a.log']],
    ['!(best|last)', ['a', 'best1'], ['best', 'last']],
    ['*.!(tmp)', ['a.b', 'a.b.tmp'], ['a.tmp']],
    ['!(*_best).pth', ['a.pth'], ['a_best.pth']],
    ['run/!(a@(b|c)d)', ['run/abcd', 'run/ad'], ['run/abd', 'run/acd']],
    ['!(a!(b))', ['ab', 'b'], ['a', 'ac']],
    ['epoch_{8..12}.pth', ['epoch_8.pth', 'epoch_10.pth'], ['epoch_7.pth', 'epoch_08.pth', 'epoch_13.pth']],
    ['epoch_{08..10}.pth', ['epoch_08.pth', 'epoch_10.pth'], ['epoch_8.pth']],
    ['{0..20..10}', ['0', '10', '20'], ['5']],
    ['{3..-1}', ['-1', '0', '3'], ['-2']],
    // To picomatch it is one of `!` and `0`.
    ['epoch_[!0]*.pth', ['epoch_12.pth'], ['epoch_01.pth', 'epoch_/x.pth']],
    ['?.pth', ['\u{1f600}.pth', 'ä.pth'], ['ab.pth']],
    ['a\\\\b', ['a\\b'], ['ab']],
    ['"a*b"*', ['a*bc'], ['axb']],
    ['**.pth', ['a/b.pth', 'c.pth'], ['a/b.log']],
    ['a|b*', ['a', 'bc', 'a|b*'], ['ab']],
    ['*x/**/y*', ['x/y', 'ax/b/c/yz'], ['x/by']],
  ])('%j', (glob, fits, others) => {
    const match = matcher([glob]);
    expect(fits.filter((each) => match(each) === null)).toEqual([]);
    expect(others.filter((each) => match(each) !== null)).toEqual([]);
  });

  const EVIL: readonly (readonly [pattern: string, letter: string])[] = [
    ['*_*_*_*_*.log', '_'],
    ['checkpoints/*a*a*a*a*a*a*a*a*a*a*a*a*b', 'a'],
    ['**/*a*a*a/**/a*a/**/b', 'a/'],
    ['+(a|aa|a*|*(a))b', 'a'],
    ['*(*(*(a)))b', 'a'],
    [`${'@(a|aa)'.repeat(30)}b`, 'a'],
    [`${'{a,?}'.repeat(100)}b`, 'a'],
    [`${'?(a)'.repeat(200)}b`, 'a'],
    ['*!(a*a*!(*a*)*b)*!(*a*a)c', 'a'],
    [`*a${'?'.repeat(60)}b`, 'a'],
    ['{1..900}*{1..90}*{1..9}x', '1'],
  ];

  it.each(EVIL)('%j takes twice the steps for twice the name', (glob, letter) => {
    const steps = (length: number) => {
      const tally: Tally = { steps: 0 };
      // Anew each time: what is known from before is no step.
      fitsPattern(compilePattern(parseGlob(glob)), letter.repeat(length), tally);
      return tally.steps;
    };
    expect(steps(1000)).toBeLessThan(2.5 * steps(500) + 1000);
    const { states, aheads } = compilePattern(parseGlob(glob));
    expect(steps(1000)).toBeLessThan(8 * states.length * (aheads.length + 1) * 1000 * letter.length);
  });

  it('reads a pattern in time that its length bounds', () => {
    const states = (glob: string) => compilePattern(parseGlob(glob)).states.length;
    expect(states('{a,b}'.repeat(200))).toBeLessThan(1000);
    expect(states(`${'{a,'.repeat(40)}b${'}'.repeat(40)}`)).toBeLessThan(400);
    for (const glob of ['a'.repeat(LONGEST_GLOB + 1), '('.repeat(500), '{1..1001}', '{1..600}{1..600}', '{1..999999999999999}'])
      expect(() => matcher([glob])).toThrow();
  });
});
