// What `clean`, `prune-logs` and `prune-checkpoints` show a person: one table a section, then what it comes to (`removal-summary.ts`).

import { isExpendable } from '../../core/items/section-kinds.ts';
import { ageText, bytesText, counted, isoSecondsText, numberText } from '../../core/lib/amounts.ts';
import { escapeText, pathText } from '../../core/lib/escape.ts';
import { append } from '../../core/lib/group-by.ts';
import type { Plan, Verdict } from '../../core/types/plan.ts';
import type { Instant, PathText } from '../../core/types/primitives.ts';
import type { Project, SectionKind } from '../../core/types/project.ts';
import type { RemovalReport } from '../../core/types/reports.ts';
import { budgetLines } from '../blocks/budget.ts';
import { layoutLines } from '../blocks/layouts-read.ts';
import { removalSummary } from '../blocks/removal-summary.ts';
import { abilityLines } from '../blocks/run-abilities.ts';
import { byNaturalOrder } from '../text/natural-order.ts';
import { reasonText } from '../text/reason-text.ts';
import type { Style } from '../text/style.ts';
import { type Cell, type Column, tableLines } from '../text/table.ts';

export interface View {
  readonly style: Style;
  /** Columns of the terminal; null where it is none: nothing is shortened or left out, and times are exact. */
  readonly width: number | null;
  readonly now: Instant;
  /** Every row, however many. */
  readonly verbose: boolean;
}

/** More rows than this on a terminal, and the rest is counted instead. */
const ROWS_SHOWN = 40;
const KEPT_SHOWN = 20;

/** `planShown`: the table stood above the question, so only what happened is news. */
export function removalText(report: RemovalReport, view: View, planShown: boolean): string {
  const news = planShown ? report.plan.verdicts.filter(wasNotRemoved) : report.plan.verdicts;
  const tables = report.declined ? [] : tablesOf(news, report.plan, report.project, view, report.operation !== null);
  const costs = report.declined || planShown ? [] : costLines(report.plan, report.project, view, report.operation !== null);
  const lines = [...tables, ...costs, ...removalSummary(report, view.style), ...unseenLines(report, view)];
  return lines.map((line) => `${line}\n`).join('');
}

/** The tables of a plan that nobody has carried out and what it costs, for the question. */
export function planText(plan: Plan, project: Project, view: View): string {
  return [...tablesOf(plan.verdicts, plan, project, view, false), ...costLines(plan, project, view, false)]
    .map((line) => `${line}\n`)
    .join('');
}

/** What a budget gave up, and what can still be done; nothing where nothing goes. */
function costLines(plan: Plan, project: Project, view: View, happened: boolean): string[] {
  const budget = plan.budget === undefined ? [] : [...budgetLines(plan.budget, project.root, view), ...whenFreed(plan), ''];
  if (plan.verdicts.every(({ keep }) => keep)) return budget;
  const abilities = abilityLines(plan.abilities ?? [], view, happened);
  return [...budget, ...abilities, ...(abilities.length > 0 ? [''] : [])];
}

/** A budget is not met by what lies in the trash. */
function whenFreed({ budget, actions }: Plan): readonly string[] {
  if ((budget?.need ?? 0) === 0 || !actions.some((action) => action.do === 'trash')) return [];
  return ['In the trash it still takes its room: --permanent frees it at once, outputs clean --trash when the trash is emptied.'];
}

/** Where what cannot be made again went, or would: somebody may be using it all the same. */
function unseenLines({ plan, declined }: RemovalReport, { verbose, style }: View): string[] {
  const unseen = plan.unseenProcesses ?? 0;
  const matters = plan.verdicts.some(({ keep, entry, reasons }) => !keep && !isExpendable(entry, reasons[0]));
  if (unseen === 0 || declined || !(matters || verbose)) return [];
  return [style.faint(`What ${counted(unseen, 'program')} of other users have open could not be seen.`)];
}

function wasNotRemoved(verdict: Verdict): boolean {
  return verdict.reasons.some(({ code }) => code === 'not-removed');
}

function tablesOf(verdicts: readonly Verdict[], plan: Plan, project: Project, view: View, happened: boolean): string[] {
  const sections = new Map<string | null, Verdict[]>();
  for (const verdict of verdicts) append(sections, verdict.entry.section, verdict);
  return [...sections].flatMap(([name, group]) => {
    const path = name === null ? plan.outputs : (project.sections.find((section) => section.name === name)?.path ?? plan.outputs);
    const heading = `${view.style.heading(escapeText(name ?? 'beside the sections'))}  ${view.style.faint(pathText(path, project.root))}`;
    const inOrder = group.sort((a, b) => byNaturalOrder(a.entry.path, b.entry.path));
    const layouts = (plan.layouts ?? []).filter(({ section }) => section === name);
    return [heading, ...sectionLines(inOrder, project.root, view, happened), ...layoutLines(layouts).map(view.style.faint), ''];
  });
}

