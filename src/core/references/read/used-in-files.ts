// Which files of the project the configured `used_in` patterns name, for the README that `init` writes.

import { join } from 'node:path/posix';
import { realPathOf } from '../../disk/real-path.ts';
import { escapeText } from '../../lib/escape.ts';
import { matcher } from '../../patterns/globs.ts';
import type { PathText, Warning } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';

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
    const { folder, levels } = reachOf(pattern);
    const fits = matcher([pattern]);
    // The package follows a link that it starts at, out of the project.
    const isReal = realPathOf(join(project.root, folder)) === join(project.root, folder);
    // The package only walks: its own expressions would take minutes for some patterns and names.
    const below = !isReal
      ? []
      : await glob('**', {
          cwd: join(project.root, folder),
          deep: levels,
          dot: true,
          followSymbolicLinks: false,
          suppressErrors: true,
          ignore: ['**/node_modules/**', ...(folder === '' ? ['.git/**'] : [])],
        });
    const found = below.map((file) => join(folder, file)).filter((file) => fits(file) !== null);
    if (found.length === 0) warnings.push({ text: `used_in: ${escapeText(pattern)} matches no file of the project` });
    for (const file of found) files.add(file);
  }
  return { files: [...files].sort(), warnings };
}

const SAYS_MORE = /[\\*?[\](){}!+@|"]/;

/** The folder in which everything lies that a pattern can match, and how far below. */
function reachOf(pattern: string): { readonly folder: PathText; readonly levels: number } {
  const names = pattern.split('/').filter((name) => name !== '' && name !== '.');
  const first = names.findIndex((name) => SAYS_MORE.test(name));
  const plain = names.slice(0, first < 0 ? names.length - 1 : first);
  const rest = names.slice(plain.length).join('/');
  // `**` and brackets can say more levels than there are slashes.
  const levels = /\*\*|[({]/.test(rest) ? Number.POSITIVE_INFINITY : names.length - plain.length;
  return { folder: plain.join('/'), levels };
}
