// What a budget gave up, step by step, each with what it frees and what is lost: for the end of a removal, and for its document.

import { bytesText, numberText } from '../../core/lib/amounts.ts';
import { escapeText, pathText } from '../../core/lib/escape.ts';
import type { BudgetOutcome, BudgetStep, Plan } from '../../core/types/plan.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { MeasuredSpace } from '../../core/types/reports.ts';
import type { JsonFields } from '../text/json-document.ts';
import type { Style } from '../text/style.ts';
import { type Cell, type Column, tableLines } from '../text/table.ts';

/** Steps shown on a terminal without --verbose. */
const STEPS_SHOWN = 20;

const COLUMNS: readonly Column[] = [
  { title: 'FREES', align: 'right' },
  { title: 'GIVEN UP FOR THE BUDGET', align: 'left', shrinks: true },
  { title: 'WHAT IS LOST', align: 'left', wraps: true },
];

export function budgetLines(
  { need, freedByRules, steps, freed, shortBy, unknown = [] }: BudgetOutcome,
  base: PathText,
  { style, width, verbose }: { readonly style: Style; readonly width: number | null; readonly verbose: boolean },
): string[] {
  if (need === 0) return ['Budget: nothing has to go.'];
  const shown = width === null || verbose ? steps : steps.slice(0, STEPS_SHOWN);
  const hidden = steps.length - shown.length;
  const rows = shown.map((step) => rowOf(step, base));
  const byRules = freedByRules === 0 ? '' : `, ${bytesText(freedByRules)} of it by the rules`;
  return [
    ...(rows.length === 0 ? [] : tableLines(COLUMNS, rows, width, style.faint)),
    ...(hidden > 0 ? [style.faint(`… and ${numberText(hidden)} more (--verbose lists all)`)] : []),
    `Budget: ${bytesText(need)} had to go; ${bytesText(freed)} can${byRules}.`,
    ...(shortBy === 0
      ? []
      : [
          style.attention(`That is ${bytesText(shortBy)} short: the rest is protected, has changed, or is the last of its kind.`),
        ]),
    ...unknown.map((sentence) => `Not known: ${sentence}.`),
  ];
}

function rowOf({ path, allocatedBytes, copyOf, lost }: BudgetStep, base: PathText): readonly Cell[] {
  const what = copyOf === undefined ? escapeText(lost ?? path) : `nothing: ${pathText(copyOf, base)} has the same bytes`;
  return [
    { text: allocatedBytes === 0 ? 'with the next' : bytesText(allocatedBytes) },
    { text: pathText(path, base) },
    { text: what },
  ];
}

/** `Measured: 52.1 GB more are free on the disk than before.` After a budget that was to be met at once. */
export function measuredLines(measured: MeasuredSpace | null | undefined, style: Style): string[] {
  if (measured === undefined) return [];
  if (measured === null) return ['Measured: nothing; the disk does not say how much of it is free.'];
  const { gained, shortBy } = measured;
  const free =
    gained < 0
      ? `${bytesText(-gained)} less is free on the disk than before`
      : `${bytesText(gained)} more is free on the disk than before`;
  if (shortBy === 0) return [`Measured: ${free}.`];
  const why = 'other programs have written meanwhile, or copies and snapshots keep the blocks';
  return [style.attention(`Measured: ${free}, ${bytesText(shortBy)} short of what was to be freed: ${why}.`)];
}

export function budgetFields(
  { need, freedByRules, steps, freed, shortBy, unknown = [] }: BudgetOutcome,
  actions: Plan['actions'],
  measured: MeasuredSpace | null | undefined,
): JsonFields {
  const freesAtOnce = !actions.some((action) => action.do === 'trash');
  const room = measured && { freedBytes: measured.gained, shortBy: measured.shortBy };
  return { need, freedByRules, freed, shortBy, steps, unknown, freesAtOnce, ...(room !== undefined && { measured: room }) };
}