function sectionLines(verdicts: readonly Verdict[], base: PathText, view: View, happened: boolean): string[] {
  const shown = rowsShown(verdicts, view);
  const kind = verdicts[0]?.entry.kind ?? null;
  const counters = countersOf(verdicts);
  const rows = shown.rows.map((verdict) => rowOf(verdict, counters, base, view, happened));
  return [
    ...tableLines(columnsOf(kind, counters, view), rows, view.width, view.style.faint),
    ...hiddenLines(shown, base, view, happened),
  ];
}

type Counter = 'epoch' | 'step';

/** What any of them is counted in; nothing where none is a checkpoint. */
function countersOf(verdicts: readonly Verdict[]): readonly Counter[] {
  const checkpoints = verdicts.flatMap(({ checkpoint }) => checkpoint ?? []);
  const said = (['epoch', 'step'] as const).filter((counter) => checkpoints.some((each) => each[counter] !== undefined));
  return said.length === 0 && checkpoints.length > 0 ? ['epoch'] : said;
}

interface Shown {
  readonly rows: readonly Verdict[];
  readonly hiddenRemoved: number;
  readonly hiddenKept: readonly Verdict[];
}

/** What goes comes first; what stays is never dropped without its reason being counted. */
function rowsShown(verdicts: readonly Verdict[], view: View): Shown {
  if (view.width === null || view.verbose || verdicts.length <= ROWS_SHOWN)
    return { rows: verdicts, hiddenRemoved: 0, hiddenKept: [] };
  const removed = verdicts.filter(({ keep }) => !keep);
  const kept = verdicts.filter(({ keep }) => keep);
  const listed = kept.length <= KEPT_SHOWN ? kept : kept.filter(wasNotRemoved).slice(0, KEPT_SHOWN);
  return {
    rows: [...removed.slice(0, ROWS_SHOWN), ...listed],
    hiddenRemoved: Math.max(removed.length - ROWS_SHOWN, 0),
    hiddenKept: kept.filter((verdict) => !listed.includes(verdict)),
  };
}

function hiddenLines({ hiddenRemoved, hiddenKept }: Shown, base: PathText, { style }: View, happened: boolean): string[] {
  if (hiddenRemoved === 0 && hiddenKept.length === 0) return [];
  const byReason = new Map<string, number>();
  for (const { reasons } of hiddenKept) {
    const why = reasonText(reasons[0], base);
    byReason.set(why, (byReason.get(why) ?? 0) + 1);
  }
  const groups = [...byReason].sort((a, b) => b[1] - a[1]);
  const few = groups.slice(0, 8).map(([why, count]) => `… kept ${numberText(count)}: ${why}`);
  const rest = groups.slice(8).reduce((sum, [, count]) => sum + count, 0);
  if (rest > 0) few.push(`… kept ${numberText(rest)} for other reasons`);
  const more = hiddenRemoved > 0 ? [`… and ${numberText(hiddenRemoved)} more ${happened ? 'removed' : 'to go'}`] : [];
  return [...more, ...few, '(--verbose lists all)'].map(style.faint);
}

const FIRST_COLUMN: Readonly<Partial<Record<SectionKind, string>>> = { checkpoints: 'CHECKPOINT', logs: 'LOG' };

function columnsOf(kind: SectionKind | null, counters: readonly Counter[], view: View): readonly Column[] {
  return [
    { title: (kind && FIRST_COLUMN[kind]) ?? 'ENTRY', align: 'left', shrinks: true },
    ...counters.map((counter) => ({ title: counter.toUpperCase(), align: 'right' }) as const),
    { title: 'SIZE', align: 'right' },
    { title: view.width === null ? 'MODIFIED' : 'AGE', align: 'right' },
    { title: 'VERDICT', align: 'left' },
    { title: 'WHY', align: 'left', wraps: true },
  ];
}

function rowOf(verdict: Verdict, counters: readonly Counter[], base: PathText, view: View, happened: boolean): readonly Cell[] {
  const { entry, keep, reasons, checkpoint } = verdict;
  const isDirectory = entry.parts.length === 1 && entry.parts[0]?.facts.type === 'directory';
  const others = entry.parts.length > 1 ? ` (+${entry.parts.length - 1})` : '';
  const paint = wasNotRemoved(verdict) ? view.style.attention : keep ? view.style.keep : view.style.remove;
  return [
    { text: escapeText(entry.path) + (isDirectory ? '/' : '') + others },
    ...counters.map((counter) => ({ text: String(checkpoint?.[counter] ?? '-') })),
    { text: (entry.isPartial ? '≥ ' : '') + bytesText(entry.bytes) },
    { text: view.width === null ? isoSecondsText(entry.modifiedAt) : ageText(entry.modifiedAt, view.now) },
    { text: keep ? 'keep' : happened ? 'removed' : 'remove', paint },
    { text: reasons.map((reason) => reasonText(reason, base)).join(', ') },
  ];
}
