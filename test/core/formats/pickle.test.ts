// The walk executes nothing, knows every operation, and stops at an unknown one.
// Covers: src/core/formats/pickle-cursor.ts, src/core/formats/pickle-machine.ts, src/core/formats/pickle-values.ts

import { describe, expect, it } from 'vitest';
import { walkPickle } from '../../../src/core/formats/pickle.ts';
import { isThing, textEntries } from '../../../src/core/formats/pickle-values.ts';
import { fc } from '../../support/properties.ts';

const bytes = (...pieces: readonly (number | string)[]): Uint8Array =>
  Buffer.concat(pieces.map((piece) => (typeof piece === 'number' ? Buffer.of(piece) : Buffer.from(piece, 'latin1'))));

function madeBy(...pieces: readonly (number | string)[]): unknown {
  const walk = walkPickle(bytes(...pieces, '.'));
  if (!walk.ok) throw new Error(walk.why);
  return walk.value;
}

describe('values', () => {
  it.each([
    ['None', ['N'], null],
    ['True', ['\x88'], true],
    ['False of protocol 0', ['I00\n'], false],
    ['an int of protocol 0', ['I-12\n'], -12],
    ['a long of protocol 0', ['L12345L\n'], 12345],
    ['BININT', ['J\xff\xff\xff\xff'], -1],
    ['BININT1', ['K\x05'], 5],
    ['BININT2', ['M\x01\x02'], 513],
    ['LONG1 of nothing', ['\x8a\x00'], 0],
    ['LONG1', ['\x8a\x02\xff\xff'], -1],
    ['LONG4', ['\x8b\x01\x00\x00\x00\x07'], 7],
    ['a float', ['G\x3f\xd0\x00\x00\x00\x00\x00\x00'], 0.25],
    ['a float of protocol 0', ['F-inf\n'], Number.NEGATIVE_INFINITY],
    ['BINUNICODE', ['X\x02\x00\x00\x00\xc3\xa9'], 'é'],
    ['SHORT_BINUNICODE', ['\x8c\x01a'], 'a'],
    ['BINUNICODE8', ['\x8d\x01\x00\x00\x00\x00\x00\x00\x00a'], 'a'],
    ['SHORT_BINSTRING', ['U\x01a'], 'a'],
    ['BINSTRING', ['T\x01\x00\x00\x00a'], 'a'],
    ['STRING', ["S'ab'\n"], 'ab'],
    ['UNICODE', ['Vab\n'], 'ab'],
    ['after POP', ['K\x01K\x020'], 1],
    ['after POP_MARK', ['K\x01(K\x02K\x031'], 1],
    ['with PROTO and FRAME', ['\x80\x05\x95\x00\x00\x00\x00\x00\x00\x00\x00K\x07'], 7],
    ['through the memo', ['K\x07q\x00', '0', 'h\x00'], 7],
    ['through LONG_BINPUT', ['K\x07r\x01\x01\x00\x00', '0', 'j\x01\x01\x00\x00'], 7],
    ['through MEMOIZE', ['K\x07\x94', '0', 'h\x00'], 7],
    ['through PUT and GET', ['K\x07p300\n', '0', 'g300\n'], 7],
  ])('%s', (_, pieces, expected) => expect(madeBy(...pieces)).toBe(expected));

  it.each([
    ['EMPTY_LIST, APPEND, APPENDS', [']', 'K\x01a', '(K\x02K\x03e'], 'list', 3],
    ['LIST', ['(K\x01K\x02l'], 'list', 2],
    ['TUPLE', ['(K\x01K\x02t'], 'tuple', 2],
    ['TUPLE1', ['K\x01\x85'], 'tuple', 1],
    ['TUPLE3', ['NNN\x87'], 'tuple', 3],
    ['EMPTY_SET, ADDITEMS', ['\x8f(K\x01K\x02\x90'], 'set', 2],
    ['FROZENSET', ['(K\x01\x91'], 'set', 1],
  ])('%s', (_, pieces, kind, length) => {
    expect(madeBy(...pieces)).toMatchObject({ kind, items: { length } });
  });

  it('a dict by each of its operations, a later entry before an earlier', () => {
    for (const pieces of [['}', 'U\x01aK\x01s'], ['(U\x01aK\x01d'], ['}(U\x01aK\x09U\x01aK\x01u']]) {
      expect([...textEntries(madeBy(...pieces) as never)]).toEqual([['a', 1]]);
    }
  });

  it('bytes of every length', () => {
    for (const opening of [
      'C\x01',
      'B\x01\x00\x00\x00',
      '\x8e\x01\x00\x00\x00\x00\x00\x00\x00',
      '\x96\x01\x00\x00\x00\x00\x00\x00\x00',
    ])
      expect(madeBy(opening, 'z')).toMatchObject({ kind: 'bytes' });
    expect(madeBy('C\x20', 'z'.repeat(32))).toEqual({ kind: 'other' });
    expect(madeBy('\x97\x98')).toEqual({ kind: 'other' });
  });
});

