// Looks at who owns, and who may change, every folder on the way to a project's places. Links on the way count, and what they lead to.

import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { attempt } from '../../disk/directory.ts';
import { fsPath, textOfBytes } from '../../lib/path-text.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { type Component, isFirstUserNamespace, type PrivilegeFacts, primaryGroup } from '../root-policy.ts';

const PERMISSIONS = 0o7777;
/** What the kernel says where nobody set another (`/proc/sys/kernel/overflowuid`). */
const USUAL_OVERFLOW = 65_534;

export function privilegeFacts(project: Omit<Project, 'warnings'>, euid: number, proc: PathText): PrivilegeFacts {
  const components = stepsOf([...toldBy(project), ...placesOf(project)]).flatMap(componentAt);
  const outputs = deepest(stepsOf([project.outputs]).flatMap(componentAt));
  return { euid, owner: ownerOf(outputs), components, overflowUid: overflowUid(proc) };
}

/** Before the configuration is read: the project's folder is all that says whose the project is. */
export function privilegeFactsUnread(location: Told, euid: number, proc: PathText): PrivilegeFacts {
  const components = stepsOf(toldBy(location)).flatMap(componentAt);
  return { euid, owner: ownerOf(componentAt(location.root)[0]), components, overflowUid: overflowUid(proc) };
}

type Told = Pick<Project, 'root' | 'configFile'>;

/** Whoever can change the configuration says what root deletes. */
function toldBy({ root, configFile }: Told): readonly PathText[] {
  return configFile === null ? [root] : [root, configFile];
}

/** The outputs folder and the sections in use, as they are, without the way there. */
export function placeComponents(project: Project): readonly Component[] {
  return placesOf(project).flatMap(componentAt);
}

function placesOf({ outputs, sections }: Pick<Project, 'outputs' | 'sections'>): readonly PathText[] {
  return [outputs, ...sections.filter(({ active }) => active).map(({ path }) => path)];
}

/** Every step to each path and to what it really is, each once. */
function stepsOf(paths: readonly PathText[]): readonly PathText[] {
  const steps = new Set<PathText>(['/']);
  for (const path of paths.flatMap((written) => [written, realPathOf(written) ?? written])) {
    for (let at = path.indexOf('/', 1); at !== -1; at = path.indexOf('/', at + 1)) steps.add(path.slice(0, at));
    steps.add(path);
  }
  return [...steps];
}

function realPathOf(path: PathText): PathText | null {
  const real = attempt(() => textOfBytes(realpathSync.native(fsPath(path), { encoding: 'buffer' })));
  return real.ok ? real.value : null;
}

/** None where there is nothing, or nothing that we may see: what cannot be reached cannot be changed either. */
export function componentAt(path: PathText): readonly Component[] {
  const stats = attempt(() => lstatSync(fsPath(path)));
  if (!stats.ok) return [];
  const { uid, gid, mode } = stats.value;
  return [{ path, uid, gid, mode: mode & PERMISSIONS, isLink: stats.value.isSymbolicLink() }];
}

/** Steps come from `/` down, the real path last. */
function deepest(components: readonly Component[]): Component | undefined {
  return components.findLast(({ isLink }) => !isLink);
}

/**
 * The group is the user's own, and only where the system knows none the folder's: a user can be given a folder of root's group, and must
 * not get that group by it.
 */
function ownerOf(folder: Component | undefined): PrivilegeFacts['owner'] {
  if (folder === undefined) return { uid: 0, gid: 0 };
  const { uid, gid } = folder;
  const passwd = attempt(() => readFileSync('/etc/passwd', 'latin1'));
  const known = passwd.ok ? primaryGroup(passwd.value, uid) : null;
  return { uid, gid: known ?? (gid === 0 ? uid : gid) };
}

export function overflowUid(proc: PathText): number | null {
  const map = attempt(() => readFileSync(`${proc}/self/uid_map`, 'latin1'));
  if (!map.ok || isFirstUserNamespace(map.value)) return null;
  const told = attempt(() => Number(readFileSync(`${proc}/sys/kernel/overflowuid`, 'latin1')));
  return told.ok ? told.value : USUAL_OVERFLOW;
}
