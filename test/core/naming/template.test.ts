import { describe, expect, it } from 'vitest';
import {
  compileTemplate,
  formatName,
  parseByAny,
  parseName,
  type Template,
  type Values,
} from '../../../src/core/naming/template.ts';
import { fc } from '../../support/properties.ts';

function compiled(source: string): Template {
  const template = compileTemplate(source);
  if (!template.ok) throw new Error(template.why);
  return template.value;
}

describe('compileTemplate', () => {
  it('gives fields their types', () => {
    expect(compiled('{model_name}_e{epoch}-s{step}_{num}_{timestamp}_{fold}.pth').fields).toEqual([
      { name: 'model_name', kind: 'text' },
      { name: 'epoch', kind: 'number' },
      { name: 'step', kind: 'number' },
      { name: 'num', kind: 'number' },
      { name: 'timestamp', kind: 'timestamp' },
      { name: 'fold', kind: 'text' },
    ]);
  });

  it('counts literal characters', () => expect(compiled('{model_name}_best.pth').literalLength).toBe('_best.pth'.length));

  it.each([
    ['', 'empty'],
    ['a/{num}.pth', 'cannot contain /'],
    ['a\0{num}', 'NUL'],
    ['{a}{b}', 'between'],
    ['{num}{epoch}.pth', 'between'],
    ['{a}_{a}', 'twice'],
    ['{}', 'not a field'],
    ['{a b}', 'not a field'],
    ['{0}', 'not a field'],
    ['{__proto__}', 'not a field'],
    ['{\u202e}', '\\u202e'],
    ['{a', 'partner'],
    ['a}', 'partner'],
    ['{{a}}', 'partner'],
    ['a{', 'partner'],
    [`{a}${Array.from({ length: 200 }, (_, n) => `_{f${n}}`).join('')}`, 'longer than 255 bytes'],
    ['x'.repeat(256), 'longer than 255 bytes'],
    ['{'.repeat(1 << 20), 'at most 4096 characters'],
  ])('refuses %j', (source, why) => {
    const template = compileTemplate(source);
    expect(template).toMatchObject({ ok: false });
    expect(!template.ok && template.why).toContain(why);
  });
});

describe('parseName', () => {
  it.each<[string, string, Values | null]>([
    ['{model_name}_epoch_{num}.pth', 'UNet_epoch_5.pth', { model_name: 'UNet', num: 5 }],
    ['{model_name}_epoch_{num}.pth', 'multi_epoch_net_epoch_3.pth', { model_name: 'multi_epoch_net', num: 3 }],
    ['{model_name}_epoch_{num}.pth', 'a_epoch_1_epoch_2.pth', { model_name: 'a_epoch_1', num: 2 }],
    ['{model_name}_epoch_{num}.pth', 'm_epoch_010.pth', { model_name: 'm', num: 10 }],
    ['{model_name}_epoch_{num}.pth', 'm_epoch_9007199254740991.pth', { model_name: 'm', num: 9007199254740991 }],
    ['{model_name}_epoch_{num}.pth', 'm_epoch_9007199254740992.pth', null],
    ['{model_name}_epoch_{num}.pth', 'm_epoch_٣.pth', null],
    ['{model_name}_epoch_{num}.pth', 'm_epoch_1e3.pth', null],
    ['{model_name}_epoch_{num}.pth', 'm_epoch_-1.pth', null],
    ['{model_name}_epoch_{num}.pth', 'm_epoch_.pth', null],
    ['{model_name}_epoch_{num}.pth', '_epoch_1.pth', null],
    ['{model_name}_epoch_{num}.pth', 'm_epoch_1.pth ', null],
    ['{model_name}_epoch_{num}.pth', 'm_epoch_1.pth\n', null],
    ['{model_name}_epoch_{num}.pth', 'dir/m_epoch_1.pth', null],
    ['{model_name}_epoch_{num}.pth', '-rf\n_epoch_1.pth', { model_name: '-rf\n', num: 1 }],
    ['{model_name}_epoch_{num}.pth', '\udcff\udc80_epoch_1.pth', { model_name: '\udcff\udc80', num: 1 }],
    ['{model_name}_best.pth', 'multi_epoch_net_best.pth', { model_name: 'multi_epoch_net' }],
    [
      '{model_name}_{timestamp}.log',
      'reversed-ae_20250825_004240.log',
      { model_name: 'reversed-ae', timestamp: '20250825_004240' },
    ],
    ['{model_name}_{timestamp}.log', 'unet_20251399_004240.log', null],
    ['{model_name}_{timestamp}.log', 'unet_2025_004240.log', null],
    ['{timestamp}_{timestamp_end}', '20250825_004240_x', { timestamp: '20250825_004240', timestamp_end: 'x' }],
    ['{a}_{num}_{b}', 'x_1_y_z', { a: 'x', num: 1, b: 'y_z' }],
    ['v1{num}.pt', 'v123.pt', { num: 23 }],
    ['{a}1{num}', 'x1111', { a: 'x11', num: 1 }],
    ['plain.pth', 'plain.pth', {}],
    ['plain.pth', 'plain_pth', null],
    ['{constructor}.pth', 'x.pth', { constructor: 'x' }],
  ])('%s on %j', (template, name, values) => expect(parseName(compiled(template), name)).toEqual(values));

  it('takes no more time on a hostile name', () => {
    const template = compiled('{a}_{b}_{c}_{d}_{e}_{f}_{num}');
    expect(parseName(template, '_'.repeat(250))).toBeNull();
    expect(parseName(template, `${'_1'.repeat(120)}_x`)).toBeNull();
  });

  it('reads no name that no disk can hold', () => {
    expect(parseName(compiled('{a}.pth'), `${'é'.repeat(125)}.pth`)).toEqual({ a: 'é'.repeat(125) });
    expect(parseName(compiled('{a}.pth'), `${'é'.repeat(126)}.pth`)).toBeNull();
    expect(parseName(compiled('{a}.pth'), `${'\udcff'.repeat(251)}.pth`)).toEqual({ a: '\udcff'.repeat(251) });
  });
});

