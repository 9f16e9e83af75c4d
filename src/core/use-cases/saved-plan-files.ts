// Saves a plan in a new file, and reads one that was saved.

import { basename, dirname, resolve } from 'node:path/posix';
import { closeAll, openPath, openRoot } from '../disk/directory.ts';
import { realPathOf } from '../disk/real-path.ts';
import { bytesAt } from '../disk/stat-and-read.ts';
import { writeNewFile } from '../disk/write/write-file.ts';
import { errnoOf, refusal, usageError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { decodePlan, encodePlan, type SavedPlan } from '../plans/plan-file.ts';
import type { Plan } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { System } from './host.ts';

/** Throws a usage error where something of that name is there already: a plan may be the only word of what was reviewed. */
export function savePlan(plan: Plan, project: Project, file: PathText, context: System): void {
  const path = wayTo(file, context);
  const root = openRoot();
  try {
    const outcome = writeNewFile(root, path, [...encodePlan(plan, project)].join(''), context.newId(plan.madeAt));
    if (outcome.result === 'done') return;
    if (outcome.result === 'skipped') throw usageError(`${escapeText(file)} is there already`, 'give the name of a new file');
    throw refusal(`cannot write ${escapeText(file)} (${outcome.result === 'failed' ? outcome.errno : outcome.result})`);
  } finally {
    closeAll(root);
  }
}

/** Throws a usage error where there is no such file, and a refusal of one that cannot be believed. */
export function readPlan(file: PathText, context: System): SavedPlan {
  const path = wayTo(file, context);
  const root = openRoot();
  try {
    const bytes = bytesAt(openPath(root, dirname(path)), basename(path));
    if (bytes === null) throw usageError(`there is no ${escapeText(file)}`, 'save a plan with: --dry-run --plan FILE');
    const plan = decodePlan(bytes);
    if (plan.ok) return plan.value;
    throw refusal(`${escapeText(file)} ${plan.why}; nothing was touched`, 'save a new one: --dry-run --plan FILE');
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    throw refusal(`cannot read ${escapeText(file)} (${errno})`, 'nothing was touched');
  } finally {
    closeAll(root);
  }
}

/** The folder may be reached through links; the file itself may be none. */
function wayTo(file: PathText, { cwd }: System): PathText {
  const path = resolve(cwd(), file);
  const folder = realPathOf(dirname(path));
  if (folder === null) throw usageError(`there is no folder ${escapeText(dirname(path))}`);
  return `${folder === '/' ? '' : folder}/${basename(path)}`;
}
