// Decides whose configuration speaks to whom: one rule for every command, and for every way in which a configuration was found or named.
// A configuration says what is deleted and what a shell sets, so a stranger's must not decide for us (git's CVE-2022-24765).

import type { PathText } from '../types/primitives.ts';
import { type Access, GROUP_WRITES, isSharedBy, OTHERS_WRITE, STICKY } from './access.ts';

/** Something on the disk, and who may change it. */
export interface Owned extends Access {
  readonly path: PathText;
}

/** What the configuration is used for: to show something, to change something, or to print what a shell takes over. */
export type Use = 'look' | 'change' | 'shell';

export interface SpeakerFacts {
  /** Effective user; -1 where there is no such thing. */
  readonly euid: number;
  /** All of the user's groups. */
  readonly groups: readonly number[];
  /** Who owns what no user of this user namespace owns; null in the first one. */
  readonly overflowUid: number | null;
  /** The user's own configuration trusts the project. */
  readonly trusted: boolean;
  readonly use: Use;
  /** The configuration's file, and the link to it where it is one. */
  readonly files: readonly Owned[];
  /** The project's folder first, then the one of each file. */
  readonly folders: readonly Owned[];
}

export type Speaker =
  | { readonly speaks: true }
  /** `why` is a clause. `trust`: the user can decide otherwise; root cannot. */
  | { readonly speaks: false; readonly path: PathText; readonly why: string; readonly remedy: 'trust' | 'owner' };

const ROOT = 0;
const SPEAKS: Speaker = { speaks: true };

/**
 * Our own file speaks, and root's; another user's for changes and for shells once the project is trusted, and for a look also in a
 * project that a group shares with us. What everybody may write to is everybody's. Root trusts nobody: it becomes the owner instead.
 */
export function whoSpeaks(facts: SpeakerFacts): Speaker {
  const { euid, overflowUid, trusted, use, files, folders } = facts;
  const isRoot = euid === ROOT;
  if (euid < 0 || (trusted && !isRoot)) return SPEAKS;
  const remedy = isRoot ? 'owner' : 'trust';
  const open = [...files.filter((each) => isOpenFile(each, isRoot)), ...folders.filter((each) => isOpenFolder(each, isRoot))][0];
  if (open !== undefined)
    return { speaks: false, path: open.path, why: `can be changed by others (mode ${open.mode.toString(8)})`, remedy };
  const isOurs = ({ uid }: Owned) => uid === ROOT || uid === euid || (isRoot && uid === overflowUid);
  const strange = [...files, ...folders].find((each) => !isOurs(each));
  if (strange === undefined || (use === 'look' && !isRoot && isSharedWithUs(facts))) return SPEAKS;
  return { speaks: false, path: strange.path, why: `belongs to user ${strange.uid}`, remedy };
}

/** A link has no mode of its own. Root also minds groups, but for its own. */
function isOpenFile({ mode, gid, isLink }: Owned, minds: boolean): boolean {
  return !isLink && ((mode & OTHERS_WRITE) !== 0 || (minds && (mode & GROUP_WRITES) !== 0 && gid !== ROOT));
}

/** In a sticky folder nobody can replace another's file, as in `/tmp`. */
function isOpenFolder(folder: Owned, minds: boolean): boolean {
  return (folder.mode & STICKY) === 0 && isOpenFile(folder, minds);
}

/** Whoever may write into the project is one of a group, and so are we. */
function isSharedWithUs({ folders: [project], groups }: SpeakerFacts): boolean {
  return project !== undefined && isSharedBy(groups, project);
}
