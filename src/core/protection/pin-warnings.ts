// Decides which pins a person should hear of: one that names a section and matches nothing in it protects nothing, nor does a keep file
// that has nothing of its name beside it. Most often a name that was mistyped, or a file that was moved.

import { walkItems } from '../items/walk-items.ts';
import { byCodePoint } from '../lib/code-point-order.ts';
import { escapeText } from '../lib/escape.ts';
import { pathIn } from '../lib/paths.ts';
import type { Scan } from '../types/items.ts';
import type { Warning } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import { keepFilesByFolder, keepFilesIn } from './keep-files.ts';
import { namesSection, pinsOf } from './pins.ts';

/** About the scanned sections only: any other pattern may be for another one. */
export function pinWarnings(project: Project, scans: readonly Scan[]): readonly Warning[] {
  const seen = scans.filter(({ directory, problems }) => directory !== null && problems.length === 0);
  return seen.flatMap((scan) => [...unmatched(scan, project), ...idleKeepFiles(scan)]);
}

function unmatched(scan: Scan, project: Project): readonly Warning[] {
  return project.pinned
    .filter((pattern) => namesSection(pattern, project, scan.section) && !matchesIn(scan, pattern, project))
    .map((pattern) => ({
      text: `\`pinned\`: ${escapeText(pattern)} matches nothing in section ${escapeText(scan.section.name)}`,
    }));
}

function idleKeepFiles({ items, section }: Scan): readonly Warning[] {
  const found = keepFilesByFolder(items).flatMap(({ keepFiles }) => keepFiles);
  if (found.length === 0) return [];
  const kept = keepFilesIn(items);
  return found
    .filter((path) => !kept.has(path))
    .sort(byCodePoint)
    .map((path) => ({ text: `${escapeText(pathIn(section.name, path))} keeps nothing: nothing beside it has its name` }));
}

function matchesIn(scan: Scan, pattern: string, project: Project): boolean {
  const pins = pinsOf({ ...project, pinned: [pattern] }, scan.section);
  if (pins.whole !== null) return true;
  // What it means may lie in a folder that was not looked into.
  for (const { path, closed } of walkItems(scan.items)) if (closed !== undefined || pins.by(path) !== null) return true;
  return false;
}
