import { expect, test } from 'vitest';
import type { RecordedMove } from '../../../src/core/journal/journal-format.ts';
import { scanSection } from '../../../src/core/scan/scan-section.ts';
import { leavesOfMove, movesAsMade } from '../../../src/core/trash/piecewise-names.ts';
import { sectionAt } from '../../support/section.ts';
import { tree } from '../../support/tree.ts';

function moves(): RecordedMove[] {
  using t = tree({ 's/a': '', 's/run/x': '', 's/run/sub/y': '', 's/run/sub/z': { link: 'y' }, 's/run/empty': { dir: true } });
  return scanSection(sectionAt(t.at('s'))).items.map((item, n) => ({ n, do: 'trash', section: 's', item, why: null }));
}

test('a folder in pieces is one move for each thing in it, under its own number', () => {
  const all = moves();
  const [file, run] = all;
  if (file === undefined || run === undefined) throw new Error('no moves');
  const leaves = leavesOfMove(run.n, run.item);
  expect(leaves.map(({ item }) => item.path)).toEqual(['run/sub/y', 'run/sub/z', 'run/x']);
  expect(new Set(leaves.map(({ number }) => number)).size).toBe(3);
  expect(leaves.every(({ number }) => Number.isSafeInteger(number) && number >= 1_000_000_000)).toBe(true);
  const names = [String(leaves[1]?.number)];
  expect(movesAsMade(all, names).map(({ n, item }) => [n, item.path])).toEqual([
    [0, 'a'],
    ...leaves.map(({ number, item }) => [number, item.path]),
  ]);
  // Whole, or not there at all, it is the move that it was planned as.
  expect(movesAsMade(all, ['0', '1'])).toEqual(all);
  expect(movesAsMade(all, [])).toEqual(all);
});
