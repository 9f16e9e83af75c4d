// Finds what a plan names: from its section's held directory down, one name at a time, never through a link or into another mount.

import type { StepOutcome } from '../types/operation.ts';
import type { PlannedSection } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import { attempt, type Directory, mountOf, openChild, openPath } from './directory.ts';
import { sameInode } from './facts.ts';

/** A name in a held directory. */
export interface Spot {
  readonly parent: Directory;
  readonly name: PathText;
}

export type FoundItem = { readonly spot: Spot } | { readonly outcome: StepOutcome };

/**
 * Where the section's items are, as long as its path still leads to the very directory that was planned for. The way to the last
 * item is kept: actions are sorted, so the next one is nearly always its neighbour.
 */
export function itemFinder(root: Directory, section: PlannedSection): (path: PathText) => FoundItem {
  const opened = attempt(() => openPath(root, section.path));
  if (!opened.ok) return () => ({ outcome: lost(opened.errno, { result: 'skipped', why: 'moved' }) });
  const top = opened.value;
  if (!sameInode(top.facts, section.directory)) return () => ({ outcome: { result: 'skipped', why: 'moved' } });
  const mount = mountOf(top);
  let way: Directory[] = [top];

  return (path) => {
    const names = path.split('/');
    const name = names.pop() as PathText;
    const known = names.findIndex((step, at) => way[at + 1]?.name !== step);
    way = way.slice(0, known < 0 ? names.length + 1 : known + 1);
    for (const step of names.slice(way.length - 1)) {
      const parent = way.at(-1) as Directory;
      const child = attempt(() => openChild(parent, step));
      if (!child.ok) return { outcome: lost(child.errno, { result: 'gone' }) };
      if (mountOf(child.value) !== mount) return { outcome: { result: 'skipped', why: 'changed' } };
      way.push(child.value);
    }
    return { spot: { parent: way.at(-1) as Directory, name } };
  };
}

/** A folder on the way that is a link now, or elsewhere, is somebody's change; only other errors are the system's. */
function lost(errno: string, missing: StepOutcome): StepOutcome {
  if (errno === 'ENOENT') return missing;
  if (errno === 'ENOTDIR' || errno === 'ELOOP' || errno === 'ESTALE') return { result: 'skipped', why: 'moved' };
  return { result: 'failed', errno };
}
