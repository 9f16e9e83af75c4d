// From a plan to a report: a dry run stops, what nobody should lose unasked is asked about, then exactly the plan is carried out.

import { existsSync } from 'node:fs';
import { closedFolderWarnings, stickySectionWarnings } from '../guard/closed-folders.ts';
import { checkPlaces } from '../guard/read/check-places.ts';
import { TRASH } from '../items/reserved-names.ts';
import { numberText } from '../lib/amounts.ts';
import { type OutputsError, refusal } from '../lib/errors.ts';
import { fsPath } from '../lib/path-text.ts';
import { reconcileOutcomes } from '../plans/reconcile-outcomes.ts';
import { heldNow } from '../protection/read/external-state.ts';
import { needsConsent } from '../removal/needs-consent.ts';
import type { Operation } from '../types/operation.ts';
import type { Plan } from '../types/plan.ts';
import type { Warning } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import type { RemovalReport } from '../types/reports.ts';
import { careForTrash, trashAsItIs, trashNeedsCare } from './expire-trash.ts';
import type { ChangeOptions, Host } from './host.ts';
import { measureFreeSpace } from './measure-free-space.ts';
import { recoverTrash, unfinishedWarnings } from './recover-trash.ts';
import { runPlan } from './run-plan.ts';
import { holdingLock } from './with-project-lock.ts';

/** Where something may be removed, and the plan of it: looked at and decided each time it is called. */
export interface Planning {
  readonly sections: readonly Section[];
  readonly plan: () => Promise<Plan>;
}

interface Removal extends Planning {
  readonly command: string;
  readonly project: Project;
  readonly flags: ChangeOptions;
  /** Whatever the plan says, nobody has to be asked: no second look for an answer that is not needed. */
  readonly actsAtOnce?: boolean;
  /** Told before the trash is cared for. */
  readonly done?: (operation: Operation) => void;
}

export async function executeRemoval(removal: Removal, host: Host): Promise<RemovalReport> {
  // The plan is made again when the lock is ours: an answer may take an hour.
  const { project, sections, flags, actsAtOnce = false, plan: makePlan } = removal;
  if (flags.dryRun) return dryRun(removal, host);
  const mayAsk = !flags.yes && !actsAtOnce;
  let agreed: Agreed = { to: null, asked: false, plan: null };
  if (!mayAsk && hasTrash(project)) {
    // The guards come before the lock, which writes who has it: their refusal means that nothing was touched.
    checkPlaces(project, sections, host.request);
  } else {
    const early = await beforeTheLock(removal, mayAsk, host);
    if ('report' in early) return early;
    agreed = early;
  }
  return holdingLock(removal, host, async () => {
    const unfinished = recoverTrash(project, host);
    // Before the lock was ours another operation may have removed what this plan keeps, or a program may have opened a file.
    const early = agreed.plan !== null && (await isFirst(project)) ? agreed.plan : null;
    agreed = { ...agreed, plan: null };
    const plan = withWarnings(early ?? (await makePlan()), unfinished);
    if (!flags.yes && (agreed.asked || needsConsent(plan)) && plan.id !== agreed.to) throw changedMeanwhile();
    const report = reportOf(removal, plan);
    if (plan.actions.length === 0) return { ...report, trash: await careForTrash(project, host, null) };
    const measured = measureFreeSpace(plan, host.context.sleep);
    const operation = await apply(plan, host);
    removal.done?.(operation);
    // Before the trash is cared for: what that frees was not asked for.
    const room = measured === null ? {} : { measured: await measured() };
    const trash = await careForTrash(project, host, operation);
    const settled = withWarnings(
      reconcileOutcomes(report.plan, operation),
      closedFolderWarnings(plan, operation, host.context.uid),
    );
    return { ...report, plan: settled, operation, trash, ...room };
  });
}

/** The id of a plan that was looked at, and whether somebody said yes to it: that may have taken an hour, so the plan itself is let go. */
interface Agreed {
  readonly to: string | null;
  readonly asked: boolean;
  /** Where nobody was asked: a moment old, and still good if nobody else was here meanwhile. */
  readonly plan: Plan | null;
}

async function isFirst({ outputs }: Project): Promise<boolean> {
  const { isFirstHere } = await import('../lock/write/lock-project.ts');
  return isFirstHere(outputs);
}

/** A report where that is the end of it. */
async function beforeTheLock(removal: Removal, mayAsk: boolean, host: Host): Promise<Agreed | RemovalReport> {
  const { project } = removal;
  const plan = await removal.plan();
  const report = reportOf(removal, plan);
  if (plan.actions.length === 0 && !trashNeedsCare(project, host))
    return { ...report, trash: trashAsItIs(project, host.context.now()) };
  const asked = mayAsk && needsConsent(plan);
  if (asked && !(await host.confirm({ about: 'removal', plan, project }))) return { ...report, declined: true };
  return { to: plan.id, asked, plan: asked ? null : plan };
}

/** Where there is none, taking the lock would make it, though there may be nothing to do. */
function hasTrash({ outputs }: Project): boolean {
  return existsSync(fsPath(`${outputs}/${TRASH}`));
}

/** Takes no lock: it changes nothing but the file that the plan is saved in. */
async function dryRun(removal: Removal, host: Host): Promise<RemovalReport> {
  const { project, flags } = removal;
  const plan = await removal.plan();
  const report = reportOf(removal, withWarnings(plan, unfinishedWarnings(project)));
  return {
    ...report,
    dryRun: true,
    trash: trashAsItIs(project, host.context.now()),
    ...(await saved(plan, project, flags, host)),
  };
}

function reportOf({ command, project }: Removal, plan: Plan): RemovalReport {
  const told = withWarnings(plan, stickySectionWarnings(plan));
  return { report: 'removal', command, dryRun: false, project, plan: told, operation: null, declined: false };
}

function withWarnings(plan: Plan, warnings: readonly Warning[]): Plan {
  return { ...plan, warnings: [...plan.warnings, ...warnings] };
}

async function saved(plan: Plan, project: Project, { plan: file }: ChangeOptions, { context }: Host) {
  if (file === undefined) return {};
  const { savePlan } = await import('./saved-plan-files.ts');
  savePlan(plan, project, file, context);
  return { savedAs: file };
}

/** Another plan than the one that somebody said yes to. */
export function changedMeanwhile(): OutputsError {
  return refusal(
    'the files changed while you were reading; nothing was touched',
    'run the command again to see what it would do now',
  );
}

function apply(plan: Plan, host: Host): Promise<Operation> {
  const { context, progress } = host;
  const helpers = context.helpers();
  return runPlan(plan, host, {
    progress: (done, of) => progress.say(() => `removing: ${numberText(done)} of ${numberText(of)}`),
    sweeping: (removed) => progress.say(() => `removing: ${numberText(removed)}`),
    mayEnter: 'alone',
    heldNow: () => heldNow(plan, context.proc),
    muchToDo: context.forgetSoon,
    ...(helpers !== null && { helpers }),
  });
}
