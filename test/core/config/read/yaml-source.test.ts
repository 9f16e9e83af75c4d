// YAML to data, and every place found again.

import { describe, expect, it } from 'vitest';
import { type KeyPath, valueAt } from '../../../../src/core/config/read/config-types.ts';
import { parseConfig } from '../../../../src/core/config/read/yaml-source.ts';
import { OutputsError } from '../../../../src/core/lib/errors.ts';

const parse = (text: string) => parseConfig(text, '/p/c.yaml');

function failure(text: string): OutputsError {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof OutputsError) return error;
    throw error;
  }
  throw new Error('was parsed');
}

const MANY_KEYS = `base: &b\n${Array.from({ length: 20_000 }, (_, n) => `  k${n}: 1\n`).join('')}`;

describe('parseConfig', () => {
  it.each(['', '\n', '# only a comment\n', '---\n', '---\n...\n', 'null\n', '~'])('takes %j for an empty config', (text) =>
    expect(parse(text).value).toEqual({}),
  );

  it('reads what training configs hold, YAML 1.2', () => {
    const { value } = parse(
      'rate: 1e-4\non: yes\nat: 12:30\nday: 2026-01-02\nwide: .inf\r\ntag: !Foo {x: 1}\n? [a, b]\n: 1\n1: one\n"1": two\n',
    );
    expect(value).toMatchObject({
      rate: 1e-4,
      on: 'yes',
      at: '12:30',
      day: '2026-01-02',
      wide: Number.POSITIVE_INFINITY,
      tag: { x: 1 },
    });
  });

  it('follows anchors, aliases and merges', () => {
    const { value } = parse('base: &b {x: 1, y: 2}\na: {<<: *b, y: 3}\nl: [*b]\n');
    expect(value).toMatchObject({ a: { x: 1, y: 3 }, l: [{ x: 1, y: 2 }] });
  });

  it('keeps __proto__ a key like any other', () => {
    const { value } = parse('__proto__: {polluted: 1}\nconstructor: 2\n');
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect({}).not.toHaveProperty('polluted');
    expect(valueAt(value, ['__proto__', 'polluted'])).toBe(1);
    expect(valueAt(value, ['toString'])).toBeUndefined();
  });

  it.each([
    ['a: [1,\nb: 2\n', 2, 1, /not valid YAML/],
    ['a: "b\n', 2, 1, /quote/],
    ['a:\n\tb: 1\n', 2, 1, /[Tt]abs/],
    ['a: 1\n  b: 2\n', 1, 4, /not valid YAML/],
    ['x: 1\ny: 2\nx: 3\n', 3, 1, /duplicate key `x`, which is also in line 1/],
    ['o:\n  - {a: 1, b: 2, a: 3}\n', 2, 18, /duplicate key `a`/],
    ['? {d: 1, d: 2}\n: 1\n', 1, 10, /duplicate key `d`/],
    ['o: {"a": 1, a: 2}\n', 1, 13, /duplicate key `a`/],
    ['a: 1\n---\nb: 2\n', 2, 1, /more than one YAML document/],
    ['- 1\n- 2\n', 1, 1, /a mapping of keys at the top/],
    ['# x\n  hello\n', 2, 3, /a mapping of keys at the top/],
    ['ok: 1\nb: *nowhere\n', 2, 4, /`\*nowhere` .* no anchor/],
    ['a: *x', 1, 4, /`\*x`/],
    ['l: [1, *x]\nx: &x 1\n', 1, 8, /`\*x`/],
    ['s: &s 1\nl: [*s, {k: *t}]\n', 2, 13, /`\*t`/],
    ['a: {<<: *x}\n', 1, 9, /`\*x`/],
    ['ok: 1\nb: {<<: 1}\n', 2, 1, /Merge/],
    ['ok: 1\nb: *a\u001b\n', 2, 4, /`\*a\\x1b`/],
    ['[', 1, 2, /./],
  ])('places what is wrong in %j', (text, line, column, says) => {
    expect(failure(text)).toMatchObject({
      code: 'config',
      message: expect.stringMatching(says),
      place: { file: '/p/c.yaml', line, column },
    });
  });

  it.each([
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}`,
      /alias/,
    ],
    [
      'merges that grow',
      `a: &a {x: 1}\n${Array.from({ length: 30 }, (_, i) => `m${i}: &m${i}\n  p: {<<: *${i ? `m${i - 1}` : 'a'}}\n  q: {<<: *${i ? `m${i - 1}` : 'a'}}`).join('\n')}`,
      /alias/,
    ],
    ['a mapping of 20,000 keys, merged 2,000 times in one', `${MANY_KEYS}m:\n${'  <<: *b\n'.repeat(2000)}`, /aliases repeat/],
    ['the same, merged by a list', `${MANY_KEYS}m:\n  <<: [${'*b,'.repeat(2000)}]\n`, /aliases repeat/],
    [
      'the same, merged into 2,000',
      `${MANY_KEYS}${Array.from({ length: 2000 }, (_, n) => `m${n}: {<<: *b}\n`).join('')}`,
      /aliases repeat/,
    ],
    [
      'each merged into the next',
      `a0: &a0 {x: 1}\n${Array.from({ length: 3000 }, (_, n) => `a${n + 1}: &a${n + 1} {<<: *a${n}, k${n}: 1}\n`).join('')}`,
      /aliases repeat/,
    ],
    ['a merge of itself', 'a: &a {<<: {<<: *a}}\n', /./],
    ['100 kB of open brackets', '['.repeat(100_000), /nested more than 100 deep/],
    ['100 kB of open braces', '{a: '.repeat(25_000), /nested more than 100 deep/],
    ['100 kB of dashes', `${'- '.repeat(50_000)}x`, /nested more than 100 deep/],
    ['50,000 complex keys', `${'? '.repeat(50_000)}x`, /nested more than 100 deep/],
  ])('refuses %s', (_, text, says) => {
    expect(failure(text)).toMatchObject({ code: 'config', message: expect.stringMatching(says), place: { file: '/p/c.yaml' } });
  });

  it('counts an anchor by what it named at the alias', () =>
    expect(parse('a: &x [1]\nb: &y [*x]\nc: &x [*y]\nd: *x\n').value).toEqual({ a: [1], b: [[1]], c: [[[1]]], d: [[[1]]] }));

  it('reads 99 levels, and refuses 102', () => {
    const nested = (levels: number): string => Array.from({ length: levels }, (_, i) => `${' '.repeat(i)}a:`).join('\n');
    expect(valueAt(parse(`${nested(99)} 1`).value, ['a', 'a', 'a'])).toBeTypeOf('object');
    expect(failure(nested(102))).toMatchObject({ message: expect.stringMatching(/nested more than 100 deep/) });
  });

  it('reads the most keys a config can have', () => {
    const text = Array.from({ length: 80_000 }, (_, i) => `key${i}: 1`).join('\n');
    expect(valueAt(parse(text).value, ['key79999'])).toBe(1);
  });
});

describe('places', () => {
  const text = [
    'base: &base', //         1
    '  path: shared', //      2
    'flow: {a: "x", b: [1, "two"], "q k": 1e999}', // 3
    'empty:', //              4
    'a:', //                  5
    '  <<: *base', //         6
    '  deep:', //             7
    '    value: |', //        8
    '      text', //          9
    'alias: *base', //        10
    'two: {<<: [{m: 1}, *base]}', // 11
    '5: five', //             12
  ].join('\r\n');
  const source = parse(text);

  it.each<[KeyPath, [number, number], [number, number], string]>([
    [[], [1, 1], [1, 1], 'a mapping'],
    [['flow'], [3, 1], [3, 7], 'a mapping'],
    [['flow', 'a'], [3, 8], [3, 11], '"x"'],
    [['flow', 'b'], [3, 16], [3, 19], 'a list'],
    [['flow', 'b', 1], [3, 23], [3, 23], '"two"'],
    [['flow', 'q k'], [3, 31], [3, 38], '1e999'],
    [['empty'], [4, 1], [4, 1], 'nothing'],
    [['a', 'path'], [2, 3], [2, 9], '"shared"'],
    [['a', 'deep', 'value'], [8, 5], [8, 12], '"text\\n"'],
    [['alias'], [10, 1], [10, 8], 'a mapping'],
    [['alias', 'path'], [2, 3], [2, 9], '"shared"'],
    [['two', 'm'], [11, 13], [11, 16], '1'],
    [['two', 'path'], [2, 3], [2, 9], '"shared"'],
    [['5'], [12, 1], [12, 4], '"five"'],
    // Not there: the nearest that is.
    [['a', 'nowhere', 'x'], [5, 1], [5, 1], 'nothing'],
    [['flow', 'b', 7], [3, 16], [3, 16], 'nothing'],
    [['nowhere'], [1, 1], [1, 1], 'nothing'],
  ])('%j: key %j, value %j, found %s', (keys, key, value, found) => {
    const at = ([line, column]: [number, number]) => ({ file: '/p/c.yaml', line, column });
    expect(source.keyPlace(keys)).toEqual(at(key));
    expect(source.valuePlace(keys)).toEqual(at(value));
    expect(source.found(keys)).toBe(found);
  });

  it('shows a long or hostile value short and escaped', () => {
    const hostile = parse(`a: "${'x'.repeat(100)}"\nb: "\\e[2J"\n`);
    expect(hostile.found(['a'])).toBe(`"${'x'.repeat(40)}…"`);
    expect(hostile.found(['b'])).toBe('"\\x1b[2J"');
  });
});
