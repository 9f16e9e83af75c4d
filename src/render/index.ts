// A report in, text for stdout and stderr out. Each form is loaded only when asked for: `paths` must start fast.

import { placeText } from '../core/lib/errors.ts';
import { pathText } from '../core/lib/escape.ts';
import { lossWarnings } from '../core/plans/reconcile-outcomes.ts';
import type { Problem } from '../core/types/items.ts';
import type { Swept } from '../core/types/operation.ts';
import type { Plan } from '../core/types/plan.ts';
import type { Instant, Warning } from '../core/types/primitives.ts';
import type { Project } from '../core/types/project.ts';
import type { CheckReport, Report } from '../core/types/reports.ts';
import { problemPath } from './text/json-document.ts';
import type { ColourLevel, Style } from './text/style.ts';

/** One of the two streams, as somebody else found it to be. */
export interface Surface {
  /** Columns; null where it is no terminal. */
  readonly width: number | null;
  readonly colour: ColourLevel;
}

export interface RenderOptions {
  readonly as: 'human' | 'json' | 'quiet';
  /** Asked only where the form of the output depends on it. */
  readonly stdout: () => Surface;
  readonly stderr: () => Surface;
  readonly now: Instant;
  readonly verbose: boolean;
  /** The plan was shown above a question already. */
  readonly planShown: boolean;
}

export interface Rendered {
  readonly stdout: Iterable<string>;
  readonly stderr: Iterable<string>;
}

export async function render(report: Report, options: RenderOptions): Promise<Rendered> {
  if (options.as === 'json') return { stdout: await jsonOf(report), stderr: [] };
  const stderr = await notes(report, options);
  return { stdout: options.as === 'quiet' ? [] : [await textOf(report, options)], stderr };
}

async function jsonOf(report: Report): Promise<Iterable<string>> {
  switch (report.report) {
    case 'paths':
      return (await import('./json/paths.ts')).pathsDocument(report);
    case 'name':
      return (await import('./reports/name.ts')).nameDocument(report);
    case 'parse':
      return (await import('./reports/parse.ts')).parseDocument(report);
    case 'env':
      return (await import('./reports/env.ts')).envDocument(report);
    case 'check':
      return (await import('./json/check.ts')).checkDocument(report);
    case 'check-fix':
      return (await import('./json/check-fix.ts')).checkFixDocument(report);
    case 'compare':
      return (await import('./json/compare.ts')).compareDocument(report);
    case 'removal':
      return (await import('./json/removal.ts')).removalDocument(report);
    case 'init':
      return (await import('./json/init.ts')).initDocument(report);
    case 'empty-trash':
      return (await import('./reports/empty-trash.ts')).emptyTrashDocument(report);
    case 'undo':
      return (await import('./json/undo.ts')).undoDocument(report);
    case 'history':
      return (await import('./json/history.ts')).historyDocument(report);
    case 'pin':
      return (await import('./json/pin.ts')).pinDocument(report);
    case 'pins':
      return (await import('./json/pin.ts')).pinsDocument(report);
    case 'trust':
      return (await import('./json/trust.ts')).trustDocument(report);
    case 'promote':
      return (await import('./json/promote.ts')).promoteDocument(report);
    case 'simulation':
      return (await import('./reports/simulation.ts')).simulationDocument(report);
    case 'status':
      return (await import('./json/status.ts')).statusDocument(report);
    case 'verify':
      return (await import('./json/verify.ts')).verifyDocument(report);
    case 'completion':
      return (await import('./json/completion.ts')).completionDocument(report);
    case 'schedule':
      return (await import('./json/schedule.ts')).scheduleDocument(report);
    case 'doctor':
      return (await import('./json/doctor.ts')).doctorDocument(report);
    default:
      return report satisfies never;
  }
}

async function textOf(report: Report, { stdout, now, verbose, planShown }: RenderOptions): Promise<string> {
  if (report.report === 'paths') return (await import('./reports/paths.ts')).pathsText(report, stdout().width !== null);
  if (report.report === 'name') return (await import('./reports/name.ts')).nameText(report, stdout().width !== null);
  if (report.report === 'check' && report.form !== 'human') return formText(report);
  if (report.report === 'parse') return (await import('./reports/parse.ts')).parseText(report);
  if (report.report === 'env') return (await import('./reports/env.ts')).envText(report, stdout().width !== null);
  if (report.report === 'completion') return report.script;
  const { colour, width } = stdout();
  const style = await (await import('./text/style.ts')).styleOf(colour);
  switch (report.report) {
    case 'compare':
      return (await import('./reports/compare.ts')).compareText(report, { style, width });
    case 'removal':
      return (await import('./reports/removal.ts')).removalText(report, { style, width, now, verbose }, planShown);
    case 'init':
      return (await import('./reports/init.ts')).initText(report, style);
    case 'empty-trash':
      return (await import('./reports/empty-trash.ts')).emptyTrashText(report, style);
    case 'undo':
      return (await import('./reports/undo.ts')).undoText(report, { style, width, verbose });
    case 'history':
      return (await import('./reports/history.ts')).historyText(report, { style, width });
    case 'pin':
      return (await import('./reports/pin.ts')).pinText(report, style);
    case 'pins':
      return (await import('./reports/pin.ts')).pinsText(report, { style, width, verbose });
    case 'trust':
      return (await import('./reports/trust.ts')).trustText(report, style);
    case 'promote':
      return (await import('./reports/promote.ts')).promoteText(report, style);
    case 'simulation':
      return (await import('./reports/simulation.ts')).simulationText(report, { style, width });
    case 'status':
      return (await import('./reports/status.ts')).statusText(report, { style, width, now });
    case 'check':
      return (await import('./reports/check.ts')).checkText(report, { style, width, verbose });
    case 'check-fix':
      return (await import('./reports/check-fix.ts')).checkFixText(report, { style, width, verbose }, planShown);
    case 'verify':
      return (await import('./reports/verify.ts')).verifyText(report, { style, width });
    case 'schedule':
      return (await import('./reports/schedule.ts')).scheduleText(report, style);
    case 'doctor':
      return (await import('./reports/doctor.ts')).doctorText(report, { style, verbose });
    default:
      return report satisfies never;
  }
}

