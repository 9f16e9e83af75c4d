import { describe, expect, it } from 'vitest';
import { csvNumber, csvTable } from '../../../src/core/lib/csv.ts';
import { fc } from '../../support/properties.ts';

function read(text: string): unknown {
  const table = csvTable(text);
  return table === null ? null : [table.header, ...[...table.rows].map(({ line, fields }) => [line, ...fields])];
}

describe('a table', () => {
  it.each<[string, unknown]>([
    [
      'a,b\n1,2\n3,4\n',
      [
        ['a', 'b'],
        [2, '1', '2'],
        [3, '3', '4'],
      ],
    ],
    [
      'a,b\r\n1,2\r\n3,4',
      [
        ['a', 'b'],
        [2, '1', '2'],
        [3, '3', '4'],
      ],
    ],
    [
      '   epoch,   train/box_loss\n       1,      0.5\n',
      [
        ['epoch', 'train/box_loss'],
        [2, '1', '0.5'],
      ],
    ],
    [
      'a,b\n"1,5","x ""y"" z"\n',
      [
        ['a', 'b'],
        [2, '1,5', 'x "y" z'],
      ],
    ],
    [
      'a,b\n"1\n1",2\n3,4',
      [
        ['a', 'b'],
        [2, '1\n1', '2'],
        [4, '3', '4'],
      ],
    ],
    [
      'a,b\n\n1,2\n',
      [
        ['a', 'b'],
        [3, '1', '2'],
      ],
    ],
    [
      'a,b\n1,\n,2\n',
      [
        ['a', 'b'],
        [2, '1', ''],
        [3, '', '2'],
      ],
    ],
    ['\ufeffa\n1', [['a'], [2, '1']]],
    // Cut off: not a row, or the end of all rows.
    [
      'a,b\n1,2\n3',
      [
        ['a', 'b'],
        [2, '1', '2'],
      ],
    ],
    [
      'a,b\n1,2,3\n4,5\n',
      [
        ['a', 'b'],
        [3, '4', '5'],
      ],
    ],
    [
      'a,b\n1,2\n3,"4',
      [
        ['a', 'b'],
        [2, '1', '2'],
      ],
    ],
    ['a,b\n1"2,3\n4,5', [['a', 'b']]],
    ['', null],
    ['\n\n', null],
  ])('%j', (text, rows) => expect(read(text)).toEqual(rows));

  it('reads back what was written', () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 2 }), { maxLength: 8 }),
        (rows) => {
          const text = ['a,b', ...rows.map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(','))].join('\n');
          expect([...(csvTable(text)?.rows ?? [])].map(({ fields }) => fields)).toEqual(rows);
        },
      ),
    ));

  it('is read whatever the length of a field or of the header', () => {
    const long = 'a'.repeat(8_000_000);
    expect(read(`a,b\n"${long}",1\n`)).toEqual([
      ['a', 'b'],
      [2, long, '1'],
    ]);
    expect(read(`a,b\n"${long}`)).toEqual([['a', 'b']]);
    expect(read(`a,b\n"${'""'.repeat(4_000_000)},1\n`)).toEqual([['a', 'b']]);
    expect(csvTable('a,'.repeat(8_000_000))).toBeNull();
  });

  it('ends with any text', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom('"', ',', '\n', '\r', 'a', '1'), { maxLength: 40 }), (pieces) => {
        expect([...(csvTable(pieces.join(''))?.rows ?? [])].length).toBeLessThanOrEqual(40);
      }),
    ));
});

it.each([
  ['1', 1],
  ['-0.5', -0.5],
  ['1e-05', 1e-5],
  ['.5', 0.5],
  ['3.', 3],
  ['nan', Number.NaN],
  ['NaN', Number.NaN],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['', null],
  ['x', null],
  ['0x10', null],
  ['1 2', null],
  ['tensor(0.5)', null],
])('the number %j is %j', (field, number) => expect(csvNumber(field)).toBe(number));
