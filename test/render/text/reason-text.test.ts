import { describe, expect, it } from 'vitest';
import { pathText } from '../../../src/core/lib/escape.ts';
import type { StepOutcome } from '../../../src/core/types/operation.ts';
import type { Reason } from '../../../src/core/types/plan.ts';
import { countedEntries, errnoText, originText, outcomeText, reasonText } from '../../../src/render/text/reason-text.ts';
import { HOSTILE, RAW_CONTROLS, type Row, verdict } from '../../support/report.ts';

const BASE = '/work/p';

const REASONS: readonly (readonly [Reason, string])[] = [
  [{ code: 'best' }, 'best'],
  [{ code: 'best', rank: 1, of: 3 }, 'best 1 of 3'],
  [{ code: 'best', rank: 1, of: 'all' }, 'best'],
  [{ code: 'best', rank: 1, of: 1, metric: { name: 'value', value: 0.3 }, end: 'lowest' }, 'perhaps best (lowest value 0.3)'],
  [
    { code: 'best', rank: 2, of: 3, metric: { name: 'value', value: 9 }, end: 'highest' },
    'perhaps best 2 of 3 (highest value 9)',
  ],
  [{ code: 'last', rank: 1, of: 1 }, 'newest'],
  [{ code: 'last', rank: 1, of: 'all' }, 'last'],
  [{ code: 'final' }, 'final'],
  [{ code: 'last', rank: 2, of: 3 }, 'newest 2 of 3'],
  [{ code: 'best', rank: 2, of: 3, metric: { name: 'val_loss', value: 0.031_234_567 } }, 'best 2 of 3 (val_loss 0.0312346)'],
  [{ code: 'best', metric: { name: 'loss', value: Number.NaN } }, 'best (loss NaN)'],
  [{ code: 'best', rank: 1, of: 1, metric: { name: 'loss', value: 1e-7 } }, 'best (loss 1e-7)'],
  [{ code: 'no-metric', metric: 'val_loss' }, 'no val_loss to rank it by'],
  [{ code: 'no-metric', metric: null }, 'no metric to rank it by'],
  [{ code: 'contradictory-metric', metric: 'val_loss', values: [0.12, 0.31] }, 'its sources differ: val_loss 0.12 or 0.31'],
  [{ code: 'last-of-generation', generation: 1, of: 2 }, 'last of training run 1 of 2'],
  [{ code: 'every', every: 10, unit: 'epochs' }, 'a multiple of 10 epochs'],
  [{ code: 'every', every: 1000, unit: 'steps' }, 'a multiple of 1000 steps'],
  [{ code: 'hourly', rank: 2, of: 24 }, 'hourly 2 of 24'],
  [{ code: 'daily', rank: 3, of: 14, oldest: true }, 'oldest, daily 3 of 14'],
  [{ code: 'weekly', rank: 1, of: 1 }, 'weekly'],
  [{ code: 'monthly', rank: 5, of: 'all' }, 'monthly'],
  [{ code: 'yearly', rank: 1, of: 2 }, 'yearly 1 of 2'],
  [{ code: 'within-hourly', limit: '2d' }, 'hourly within 2d'],
  [{ code: 'within-daily', limit: '1mo', oldest: true }, 'oldest, daily within 1mo'],
  [{ code: 'within-weekly', limit: '1y' }, 'weekly within 1y'],
  [{ code: 'within-monthly', limit: '1y' }, 'monthly within 1y'],
  [{ code: 'within-yearly', limit: '10y' }, 'yearly within 10y'],
  [{ code: 'referenced', by: '/work/p/configs/eval.yaml', line: 12 }, 'named in configs/eval.yaml:12'],
  [{ code: 'referenced', by: '/work/p/README.md' }, 'named in README.md'],
  [
    { code: 'unread-pointer', pointer: '/work/p/outputs/checkpoints/latest', why: 'permission denied' },
    'outputs/checkpoints/latest may name it: permission denied',
  ],
  [{ code: 'duplicate', of: '/work/p/outputs/checkpoints/best.pt' }, 'the same bytes as outputs/checkpoints/best.pt'],
  [{ code: 'stale-incomplete', why: 'cut off' }, 'incomplete and old: cut off'],
  [{ code: 'budget', step: 3, why: 'the oldest' }, 'step 3 to meet the budget: the oldest'],
  [{ code: 'within', limit: '7d' }, 'newer than 7d'],
  [{ code: 'pinned', by: 'checkpoints/*_40.pth' }, 'pinned by checkpoints/*_40.pth'],
  [{ code: 'pointed-at', by: '/work/p/outputs/checkpoints/latest' }, 'outputs/checkpoints/latest points to it'],
  [{ code: 'recent', limit: '10min' }, 'changed in the last 10min'],
  [{ code: 'in-use', pid: 7, process: 'python' }, 'open in python (pid 7)'],
  [
    { code: 'in-use', pid: 7, process: 'python', path: '/work/p/outputs/cache/a/b' },
    'outputs/cache/a/b is open in python (pid 7)',
  ],
  [{ code: 'incomplete', why: 'empty' }, 'incomplete: empty'],
  [{ code: 'pointer' }, 'says which checkpoint is meant'],
  [{ code: 'unrecognized' }, 'name not recognised'],
  [{ code: 'survivor' }, 'one of its model always stays'],
  [{ code: 'tracked' }, 'tracked by git'],
  [{ code: 'sticky', uid: 1002 }, 'of user 1002, who alone may move it out of a sticky folder'],
  [{ code: 'skeleton' }, 'belongs to the folder itself'],
  [{ code: 'credential' }, 'a token or key, which is no cache'],
  [{ code: 'unsynced', why: 'waits' }, 'the only copy: waits'],
  [{ code: 'unknown-entry' }, 'not part of any section'],
  [{ code: 'not-a-log', why: 'a checkpoint' }, 'not a log: a checkpoint'],
  [{ code: 'not-a-regular-file' }, 'not a regular file'],
  [{ code: 'future' }, 'dated in the future'],
  [{ code: 'unreadable', errno: 'EACCES' }, 'could not be read: permission denied (EACCES)'],
  [{ code: 'repository' }, 'a repository of its own'],
  [{ code: 'edited' }, 'changed since it was promoted'],
  [{ code: 'mount' }, 'another file system is mounted there'],
  [{ code: 'superseded' }, 'no rule keeps it'],
  [{ code: 'older-than', limit: '7d' }, 'older than 7d'],
  [{ code: 'cleaned' }, 'asked for'],
  [{ code: 'not-removed', outcome: { result: 'skipped', why: 'changed' } }, 'left alone: it changed meanwhile'],
];

