// `outputs promote`: makes a model of a checkpoint, with what is known of it beside. Changes nothing that is there.

import type { Command } from 'commander';
import { bytesText } from '../../core/lib/amounts.ts';
import { pathText } from '../../core/lib/escape.ts';
import type { Plan } from '../../core/types/plan.ts';
import type { Duration, PathText } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { PromoteReport } from '../../core/types/reports.ts';
import { trashAsItIs } from '../../core/use-cases/expire-trash.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import { clearLeftovers, modelsSection, type Promoting, promotionPlan } from '../../core/use-cases/plan-promotion.ts';
import { recoverTrash, unfinishedWarnings } from '../../core/use-cases/recover-trash.ts';
import { carryOutPlan } from '../../core/use-cases/run-plan.ts';
import { holdingLock } from '../../core/use-cases/with-project-lock.ts';
import { addHelpNotes, waitOption, yesOption } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface PromoteFlags {
  readonly checkpoint: string;
  readonly as?: string;
  readonly link?: true;
  readonly acceptUnknown?: true;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly wait?: Duration;
}

export function define(command: Command): void {
  command
    .argument('<checkpoint>', 'a path as prune-checkpoints prints it, or as the shell completes it')
    .option('--as <name>', "the model's name; default: by the config, or the checkpoint's own")
    .option('--link', 'a hard link instead of a copy: no room is taken, and who changes the one changes both')
    .option('--accept-unknown', 'also where nobody can tell from its bytes whether it is complete')
    .option('-n, --dry-run', 'show what would happen and change nothing')
    .addOption(yesOption(command))
    .addOption(waitOption(command));
  addHelpNotes(command, {
    examples: [
      ['outputs promote UNet_best.pth', 'copied into models/, with UNet_best.pth.promoted.json and a card'],
      ['outputs promote run1/checkpoint-500 --as unet-v2', 'a whole folder, under another name'],
      ['outputs promote UNet_best.pth --link', 'no second copy on the disk'],
      ['outputs verify --deep', 'compare all models with their SHA-256 later'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: PromoteFlags, session: Session): Promise<PromoteReport> {
  const project = await loadToChange(session, flags);
  const promoting: Promoting = {
    checkpoint: flags.checkpoint,
    ...(flags.as !== undefined && { as: flags.as }),
    how: flags.link ? 'link' : 'copy',
    acceptUnknown: flags.acceptUnknown === true,
    models: modelsSection(project),
  };
  await session.context.saveMemory();
  const foreseen = await promotionPlan(promoting, project, session);
  if (flags.dryRun) {
    const { warnings } = trashAsItIs(project, session.now);
    return reportOf(
      project,
      { ...foreseen, warnings: [...foreseen.warnings, ...unfinishedWarnings(project), ...warnings] },
      true,
    );
  }
  return holdingLock({ command: 'promote', project, flags }, session, async () => {
    const unfinished = recoverTrash(project, session);
    const cleared = await clearLeftovers(promoting.models, project, session);
    // Another one may have taken the name, or a training gone on, while we waited for the lock.
    const made = await promotionPlan(promoting, project, session);
    const plan = { ...made, warnings: [...made.warnings, ...unfinished, ...cleared] };
    const copying = (path: PathText, bytes: number) =>
      session.progress.say(() => `promoting ${pathText(path, project.root)}: ${bytesText(bytes)}`);
    return { ...reportOf(project, plan, false), operation: await carryOutPlan(plan, session, { copying }) };
  });
}

function reportOf(project: Project, plan: Plan, dryRun: boolean): PromoteReport {
  return { report: 'promote', dryRun, project, plan, operation: null };
}
