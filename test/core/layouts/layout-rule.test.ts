import { describe, expect, it } from 'vitest';
import { compileRule, compileRuleExpression, readName } from '../../../src/core/layouts/layout-rule.ts';
import { OutputsError } from '../../../src/core/lib/errors.ts';
import { compileTemplate, parseName } from '../../../src/core/naming/template.ts';
import type { Checkpoint } from '../../../src/core/types/checkpoints.ts';
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
    expect(compileRuleExpression(pattern)).toEqual({ ok: false, why: expect.stringContaining(why) });
    expect(() => compileRule({ pattern, role: 'best' })).toThrow(OutputsError);
  });
});

describe('what is tried before the pattern', () => {
  it.each<[string, string]>([
    ['checkpoint-(?<step>\\d+)', 'checkpoint-'],
    ['ab*\\.pt', 'a'],
    ['a😀*\\.pt', 'a'],
    ['model\\.pth\\.tar', 'model'],
    ['(?<model>.+)(?:\\.pt)?', ''],
    ['a\\.pt|b\\.pth', ''],
    ['a)|(?:b', ''],
    ['[|]a\\.pt', ''],
  ])('%s', (pattern, begins) => expect(compileRule({ pattern, role: 'regular' })).toMatchObject({ begins }));
});

const bits = ['_', '-', '_epoch_', '.pth', 'a', '1', '.', '[', '😀'];
const literal = fc.constantFrom(...bits);
const field = fc.constantFrom('{model_name}', '{epoch}', '{step}', '{num}', '{tag}', '{timestamp}');
const template = fc
  .tuple(fc.option(literal), fc.array(fc.tuple(field, literal), { minLength: 1, maxLength: 4 }), fc.option(field))
  .map(([begin, pairs, end]) => (begin ?? '') + pairs.flat().join('') + (end ?? ''));
const pieces = [...bits, '23', '007', '9007199254740991', '9007199254740992', '\n', '\udcff', '/', '\0', '20251123_101112'];
const name = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
const number = fc.constantFrom('1', '23', '007', '9007199254740991', '9007199254740992', '00000000000000000000012', '');
/** What a field of the template is given in a name that is nearly as it says. */
const given = (part: string): fc.Arbitrary<string> => {
  if (/\{(?:epoch|step|num)\}/.test(part)) return fc.oneof({ weight: 9, arbitrary: number }, { weight: 1, arbitrary: name });
  if (part === '{timestamp}') return fc.constantFrom('20251123_101112', '20251123_1011');
  return part.startsWith('{') ? name : fc.constant(part);
};
const both = template.chain((source) => {
  const like = fc.tuple(...source.split(/(\{\w+\})/).map(given)).map((parts) => parts.join(''));
  return fc.tuple(fc.constant(source), fc.oneof({ weight: 1, arbitrary: name }, { weight: 4, arbitrary: like }));
});

describe('a template', () => {
  it('is read as parseName reads it, by a faster way', () => {
    let [plain, fitting] = [0, 0];
    fc.assert(
      fc.property(both, ([source, text]) => {
        const compiled = compileTemplate(source);
        fc.pre(compiled.ok);
        const rule = compileRule({ name: source, role: 'last' });
        const values = compiled.ok ? parseName(compiled.value, text) : null;
        const reading = readName(rule, text);
        expect(reading === null, `${source} on ${JSON.stringify(text)}`).toBe(values === null);
        if (values === null || reading === null) return;
        if (rule.plain !== null) plain++;
        fitting++;
        const texts = compiled.ok ? compiled.value.fields.filter(({ kind }) => kind !== 'number') : [];
        expect(reading.checkpoint.model).toBe(texts.map((each) => values[each.name]).join('/'));
        expect(reading.checkpoint.epoch).toBe(values['num'] ?? values['epoch']);
        expect(reading.checkpoint.step).toBe(values['step']);
        expect(text.startsWith(rule.begins)).toBe(true);
        expect(text).toMatch(new RegExp(`^(?:${rule.outline})$`, 'su'));
      }),
      { numRuns: 6000 },
    );
    // Both ways are taken, and often.
    expect(plain).toBeGreaterThan(500);
    expect(fitting - plain).toBeGreaterThan(100);
  });

  it('is read by the faster way where nothing can be read in two', () => {
    const isPlain = (source: string): boolean => compileRule({ name: source, role: 'last' }).plain !== null;
    expect(['{m}_epoch_{num}.pth', 'epoch_{epoch}_{m}-{step}.pt', '{num}', 'a', '{m}1_{num}'].map(isPlain)).not.toContain(false);
    expect(['{m}_v2{num}', '{epoch}1_{m}', '{a}_{b}', '{m}_{timestamp}.pt', '{epoch}1{step}'].map(isPlain)).not.toContain(true);
  });
});
