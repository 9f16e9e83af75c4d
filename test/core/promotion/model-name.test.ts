import { describe, expect, it } from 'vitest';
import { modelName } from '../../../src/core/promotion/model-name.ts';
import type { Unit } from '../../../src/core/types/checkpoints.ts';
import { itemsOf } from '../../support/items.ts';

function unitOf(paths: readonly string[], checkpoint: Partial<Unit['checkpoint']> = {}): Unit {
  const parts = itemsOf(paths.map((path) => (path.endsWith('/') ? { path: path.slice(0, -1), type: 'directory' } : { path })));
  return { path: parts[0]?.path ?? '', parts, checkpoint: { model: '', role: 'regular', ...checkpoint }, run: '', layout: '' };
}

const FILE = unitOf(['UNet_epoch_3.pth'], { model: 'UNet', epoch: 3 });
const FOLDER = unitOf(['checkpoint-5/'], { step: 5 });
const SHARDS = unitOf(['m-1-of-2.safetensors', 'm-2-of-2.safetensors'], { model: 'gpt' });

describe('what a model is called', () => {
  it.each<[string, string | undefined, Unit, readonly string[], string]>([
    ['as the checkpoint', undefined, FILE, [], 'UNet_epoch_3.pth'],
    ['as its folder', undefined, FOLDER, [], 'checkpoint-5'],
    ['shards: as their model', undefined, SHARDS, [], 'gpt'],
    ['by a template', undefined, FILE, ['{model_name}-{epoch}.pth'], 'UNet-3.pth'],
    [
      'by the first template that it fills',
      undefined,
      FILE,
      ['{model_name}-{step}.pth', '{model_name}-v{num}.pth'],
      'UNet-v3.pth',
    ],
    ['as somebody says', 'best.pth', FILE, [], 'best.pth'],
    ['with the ending that it needs', 'best', FILE, [], 'best.pth'],
    ['a version is no ending', 'best-v1.2', FILE, [], 'best-v1.2.pth'],
    ['a folder needs none', 'best', FOLDER, [], 'best'],
  ])('%s', (_, asked, unit, templates, name) => {
    expect(modelName(asked, unit, templates)).toEqual({ ok: true, value: name });
  });

  it.each<[string, string]>([
    ['a/b.pth', 'is no file name'],
    ['..', 'is no file name'],
    ['.x.pth', 'would be hidden'],
    ['x.md', 'is the name of what describes a model'],
    ['x.promoted.json', 'is the name of what describes a model'],
    ['', 'is no file name'],
    ['a'.repeat(245), 'is too long'],
  ])('refuses %j', (asked, why) => {
    expect(modelName(asked, FOLDER, [])).toMatchObject({ ok: false, why: expect.stringContaining(why) });
  });

  it('refuses a name that the config does not give', () => {
    expect(modelName('x.pth', FILE, ['{model_name}-{epoch}.pth'])).toMatchObject({ ok: false });
    expect(modelName('x-3.pth', FILE, ['{model_name}-{epoch}.pth'])).toMatchObject({ ok: true });
  });
});
