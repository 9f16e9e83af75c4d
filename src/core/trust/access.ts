// Decides whether somebody else could have written a file: the question behind every file that is believed.

/** Who owns something, and who may write to it. */
export interface Access {
  readonly uid: number;
  readonly gid: number;
  /** Permission bits. */
  readonly mode: number;
  readonly isLink: boolean;
}

const ROOT = 0;
export const STICKY = 0o1000;
export const GROUP_WRITES = 0o020;
export const OTHERS_WRITE = 0o002;

/** Ours, or root's, who can do everything anyway. `euid` -1: a system without users. */
export function isOursOrRoots({ uid }: Pick<Access, 'uid'>, euid: number): boolean {
  return euid < 0 || uid === ROOT || uid === euid;
}

/** Whether nobody may write to a folder but its owner and one of these groups, and that group may. */
export function isSharedBy(groups: readonly number[], { mode, gid, isLink }: Access): boolean {
  return !isLink && groups.includes(gid) && (mode & GROUP_WRITES) !== 0 && (mode & OTHERS_WRITE) === 0;
}

/** A link has no mode of its own. */
export function othersMayWrite({ mode, isLink }: Access): boolean {
  return !isLink && (mode & (GROUP_WRITES | OTHERS_WRITE)) !== 0;
}

/** Why what is in such a folder may be somebody else's by now. A sticky one is fine; so is one for the user's own private group. */
export function othersMayReplaceIn({ mode, gid, isLink }: Access, euid: number): boolean {
  if (isLink || (mode & STICKY) !== 0) return false;
  return (mode & OTHERS_WRITE) !== 0 || ((mode & GROUP_WRITES) !== 0 && gid !== ROOT && gid !== euid);
}