/** For other programs; `--format json` is what `--json` prints. */
async function formText(report: CheckReport): Promise<string> {
  if (report.form === 'github') return (await import('./reports/check-github.ts')).githubText(report);
  if (report.form === 'sarif') return (await import('./reports/check-sarif.ts')).sarifText(report);
  return [...(await import('./json/check.ts')).checkDocument(report)].join('');
}

/** What stands beside the answer. A quiet run hears only of what could not be read, or done. */
async function notes(report: Report, { as, stderr }: RenderOptions): Promise<readonly string[]> {
  if (report.report === 'completion') return [];
  if (report.report === 'trust') return as === 'quiet' ? [] : noteLines(report.warnings.map(warningText), stderr);
  const ofProject = { warnings: report.project.warnings, problems: 'problems' in report ? report.problems : [] };
  const { warnings, problems } = 'plan' in report ? report.plan : ofProject;
  const ofTrash = 'trash' in report ? (report.trash?.warnings ?? []) : [];
  // The list that says so is on stdout, which a quiet run does not have: cron would see an exit code and no word.
  const operation = 'operation' in report ? report.operation : null;
  const heard = as !== 'quiet' ? [...warnings, ...ofTrash] : operation === null ? [] : lossWarnings(operation);
  const left = as === 'quiet' && 'operation' in report ? leftBehind(report) : [];
  const beside = report.report === 'env' && as !== 'quiet' ? (await import('./reports/env.ts')).envNotes(report) : [];
  const noted = beside.map((text) => `note: ${text}\n`);
  if (heard.length === 0 && problems.length === 0 && left.length === 0) return noted;
  const style = await (await import('./text/style.ts')).styleOf(stderr().colour);
  const { errnoText, outcomeText } = await import('./text/reason-text.ts');
  const isMaking = report.report === 'init' || report.report === 'pin' || report.report === 'promote';
  const deed =
    report.report === 'undo' ? 'put back' : report.report === 'check-fix' ? 'renamed' : isMaking ? 'written' : 'removed';
  const leftTexts = new Set(left.map(({ outcome }) => outcomeText(outcome, deed)));
  const leftCount = left.reduce((sum, { count }) => sum + count, 0);
  const those = leftCount > 0 ? `${leftCount} not ${deed}, although planned` : `not all old logs ${deed}`;
  const unread = (problem: Problem, project: Project) =>
    `${shortened(pathText(problemPath(problem, project), project.root))} could not be read, so nothing in it was ${report.report === 'status' ? 'counted' : report.report === 'check' ? 'checked' : 'touched'}: ${errnoText(problem.code)}`;
  const lines = [
    ...heard.map(warningText),
    ...problems.map((problem) => unread(problem, report.project)),
    ...(left.length === 0 ? [] : [`${those}: ${[...leftTexts].join('; ')}`]),
  ];
  return [...lines.map((text) => noteLine(text, style)), ...noted];
}

/** A path can be longer than a page; the JSON document has all of it. */
const LONGEST_SHOWN = 1000;

function shortened(path: string): string {
  return path.length <= LONGEST_SHOWN ? path : `${path.slice(0, LONGEST_SHOWN / 2)}… (${path.length} characters)`;
}

/** Of a sweep that was stopped nobody knows how many files it did not come to. */
function leftBehind({ plan, operation }: Extract<Report, { readonly plan: Plan; readonly operation: unknown }>): Swept['left'] {
  const left = (operation?.outcomes ?? []).filter(({ result }) => result === 'failed' || result === 'skipped');
  if (plan.actions[0]?.do !== 'sweep') return left.map((outcome) => ({ outcome, count: 1 }));
  const stopped = left.filter(({ result }) => result === 'skipped');
  const tried = (operation?.swept ?? []).flatMap((each) => each.left);
  return [...tried, ...stopped.map((outcome) => ({ outcome, count: 0 }))];
}

async function noteLines(texts: readonly string[], stderr: RenderOptions['stderr']): Promise<readonly string[]> {
  if (texts.length === 0) return [];
  const style = await (await import('./text/style.ts')).styleOf(stderr().colour);
  return texts.map((text) => noteLine(text, style));
}

function warningText({ place, text }: Warning): string {
  return place === undefined ? text : `${placeText(place)}: ${text}`;
}

function noteLine(text: string, style: Style): string {
  return `${style.attention('warning:')} ${text}\n`;
}
