// What the checkpoints of each run are still good for, in a row each: for the end of a removal, and for its document.

import { counted } from '../../core/lib/amounts.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { pathIn } from '../../core/lib/paths.ts';
import type { Capabilities, CapabilityChange } from '../../core/types/plan.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { JsonFields } from '../text/json-document.ts';
import type { Style } from '../text/style.ts';
import { type Cell, type Column, tableLines } from '../text/table.ts';

/** Runs told of, those that lose something first. */
const RUNS_SHOWN = 5;

const COLUMNS: readonly Column[] = [
  { title: 'RUN', align: 'left', shrinks: true },
  { title: 'WHAT YOU CAN STILL DO', align: 'left', wraps: true },
];

/** `happened`: the plan was carried out. */
export function abilityLines(
  changes: readonly CapabilityChange[],
  { style, width }: { readonly style: Style; readonly width: number | null },
  happened: boolean,
): string[] {
  if (changes.length === 0) return [];
  const changed = changes.filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
  const same = changes.filter((change) => !changed.includes(change));
  const told = [...changed.filter(({ lost }) => lost.length > 0), ...changed.filter(({ lost }) => lost.length === 0), ...same];
  const isMixed = new Set(changes.map(({ section }) => section)).size > 1;
  const rows = told.slice(0, RUNS_SHOWN).flatMap((change) => rowsOf(nameOf(change, isMixed), change, style, happened));
  const hidden = told.length - RUNS_SHOWN;
  const more = hidden > 0 ? [style.faint(`… and ${counted(hidden, 'more run')}: --json tells of all`)] : [];
  return [...tableLines(COLUMNS, rows, width, style.faint), ...more];
}

function rowsOf(name: string, { before, after, lost }: CapabilityChange, style: Style, happened: boolean): (readonly Cell[])[] {
  const still = { text: stillText(after, before) || 'nothing' };
  const losses = lost.map((ability) => LOSSES[ability](before, after));
  if (losses.length === 0) return [[{ text: name }, still]];
  // Every rule that keeps only the newest takes averaging away: that is told, and is no alarm.
  const paint = lost.every((ability) => ability === 'average') ? style.faint : style.attention;
  const text = `${happened ? 'no longer' : 'then no longer'}: ${losses.join('; ')}`;
  return [
    [{ text: name }, still],
    [{ text: '' }, { text, paint }],
  ];
}

/** With its section where there are several. */
function nameOf({ section, run, model }: CapabilityChange, isMixed: boolean): string {
  const parts = [isMixed ? section : '', run, model].filter((part) => part !== '');
  return escapeText(parts.length === 0 ? section : parts.join('/'));
}

function stillText({ resume, best, export: exported, average }: Capabilities, before: Capabilities): string {
  const averaged = average >= 2 ? `average the newest ${average}` : '';
  const was = average >= 2 && before.average > average ? ` (of ${before.average})` : '';
  return [
    resume === null ? '' : `resume from ${escapeText(resume.path)} (${OPTIMIZER[resume.optimizer]})`,
    best === null ? '' : `evaluate the best (${escapeText(best)})`,
    exported === null ? '' : `export ${escapeText(exported)}`,
    averaged + was,
  ]
    .filter((text) => text !== '')
    .join(', ');
}

const OPTIMIZER = {
  present: 'with its optimizer state',
  absent: 'without optimizer state',
  unknown: 'optimizer state unknown',
} as const;

const LOSSES: Readonly<Record<keyof Capabilities, (before: Capabilities, after: Capabilities) => string>> = {
  resume: ({ resume }, after) => {
    const from = resume === null ? '' : ` from ${escapeText(resume.path)}`;
    return after.resume === null ? `resume${from}` : `resume${from}, where the run is now`;
  },
  best: ({ best }) => `evaluate the best${best === null ? '' : ` (${escapeText(best)})`}`,
  export: () => 'export the model',
  average: (before) => `average the newest ${before.average}`,
};

/** Paths are absolute. */
export function abilityFields({ section, model, run, before, after, lost }: CapabilityChange, project: Project): JsonFields {
  const base = project.sections.find(({ name }) => name === section)?.path ?? project.outputs;
  const at = (path: PathText | null): PathText | null => (path === null ? null : pathIn(base, path));
  const fieldsOf = ({ resume, best, export: exported, average }: Capabilities): JsonFields => ({
    resume: resume === null ? null : { path: pathIn(base, resume.path), optimizer: resume.optimizer },
    best: at(best),
    export: at(exported),
    average,
  });
  return { section, run, model, before: fieldsOf(before), after: fieldsOf(after), lost };
}
