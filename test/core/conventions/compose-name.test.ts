// What `outputs name` gives out, and what it refuses: read again, every name says exactly what was asked for.

import { describe, expect, it } from 'vitest';
import { conventionalName, type NameRequest } from '../../../src/core/conventions/compose-name.ts';
import { conventionsOf, readByConvention } from '../../../src/core/conventions/section-conventions.ts';
import { compileTemplate } from '../../../src/core/naming/template.ts';
import type { SectionKind } from '../../../src/core/types/project.ts';
import type { NameKind } from '../../../src/core/types/reports.ts';
import { fc } from '../../support/properties.ts';
import { section } from '../../support/report.ts';

const NOW = '20250825_004240';

function named(
  kind: SectionKind,
  naming: readonly string[],
  wanted: Omit<Partial<NameRequest>, 'kind'> & { readonly kind: NameKind },
) {
  return conventionalName(conventionsOf(section(kind, kind, { naming })), { fields: {}, now: NOW, ...wanted });
}

const CHECKPOINTS = ['{model_name}_epoch_{num}.pth', '{model_name}_best.pth', '{model_name}_final.pth'];
const LOGS = ['{model_name}_{timestamp}.log', 'evaluation_{timestamp}.log'];
const RESULTS = ['{model_name}_results.json', '{model_name}_metrics.json', '{model_name}_plots.png'];