describe('calls', () => {
  it.each([
    ['GLOBAL and REDUCE', ['cos\nsystem\n', 'U\x02ls\x85R']],
    ['STACK_GLOBAL and REDUCE', ['U\x02osU\x06system\x93', 'U\x02ls\x85R']],
    ['NEWOBJ', ['cos\nsystem\n', 'U\x02ls\x85\x81']],
    ['NEWOBJ_EX', ['cos\nsystem\n', 'U\x02ls\x85}\x92']],
    ['OBJ', ['(cos\nsystem\nU\x02lso']],
    ['INST', ['(U\x02lsios\nsystem\n']],
  ])('%s is only named', (_, pieces) => {
    expect(madeBy(...pieces)).toMatchObject({ kind: 'made', name: 'os.system', args: { items: ['ls'] } });
  });

  it('BUILD keeps the state', () => {
    const made = madeBy('cargparse\nNamespace\n)\x81}U\x02lrK\x01sb');
    expect([...textEntries(made as never)]).toEqual([['lr', 1]]);
  });

  it('an OrderedDict is a dict, empty or from pairs', () => {
    const filled = madeBy('ccollections\nOrderedDict\n)RU\x01aK\x01s');
    const made = madeBy('ccollections\nOrderedDict\n', '](]U\x01aaK\x01ae', '\x85R');
    for (const value of [filled, made]) expect([...textEntries(value as never)]).toEqual([['a', 1]]);
  });

  it('lists the storages outside the pickle', () => {
    const id = '(U\x07storagectorch\nFloatStorage\nU\x010U\x03cpuK\x04t';
    const walk = walkPickle(bytes(id, 'Q.'));
    expect(walk).toMatchObject({ ok: true, isStrange: false });
    expect(walk.ok && walk.storages.get('0')).toMatchObject({ dtype: 'float32', bytesEach: 4, count: 4 });
    expect(walkPickle(bytes('Psomewhere\n.'))).toMatchObject({ ok: true, isStrange: true });
  });
});

describe('stops', () => {
  it.each([
    ['short: no end', ['K\x01'], true],
    ['short: a text that goes on behind the end', ['X\xff\xff\xff\x7fab'], true],
    ['short: 2^63 bytes', ['\x8d\x00\x00\x00\x00\x00\x00\x00\x80ab'], true],
    ['short: a line without an end', ['cos'], true],
    ['unclear: an operation nobody knows', ['\xfe.'], false],
    ['unclear: nothing on the stack', ['.'], false],
    ['unclear: a mark that is not there', ['t.'], false],
    ['unclear: a memo that is empty', ['h\x00.'], false],
  ])('%s', (_, pieces, short) => expect(walkPickle(bytes(...pieces))).toMatchObject({ ok: false, short }));

  const steps = (piece: string, times: number): Uint8Array =>
    Buffer.concat([Buffer.from(piece.repeat(times), 'latin1'), Buffer.of(0x2e)]);

  it.each([
    ['five million values', 'N', 5_000_000],
    ['a million lists', ']', 1_000_000],
    ['a million marks', '(', 1_000_000],
    ['a million memo slots', 'N\x94', 1_100_000],
  ])('after %s', (_, piece, times) => {
    expect(walkPickle(steps(piece, times))).toMatchObject({ ok: false, short: false });
  });

  it('at an OrderedDict that would multiply: one list of pairs, made into thousands', () => {
    const pairs = `](${']U\x01aaK\x01a'.repeat(20_000)}eq\x00`;
    const make = 'ccollections\nOrderedDict\nh\x00\x85R'.repeat(20_000);
    expect(walkPickle(bytes(pairs, make, '.'))).toMatchObject({ ok: false, short: false });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const walk = walkPickle(noise);
        expect(walk.ok || walk.why.length > 0).toBe(true);
        if (walk.ok) expect(isThing(walk.value, 'dict')).toBeTypeOf('boolean');
      }),
      { numRuns: 3000 },
    );
  });
});
