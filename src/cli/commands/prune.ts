// `outputs prune`: every policy of the config as one plan: old logs, checkpoints that no rule keeps, caches that nobody used. For cron.

import type { Command } from 'commander';
import { usageError } from '../../core/errors.ts';
import { planPrune, prunedSections } from '../../core/planning/prune.ts';
import { goesUnasked } from '../../core/policy/kinds.ts';
import { formatDuration } from '../../core/policy/quantity.ts';
import type { RemovalReport, Section } from '../../core/types.ts';
import {
  addChangeFlags,
  addClockFlag,
  addHelpNotes,
  addPlanFlag,
  type ChangeFlags,
  type ClockFlags,
  refusePlanWithoutDryRun,
} from '../flags.ts';
import { loadToChange } from '../load-to-change.ts';
import { lookAt } from '../look.ts';
import { planCheckpoints } from '../plan-checkpoints.ts';
import { refuseWrongClock } from '../refuse-wrong-clock.ts';
import { carryOut } from '../removal.ts';
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

export async function run(flags: ChangeFlags & ClockFlags, session: Session): Promise<RemovalReport> {
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
    const look = await lookAt(project, sections, session);
    const scans = look.scans.filter(({ section }) => section.kind === 'checkpoints');
    const checkpoints = scans.length === 0 ? null : await planCheckpoints(project, { ...look, scans }, {}, session);
    return planPrune({ project, ...look, now: session.now, disposal: 'default' }, checkpoints);
  };
  return carryOut({ command: 'prune', project, sections, flags, actsAtOnce: sections.every(actsAtOnce), plan }, session);
}

function actsAtOnce({ kind, keep: { within } }: Section): boolean {
  return within !== undefined && goesUnasked(kind, { code: 'older-than', limit: formatDuration(within) });
}
