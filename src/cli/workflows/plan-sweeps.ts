// Plans sweeps of sections of logs: the guards, what the rest of the machine says, and whether there is anything to sweep.

import { checkPlaces } from '../../core/guard/read/check-places.ts';
import { planSweeps } from '../../core/logs/plan-sweep.ts';
import { wouldRemove } from '../../core/logs/write/sweep.ts';
import { collectUnlistedState } from '../../core/protection/read/external-state.ts';
import { findSection } from '../../core/scan/scan-section.ts';
import type { Problem } from '../../core/types/items.ts';
import type { LogRule, Plan } from '../../core/types/plan.ts';
import type { Duration } from '../../core/types/primitives.ts';
import type { Project, Section } from '../../core/types/project.ts';
import type { Session } from '../session.ts';

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