describe('parseByAny', () => {
  const templates = ['{model_name}_{timestamp}.log', 'evaluation_{timestamp}.log', '{run}_{timestamp}.log'].map(compiled);

  it('prefers more literal text, in whatever order they come', () => {
    for (const list of [templates, [...templates].reverse()]) {
      const found = parseByAny(list, 'evaluation_20250101_000000.log');
      expect(found?.template.source).toBe('evaluation_{timestamp}.log');
    }
  });

  it('prefers the earlier of equals', () => {
    expect(parseByAny(['{b}_x', '{a}_x'].map(compiled), 'm_x')?.values).toEqual({ b: 'm' });
  });

  it('knows when none fits', () => expect(parseByAny(templates, 'other.txt')).toBeNull());
});

describe('formatName', () => {
  const regular = compiled('{model_name}_epoch_{num}.pth');

  it('writes plain digits', () => {
    expect(formatName(regular, { model_name: 'UNet', num: 10 })).toEqual({ ok: true, value: 'UNet_epoch_10.pth' });
  });

  it.each<[string, Values, string]>([
    ['{model_name}_epoch_{num}.pth', { model_name: '', num: 1 }, '{model_name}'],
    ['{model_name}_epoch_{num}.pth', { model_name: 'a/b', num: 1 }, '{model_name}'],
    ['{model_name}_epoch_{num}.pth', { model_name: 'a\0b', num: 1 }, '{model_name}'],
    ['{model_name}_epoch_{num}.pth', { model_name: 'm' }, '{num} has no value'],
    ['{constructor}_x', {}, '{constructor} has no value'],
    ['{model_name}_epoch_{num}.pth', { model_name: 'm', num: 1, extra: 'x' }, 'no field {extra}'],
    ['{model_name}_epoch_{num}.pth', { model_name: 'm', num: '1' }, 'whole number'],
    ['{model_name}_epoch_{num}.pth', { model_name: 'm', num: -1 }, 'whole number'],
    ['{model_name}_epoch_{num}.pth', { model_name: 'm', num: 1.5 }, 'whole number'],
    ['{model_name}_epoch_{num}.pth', { model_name: 'm', num: -0 }, '{num}'],
    ['{model_name}_epoch_{num}.pth', { model_name: 'm', num: 2 ** 53 }, 'whole number'],
    ['{model_name}_epoch_{num}.pth', { model_name: 7, num: 1 }, 'is text'],
    ['{model_name}_{timestamp}.log', { model_name: 'm', timestamp: '2025-08-25' }, '{model_name}'],
    ['{a}_{b}', { a: 'x', b: 'y_z' }, '{a} x'],
    ['{a}', { a: '..' }, 'no file name'],
    ['{a}', { a: '.' }, 'no file name'],
    ['{a}.pth', { a: 'x'.repeat(252) }, '255 bytes'],
    ['{a}.pth', { a: 'é'.repeat(126) }, '255 bytes'],
  ])('%s refuses %j', (template, values, why) => {
    const name = formatName(compiled(template), values);
    expect(name).toMatchObject({ ok: false });
    expect(!name.ok && name.why).toContain(why);
  });
});

