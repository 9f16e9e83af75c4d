// Decides whether a folder without a configuration is too wide for a project: a home, a system's folder, or one that holds other projects.

import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { attempt } from '../../disk/directory.ts';
import { type Homes, protectedDirectoryAt, sharedLandmarks } from '../../guard/read/protected-directories.ts';
import { escapeText } from '../../lib/escape.ts';
import { fsPath, textOfBytes } from '../../lib/path-text.ts';
import type { PathText } from '../../types/primitives.ts';
import { CONFIG_NAMES } from './find-project.ts';

/** A sentence fragment after the folder; null where nothing speaks against it. */
export function whyTooWide(root: PathText, homes: Homes): string | null {
  const landmark = protectedDirectoryAt(root, sharedLandmarks(homes));
  if (landmark !== undefined) return `is ${landmark.what}`;
  if (/^\/(?:home|Users)$/.test(dirname(root))) return 'is a home directory';
  const config = nestedConfig(root);
  return config === null ? null : `holds another project: ${escapeText(config)}`;
}

/** So many folders are listed at most: a search, no proof. */
const MOST_FOLDERS = 2000;
const DEEPEST = 6;
const NO_PROJECTS = /^(?:\..*|node_modules|site-packages|venv|__pycache__)$/;

/** The nearest configuration in a folder below, breadth first; links are not followed. */
function nestedConfig(root: PathText): PathText | null {
  let level: readonly PathText[] = [root];
  let left = MOST_FOLDERS;
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const next: PathText[] = [];
    for (const folder of level) {
      if (left-- === 0) return null;
      const listed = attempt(() => readdirSync(fsPath(folder), { withFileTypes: true, encoding: 'buffer' }));
      if (!listed.ok) continue;
      const names = listed.value.map((entry) => ({ name: textOfBytes(entry.name), isFolder: entry.isDirectory() }));
      const found = depth === 0 ? undefined : CONFIG_NAMES.find((config) => isConfig(folder, config, names));
      if (found !== undefined) return join(folder, found);
      next.push(
        ...names.filter(({ name, isFolder }) => isFolder && !NO_PROJECTS.test(name)).map(({ name }) => join(folder, name)),
      );
    }
    level = next.sort();
  }
  return null;
}

function isConfig(folder: PathText, config: string, names: readonly { readonly name: PathText }[]): boolean {
  const [first = '', second] = config.split('/');
  if (!names.some(({ name }) => name === first)) return false;
  if (second === undefined) return true;
  const inside = attempt(() => readdirSync(fsPath(join(folder, first))));
  return inside.ok && inside.value.includes(second);
}
