// From a plan to a report: a dry run stops, what cannot be made again is asked about, then exactly the plan is carried out.

import { applyPlan } from '../core/effects/apply.ts';
import { refusal } from '../core/errors.ts';
import { settle } from '../core/planning/settle.ts';
import type { Operation, Plan, Project, RemovalReport } from '../core/types.ts';
import { numberText } from '../render/amounts.ts';
import { consentTo, needsConsent } from './confirm.ts';
import type { ChangeFlags } from './flags.ts';
import type { Session } from './session.ts';

interface Removal {
  readonly command: string;
  readonly project: Project;
  readonly flags: ChangeFlags;
  /** Looks at the disk and decides. Called once more after a question, for the answer may take an hour. */
  readonly plan: () => Promise<Plan>;
}

export async function carryOut({ command, project, flags, plan: makePlan }: Removal, session: Session): Promise<RemovalReport> {
  const dryRun = flags.dryRun === true;
  const plan = await makePlan();
  const report: RemovalReport = { report: 'removal', command, dryRun, project, plan, operation: null, declined: false };
  if (dryRun || plan.actions.length === 0) return report;
  if (needsConsent(plan) && flags.yes !== true) {
    if (!(await consentTo(plan, project, session))) return { ...report, declined: true };
    await refuseIfChanged(plan, makePlan);
  }
  const operation = await apply(plan, session);
  return { ...report, plan: settle(plan, operation), operation };
}

async function refuseIfChanged(shown: Plan, makePlan: () => Promise<Plan>): Promise<void> {
  const now = await makePlan();
  if (now.id !== shown.id) {
    throw refusal(
      'the files changed while you were reading; nothing was touched',
      'run the command again to see what it would do now',
    );
  }
}

async function apply(plan: Plan, { context, now, progress, noteSignals, signal }: Session): Promise<Operation> {
  noteSignals();
  const operation = await applyPlan(plan, {
    id: context.newId(now),
    now: context.now,
    interrupted: () => signal() !== null,
    progress: (done, of) => progress.say(`removing: ${numberText(done)} of ${numberText(of)}`),
    pause: context.pause,
  });
  progress.clear();
  return operation;
}