describe('as properties', () => {
  const literal = fc.stringMatching(/^[a-z_.\-0-9é\n]{1,6}$/);
  const field = fc.constantFrom('model_name', 'num', 'epoch', 'step', 'timestamp', 'a', 'b');
  /** Templates that compile, mostly of literals that also turn up in the values. */
  const template = fc
    .record({ head: fc.option(literal), rest: fc.array(fc.tuple(field, literal), { maxLength: 5 }), last: fc.option(field) })
    .map(
      ({ head, rest, last }) =>
        `${head ?? ''}${rest.map(([name, text]) => `{${name}}${text}`).join('')}${last === null ? '' : `{${last}}`}`,
    )
    .map((source) => compileTemplate(source))
    .filter((parsed) => parsed.ok)
    .map((parsed) => parsed.value);
  const two = (most: number, least = 0) => fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, '0'));
  const timestamp = fc
    .tuple(fc.integer({ min: 1000, max: 9999 }), two(12, 1), two(28, 1), two(23), two(59), two(59))
    .map(([year, month, day, hour, minute, second]) => `${year}${month}${day}_${hour}${minute}${second}`);
  const number = fc.oneof(fc.nat(20), fc.maxSafeNat());
  const text = fc.oneof(
    literal,
    fc.string({ unit: 'binary', maxLength: 5 }),
    timestamp,
    fc.constantFrom('_epoch_', '\udcff', '\n', '-x', '0'),
  );
  const valuesOf = ({ fields }: Template): fc.Arbitrary<Values> =>
    fc.record(
      Object.fromEntries(fields.map(({ name, kind }) => [name, kind === 'number' ? number : kind === 'text' ? text : timestamp])),
    );
  const both = template.chain((each) => fc.tuple(fc.constant(each), valuesOf(each)));

  it('parse(format(x)) is x, for every x that format accepts', () => {
    let accepted = 0;
    fc.assert(
      fc.property(both, ([each, values]) => {
        const name = formatName(each, values);
        if (!name.ok) return;
        accepted++;
        expect(parseName(each, name.value)).toEqual({ ...values });
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  it('reads what a greedy expression reads', () => {
    const piece = fc.oneof(literal, fc.constantFrom('1', '12', '20261123_090500'));
    const name = fc.array(piece, { minLength: 1, maxLength: 6 }).map((each) => each.join('').replaceAll('/', '-'));
    const ways = { text: '.+', number: '[0-9]+', timestamp: '[0-9]{8}_[0-9]{6}' };
    fc.assert(
      fc.property(template, name, (each, text) => {
        const source = each.pieces.map((one) =>
          typeof one === 'string' ? one.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&') : `(?<${one.name}>${ways[one.kind]})`,
        );
        const match = new RegExp(`^${source.join('')}$`, 's').exec(text);
        const numbers = new Set(each.fields.filter(({ kind }) => kind === 'number').map((field) => field.name));
        const found = Object.entries(match?.groups ?? {}).map(([key, value]) => [key, numbers.has(key) ? Number(value) : value]);
        expect(parseName(each, text)).toEqual(match === null ? null : Object.fromEntries(found));
      }),
      { numRuns: 2000 },
    );
  });

  it('format accepts whatever holds none of the literal text', () => {
    const letters = fc.stringMatching(/^[A-Z]{1,8}$/);
    fc.assert(
      fc.property(letters, number, timestamp, (name, num, time) => {
        const each = compiled('{model_name}_epoch_{num}_{timestamp}.pth');
        expect(formatName(each, { model_name: name, num, timestamp: time }).ok).toBe(true);
      }),
    );
  });
});
