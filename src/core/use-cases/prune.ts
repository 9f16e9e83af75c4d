// Every policy of the config as one plan: old logs, checkpoints that no rule keeps, caches that nobody used.

import { goesUnasked } from '../items/section-kinds.ts';
import { usageError } from '../lib/errors.ts';
import { formatDuration } from '../lib/quantities.ts';
import { prunedSections, prunePlan } from '../removal/plan-prune-all.ts';
import type { Plan } from '../types/plan.ts';
import type { Section } from '../types/project.ts';
import type { RemovalReport } from '../types/reports.ts';
import type { ChangeOptions, ClockOptions } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { planCheckpoints } from './prune-checkpoints.ts';
import { refuseWrongClock } from './refuse-wrong-clock.ts';
import { executeRemoval, type Planning } from './run-removal.ts';
import { scanAndCollect } from './scan-sections.ts';

/** The plan of every rule in the config. Throws a usage error where there is none, a refusal where a place or the clock is not safe. */
export async function planPrune(open: OpenProject, options: ClockOptions = {}): Promise<Plan> {
  return pruning(open, options).plan();
}

export async function prune(open: OpenProject, options: ChangeOptions & ClockOptions = {}): Promise<RemovalReport> {
  const { sections, plan } = pruning(open, options);
  const { project, host } = open;
  const actsAtOnce = sections.every(goesAtOnce);
  return executeRemoval({ command: 'prune', project, sections, flags: options, actsAtOnce, plan }, host);
}

function pruning({ project, host }: OpenProject, options: ClockOptions): Planning {
  refuseWrongClock(project, options, host);
  const sections = prunedSections(project);
  if (sections.length === 0) {
    throw usageError(
      `no section in use in the profile \`${project.profile}\` says what to keep`,
      'set keep: in the config, for example keep: { within: 30d } for a cache',
    );
  }
  const plan = async () => {
    const look = await scanAndCollect(project, sections, host);
    const scans = look.scans.filter(({ section }) => section.kind === 'checkpoints');
    const checkpoints = scans.length === 0 ? null : await planCheckpoints(project, { ...look, scans }, {}, host);
    return prunePlan({ project, ...look, now: host.now, disposal: 'default' }, checkpoints);
  };
  return { sections, plan };
}

function goesAtOnce(section: Section): boolean {
  const { within } = section.keep;
  return within !== undefined && goesUnasked(section, { code: 'older-than', limit: formatDuration(within) });
}
