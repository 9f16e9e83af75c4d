import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { readBashLine, writeBashWord } from '../../../src/cli/completion/bash-words.ts';
import { fc } from '../../support/properties.ts';

const BREAKS = ' \t\n"\'><=;|&(:';

it.each<readonly [string, unknown]>([
  ['', { words: [''], quote: '', kept: 0, isOpaque: false }],
  ['outputs pin ', { words: ['outputs', 'pin', ''], quote: '', kept: 0, isOpaque: false }],
  ['outputs  pin\ta', { words: ['outputs', 'pin', 'a'], quote: '', kept: 0, isOpaque: false }],
  ['o a\\ b', { words: ['o', 'a b'], quote: '', kept: 0, isOpaque: false }],
  ['o a:b', { words: ['o', 'a:b'], quote: '', kept: 2, isOpaque: false }],
  ['o a\\:b', { words: ['o', 'a:b'], quote: '', kept: 0, isOpaque: false }],
  ['o --x=b', { words: ['o', '--x=b'], quote: '', kept: 4, isOpaque: false }],
  ['o "a b', { words: ['o', 'a b'], quote: '"', kept: 0, isOpaque: false }],
  ['o "a\\$b', { words: ['o', 'a$b'], quote: '"', kept: 0, isOpaque: false }],
  ['o "a\\xb', { words: ['o', 'a\\xb'], quote: '"', kept: 0, isOpaque: false }],
  ["o 'a\\b", { words: ['o', 'a\\b'], quote: "'", kept: 0, isOpaque: false }],
  ["o x'a b", { words: ['o', 'xa b'], quote: "'", kept: 1, isOpaque: false }],
  ['o "a b"c', { words: ['o', 'a bc'], quote: '', kept: 3, isOpaque: false }],
  ['o ""', { words: ['o', ''], quote: '', kept: 0, isOpaque: false }],
  ['o $HOME/a', { words: ['o', '$HOME/a'], quote: '', kept: 0, isOpaque: true }],
  ['o ~/a', { words: ['o', '~/a'], quote: '', kept: 0, isOpaque: true }],
  ['o a~', { words: ['o', 'a~'], quote: '', kept: 0, isOpaque: false }],
  ['o $x ', { words: ['o', '$x', ''], quote: '', kept: 0, isOpaque: false }],
  ['o a\\', { words: ['o', 'a'], quote: '', kept: 0, isOpaque: false }],
])('reads %j', (line, expected) => expect(readBashLine(line, BREAKS)).toEqual(expected));

const WORD = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((word) => !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(word));
const QUOTES = ['', '"', "'"] as const;

it('what is written is read back by itself', () => {
  fc.assert(
    fc.property(WORD, fc.constantFrom(...QUOTES), (word, quote) => {
      const written = writeBashWord(word, { quote, kept: 0 });
      if (written === null) return;
      const { words } = readBashLine(`o ${quote}${written}${quote}`, BREAKS);
      expect(words.at(-1)).toBe(word);
    }),
  );
});

it('what is written is read back by bash', () => {
  const words = fc.sample(fc.record({ word: WORD, quote: fc.constantFrom(...QUOTES) }), { numRuns: 300, seed: 6 });
  const pairs = words.flatMap(({ word, quote }) => {
    const written = writeBashWord(word, { quote, kept: 0 });
    return written === null ? [] : [{ word, shown: `${quote}${written}${quote}` }];
  });
  expect(pairs.length).toBeGreaterThan(250);
  const script = pairs.map(({ shown }) => `printf '%s\\0' ${shown}\n`).join('');
  const { status, stdout, stderr } = spawnSync('bash', ['--norc'], {
    input: script,
    encoding: 'utf8',
    env: { LC_ALL: 'C.UTF-8' },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.split('\0').slice(0, -1)).toEqual(pairs.map(({ word }) => word));
});
