// Decides which names belong to the outputs directory itself and are nobody's output.

import type { PathText } from '../types/primitives.ts';

const SKELETON: ReadonlySet<PathText> = new Set(['README.md', '.gitignore', '.gitkeep']);
/** The folder of the trash, beside the sections. */
export const TRASH: PathText = '.trash';

/** What makes the directory a kept, ignored and explained one. */
export function isReservedName(name: PathText): boolean {
  return SKELETON.has(name);
}

/** Where removed things lie for `undo`. No command but those about the trash sees it. */
export function isTrash(name: PathText): boolean {
  return name === TRASH;
}