describe('reasonText', () => {
  it.each(REASONS)('%j', (reason, text) => expect(reasonText(reason, BASE)).toBe(text));

  it('lets no name through as it is', () => {
    const hostile: readonly Reason[] = [
      { code: 'pinned', by: HOSTILE },
      { code: 'pointed-at', by: `/x/${HOSTILE}` },
      { code: 'in-use', pid: 1, process: HOSTILE },
      { code: 'incomplete', why: HOSTILE },
      { code: 'not-a-log', why: HOSTILE },
      { code: 'unreadable', errno: HOSTILE },
      { code: 'best', metric: { name: HOSTILE, value: 1 } },
      { code: 'no-metric', metric: HOSTILE },
      { code: 'contradictory-metric', metric: HOSTILE, values: [1, 2] },
      { code: 'referenced', by: `/x/${HOSTILE}`, line: 1 },
      { code: 'unread-pointer', pointer: `/x/${HOSTILE}`, why: HOSTILE },
      { code: 'duplicate', of: `/x/${HOSTILE}` },
      { code: 'stale-incomplete', why: HOSTILE },
      { code: 'budget', step: 1, why: HOSTILE },
    ];
    for (const reason of hostile) expect(reasonText(reason, BASE)).not.toMatch(RAW_CONTROLS);
  });
});

describe('outcomeText', () => {
  it.each<readonly [StepOutcome, string]>([
    [{ result: 'done', freedBytes: 1, heldBytes: 0 }, 'removed'],
    [{ result: 'gone' }, 'already gone'],
    [{ result: 'failed', errno: 'EROFS' }, 'could not be removed: read-only file system (EROFS)'],
    [{ result: 'skipped', why: 'interrupted' }, 'not reached: interrupted'],
  ])('%j', (outcome, text) => expect(outcomeText(outcome, 'removed')).toBe(text));
});

describe('small words', () => {
  it('counts entries by what they are', () => {
    const of = (...rows: readonly Row[]) => countedEntries(rows.map(verdict));
    const checkpoint = { model: 'a', role: 'final' } as const;
    expect(of({ path: 'a', checkpoint })).toBe('1 checkpoint');
    expect(of({ path: 'a', checkpoint }, { path: 'b.png' })).toBe('2 entries');
    expect(of({ section: 'cache', path: 'a' }, { section: 'cache', path: 'b' })).toBe('2 cache entries');
    expect(of({ section: 'cache', path: 'a' }, { section: 'logs', path: 'b' })).toBe('2 entries');
    expect(of()).toBe('0 entries');
  });
  it('shows paths relative to the project, and others whole', () => {
    expect(pathText('/work/p/outputs', BASE)).toBe('outputs');
    expect(pathText('/work/p2/outputs', BASE)).toBe('/work/p2/outputs');
    expect(pathText('/work/p', BASE)).toBe('.');
  });
  it('keeps an errno it does not know', () => expect(errnoText('EWHAT')).toBe('EWHAT'));
  it('says where a value was written', () => {
    const place = { file: '/work/p/c.yaml', line: 3, column: 5 };
    expect(originText({ from: 'known-key', key: 'training.checkpoint_dir', place })).toBe(
      '/work/p/c.yaml:3:5 training.checkpoint_dir',
    );
    expect(originText({ from: 'default' })).toBe('default');
  });
});
