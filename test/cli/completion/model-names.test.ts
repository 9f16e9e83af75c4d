import { describe, expect, it } from 'vitest';
import { modelReader } from '../../../src/cli/completion/model-names.ts';
import { compileTemplate, parseByAny } from '../../../src/core/naming/template.ts';
import { fc } from '../../support/properties.ts';

const NAMING = [
  '{model_name}_epoch_{num}.pth',
  '{model_name}_best.pth',
  'eval (1)+[{run}]_{model_name}',
  '{timestamp}.{model_name}',
  'fixed.pth',
  '{a}-{b}-{model_name}',
];

const PIECES = ['UNet', '_epoch_', '_best', '.pth', '12', 'eval (1)+[', ']_', '20261123_090500', '.', '-', 'fixed', '\n', 'x'];

describe('the model of a name', () => {
  it('is the one that the naming reads', () => {
    const templates = NAMING.flatMap((source) => {
      const template = compileTemplate(source);
      return template.ok ? [template.value] : [];
    });
    expect(templates).toHaveLength(NAMING.length);
    const modelOf = modelReader(NAMING);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 7 }), (pieces) => {
        const name = pieces.join('');
        expect(modelOf(name)).toBe(parseByAny(templates, name)?.values['model_name'] ?? null);
      }),
      { numRuns: 2000 },
    );
  });
  it('is the whole of it, up to the last place where it can end', () => {
    expect(modelReader(NAMING)('multi_epoch_net_epoch_3.pth')).toBe('multi_epoch_net');
    expect(modelReader(NAMING)('fixed.pth')).toBeNull();
  });
});
