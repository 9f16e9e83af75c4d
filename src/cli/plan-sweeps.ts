// Plans sweeps of sections of logs: the guards, what the rest of the machine says, and whether there is anything to sweep.

import { wouldRemove } from '../core/effects/sweep.ts';
import { planSweeps } from '../core/planning/sweep-logs.ts';
import { checkPlaces } from '../core/project/check-places.ts';
import { findSection } from '../core/project/scan.ts';
import { lookAroundUnlisted } from '../core/project/surroundings.ts';
import type { Duration, LogRule, Plan, Problem, Project, Section } from '../core/types.ts';
import type { Session } from './session.ts';

interface Aged {
  readonly section: Section;
  readonly olderThan: Duration;
}

/** Throws a refusal where a place is not safe to delete in. Changes nothing. */
export async function planSweepsOf(project: Project, aged: readonly Aged[], session: Session): Promise<Plan> {
  const { context, request, now } = session;
  const sections = aged.map(({ section }) => section);
  checkPlaces(project, sections, request);
  const scans = sections.map(findSection);
  const surroundings = await lookAroundUnlisted(project, scans, context);
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
