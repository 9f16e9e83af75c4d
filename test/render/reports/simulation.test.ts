import { expect, it } from 'vitest';
import type { Replay } from '../../../src/core/types/reports.ts';
import { replayFields, replayText } from '../../../src/render/reports/simulation.ts';
import { PLAIN } from '../../../src/render/text/style.ts';
import { HOSTILE, NOW, RAW_CONTROLS } from '../../support/report.ts';

const REPLAY: Replay = {
  saves: [
    { at: NOW, group: 'run/m', saved: ['run/e1'], removed: [], left: 1 },
    { at: NOW + 60_000_000_000n, group: '.', saved: ['e2', 'e3'], removed: ['e1', 'e2'], left: 1 },
  ],
  earlier: 0,
  leftByOnce: 2,
  leftByEach: 2,
  differences: [],
};
const view = { style: PLAIN, width: null };

it('is one row a save, and the end', () => {
  expect(replayText(REPLAY, view)).toMatchInlineSnapshot(`
    "SAVED AT              GROUP  SAVED   LEFT  REMOVED THEN
    2026-11-23T09:05:00Z  run/m  run/e1     1  -
    2026-11-23T09:06:00Z  -      e2, e3     1  e1, e2

    Pruning once now leaves the same 2 checkpoints as pruning after every save.
    "
  `);
});

it('says which rule makes the difference', () => {
  const differences: Replay['differences'] = [
    { path: 'e1', keptBy: 'once', codes: ['within', 'every'], removedAt: NOW },
    { path: 'e2', keptBy: 'each', codes: ['within-yearly'] },
  ];
  expect(
    replayText({ ...REPLAY, differences }, view)
      .split('\n')
      .slice(4),
  ).toMatchInlineSnapshot(`
    [
      "Pruning once now leaves 2 checkpoints, pruning after every save 2. They differ in:",
      "  e1: only pruning once keeps it (within, every); after the save of 2026-11-23T09:05:00Z it would have gone",
      "  e2: only pruning after every save keeps it (within-yearly)",
      "",
    ]
  `);
});

it('of nothing is a sentence', () => {
  expect(replayText({ ...REPLAY, saves: [] }, view)).toBe('Nothing was saved yet.\n');
});

it('lets no name through as it is', () => {
  const save = { at: NOW, group: HOSTILE, saved: [HOSTILE], removed: [HOSTILE], left: 0 };
  const differences = [{ path: HOSTILE, keptBy: 'each', codes: ['last'] }] as const;
  expect(replayText({ ...REPLAY, saves: [save], differences }, view).replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
});

it('has times as ISO 8601 in JSON', () => {
  expect(
    replayFields({ ...REPLAY, differences: [{ path: 'e', keptBy: 'once', codes: ['last'], removedAt: NOW }] }),
  ).toMatchObject({
    saves: [{ at: '2026-11-23T09:05:00.000Z' }, { at: '2026-11-23T09:06:00.000Z' }],
    differences: [{ removedAt: '2026-11-23T09:05:00.000Z' }],
  });
});
