// Looks at every trash of a project: the one in the outputs directory, and those of sections that are on mounts of their own, or were
// before the project was copied to one disk.

import { attempt, mountOf, openPath, withRoot } from '../../disk/directory.ts';
import type { StateRecord } from '../../journal/state-records.ts';
import { byCodePoint } from '../../lib/code-point-order.ts';
import { isAllowedPlace } from '../../trust/outside-places.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { LeftAlone } from '../../types/reports.ts';
import { baseOf, type OperationOnDisk } from '../item-location.ts';
import { readHistory, readOperations, readTrash } from './read-operations.ts';

/** By id. Throws a refusal where the trash cannot be read. */
export function allOperations(project: Project): readonly OperationOnDisk[] {
  const found = allBases(project).flatMap(readOperations);
  const isFirst = firstOf(found);
  return found.filter(isFirst).sort((a, b) => byCodePoint(a.id, b.id) || byCodePoint(a.folder, b.folder));
}

/** Parts of an operation on other mounts have names of their own, so a second trash with the same id was copied or planted. */
function firstOf(operations: readonly OperationOnDisk[]): (operation: OperationOnDisk) => boolean {
  const bases = new Map<string, PathText>();
  for (const operation of operations) if (!bases.has(operation.id)) bases.set(operation.id, baseOf(operation));
  return (operation) => bases.get(operation.id) === baseOf(operation);
}

/** What nobody here touches: what somebody put into a trash, and operations whose journal cannot be believed. */
export function leftAloneIn(project: Project): readonly LeftAlone[] {
  // Of a section's `.trash` in which nothing is ours, all of it may be somebody's own.
  const looks = allBases(project)
    .map((base) => ({ base, ...readTrash(base) }))
    .filter(({ base, operations }) => base === project.outputs || operations.length > 0);
  const isFirst = firstOf(looks.flatMap(({ operations }) => operations));
  return [
    ...looks.flatMap(({ operations }) =>
      operations.flatMap((each) =>
        isFirst(each) ? [] : [{ path: each.path, why: 'another trash has an operation of this id' }],
      ),
    ),
    ...looks.flatMap(({ foreign }) => foreign.map((path) => ({ path, why: 'outputs did not put it there' }))),
    ...looks.flatMap(({ operations }) =>
      operations.flatMap((each) =>
        each.trouble !== null && isFirst(each) ? [{ path: each.path, why: `the journal ${each.trouble}` }] : [],
      ),
    ),
  ];
}

export function allHistory(project: Project): readonly StateRecord[] {
  const records = allBases(project).flatMap(readHistory);
  return records.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** The folders that trashes of this project lie in. */
export function allBases(project: Project): readonly PathText[] {
  return [project.outputs, ...sectionsWithTrash(project)];
}

/** Paths of sections with a trash of their own, on the same mount as themselves. Where nobody trusts us, it is not ours. */
function sectionsWithTrash(project: Project): readonly PathText[] {
  const { outputs, sections } = project;
  return sections.flatMap(({ path }) => {
    const trash = path === outputs || !isAllowedPlace(path, project) ? null : mountAt(`${path}/.trash`);
    return trash !== null && mountAt(path) === trash ? [path] : [];
  });
}

function mountAt(path: PathText): string | null {
  const mount = attempt(() => withRoot((root) => mountOf(openPath(root, path))));
  return mount.ok ? mount.value : null;
}
