// What `verify` shows a person: one row a checkpoint or model, and how many of each there are.

import { countText, numberText } from '../../core/lib/amounts.ts';
import { escapeText, pathText } from '../../core/lib/escape.ts';
import type { VerifiedEntry, VerifyReport } from '../../core/types/reports.ts';
import { byNaturalOrder } from '../text/natural-order.ts';
import type { Style } from '../text/style.ts';
import { type Cell, type Column, tableLines } from '../text/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'NAME', align: 'left', shrinks: true },
  { title: 'FORMAT', align: 'left' },
  { title: 'STATE', align: 'left' },
  { title: 'TENSORS', align: 'right' },
  { title: 'PARAMETERS', align: 'right' },
  { title: 'TYPES', align: 'left' },
  { title: 'EPOCH', align: 'right' },
  { title: 'STEP', align: 'right' },
  { title: 'WHY', align: 'left', wraps: true },
];

type State = 'complete' | 'incomplete' | 'unknown' | 'damaged';

export function verifyText(
  { entries, project }: VerifyReport,
  view: { readonly style: Style; readonly width: number | null },
): string {
  if (entries.length === 0) return 'No checkpoints and no models.\n';
  const inOrder = [...entries].sort((a, b) => byNaturalOrder(a.path, b.path));
  const rows = inOrder.map((entry) => rowOf(entry, project.root, view.style));
  const lines = tableLines(COLUMNS, rows, view.width, view.style.faint);
  return [...lines, '', summaryOf(entries)].map((line) => `${line}\n`).join('');
}

function rowOf(entry: VerifiedEntry, root: string, style: Style): readonly Cell[] {
  const { tensors, parameters, dtypes = [], epoch, step } = entry;
  const state = stateOf(entry);
  const paint = { complete: style.keep, incomplete: style.attention, damaged: style.attention, unknown: style.faint }[state];
  return [
    { text: pathText(entry.path, root) },
    { text: escapeText(entry.format) },
    { text: state, paint },
    { text: tensors === undefined ? '-' : numberText(tensors) },
    { text: parameters === undefined ? '-' : countText(parameters) },
    { text: dtypes.length === 0 ? '-' : escapeText(dtypes.join(' ')) },
    { text: epoch === undefined ? '-' : String(epoch) },
    { text: step === undefined ? '-' : String(step) },
    { text: whyText(entry) },
  ];
}

function stateOf({ damaged, completeness }: VerifiedEntry): State {
  return damaged ? 'damaged' : completeness;
}

function whyText({ why, checksums, damaged }: VerifiedEntry): string {
  const compared =
    checksums === null || damaged ? '' : checksums === 0 ? '; it has no checksums' : `; ${numberText(checksums)} checksums agree`;
  return escapeText(why) + compared;
}

function summaryOf(entries: readonly VerifiedEntry[]): string {
  const states: readonly State[] = ['complete', 'incomplete', 'damaged', 'unknown'];
  const counts = states.map((state) => [state, entries.filter((entry) => stateOf(entry) === state).length] as const);
  return `${counts
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${numberText(count)} ${state}`)
    .join(', ')}.`;
}
