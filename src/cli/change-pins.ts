// What `pin` and `unpin` share: the config is read, edited as text, and replaced while nobody else changes the project.

import { accessSync, constants } from 'node:fs';
import { basename, dirname } from 'node:path/posix';
import { refusal } from '../core/errors.ts';
import { escapeText } from '../core/escape.ts';
import { fsPath } from '../core/path-text.ts';
import { type PinInput, planPin } from '../core/planning/pin.ts';
import type { Parsed } from '../core/policy/quantity.ts';
import { existingFile } from '../core/project/existing-file.ts';
import { loadProject } from '../core/project/load-project.ts';
import { realPathOf } from '../core/project/real-path.ts';
import type { Duration, PathText, PinChange, PinReport, Project } from '../core/types.ts';
import { pathText } from '../render/words.ts';
import { carryOutPlan } from './carry-out.ts';
import { holdingProjectLock } from './hold-lock.ts';
import { loadToChange } from './load-to-change.ts';
import type { Session } from './session.ts';

export interface PinFlags {
  readonly dryRun?: true;
  readonly wait?: Duration;
}

interface Change {
  readonly command: 'pin' | 'unpin';
  readonly flags: PinFlags;
  /** What is meant, in this project. Throws usage errors. */
  readonly meant: (project: Project) => readonly PinChange[];
  readonly edit: (text: string, pattern: string) => Parsed<string>;
}

export async function changePins(change: Change, session: Session): Promise<PinReport> {
  const { flags } = change;
  const project = await loadToChange(session);
  const foreseen = reportOf(change, project, session);
  if (flags.dryRun || foreseen.plan.actions.length === 0) return foreseen;
  return holdingProjectLock({ project, flags }, session, async () => {
    // Somebody else may have pinned something meanwhile.
    const report = reportOf(change, { ...(await loadProject(session.request)), warnings: project.warnings }, session);
    if (report.plan.actions.length === 0) return report;
    return { ...report, operation: await carryOutPlan(report.plan, session) };
  });
}

function reportOf({ command, flags, meant, edit }: Change, project: Project, { now }: Session): PinReport {
  const { configFile } = project;
  if (configFile === null) throw refusal('pins are kept in the config, and this project has none', 'outputs init makes one');
  const pins = meant(project);
  const file = configToEdit(configFile, project);
  let { text } = file;
  for (const { pattern, already } of pins) {
    if (already) continue;
    const edited = edit(text, pattern);
    if (!edited.ok) throw refusal(`${pathText(configFile, project.root)} ${edited.why}`, byHand(command, pattern));
    text = edited.value;
  }
  const plan = planPin({ command, project, now, file, text });
  return { report: 'pin', command, dryRun: flags.dryRun === true, project, pins, plan, operation: null };
}

function byHand(command: Change['command'], pattern: string): string {
  return command === 'pin'
    ? `write it into outputs.pinned by hand: ${escapeText(JSON.stringify(pattern))}; or put a file NAME.keep beside the entry`
    : `take it out of outputs.pinned by hand: ${escapeText(JSON.stringify(pattern))}`;
}

/** Throws a refusal where the file cannot be replaced by another that is the same to everybody. */
function configToEdit(configFile: PathText, { root }: Project): PinInput['file'] {
  const folder = realPathOf(dirname(configFile)) ?? dirname(configFile);
  const path = `${folder === '/' ? '' : folder}/${basename(configFile)}`;
  const file = existingFile(path);
  const shown = pathText(configFile, root);
  if (file.state === 'missing') throw refusal(`${shown} is no longer there`);
  const why = file.state === 'unusable' ? file.why : (file.fixed ?? whyNotWritable(path, folder));
  if (file.state === 'unusable' || why !== null) throw refusal(`${shown} cannot be changed: ${why}`, 'nothing was touched');
  return { path, text: file.text, facts: file.facts };
}

/** A file that nobody may write to is not replaced either, though its folder would allow it. */
function whyNotWritable(path: PathText, folder: PathText): string | null {
  if (!isWritable(path)) return 'it is read-only';
  return isWritable(folder) ? null : 'its folder is read-only';
}

function isWritable(path: PathText): boolean {
  try {
    accessSync(fsPath(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
