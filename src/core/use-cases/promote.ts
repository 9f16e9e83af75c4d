// Makes a model of a checkpoint, with what is known of it beside. Changes nothing that is there.

import { bytesText } from '../lib/amounts.ts';
import { pathText } from '../lib/escape.ts';
import type { Plan } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { PromoteReport } from '../types/reports.ts';
import { trashAsItIs } from './expire-trash.ts';
import type { ChangeOptions } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { clearLeftovers, modelsSection, type Promoting, promotionPlan } from './plan-promotion.ts';
import { recoverTrash, unfinishedWarnings } from './recover-trash.ts';
import { runPlan } from './run-plan.ts';
import { holdingLock } from './with-project-lock.ts';

export interface PromoteOptions extends Pick<ChangeOptions, 'dryRun' | 'wait'> {
  /** A path, or a name in its section. */
  readonly checkpoint: string;
  readonly as?: string;
  /** A hard link instead of a copy. */
  readonly link?: true;
  /** Also where nobody can tell from its bytes whether it is complete. */
  readonly acceptUnknown?: true;
}

/** Throws a refusal where it is not to be promoted, a usage error where nobody can say which is meant. */
export async function promote({ project, host }: OpenProject, flags: PromoteOptions): Promise<PromoteReport> {
  const promoting: Promoting = {
    checkpoint: flags.checkpoint,
    ...(flags.as !== undefined && { as: flags.as }),
    how: flags.link ? 'link' : 'copy',
    acceptUnknown: flags.acceptUnknown === true,
    models: modelsSection(project),
  };
  await host.context.saveMemory();
  const foreseen = await promotionPlan(promoting, project, host);
  if (flags.dryRun) {
    const { warnings } = trashAsItIs(project, host.now);
    return reportOf(
      project,
      { ...foreseen, warnings: [...foreseen.warnings, ...unfinishedWarnings(project), ...warnings] },
      true,
    );
  }
  return holdingLock({ command: 'promote', project, flags }, host, async () => {
    const unfinished = recoverTrash(project, host);
    const cleared = await clearLeftovers(promoting.models, project, host);
    // Another one may have taken the name, or a training gone on, while we waited for the lock.
    const made = await promotionPlan(promoting, project, host);
    const plan = { ...made, warnings: [...made.warnings, ...unfinished, ...cleared] };
    const copying = (path: PathText, bytes: number) =>
      host.progress.say(() => `promoting ${pathText(path, project.root)}: ${bytesText(bytes)}`);
    return { ...reportOf(project, plan, false), operation: await runPlan(plan, host, { copying }) };
  });
}

function reportOf(project: Project, plan: Plan, dryRun: boolean): PromoteReport {
  return { report: 'promote', dryRun, project, plan, operation: null };
}
