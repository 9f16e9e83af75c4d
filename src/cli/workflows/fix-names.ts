// `outputs check --fix`: gives files their nearest correct names, as a plan that is shown, asked about, carried out and can be undone.

import { fixCandidates } from '../../core/conventions/choose-renames.ts';
import { namedOf } from '../../core/conventions/collect-findings.ts';
import { type FixPlan, planFix } from '../../core/conventions/plan-fix.ts';
import { fixFacts } from '../../core/conventions/read/fix-facts.ts';
import { checkPlaces } from '../../core/guard/read/check-places.ts';
import { refusal, usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { pathIn } from '../../core/lib/paths.ts';
import { planOf } from '../../core/plans/assemble-plan.ts';
import { collectExternalState } from '../../core/protection/read/external-state.ts';
import type { RenamedAgain } from '../../core/removal/plan-redo.ts';
import type { Operation } from '../../core/types/operation.ts';
import type { Action } from '../../core/types/plan.ts';
import type { Warning } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { CheckFixReport, CheckReport, Finding } from '../../core/types/reports.ts';
import { fixedText } from '../../render/reports/check-fix.ts';
import { numberText } from '../../render/text/amounts.ts';
import type { ChangeFlags } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';
import { careForTrash, trashAsItIs, trashNeedsCare } from './expire-trash.ts';
import { loadToChange } from './load-project-for-writing.ts';
import { recoverTrash, unfinishedWarnings } from './recover-trash.ts';
import { type ChecksRequest, findingsIn } from './run-checks.ts';
import { carryOutPlan } from './run-plan.ts';
import { changedMeanwhile } from './run-removal.ts';
import { holdingLock } from './with-project-lock.ts';

export interface FixFlags extends ChecksRequest, Pick<ChangeFlags, 'dryRun' | 'yes' | 'wait'> {
  readonly format?: CheckReport['form'];
}

/** For `redo`: of all that could be renamed, what was before. */
export interface Again {
  readonly again: (actions: readonly Action[]) => RenamedAgain;
  readonly done: (operation: Operation) => void;
}

export async function fixNames(flags: FixFlags, session: Session, again?: Again): Promise<CheckFixReport> {
  if (flags.format !== undefined && flags.format !== 'human')
    throw usageError(`--format ${flags.format} tells of findings, and --fix of what it does`, 'for programs: --fix --json');
  const loaded = await loadToChange(session, flags);
  if (flags.dryRun) {
    const project = withWarnings(loaded, unfinishedWarnings(loaded));
    return {
      ...reportOf(project, await planned(project, flags, session, again)),
      dryRun: true,
      trash: trashAsItIs(project, session.context.now()),
    };
  }
  // Half of a renaming that was cut short looks as if every new name were taken: what is shown is planned after it was put back.
  const project = trashNeedsCare(loaded, session)
    ? await holdingLock({ command: 'check', project: loaded, flags }, session, async () =>
        withWarnings(loaded, recoverTrash(loaded, session)),
      )
    : loaded;
  const foreseen = reportOf(project, await planned(project, flags, session, again));
  if (foreseen.plan.actions.length === 0) return foreseen;
  if (!flags.yes && !(await consentTo(foreseen, session)))
    return { ...foreseen, declined: true, trash: trashAsItIs(project, session.context.now()) };
  return holdingLock({ command: 'check', project, flags }, session, async () => {
    const unfinished = recoverTrash(project, session);
    const fix = await planned(project, flags, session, again);
    if (!flags.yes && fix.plan.id !== foreseen.plan.id) throw changedMeanwhile();
    const report = reportOf(project, { ...fix, plan: { ...fix.plan, warnings: [...fix.plan.warnings, ...unfinished] } });
    if (fix.plan.actions.length === 0) return { ...report, trash: await careForTrash(project, session, null) };
    const progress = (done: number, of: number) =>
      session.progress.say(() => `renaming: ${numberText(done)} of ${numberText(of)}`);
    const operation = await carryOutPlan(fix.plan, session, { progress });
    again?.done(operation);
    const left = again === undefined ? await leftOf(project, flags, session) : [];
    return { ...report, operation, left, trash: await careForTrash(project, session, operation) };
  });
}

function withWarnings(project: Project, warnings: readonly Warning[]): Project {
  return { ...project, warnings: [...project.warnings, ...warnings] };
}

function reportOf(project: Project, { plan, stays, left }: FixPlan): CheckFixReport {
  return { report: 'check-fix', dryRun: false, project, plan, stays, left, operation: null, declined: false };
}

/** Throws a refusal where a place is not safe to change anything in. Changes nothing. */
async function planned(project: Project, flags: FixFlags, session: Session, again?: Again): Promise<FixPlan> {
  const { context, request, now, progress } = session;
  checkPlaces(
    project,
    project.sections.filter(({ active }) => active),
    request,
  );
  const { scans, findings, check, isAsked, warnings } = await findingsIn(project, flags, session);
  const all = scans.map((scan) => namedOf(scan, project));
  const { candidates, stays } = fixCandidates(findings, all);
  progress.say(() => 'looking for what names them');
  const surroundings = await collectExternalState(project, scans, context);
  const facts = await fixFacts({ project, scans, all, candidates, surroundings, means: context });
  progress.clear();
  const fix = planFix({
    ...{ project, scans, now, check, candidates, stays },
    ...{ ...facts, warnings: [...warnings, ...facts.warnings] },
  });
  return again === undefined ? { ...fix, left: fix.left.filter(isAsked) } : onlyAgain(fix, again);
}

/** What was not renamed before is not spoken of; what was and keeps its name now is. */
function onlyAgain({ plan: { id: _, ...plan }, stays }: FixPlan, { again }: Again): FixPlan {
  const { actions, missed } = again(plan.actions);
  const places = new Map(plan.sections.map(({ name, path }) => [name, path]));
  const paths = missed.map(({ section, item }) => pathIn(places.get(section) ?? section, item.path));
  const reasons = stays.filter(({ path }) => paths.includes(path));
  const unexplained = paths.filter((path) => !reasons.some((stay) => stay.path === path));
  const warnings = unexplained.map((path) => ({
    text: `${escapeText(path)} is not renamed again: it is not there, is another file than then, or needs another name now`,
  }));
  return { plan: planOf({ ...plan, actions, warnings: [...plan.warnings, ...warnings] }), stays: reasons, left: [] };
}

/** What is there now decides, not what was meant. */
async function leftOf(project: Project, flags: FixFlags, session: Session): Promise<readonly Finding[]> {
  return (await findingsIn(project, flags, session)).findings;
}

/** Throws a refusal where there is nobody to ask. */
async function consentTo(report: CheckFixReport, session: Session): Promise<boolean> {
  if (!session.mayAsk()) {
    const what = fixedText({ ...report, dryRun: true }).replace(/\. Nothing was changed\..*$/s, '');
    throw refusal(
      `this ${what.charAt(0).toLowerCase()}${what.slice(1)}, and there is nobody to ask; nothing was touched`,
      'add --yes to go ahead, or --dry-run to see the plan',
    );
  }
  await session.showFix(report);
  const answer = await session.ask('Rename them? [y/N] ');
  return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
}