describe('a conventional name', () => {
  it.each<readonly [SectionKind, readonly string[], Parameters<typeof named>[2], string]>([
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', model: 'unet', epoch: '3' }, 'unet_epoch_3.pth'],
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', model: 'unet', epoch: '003' }, 'unet_epoch_3.pth'],
    ['checkpoints', CHECKPOINTS, { kind: 'best', model: 'multi_epoch_3' }, 'multi_epoch_3_best.pth'],
    ['checkpoints', CHECKPOINTS, { kind: 'final', fields: { model_name: 'x' } }, 'x_final.pth'],
    ['checkpoints', ['{m}-s{step}-e{epoch}.pt'], { kind: 'checkpoint', model: 'x', epoch: '1', step: '2' }, 'x-s2-e1.pt'],
    ['checkpoints', ['{fold}-{model}_last.pt'], { kind: 'last', model: 'x', fields: { fold: '4' } }, '4-x_last.pt'],
    ['logs', LOGS, { kind: 'log', model: 'unet' }, `unet_${NOW}.log`],
    ['logs', LOGS, { kind: 'log' }, `evaluation_${NOW}.log`],
    ['logs', LOGS, { kind: 'log', fields: { timestamp: '20240229_235960' } }, 'evaluation_20240229_235960.log'],
    ['results', RESULTS, { kind: 'result', model: 'u' }, 'u_results.json'],
    ['results', RESULTS, { kind: 'result', model: 'u', template: '{model_name}_metrics.json' }, 'u_metrics.json'],
    ['results', RESULTS, { kind: 'plot', model: 'u' }, 'u_plots.png'],
    ['models', ['{model_name}_v{version}.onnx'], { kind: 'model', model: 'u', fields: { version: '2' } }, 'u_v2.onnx'],
  ])('%s %j %j: %s', (kind, naming, wanted, name) => {
    expect(named(kind, naming, wanted)).toMatchObject({ ok: true, value: { name } });
  });

  it.each<readonly [SectionKind, readonly string[], Parameters<typeof named>[2], string | RegExp]>([
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', model: 'u' }, /needs --epoch$/],
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', epoch: '1' }, /needs --model$/],
    ['checkpoints', CHECKPOINTS, { kind: 'best', model: 'u', epoch: '1' }, /has no place for --epoch$/],
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', model: 'u', step: '1' }, /needs --epoch and has no place for --step$/],
    ['checkpoints', CHECKPOINTS, { kind: 'best', model: 'u', fields: { model_name: 'v' } }, /no place for --model$/],
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', model: 'u', epoch: '-1' }, /\{num\} is a whole number, not "-1"/],
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', model: 'u', epoch: '1e3' }, /whole number/],
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', model: 'u', epoch: '9007199254740992' }, /whole number from 0 to/],
    ['checkpoints', CHECKPOINTS, { kind: 'best', model: '' }, /\{model_name\} cannot be empty/],
    ['checkpoints', CHECKPOINTS, { kind: 'best', model: 'a/b' }, /cannot contain \/ or a NUL.*"a\/b"/],
    ['checkpoints', CHECKPOINTS, { kind: 'best', model: 'a\0b' }, /NUL/],
    ['checkpoints', CHECKPOINTS, { kind: 'best', model: '..' }, /cannot be a folder/],
    ['checkpoints', CHECKPOINTS, { kind: 'best', model: 'a\nb' }, /not shown/],
    ['checkpoints', CHECKPOINTS, { kind: 'best', model: '\u202ea' }, /not shown/],
    ['checkpoints', CHECKPOINTS, { kind: 'best', model: 'é'.repeat(124) }, /longer than 255 bytes/],
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', model: 'm_best', epoch: '3' }, /read as a best checkpoint/],
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', model: 'm-Final', epoch: '3' }, /read as a final checkpoint/],
    ['checkpoints', CHECKPOINTS, { kind: 'checkpoint', model: 'tmp-checkpoint-1', epoch: '3' }, /still being written/],
    ['checkpoints', ['{model}.pth'], { kind: 'checkpoint', model: 'm_best' }, /read by \{model_name\}_best\.pth/],
    ['logs', LOGS, { kind: 'log', model: 'evaluation' }, /read by evaluation_\{timestamp\}\.log/],
    ['logs', LOGS, { kind: 'log', fields: { timestamp: 'today' } }, /\{timestamp\}/],
    ['logs', LOGS, { kind: 'plot' }, /no name template is for a plot; there are some for: log/],
    [
      'results',
      RESULTS,
      { kind: 'result', model: 'u', template: '{model_name}_metric.json' },
      /did you mean \{model_name\}_metrics/,
    ],
    ['results', ['{a}_{b}.json'], { kind: 'result', fields: { a: 'x', b: 'y_z' } }, /not be read back as \{a\} x/],
  ])('%s %j refuses %j: %s', (kind, naming, wanted, why) => {
    const found = named(kind, naming, wanted);
    expect(found.ok ? found.value.name : found.why).toMatch(why);
    expect(found.ok).toBe(false);
  });

  it('is read as what was asked for, whatever the templates and the values', () => {
    const word = fc.constantFrom(
      '_',
      '-',
      '_epoch_',
      'a',
      '_best',
      'final',
      '.',
      'evaluation_',
      'last',
      '.pth',
      'e=',
      '.tmp',
      '1',
    );
    const names = fc.constantFrom('model_name', 'model', 'num', 'epoch', 'step', 'timestamp', 'fold', 'seed');
    const piece = fc.oneof(
      word,
      names.map((name) => `{${name}}`),
    );
    const template = fc
      .array(piece, { minLength: 1, maxLength: 7 })
      .map((pieces) => pieces.join(''))
      .filter((text) => compileTemplate(text).ok);
    const text = fc.oneof(
      word,
      fc.string({ maxLength: 12, unit: 'grapheme' }),
      fc.array(word, { maxLength: 4 }).map((all) => all.join('')),
    );
    const number = fc.oneof(fc.nat().map(String), fc.constantFrom('', '007', '1.5', '-1', '9007199254740993'));
    const field = (name: string) =>
      ['num', 'epoch', 'step'].includes(name) ? number : name === 'timestamp' ? fc.constant(NOW) : text;
    const kinds = fc.constantFrom<SectionKind>('checkpoints', 'logs', 'results', 'models', 'artifacts');
    const cases = fc.tuple(kinds, fc.array(template, { minLength: 1, maxLength: 4 })).chain(([kind, naming]) => {
      const conventions = conventionsOf(section(kind, kind, { naming }));
      return fc
        .constantFrom(...conventions.filter(({ isOwn }) => isOwn))
        .chain(({ kind: wanted, template: chosen }) =>
          fc
            .record(Object.fromEntries(chosen.fields.map(({ name }) => [name, field(name)])))
            .map((fields) => ({ conventions, wanted, fields, template: chosen.source })),
        );
    });
    let givenOut = 0;
    fc.assert(
      fc.property(cases, ({ conventions, wanted, fields, template: source }) => {
        const found = conventionalName(conventions, { kind: wanted, fields, now: NOW, template: source });
        if (!found.ok) return;
        givenOut++;
        const { name, values } = found.value;
        expect(readByConvention(conventions, name)).toMatchObject({ kind: wanted, template: source, values });
        for (const [key, value] of Object.entries(fields)) {
          expect(typeof values[key] === 'number' ? Number(value) : value).toBe(values[key]);
        }
        expect(name).not.toMatch(/[/\0\n]/);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      }),
      { numRuns: 3000 },
    );
    expect(givenOut).toBeGreaterThan(500);
  });
});
