// Plans sweeps of sections of logs: the guards, what the rest of the machine says, and whether there is anything to sweep.

import { checkPlaces } from '../guard/read/check-places.ts';
import { planSweeps } from '../logs/plan-sweep.ts';
import { wouldRemove } from '../logs/write/sweep.ts';
import { collectUnlistedState } from '../protection/read/external-state.ts';
import { findSection } from '../scan/scan-section.ts';
import type { Problem } from '../types/items.ts';
import type { LogRule, Plan } from '../types/plan.ts';
import type { Duration } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import type { Host } from './host.ts';

interface Aged {
  readonly section: Section;
  readonly olderThan: Duration;
}

/** Throws a refusal where a place is not safe to delete in. Changes nothing. */
export async function planSweepsOf(project: Project, aged: readonly Aged[], host: Host): Promise<Plan> {
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
