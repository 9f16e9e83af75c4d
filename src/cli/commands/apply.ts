// `outputs apply`: carries out a plan that a dry run saved: exactly the objects it lists, each only if nothing happened to it since.

import type { Command } from 'commander';
import { planSaved, prunesCheckpoints, sectionsOfSaved } from '../../core/removal/recheck-saved-plan.ts';
import type { RemovalReport } from '../../core/types/reports.ts';
import { collectEvidence } from '../../core/use-cases/examine-checkpoints.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import type { ChangeOptions } from '../../core/use-cases/options.ts';
import { unknownOf } from '../../core/use-cases/plan-checkpoints.ts';
import { executeRemoval } from '../../core/use-cases/run-removal.ts';
import { readPlan } from '../../core/use-cases/saved-plan-files.ts';
import { scanAndCollect } from '../../core/use-cases/scan-sections.ts';
import { addChangeFlags, addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface ApplyFlags extends Omit<ChangeOptions, 'plan'> {
  readonly file: string;
}

export function define(command: Command): void {
  command.argument('<file>', 'a plan saved with --dry-run --plan FILE');
  addChangeFlags(command);
  addHelpNotes(command, {
    examples: [
      ['outputs prune-checkpoints -n --plan p.jsonl', 'save what would go'],
      ['outputs apply p.jsonl --dry-run', 'what of it would still go now'],
      ['outputs apply p.jsonl', 'exactly that, and nothing that changed since'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: ApplyFlags, session: Session): Promise<RemovalReport> {
  const saved = readPlan(flags.file, session.context);
  const project = await loadToChange(session, flags);
  const sections = sectionsOfSaved(saved, project);
  const plan = async () => {
    const look = await scanAndCollect(project, sections, session);
    const evidence = prunesCheckpoints(saved) ? await collectEvidence(project, look.scans, session) : new Map();
    const plan = planSaved(saved, { project, ...look, evidence, now: session.now });
    return plan.budget === undefined ? plan : { ...plan, budget: { ...plan.budget, unknown: unknownOf(look.scans) } };
  };
  return executeRemoval({ command: saved.command, project, sections, flags, plan }, session);
}
