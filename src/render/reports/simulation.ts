// What `prune-checkpoints --simulate` shows: each past save with what pruning after it would have removed, and where that ends.

import { counted, isoSecondsText, isoText, numberText } from '../../core/lib/amounts.ts';
import { escapeText } from '../../core/lib/escape.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { Replay, ReplayDifference, ReplayedSave, SimulationReport } from '../../core/types/reports.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';
import type { Style } from '../text/style.ts';
import { type Cell, type Column, tableLines } from '../text/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'SAVED AT', align: 'left' },
  { title: 'GROUP', align: 'left', shrinks: true },
  { title: 'SAVED', align: 'left' },
  { title: 'LEFT', align: 'right' },
  { title: 'REMOVED THEN', align: 'left', wraps: true },
];

type View = { readonly style: Style; readonly width: number | null };

export function simulationText({ sections }: SimulationReport, view: View): string {
  const heading = (name: string): string => (sections.length > 1 ? `${view.style.heading(escapeText(name))}\n` : '');
  return sections.map(({ section, replay }) => heading(section) + replayText(replay, view)).join('\n');
}

export function simulationDocument({ sections, project }: SimulationReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    sections: sections.map(({ section, replay }) => ({ section, ...replayFields(replay) })),
    warnings: project.warnings.map(warningFields),
  });
}

export function replayText(replay: Replay, view: View): string {
  if (replay.saves.length === 0) return 'Nothing was saved yet.\n';
  const rows = replay.saves.map(rowOf);
  return [...tableLines(COLUMNS, rows, view.width, view.style.faint), '', ...endOf(replay)].map((line) => `${line}\n`).join('');
}

/** Paths are relative to the section. */
export function replayFields({ saves, earlier, leftByOnce, leftByEach, differences }: Replay): JsonFields {
  return {
    saves: saves.map((save) => ({
      ...save,
      at: isoText(save.at),
      saved: entriesOf(save.saved),
      removed: entriesOf(save.removed),
    })),
    earlier,
    leftByOnce,
    leftByEach,
    differences: differences.map((each) => ({ ...each, removedAt: each.removedAt && isoText(each.removedAt) })),
  };
}

/** Objects, so that the bytes of a name that is not UTF-8 can stand beside it. */
function entriesOf(paths: readonly PathText[]): readonly JsonFields[] {
  return paths.map((path) => ({ path }));
}

function rowOf({ at, group, saved, left, removed }: ReplayedSave): readonly Cell[] {
  return [
    { text: isoSecondsText(at) },
    { text: group === '.' ? '-' : escapeText(group) },
    { text: listed(saved) },
    { text: numberText(left) },
    { text: removed.length === 0 ? '-' : listed(removed) },
  ];
}

function listed(paths: readonly PathText[]): string {
  return paths.map(escapeText).join(', ');
}

function endOf({ earlier, leftByOnce, leftByEach, differences }: Replay): readonly string[] {
  if (earlier > 0)
    return [
      `${counted(earlier, 'earlier save')} before these: pruned once.`,
      ...endOf({ saves: [], earlier: 0, leftByOnce, leftByEach, differences }),
    ];
  const once = counted(leftByOnce, 'checkpoint');
  if (differences.length === 0) return [`Pruning once now leaves the same ${once} as pruning after every save.`];
  return [
    `Pruning once now leaves ${once}, pruning after every save ${numberText(leftByEach)}. They differ in:`,
    ...differences.map(differenceLine),
  ];
}

function differenceLine({ path, keptBy, codes, removedAt }: ReplayDifference): string {
  const why = codes.join(', ');
  if (keptBy === 'each') return `  ${escapeText(path)}: only pruning after every save keeps it (${why})`;
  const when = removedAt === undefined ? '' : `; after the save of ${isoSecondsText(removedAt)} it would have gone`;
  return `  ${escapeText(path)}: only pruning once keeps it (${why})${when}`;
}
