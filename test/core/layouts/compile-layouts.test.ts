import { describe, expect, it } from 'vitest';
import { layoutsFor } from '../../../src/core/layouts/compile-layouts.ts';
import { recognise } from '../../../src/core/layouts/recognise-checkpoints.ts';
import { OutputsError } from '../../../src/core/lib/errors.ts';
import type { Checkpoint } from '../../../src/core/types/checkpoints.ts';
import { itemsOf, sectionOf } from '../../support/items.ts';

const read = (name: string, naming: readonly string[] = []): Checkpoint | null =>
  recognise(layoutsFor(sectionOf('checkpoints', { naming, layout: 'epoch-best-final' }), {}), itemsOf([{ path: name }])).units[0]
    ?.checkpoint ?? null;

describe('recognise', () => {
  it.each<[string, Checkpoint | null]>([
    ['UNet_epoch_5.pth', { model: 'UNet', role: 'regular', epoch: 5 }],
    ['UNet_best_overall.pth', { model: 'UNet', role: 'best' }],
    ['stage_1_final.pth', { model: 'stage_1', role: 'final' }],
    ['multi_epoch_net_best.pth', { model: 'multi_epoch_net', role: 'best' }],
    ['m_epoch_3_best.pth', { model: 'm_epoch_3', role: 'best' }],
    ['m_best_epoch_12.pth', { model: 'm', role: 'best', epoch: 12 }],
    ['m.FINAL_epoch_12.pth', { model: 'm', role: 'final', epoch: 12 }],
    ['best_epoch_12.pth', { model: '', role: 'best', epoch: 12 }],
    ['best_acc_epoch_12.pth', { model: 'acc', role: 'best', epoch: 12 }],
    ['bestnet_epoch_12.pth', { model: 'bestnet', role: 'regular', epoch: 12 }],
    ['m_last_epoch_1.pth', { model: 'm_last', role: 'regular', epoch: 1 }],
    ['-rf\n_epoch_1.pth', { model: '-rf\n', role: 'regular', epoch: 1 }],
    ['\udcff_best.pth', { model: '\udcff', role: 'best' }],
    ['unet_learning_curves.png', null],
    ['UNet_epoch_5.pth.tmp', null],
    ['best.pth', null],
  ])('%j', (name, checkpoint) => expect(read(name)).toEqual(checkpoint));
});

describe('a section’s own templates', () => {
  it.each<[string, string, Checkpoint | null]>([
    ['{model_name}-ep{epoch}.pt', 'net-ep7.pt', { model: 'net', role: 'regular', epoch: 7 }],
    ['{model_name}@{step}.pt', 'net@700.pt', { model: 'net', role: 'regular', step: 700 }],
    ['{model_name}-{epoch}-{step}.pt', 'net-7-700.pt', { model: 'net', role: 'regular', epoch: 7, step: 700 }],
    ['{model_name}-BEST.pt', 'net-BEST.pt', { model: 'net', role: 'best' }],
    ['{model_name}.final.pt', 'net.final.pt', { model: 'net', role: 'final' }],
    ['{model_name}_last.pt', 'net_last.pt', { model: 'net', role: 'last' }],
    ['best_{metric}_epoch_{num}.pt', 'best_acc_epoch_3.pt', { model: 'acc', role: 'best', epoch: 3 }],
    ['{model_name}_{fold}_epoch_{num}.pt', 'net_2_epoch_3.pt', { model: 'net/2', role: 'regular', epoch: 3 }],
    ['epoch{num}.pt', 'epoch3.pt', { model: '', role: 'regular', epoch: 3 }],
    ['{model_name}.pt', 'net.pt', null],
    ['{model_name}_lastly.pt', 'net_lastly.pt', null],
  ])('%s on %s', (template, name, checkpoint) => expect(read(name, [template])).toEqual(checkpoint));

  it('do not take the layout’s away', () =>
    expect(read('UNet_best.pth', ['{model_name}-ep{epoch}.pt'])).toMatchObject({ role: 'best' }));

  it('go first among equals, and more literal text goes before them', () => {
    expect(read('7_best.pth', ['{epoch}_best.pth'])).toEqual({ model: '', role: 'best', epoch: 7 });
    expect(read('a_final.pth', ['{model_name}_{epoch}.pth', '{model_name}.pth'])).toEqual({ model: 'a', role: 'final' });
  });

  it('must compile', () => expect(() => read('x', ['{a}{b}'])).toThrow(OutputsError));
});

describe('layoutsFor', () => {
  it('knows the layouts by name', () => {
    expect(layoutsFor(sectionOf('checkpoints', { layout: 'epoch-best-final' }), {}).map(({ name }) => name)).toEqual([
      'epoch-best-final',
    ]);
  });

  it.each(['nonsense', 'constructor', '__proto__'])('refuses %s and names the choices', (layout) => {
    expect(() => layoutsFor(sectionOf('checkpoints', { layout }), {})).toThrow(
      expect.objectContaining({ code: 'config', hint: expect.stringContaining('auto, accelerate, composer') }),
    );
  });
});
