// Empties sections. Explicit, so no grace period; what is pinned, in use, tracked or unknown stays.

import { sectionNamed } from '../config/find-section.ts';
import { isReproducible } from '../items/section-kinds.ts';
import type { Disposal } from '../plans/assemble-plan.ts';
import { scanTopLevel } from '../plans/read/unclaimed-entries.ts';
import { cleanPlan } from '../removal/plan-clean.ts';
import type { Plan } from '../types/plan.ts';
import type { Project, Section } from '../types/project.ts';
import type { RemovalReport } from '../types/reports.ts';
import type { ChangeOptions } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { executeRemoval, type Planning } from './run-removal.ts';
import { scanAndCollect } from './scan-sections.ts';

export interface CleanOptions {
  /** Names of sections. */
  readonly sections?: readonly string[];
  /** Every section in use; what lies beside them is listed. */
  readonly all?: true;
  /** Where it goes; by default caches are deleted, all else goes to the trash. */
  readonly disposal?: Disposal;
}

/** Throws a usage error for names that no section has, a refusal where a place is not safe. */
export async function planClean(open: OpenProject, options: CleanOptions): Promise<Plan> {
  return cleaning(open, options, sectionsToClean(open.project, options)).plan();
}

/** `sections`: where none is picked, nothing is done. */
export async function clean(
  open: OpenProject,
  options: CleanOptions & ChangeOptions,
  sections: readonly Section[],
): Promise<RemovalReport> {
  const { project, host } = open;
  const { plan } = cleaning(open, options, sections);
  if (sections.length === 0) {
    return { report: 'removal', command: 'clean', dryRun: false, project, plan: await plan(), operation: null, declined: true };
  }
  const actsAtOnce = sections.every(isReproducible);
  return executeRemoval({ command: 'clean', project, sections, flags: options, actsAtOnce, plan }, host);
}

/** In the order of the configuration, each once. */
export function sectionsToClean(project: Project, { sections = [], all }: CleanOptions): readonly Section[] {
  if (all) return project.sections.filter(({ active }) => active);
  const named = new Set(sections.map((name) => sectionNamed(project, name)));
  return project.sections.filter((section) => named.has(section));
}

function cleaning(
  { project, host }: OpenProject,
  { all, disposal = 'default' }: CleanOptions,
  sections: readonly Section[],
): Planning {
  const plan = async () => {
    const look = await scanAndCollect(project, sections, host);
    const topLevel = all ? scanTopLevel(project) : [];
    return cleanPlan({ project, ...look, topLevel, now: host.now, disposal });
  };
  return { sections, plan };
}
