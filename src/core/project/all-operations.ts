// Looks at every trash of a project: the one in the outputs directory, and those of sections that are on mounts of their own, or were
// before the project was copied to one disk.

import { attempt, mountOf, openPath, withRoot } from '../disk/directory.ts';
import { byCodePoint } from '../policy/order.ts';
import type { StateRecord } from '../policy/state-records.ts';
import type { OperationOnDisk } from '../policy/whereabouts.ts';
import type { PathText, Project } from '../types.ts';
import { readHistory, readOperations } from './operations.ts';

/** As `context.newId` makes them. What else lies in a section's `.trash` may be somebody's own. */
const OURS = /^(purge-)?\d{8}T\d{6}Z-/;

/** By id. Throws a refusal where the trash cannot be read. */
export function allOperations(project: Project): readonly OperationOnDisk[] {
  const elsewhere = sectionsWithTrash(project).flatMap((path) => readOperations(path).filter(({ folder }) => OURS.test(folder)));
  return [...readOperations(project.outputs), ...elsewhere].sort((a, b) => byCodePoint(a.id, b.id));
}

export function allHistory(project: Project): readonly StateRecord[] {
  const records = [project.outputs, ...sectionsWithTrash(project)].flatMap(readHistory);
  return records.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Paths of sections with a trash of their own, on the same mount as themselves. */
function sectionsWithTrash({ outputs, sections }: Project): readonly PathText[] {
  return sections.flatMap(({ path }) => {
    const trash = path === outputs ? null : mountAt(`${path}/.trash`);
    return trash !== null && mountAt(path) === trash ? [path] : [];
  });
}

function mountAt(path: PathText): string | null {
  const mount = attempt(() => withRoot((root) => mountOf(openPath(root, path))));
  return mount.ok ? mount.value : null;
}
