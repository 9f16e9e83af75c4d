import { describe, expect, it } from 'vitest';
import { parseTolerantJson } from '../../../src/core/lib/tolerant-json.ts';
import { fc } from '../../support/properties.ts';

/** What JSON.parse says, in the same words. */
function strict(text: string): unknown {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, why: 'not JSON' };
  }
}

describe('what Python writes', () => {
  it.each([
    ['{"grad_norm": NaN, "loss": 0.5}', { grad_norm: Number.NaN, loss: 0.5 }],
    ['[Infinity, -Infinity]', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    [' NaN\n', Number.NaN],
    ['{"NaN": "Infinity"}', { NaN: 'Infinity' }],
  ])('%s', (text, value) => expect(parseTolerantJson(text)).toEqual({ ok: true, value }));
});

describe('what nobody writes', () => {
  it.each([
    '',
    ' ',
    '-NaN',
    '+Infinity',
    'nan',
    'Inf',
    '{NaN: 1}',
    '1NaN',
    'NaN1',
    '1.Infinity',
    'Infinity1',
    '[1,]',
    '{"a":1,}',
    '01',
    '1.',
    '.5',
    '"a\nb"',
    '"\\x"',
    '"',
    '"\\',
    '[1 2]',
    '{"a" 1}',
    '[}',
    '1 1',
    '\ufeff1',
    '{"loss": 0.5, "log_history": [{"ep',
  ])('%j', (text) => expect(parseTolerantJson(text)).toEqual({ ok: false, why: 'not JSON' }));
});

describe('what somebody might write to hurt', () => {
  it('takes 256 levels and no more', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseTolerantJson(nested(256)).ok).toBe(true);
    expect(parseTolerantJson(nested(257))).toEqual({ ok: false, why: 'nested more than 256 deep' });
    expect(parseTolerantJson('{"a":'.repeat(1_000_000)).ok).toBe(false);
  });

  it('gives a key of its own to __proto__', () => {
    const parsed = parseTolerantJson('{"__proto__": {"isAdmin": true}, "a": 1}');
    if (!parsed.ok) throw new Error(parsed.why);
    expect(Object.keys(parsed.value as object)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(parsed.value)).toBe(Object.prototype);
    expect((parsed.value as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('reads a string of 4 MB, plain and escaped', () => {
    expect(parseTolerantJson(`"${'a'.repeat(4_000_000)}"`).ok).toBe(true);
    expect(parseTolerantJson(`"${'\\n'.repeat(2_000_000)}"`).ok).toBe(true);
    expect(parseTolerantJson(`"${'a'.repeat(4_000_000)}`).ok).toBe(false);
  });
});

describe('agreement with JSON.parse', () => {
  it('on all JSON', () =>
    fc.assert(
      fc.property(fc.json({ maxDepth: 8, stringUnit: 'binary' }), fc.nat(3), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent);
        expect(parseTolerantJson(text)).toEqual(strict(text));
        expect(parseTolerantJson(spaced)).toEqual(strict(spaced));
      }),
    ));

  it('on what is nearly JSON', () =>
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '\\', '}', '0', '-', '\u0001', ' '), (text, place, put) => {
        const at = place % (text.length + 1);
        const damaged = text.slice(0, at) + put + text.slice(at + 1);
        expect(parseTolerantJson(damaged)).toEqual(strict(damaged));
      }),
      { numRuns: 2000 },
    ));

  it('on any text, and never throws', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseTolerantJson(text)).toEqual(strict(text));
      }),
    ));
});
