import { expect, it } from 'vitest';
import { isMetric, isOfTraining, metricKey, modeOf } from '../../../src/core/metrics/metric-direction.ts';

const SMALLER =
  'loss val_loss val/loss valLoss eval_loss train_loss val/box_loss error top1_error perplexity eval_perplexity wer eval_wer cer rmse val_rmse mse MAE nll bpb FID ssim_loss val_losses reconstruction_error';
const LARGER =
  'acc val_acc accuracy eval_accuracy top1 eval_top1 eval_top5 Acc@1 AP bbox/AP bbox/AP50 segm/APs AR@100 mAP coco/bbox_mAP coco/bbox_mAP_50 metrics/mAP50-95(B) metrics/mAP50(B) mDice mIoU sem_seg/mIoU mAcc aAcc F1 eval_f1 f1_score macro_f1 AUC auroc precision metrics/recall(B) bleu eval_bleu rougeL eval_rouge1 score fitness psnr SSIM reward accuracy/top1 dice_score val_iou';
const UNKNOWN = 'metric best_model_score value alpha temperature beta model foo lossless accumulated mapping area';

it.each(SMALLER.split(' '))('%s: the smaller the better', (name) => expect(modeOf(name)).toBe('min'));
it.each(LARGER.split(' '))('%s: the larger the better', (name) => expect(modeOf(name)).toBe('max'));
it.each(UNKNOWN.split(' '))('%s: not known', (name) => expect(modeOf(name)).toBe(null));

it.each(
  'epoch step global_step lr lr/pg0 lr-Adam learning_rate time eval_runtime eval_samples_per_second eval_steps_per_second data_time grad_norm memory eta_seconds batch_size momentum'.split(
    ' ',
  ),
)('%s measures no model', (name) => expect(isMetric(name)).toBe(false));

it.each([...SMALLER.split(' '), ...LARGER.split(' ')])('%s does', (name) => expect(isMetric(name)).toBe(true));

it('one metric has one key', () => {
  expect(new Set(['val_loss', 'val/loss', 'Val Loss', 'val-loss', 'valLoss'].map(metricKey))).toEqual(new Set(['val_loss']));
  expect(metricKey('metrics/mAP50-95(B)')).toBe('metrics_map50_95_b');
});

it('tells training from validation', () => {
  expect(['train_loss', 'train/box_loss', 'loss/train'].every(isOfTraining)).toBe(true);
  expect(['val_loss', 'trained_acc', 'loss'].some(isOfTraining)).toBe(false);
});
