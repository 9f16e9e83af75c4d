// Removes old log files: which, as a plan that lists them, or as a sweep that carries the rule out in one pass.

import { sectionsOfKind } from '../config/find-section.ts';
import { checkPlaces } from '../guard/read/check-places.ts';
import { isUnderAnHour } from '../items/section-kinds.ts';
import { usageError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { formatDuration } from '../lib/quantities.ts';
import { pruneLogsPlan } from '../logs/plan-prune-logs.ts';
import { planSweeps } from '../logs/plan-sweep.ts';
import { wouldRemove } from '../logs/write/sweep.ts';
import { mergePlans } from '../plans/merge-plans.ts';
import { collectUnlistedState } from '../protection/read/external-state.ts';
import { findSection } from '../scan/scan-section.ts';
import type { Problem } from '../types/items.ts';
import type { LogRule, Plan } from '../types/plan.ts';
import type { Duration } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import type { RemovalReport } from '../types/reports.ts';
import type { ChangeOptions, ClockOptions, Host } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { refuseWrongClock } from './refuse-wrong-clock.ts';
import { executeRemoval } from './run-removal.ts';
import { scanAndCollect } from './scan-sections.ts';

interface Aged {
  readonly section: Section;
  readonly olderThan: Duration;
}

export interface LogOptions extends ClockOptions {
  /** What was last written longer ago goes; else each section's `keep.within`. */
  readonly olderThan?: Duration;
  /** Old logs are deleted unless this is `trash`. */
  readonly disposal?: 'default' | 'trash';
}

export interface PruneLogsOptions extends LogOptions, ChangeOptions {
  /** False: nobody reads which logs went, so they are not listed but swept in one pass. */
  readonly lists?: boolean;
}

/** Which logs go and stay. Changes nothing. Throws a refusal where a place or the clock is not safe. */
export async function planPruneLogs(open: OpenProject, options: LogOptions = {}): Promise<Plan> {
  return listed(open, agedSections(open, options), options);
}

export function pruneLogs(open: OpenProject, options: PruneLogsOptions = {}): Promise<RemovalReport> {
  const { project, host } = open;
  const aged = agedSections(open, options);
  const sections = aged.map(({ section }) => section);
  const isMoved = sections.some(({ irreplaceable }) => irreplaceable);
  const actsAtOnce = !isMoved && !aged.some(({ olderThan }) => isUnderAnHour(formatDuration(olderThan)));
  const { dryRun, disposal, yes, lists = true } = options;
  const isListed = dryRun === true || disposal === 'trash' || isMoved || lists || !(actsAtOnce || yes);
  const plan = async () => (isListed ? listed(open, aged, options) : planSweepsOf(project, aged, host));
  return executeRemoval({ command: 'prune-logs', project, sections, flags: options, actsAtOnce, plan }, host);
}

/** At least one. */
function agedSections({ project, host }: OpenProject, options: LogOptions): readonly Aged[] {
  refuseWrongClock(project, options, host);
  const aged = sectionsOfKind(project, 'logs').map((section) => ({ section, olderThan: ageFor(section, options) }));
  if (aged.length > 0) return aged;
  throw usageError(`no section of logs is in use in the profile \`${project.profile}\``);
}

async function listed(
  { project, host }: OpenProject,
  aged: readonly Aged[],
  { disposal = 'default' }: LogOptions,
): Promise<Plan> {
  const { scans, surroundings } = await scanAndCollect(
    project,
    aged.map(({ section }) => section),
    host,
  );
  const [first, ...others] = aged.map(({ section, olderThan }) =>
    pruneLogsPlan({
      project,
      scans: scans.filter((scan) => scan.section === section),
      surroundings,
      now: host.now,
      disposal,
      olderThan,
    }),
  );
  if (first === undefined) throw new Error('no section of logs to plan for');
  return mergePlans(first, ...others);
}

/** What the options say, or else what the section keeps. */
function ageFor(section: Section, { olderThan }: LogOptions): Duration {
  const age = olderThan ?? section.keep.within;
  if (age !== undefined) return age;
  throw usageError(
    `section \`${escapeText(section.name)}\` does not say how long its logs are kept`,
    'Give --older-than, for example --older-than 7d, or set keep.within in the config.',
  );
}

/** Throws a refusal where a place is not safe to delete in. Changes nothing. */
async function planSweepsOf(project: Project, aged: readonly Aged[], host: Host): Promise<Plan> {
  const { context, request, now } = host;
  const sections = aged.map(({ section }) => section);
  checkPlaces(project, sections, request);
  const scans = sections.map(findSection);
  const surroundings = await collectUnlistedState(project, scans, context);
  const rules = aged.flatMap(({ section, olderThan }, n): LogRule[] =>
    scans[n]?.directory == null ? [] : [{ section, project, olderThan, now, surroundings }],
  );
  const problems: Problem[] = [];
  const isAnythingOld = rules.some((rule) => {
    const found = wouldRemove(rule);
    problems.push(...found.problems);
    return found.removed > 0;
  });
  return planSweeps({ project, scans, rules, isAnythingOld, problems, surroundings, now });
}
