// `outputs prune`: every policy of the config as one plan: old logs, checkpoints that no rule keeps, caches that nobody used. For cron.

import type { Command } from 'commander';
import { goesUnasked } from '../../core/items/section-kinds.ts';
import { usageError } from '../../core/lib/errors.ts';
import { formatDuration } from '../../core/lib/quantities.ts';
import { planPrune, prunedSections } from '../../core/removal/plan-prune-all.ts';
import type { Section } from '../../core/types/project.ts';
import type { RemovalReport } from '../../core/types/reports.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import type { ChangeOptions, ClockOptions } from '../../core/use-cases/options.ts';
import { planCheckpoints } from '../../core/use-cases/plan-checkpoints.ts';
import { refuseWrongClock } from '../../core/use-cases/refuse-wrong-clock.ts';
import { executeRemoval } from '../../core/use-cases/run-removal.ts';
import { scanAndCollect } from '../../core/use-cases/scan-sections.ts';
import { addChangeFlags, addClockFlag, addHelpNotes, addPlanFlag, refusePlanWithoutDryRun } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

export function define(command: Command): void {
  addClockFlag(addPlanFlag(addChangeFlags(command)));
  addHelpNotes(command, {
    examples: [
      ['outputs prune --dry-run', 'what each rule of the config would remove'],
      ['outputs prune --yes', 'checkpoints go to the trash, old logs and caches for good'],
      ['30 3 * * * cd /my/project && outputs prune --yes --quiet', 'in a crontab'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: ChangeOptions & ClockOptions, session: Session): Promise<RemovalReport> {
  refusePlanWithoutDryRun(flags);
  const project = await loadToChange(session, flags);
  refuseWrongClock(project, flags, session);
  const sections = prunedSections(project);
  if (sections.length === 0) {
    throw usageError(
      `no section in use in the profile \`${project.profile}\` says what to keep`,
      'set keep: in the config, for example keep: { within: 30d } for a cache',
    );
  }
  const plan = async () => {
    const look = await scanAndCollect(project, sections, session);
    const scans = look.scans.filter(({ section }) => section.kind === 'checkpoints');
    const checkpoints = scans.length === 0 ? null : await planCheckpoints(project, { ...look, scans }, {}, session);
    return planPrune({ project, ...look, now: session.now, disposal: 'default' }, checkpoints);
  };
  return executeRemoval({ command: 'prune', project, sections, flags, actsAtOnce: sections.every(actsAtOnce), plan }, session);
}

function actsAtOnce(section: Section): boolean {
  const { within } = section.keep;
  return within !== undefined && goesUnasked(section, { code: 'older-than', limit: formatDuration(within) });
}
