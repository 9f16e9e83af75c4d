// Lists what lies in the outputs directory beside the sections, for `clean --all` to say what it leaves alone, and how much that is.

import { attempt, type Directory, mountOf, openChild, openPath, withRoot } from '../../disk/directory.ts';
import { factsAt, namesIn } from '../../disk/stat-and-read.ts';
import { isTrash } from '../../items/reserved-names.ts';
import { refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { isIn } from '../../lib/paths.ts';
import { scanFolder } from '../../scan/scan-section.ts';
import type { Item } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';

/**
 * Sections, what holds one, and the trash are named and not looked into. Nothing where there is no such directory; throws a refusal
 * if it cannot be read.
 */
export function scanTopLevel(project: Project): Item[] {
  const isKnown = (name: PathText): boolean =>
    isTrash(name) || project.sections.some(({ path }) => isIn(path, `${project.outputs}/${name}`));
  const items = attempt(() =>
    withRoot((root) => {
      const outputs = openPath(root, project.outputs);
      return namesIn(outputs).flatMap((name) => itemAt(outputs, name, isKnown(name)) ?? []);
    }),
  );
  if (items.ok) return items.value;
  if (items.errno === 'ENOENT') return [];
  throw refusal(
    `cannot read ${escapeText(project.outputs)} (${items.errno})`,
    'what lies there is unknown, so nothing is touched',
  );
}

/** Follows nothing and enters no other mount. */
function itemAt(outputs: Directory, name: PathText, isKnown: boolean): Item | null {
  const facts = factsAt(outputs, name);
  if (facts === null) return null;
  const item: Item = { path: name, facts, children: [] };
  if (facts.type !== 'directory' || isKnown) return item;
  const folder = attempt(() => openChild(outputs, name));
  if (!folder.ok) return { ...item, closed: 'unreadable' };
  if (facts.dev !== outputs.facts.dev || mountOf(folder.value) !== mountOf(outputs)) return { ...item, closed: 'mount' };
  return scanFolder(folder.value, name, nobody, nobody);
}

/** What cannot be read there shows in the items themselves, and nothing there is ours to remove. */
function nobody(): void {}
