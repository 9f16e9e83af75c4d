// What `pin` and `unpin` share: the config is read, edited as text, and replaced while nobody else changes the project.

import { accessSync, constants } from 'node:fs';
import { basename, dirname } from 'node:path/posix';
import { loadProject } from '../config/read/load-project.ts';
import { realPathOf } from '../disk/real-path.ts';
import { refusal } from '../lib/errors.ts';
import { escapeText, pathText } from '../lib/escape.ts';
import { fsPath } from '../lib/path-text.ts';
import type { Parsed } from '../lib/quantities.ts';
import { changedLines } from '../lib/text-lines.ts';
import { planPin } from '../protection/plan-pin.ts';
import { existingFile } from '../scan/read-existing-file.ts';
import type { Duration, PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { PinChange, PinReport } from '../types/reports.ts';
import type { Host } from './host.ts';
import { loadToChange } from './load-project-for-writing.ts';
import { runPlan } from './run-plan.ts';
import { holdingProjectLock } from './with-project-lock.ts';

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

export async function changePins(change: Change, host: Host): Promise<PinReport> {
  const { flags } = change;
  const project = await loadToChange(host, {});
  const foreseen = reportOf(change, project, host);
  if (flags.dryRun || foreseen.plan.actions.length === 0) return foreseen;
  return holdingProjectLock({ project, flags }, host, async () => {
    // Somebody else may have pinned something meanwhile.
    const report = reportOf(change, { ...(await loadProject(host.request)), warnings: project.warnings }, host);
    if (report.plan.actions.length === 0) return report;
    return { ...report, operation: await runPlan(report.plan, host) };
  });
}

function reportOf({ command, flags, meant, edit }: Change, project: Project, { now }: Host): PinReport {
  const { configFile } = project;
  if (configFile === null) throw refusal('pins are kept in the config, and this project has none', 'outputs init makes one');
  const pins = meant(project);
  const shown = pathText(configFile, project.root);
  const path = configPath(configFile);
  const file = existingFile(path);
  if (file.state === 'missing') throw refusal(`${shown} is no longer there`);
  const patterns = pins.filter(({ already }) => !already).map(({ pattern }) => pattern);
  if (file.state === 'unusable') throw refusal(`${shown} cannot be changed: ${file.why}`, byHand(command, patterns, shown));
  let { text } = file;
  for (const pattern of patterns) {
    const edited = edit(text, pattern);
    if (!edited.ok) throw refusal(`${shown} ${edited.why}`, byHand(command, [pattern], shown));
    text = edited.value;
  }
  const why = text === file.text ? null : (file.fixed ?? whyNotWritable(path));
  if (why !== null)
    throw refusal(
      `${shown} cannot be changed without a loss: ${why}; nothing was touched`,
      `${editText(file.text, text, shown)}${command === 'pin' ? '\n  or put an empty file NAME.keep beside the entry' : ''}`,
    );
  const plan = planPin({ command, project, now, file: { path, text: file.text, facts: file.facts }, text });
  return { report: 'pin', command, dryRun: flags.dryRun === true, project, pins, plan, operation: null };
}

/** What an editor would do: which line, and what it says then. */
function editText(before: string, after: string, file: string): string {
  const { line, removed, added } = changedLines(before, after);
  const shown = added.map(escapeText);
  if (shown.length === 0) return `take ${removed === 1 ? 'this line' : `these ${removed} lines`} out by hand: ${file}:${line}`;
  const deed = removed === 0 ? 'add by hand' : 'write by hand instead of what is there';
  return `${deed}, at ${file}:${line}:\n${shown.map((each) => `    ${each}`).join('\n')}`;
}

function byHand(command: Change['command'], patterns: readonly string[], file: string): string {
  const written = patterns.map((pattern) => escapeText(JSON.stringify(pattern))).join(', ');
  return command === 'pin'
    ? `write it into outputs.pinned in ${file} by hand: ${written}; or put an empty file NAME.keep beside the entry`
    : `take it out of outputs.pinned in ${file} by hand: ${written}`;
}

/** With the links on the way resolved, not the last one. */
function configPath(configFile: PathText): PathText {
  const folder = realPathOf(dirname(configFile)) ?? dirname(configFile);
  return `${folder === '/' ? '' : folder}/${basename(configFile)}`;
}

/** A file that nobody may write to is not replaced either, though its folder would allow it. */
function whyNotWritable(path: PathText): string | null {
  if (!isWritable(path)) return 'it is read-only';
  return isWritable(dirname(path)) ? null : 'its folder is read-only';
}

function isWritable(path: PathText): boolean {
  try {
    accessSync(fsPath(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
