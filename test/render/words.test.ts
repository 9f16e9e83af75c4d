import { describe, expect, it } from 'vitest';
import type { Reason, StepOutcome } from '../../src/core/types.ts';
import { countedEntries, errnoText, originText, outcomeText, pathText, reasonText } from '../../src/render/words.ts';
import { HOSTILE, RAW_CONTROLS, type Row, verdict } from '../support/report.ts';

const BASE = '/work/p';

const REASONS: readonly (readonly [Reason, string])[] = [
  [{ code: 'best' }, 'best'],
  [{ code: 'best', rank: 1, of: 3 }, 'best 1 of 3'],
  [{ code: 'best', rank: 1, of: 'all' }, 'best'],
  [{ code: 'last', rank: 1, of: 1 }, 'newest'],
  [{ code: 'last', rank: 1, of: 'all' }, 'last'],
  [{ code: 'final' }, 'final'],
  [{ code: 'last', rank: 2, of: 3 }, 'newest 2 of 3'],
  [{ code: 'every', every: 10 }, 'a multiple of 10'],
  [{ code: 'within', limit: '7d' }, 'newer than 7d'],
  [{ code: 'pinned', by: 'checkpoints/*_40.pth' }, 'pinned by checkpoints/*_40.pth'],
  [{ code: 'pointed-at', by: '/work/p/outputs/checkpoints/latest' }, 'outputs/checkpoints/latest points to it'],
  [{ code: 'recent', limit: '10min' }, 'changed in the last 10min'],
  [{ code: 'in-use', pid: 7, process: 'python' }, 'open in python (pid 7)'],
  [{ code: 'incomplete', why: 'empty' }, 'incomplete: empty'],
  [{ code: 'unrecognized' }, 'name not recognised'],
  [{ code: 'survivor' }, 'one of its model always stays'],
  [{ code: 'tracked' }, 'tracked by git'],
  [{ code: 'skeleton' }, 'belongs to the folder itself'],
  [{ code: 'unknown-entry' }, 'not part of any section'],
  [{ code: 'not-a-log', why: 'a checkpoint' }, 'not a log: a checkpoint'],
  [{ code: 'not-a-regular-file' }, 'not a regular file'],
  [{ code: 'future' }, 'dated in the future'],
  [{ code: 'unreadable', errno: 'EACCES' }, 'could not be read: permission denied (EACCES)'],
  [{ code: 'repository' }, 'a git repository of its own'],
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
