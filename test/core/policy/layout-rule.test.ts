import { describe, expect, it } from 'vitest';
import { OutputsError } from '../../../src/core/errors.ts';
import { compilePattern, compileRule, extensionOf, readName } from '../../../src/core/policy/layout-rule.ts';
import { compileTemplate, parseName } from '../../../src/core/policy/naming.ts';
import type { Checkpoint } from '../../../src/core/types.ts';
import { fc } from '../../support/properties.ts';

const read = (pattern: string, name: string): Checkpoint | null =>
  readName(compileRule({ pattern, role: 'regular' }), name)?.checkpoint ?? null;

describe('a pattern', () => {
  it.each<[string, string, Checkpoint | null]>([
    ['(?<model>.+)-(?<epoch>\\d+)', 'a-3', { model: 'a', role: 'regular', epoch: 3 }],
    ['(?<model>.+)-(?<epoch>\\d+)', 'a-3.pth', null],
    ['a(?<epoch>\\d+)|b(?<step>\\d+)', 'b3', { model: '', role: 'regular', step: 3 }],
    ['(?<model>.+)@(?<epoch>\\d+)', 'net_best@7', { model: 'net', role: 'best', epoch: 7 }],
    ['x-(?<metrics>.+)', 'x-epoch=3-loss=0.5', { model: '', role: 'regular', epoch: 3, metrics: [{ name: 'loss', value: 0.5 }] }],
    [
      'x-(?<metrics>.+)',
      'x-step=10-a/b=-1e-3',
      { model: '', role: 'regular', step: 10, metrics: [{ name: 'a/b', value: -0.001 }] },
    ],
    ['x-(?<metrics>.+)', 'x-step=10-l=inf', { model: '', role: 'regular', step: 10, metrics: [{ name: 'l', value: Infinity }] }],
    [
      'x-(?<metrics>.+)',
      'x-step=10-l=nan',
      { model: '', role: 'regular', step: 10, metrics: [{ name: 'l', value: Number.NaN }] },
    ],
    ['x-(?<metrics>.+)', 'x-loss=0.5', null],
    ['x-(?<metrics>.+)', 'x-epoch=1.5', null],
    ['x-(?<metrics>.+)', 'x-epoch=-1', null],
    ['x-(?<metrics>.+)', 'x-epoch=99999999999999999999', null],
    ['(?<epoch>\\d+)-(?<value>.+)', '3-0.5', { model: '', role: 'regular', epoch: 3, metrics: [{ name: 'value', value: 0.5 }] }],
    ['(?<metric>.+)_(?<value>.+)', 'f1_0.5', { model: '', role: 'regular', metrics: [{ name: 'f1', value: 0.5 }] }],
    ['.+', 'x'.repeat(256), null],
  ])('%s on %.40s', (pattern, name, checkpoint) => expect(read(pattern, name)).toEqual(checkpoint));

  it.each<[string, string]>([
    ['(', 'it is not a regular expression'],
    ['', 'it is empty'],
    ['x'.repeat(501), 'it is longer than 500 characters'],
    ['(?<loss>.)', 'a group cannot be called loss'],
  ])('%.20s is refused', (pattern, why) => {
    expect(compilePattern(pattern)).toEqual({ ok: false, why: expect.stringContaining(why) });
    expect(() => compileRule({ pattern, role: 'best' })).toThrow(OutputsError);
  });
});

describe('what is tried before the pattern', () => {
  it.each<[string, string, readonly string[]]>([
    ['checkpoint-(?<step>\\d+)', 'checkpoint-', []],
    ['ab*\\.pt', 'a', ['.pt']],
    ['model\\.pth\\.tar', 'model', ['.tar']],
    ['(?<model>.+)\\.(?:h5|keras)', '', ['.h5', '.keras']],
    ['(?<model>.+)(?:\\.pt)?', '', []],
    ['a\\.pt|b\\.pth', '', []],
    ['[|]a\\.pt', '', ['.pt']],
    ['x\\\\.pt', 'x', []],
  ])('%s', (pattern, begins, extensions) =>
    expect(compileRule({ pattern, role: 'regular' })).toMatchObject({ begins, extensions }),
  );
});

const literal = fc.constantFrom('_', '-', '_epoch_', '.pth', 'a', '1', '.', '[', '😀');
const field = fc.constantFrom('{model_name}', '{epoch}', '{step}', '{num}');
const template = fc
  .array(fc.tuple(literal, field), { minLength: 1, maxLength: 4 })
  .map((pairs) => pairs.flat().join(''))
  .chain((source) => literal.map((end) => source + end));
const name = fc
  .array(fc.constantFrom('_', '-', '_epoch_', '.pth', 'a', '1', '23', '.', '[', '😀', '\n', '\udcff'), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('a template', () => {
  it('is read as parseName reads it, by a faster way', () => {
    fc.assert(
      fc.property(template, name, (source, text) => {
        const compiled = compileTemplate(source);
        fc.pre(compiled.ok);
        const rule = compileRule({ name: source, role: 'last' });
        const values = compiled.ok ? parseName(compiled.value, text) : null;
        const reading = readName(rule, text);
        expect(reading === null).toBe(values === null);
        if (values === null || reading === null) return;
        expect(reading.checkpoint.model).toBe(values['model_name'] ?? '');
        expect(reading.checkpoint.epoch).toBe(values['num'] ?? values['epoch']);
        expect(reading.checkpoint.step).toBe(values['step']);
        expect(text.startsWith(rule.begins)).toBe(true);
        if (rule.extensions.length > 0) expect(rule.extensions).toContain(extensionOf(text));
      }),
      { numRuns: 3000 },
    );
  });
});
