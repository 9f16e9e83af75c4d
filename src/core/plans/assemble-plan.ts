// Decides what becomes of verdicts: the actions that carry them out, in one stable order, as a plan.

import { holdingOf, isExpendable } from '../items/section-kinds.ts';
import { byCodePoint, inOrder } from '../lib/code-point-order.ts';
import type { ExternalState, Item, ObjectType, Scan } from '../types/items.ts';
import type { Action, Entry, Plan, PlannedSection, Reason, Verdict } from '../types/plan.ts';
import type { Instant, Warning } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import { planId } from './plan-id.ts';

/** `trash`: everything can be undone. `permanent`: nothing can. `default`: everything but caches, and logs that go for their age. */
export type Disposal = 'trash' | 'permanent' | 'default';

/** What every removal is planned from. */
export interface PlanningInput {
  readonly project: Project;
  readonly scans: readonly Scan[];
  readonly surroundings: ExternalState;
  readonly now: Instant;
  readonly disposal: Disposal;
}

export interface Decisions extends Omit<PlanningInput, 'surroundings'> {
  readonly surroundings?: Pick<ExternalState, 'unseenProcesses'>;
  readonly command: string;
  readonly verdicts: readonly Verdict[];
  /** The planner's own; the project's go before them. */
  readonly warnings: readonly Warning[];
}

/** The same input gives the same plan, in whatever order it comes: verdicts and actions by path, sections by name. */
export function assemblePlan({ command, now, project, scans, surroundings, verdicts, disposal, warnings }: Decisions): Plan {
  const sorted = inOrder(verdicts, byPlace);
  return planOf({
    command,
    madeAt: now,
    outputs: project.outputs,
    sections: scans.flatMap(plannedSection).sort((a, b) => byCodePoint(a.name, b.name)),
    verdicts: sorted,
    actions: actionsFor(sorted, disposal),
    problems: scans
      .flatMap((scan) => scan.problems)
      .sort((a, b) => byCodePoint(a.section, b.section) || byCodePoint(a.path, b.path) || byCodePoint(a.code, b.code)),
    warnings: [...project.warnings, ...warnings],
    ...(surroundings && { unseenProcesses: surroundings.unseenProcesses }),
  });
}

/** By their absolute paths; those of one section lie in one folder. */
function byPlace({ entry: a }: Verdict, { entry: b }: Verdict): number {
  return a.section === b.section ? byCodePoint(a.path, b.path) : byCodePoint(a.absolute, b.absolute);
}

export function planOf(plan: Omit<Plan, 'id'>): Plan {
  return { id: planId(plan), ...plan };
}

/** By its own path, which is then opened without following: one exchanged with a link after the guards had looked emptied the link's target. */
export function plannedSection({ section, directory }: Scan): readonly PlannedSection[] {
  return directory === null ? [] : [{ ...holdingOf(section), name: section.name, path: section.path, directory }];
}

function actionsFor(verdicts: readonly Verdict[], disposal: Disposal): readonly Action[] {
  const actions: Action[] = [];
  // By numbers here and in the other loops over 100,000: until V8 has compiled it, `for … of` makes an object at every step.
  for (let row = 0; row < verdicts.length; row++) {
    const { keep, entry, reasons } = verdicts[row] as Verdict;
    if (keep) continue;
    const { section, parts, path: unit } = entry;
    if (section === null) throw new Error('only what lies in a section is ever removed');
    for (let part = 0; part < parts.length; part++) {
      const item = parts[part] as Item;
      const deed = deedFor(entry, reasons[0], disposal, parts.length > 1 ? 'parts' : item.facts.type);
      actions.push(parts.length > 1 ? { do: deed, section, item, unit } : { do: deed, section, item });
    }
  }
  return actions;
}

/** Parts of one thing are moved before any of them is freed, as a folder is: none may be unlinked in place. */
function deedFor(entry: Entry, why: Reason, disposal: Disposal, what: ObjectType | 'parts'): 'trash' | 'purge' | 'unlink' {
  if (disposal === 'trash') return 'trash';
  if (isExpendable(entry, why)) return what === 'directory' || what === 'parts' ? 'purge' : 'unlink';
  return disposal === 'permanent' ? 'purge' : 'trash';
}
