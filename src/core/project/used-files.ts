// Which files of the project the configured `used_in` patterns name, for the README that `init` writes.

import { escapeText } from '../escape.ts';
import type { PathText, Project, Warning } from '../types.ts';

export interface UsedFiles {
  /** Relative to the project, sorted. */
  readonly files: readonly PathText[];
  readonly warnings: readonly Warning[];
}

/** A pattern that names nothing is most often a file that was moved: worth a word, not an error. */
export async function usedFiles(project: Project): Promise<UsedFiles> {
  if (project.usedIn.length === 0) return { files: [], warnings: [] };
  const { glob } = (await import('fast-glob')).default;
  const files = new Set<PathText>();
  const warnings: Warning[] = [];
  for (const pattern of project.usedIn) {
    const found = await glob(pattern, {
      cwd: project.root,
      dot: true,
      followSymbolicLinks: false,
      suppressErrors: true,
      ignore: ['**/node_modules/**', '.git/**'],
    });
    if (found.length === 0) warnings.push({ text: `used_in: ${escapeText(pattern)} matches no file of the project` });
    for (const file of found) files.add(file);
  }
  return { files: [...files].sort(), warnings };
}
