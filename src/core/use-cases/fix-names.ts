// `outputs check --fix`: gives files their nearest correct names, as a plan that is shown, asked about, carried out and can be undone.

import { fixCandidates } from '../conventions/choose-renames.ts';
import { namedOf } from '../conventions/collect-findings.ts';
import { type FixPlan, planFix } from '../conventions/plan-fix.ts';
import { fixFacts } from '../conventions/read/fix-facts.ts';
import { checkPlaces } from '../guard/read/check-places.ts';
import { numberText } from '../lib/amounts.ts';
import { usageError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { pathIn } from '../lib/paths.ts';
import { planOf } from '../plans/assemble-plan.ts';
import { collectExternalState } from '../protection/read/external-state.ts';
import type { RenamedAgain } from '../removal/plan-redo.ts';
import type { Operation } from '../types/operation.ts';
import type { Action } from '../types/plan.ts';
import type { Warning } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { CheckFixReport, CheckReport, Finding } from '../types/reports.ts';
import { careForTrash, trashAsItIs, trashNeedsCare } from './expire-trash.ts';
import type { ChangeOptions, Host } from './host.ts';
import { loadToChange } from './load-project-for-writing.ts';
import { recoverTrash, unfinishedWarnings } from './recover-trash.ts';
import { type ChecksRequest, findingsIn } from './run-checks.ts';
import { runPlan } from './run-plan.ts';
import { changedMeanwhile } from './run-removal.ts';
import { holdingLock } from './with-project-lock.ts';

export interface FixFlags extends ChecksRequest, Pick<ChangeOptions, 'dryRun' | 'yes' | 'wait'> {
  readonly format?: CheckReport['form'];
}

/** For `redo`: of all that could be renamed, what was before. */
export interface Again {
  readonly again: (actions: readonly Action[]) => RenamedAgain;
  readonly done: (operation: Operation) => void;
}

export async function fixNames(flags: FixFlags, host: Host, again?: Again): Promise<CheckFixReport> {
  if (flags.format !== undefined && flags.format !== 'human')
    throw usageError(`--format ${flags.format} tells of findings, and --fix of what it does`, 'for programs: --fix --json');
  const loaded = await loadToChange(host, flags);
  if (flags.dryRun) {
    const project = withWarnings(loaded, unfinishedWarnings(loaded));
    return {
      ...reportOf(project, await planned(project, flags, host, again)),
      dryRun: true,
      trash: trashAsItIs(project, host.context.now()),
    };
  }
  // Half of a renaming that was cut short looks as if every new name were taken: what is shown is planned after it was put back.
  const project = trashNeedsCare(loaded, host)
    ? await holdingLock({ command: 'check', project: loaded, flags }, host, async () =>
        withWarnings(loaded, recoverTrash(loaded, host)),
      )
    : loaded;
  const foreseen = reportOf(project, await planned(project, flags, host, again));
  if (foreseen.plan.actions.length === 0) return foreseen;
  if (!flags.yes && !(await host.confirm({ about: 'renaming', report: foreseen })))
    return { ...foreseen, declined: true, trash: trashAsItIs(project, host.context.now()) };
  return holdingLock({ command: 'check', project, flags }, host, async () => {
    const unfinished = recoverTrash(project, host);
    const fix = await planned(project, flags, host, again);
    if (!flags.yes && fix.plan.id !== foreseen.plan.id) throw changedMeanwhile();
    const report = reportOf(project, { ...fix, plan: { ...fix.plan, warnings: [...fix.plan.warnings, ...unfinished] } });
    if (fix.plan.actions.length === 0) return { ...report, trash: await careForTrash(project, host, null) };
    const progress = (done: number, of: number) => host.progress.say(() => `renaming: ${numberText(done)} of ${numberText(of)}`);
    const operation = await runPlan(fix.plan, host, { progress });
    again?.done(operation);
    const left = again === undefined ? await leftOf(project, flags, host) : [];
    return { ...report, operation, left, trash: await careForTrash(project, host, operation) };
  });
}

function withWarnings(project: Project, warnings: readonly Warning[]): Project {
  return { ...project, warnings: [...project.warnings, ...warnings] };
}

function reportOf(project: Project, { plan, stays, left }: FixPlan): CheckFixReport {
  return { report: 'check-fix', dryRun: false, project, plan, stays, left, operation: null, declined: false };
}

/** Throws a refusal where a place is not safe to change anything in. Changes nothing. */
async function planned(project: Project, flags: FixFlags, host: Host, again?: Again): Promise<FixPlan> {
  const { context, request, now, progress } = host;
  checkPlaces(
    project,
    project.sections.filter(({ active }) => active),
    request,
  );
  const { scans, findings, check, isAsked, warnings } = await findingsIn(project, flags, host);
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
async function leftOf(project: Project, flags: FixFlags, host: Host): Promise<readonly Finding[]> {
  return (await findingsIn(project, flags, host)).findings;
}
