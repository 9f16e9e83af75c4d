// What `pin` and `unpin` show a person: one line for each pin, then what became of the config. And what `pin --list` shows.

import { counted, numberText } from '../../core/lib/amounts.ts';
import { escapeText, pathText } from '../../core/lib/escape.ts';
import { commandLine } from '../../core/trash/pass-over.ts';
import type { StepOutcome } from '../../core/types/operation.ts';
import type { Project } from '../../core/types/project.ts';
import type { PinChange, Pinned, PinReport, PinsReport } from '../../core/types/reports.ts';
import { outcomeText } from '../text/reason-text.ts';
import type { Style } from '../text/style.ts';
import { type Column, tableLines } from '../text/table.ts';

export function pinText(report: PinReport, style: Style): string {
  const lines = report.pins.map((pin) => lineOf(pin, report, style));
  return [...lines, style.heading(pinnedText(report)), ...unpinLines(report)].map((line) => `${line}\n`).join('');
}

/** `undo` is about operations, and would take back an older one. */
function unpinLines({ command, pins, operation }: PinReport): string[] {
  const isWritten = operation?.outcomes.every(({ result }) => result === 'done') === true;
  if (command !== 'pin' || !isWritten) return [];
  const argv = ['unpin', ...pins.flatMap(({ pattern, already }) => (already ? [] : [escapeText(pattern)]))];
  return [`Take it back: ${commandLine({ argv, command })}`];
}

function lineOf({ path, pattern, already }: PinChange, { command, project }: PinReport, style: Style): string {
  const what = path === null ? escapeText(pattern) : pathText(path, project.root);
  if (already) return `${style.faint('stays')}  ${what}  pinned already, by ${escapeText(pattern)}`;
  const as = path === null ? '' : `  as ${escapeText(pattern)}`;
  return `${command === 'pin' ? style.keep('pin  ') : style.attention('unpin')}  ${what}${as}`;
}

/** `Wrote 1 pin to configs/project_config.yaml.` */
export function pinnedText({ command, dryRun, pins, plan, operation, project }: PinReport): string {
  const changed = pins.filter(({ already }) => !already).length;
  if (plan.actions.length === 0) return 'Nothing to do: pinned already.';
  const [written, place] = command === 'pin' ? ['rote', 'to'] : ['ook', 'out of'];
  const what = `${counted(changed, 'pin')} ${place} ${configOf(project)}`;
  if (dryRun) return `Would ${command === 'pin' ? 'write' : 'take'} ${what}. Nothing was changed.`;
  const failed = operation?.outcomes.find(({ result }) => result !== 'done');
  if (failed !== undefined) return `Nothing was changed: ${configOf(project)} ${failureText(failed)}.`;
  return `${command === 'pin' ? 'W' : 'T'}${written} ${what}.`;
}

function failureText(outcome: StepOutcome): string {
  return outcome.result === 'skipped' && outcome.why === 'changed' ? 'changed meanwhile' : outcomeText(outcome, 'written');
}

function configOf({ configFile, root }: Project): string {
  return configFile === null ? 'the config' : pathText(configFile, root);
}

const COLUMNS: readonly Column[] = [
  { title: 'PINNED BY', align: 'left' },
  { title: 'WHAT STAYS', align: 'left', wraps: true },
];
/** Entries told of one pin on a terminal without --verbose. */
const ENTRIES_SHOWN = 10;

export function pinsText(
  { pins, project }: PinsReport,
  { style, width, verbose }: { readonly style: Style; readonly width: number | null; readonly verbose: boolean },
): string {
  if (pins.length === 0) return 'Nothing is pinned.\n';
  const shown = width === null || verbose ? Number.POSITIVE_INFINITY : ENTRIES_SHOWN;
  const rows = pins.flatMap((pin) => rowsOf(pin, project, shown));
  return tableLines(COLUMNS, rows, width, style.faint)
    .map((line) => `${line}\n`)
    .join('');
}

function rowsOf({ from, by, entries }: Pinned, { root }: Project, most: number) {
  const name = from === 'config' ? escapeText(by) : pathText(by, root);
  const left = entries.length - most;
  const what = [
    ...(entries.length === 0 ? ['nothing that is there'] : entries.slice(0, most).map((path) => pathText(path, root))),
    ...(left > 0 ? [`… and ${numberText(left)} more (--verbose lists all)`] : []),
  ];
  return what.map((text, at) => [{ text: at === 0 ? name : '' }, { text }]);
}
