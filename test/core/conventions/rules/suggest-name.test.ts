import { describe, expect, it } from 'vitest';
import { nearestName, repairsOf } from '../../../../src/core/conventions/rules/suggest-name.ts';
import { conventionsOf } from '../../../../src/core/conventions/section-conventions.ts';
import { fc } from '../../../support/properties.ts';
import { section } from '../../../support/report.ts';

const CHECKPOINTS = repairsOf(
  conventionsOf(
    section('checkpoints', 'checkpoints', {
      naming: ['{model_name}_epoch_{num}.pth', '{model_name}_best.pth', '{model_name}_final.pth'],
    }),
  ),
);
const LOGS = repairsOf(
  conventionsOf(section('logs', 'logs', { naming: ['{model_name}_{timestamp}.log', 'evaluation_{timestamp}.log'] })),
);

describe('the nearest correct name', () => {
  it.each<readonly [string, string | null]>([
    ['UNet-epoch-5.pth', 'UNet_epoch_5.pth'],
    ['UNet_Epoch_005.PTH', 'UNet_epoch_5.pth'],
    ['UNet_epoch5.pt', 'UNet_epoch_5.pth'],
    ['UNet.e5.pth', 'UNet_epoch_5.pth'],
    ['u net best.pth', 'u net_best.pth'],
    ['unet_FINAL.pth', 'unet_final.pth'],
    ['a_epoch_1_epoch-2.pth', 'a_epoch_1_epoch_2.pth'],
    ['m_best_epoch-3.pth', null],
    ['UNetbest.pth', null],
    ['weights.pth', null],
    ['UNet_epoch_5.ckpt', null],
    ['UNet_epoch_99999999999999999999.pth', null],
    ['-epoch-5.pth', null],
  ])('%s: %s', (wrong, right) => expect(nearestName(CHECKPOINTS, wrong)?.name ?? null).toBe(right));

  it.each<readonly [string, string | null]>([
    ['u_2025-08-25_00-42-40.log', 'u_20250825_004240.log'],
    ['Evaluation-20250825T004240.log', 'evaluation_20250825_004240.log'],
    ['u_20259925_004240.log', null],
    ['train.log', null],
  ])('%s: %s', (wrong, right) => expect(nearestName(LOGS, wrong)?.name ?? null).toBe(right));

  it('finds what was meant, however it is separated and whatever its letter case', () => {
    const separator = fc.constantFrom('_', '-', '.', ' ', '__');
    const word = fc.constantFrom('epoch', 'Epoch', 'EPOCH', 'ep');
    const extension = fc.constantFrom('.pth', '.PTH', '.pt');
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Za-z]{2,8}$/),
        separator,
        word,
        fc.nat(9999),
        extension,
        (model, between, epoch, num, ending) => {
          fc.pre(!/^(?:best|tmp)$/i.test(model));
          const right = `${model}_epoch_${num}.pth`;
          const wrong = `${model}${between}${epoch}${between}${num}${ending}`;
          expect(nearestName(CHECKPOINTS, wrong)?.name ?? wrong).toBe(right);
        },
      ),
    );
  });

  it('ends for names that are made to take long', () => {
    const slow = repairsOf(
      conventionsOf(section('logs', 'logs', { naming: ['{a}_{timestamp}_epoch_{num}.log', '{a}_{b}_{c}.log'] })),
    );
    for (let n = 0; n < 100; n++) expect(() => nearestName(slow, `${'_-_ '.repeat(60)}${n}.log`)).not.toThrow();
  });
});
