// Decides whether a trash is one user's or a group's, and whether we may believe and use what lies in it. Whoever may write to a folder can
// remove all of it anyway, so a trash in a folder that its group may write to is that group's: members undo and free what a colleague removed.

import { type Access, OTHERS_WRITE, othersMayWrite, STICKY } from './access.ts';

/** Permission bits of what is made in a trash, exactly these whatever the umask. */
export interface TrashModes {
  readonly folder: number;
  readonly file: number;
}

/** Whose things we make; -1 where users have no numbers. */
export interface Maker {
  readonly euid: number;
  readonly egid: number;
  /** Whether every new folder gets the group of the one above it, as on macOS. Elsewhere only where that is setgid. */
  readonly takesGroup: boolean;
}

const ROOT = 0;
const SETGID = 0o2000;
const GROUP_ALL = 0o070;
const PRIVATE: TrashModes = { folder: 0o700, file: 0o600 };
const GROUPS: TrashModes = { folder: 0o770, file: 0o660 };

/** Root never shares with a group other than its own: what its members write there would lead it. */
function isGroups({ mode, gid, isLink }: Access, euid: number): boolean {
  return !isLink && (mode & GROUP_ALL) === GROUP_ALL && (mode & OTHERS_WRITE) === 0 && (euid !== ROOT || gid === ROOT);
}

/** Of what we make in `above`. The group may write to it only if it gets the same group; the sticky bit is passed on. */
export function modesIn(above: Access, { euid, egid, takesGroup }: Maker): TrashModes {
  const getsItsGroup = takesGroup || (above.mode & SETGID) !== 0 || egid === above.gid;
  if (!isGroups(above, euid) || !getsItsGroup) return PRIVATE;
  return { ...GROUPS, folder: GROUPS.folder | (above.mode & STICKY) };
}

/** Of an ordinary folder or file in `above`, what the group gets besides what the umask leaves it. Only where folders pass their group on. */
export function groupBitsIn(above: Access, { euid }: Maker): number {
  return (above.mode & SETGID) !== 0 && isGroups(above, euid) ? GROUP_ALL : 0;
}

export type Distrust =
  /** Another user's, in a folder of this user's alone. */
  | { readonly is: 'theirs' }
  /** In a folder that a group shares, and not shared with that group. */
  | { readonly is: 'not-shared' }
  /** Others can write to it who may not write to the folder that it lies in. */
  | { readonly is: 'open' }
  /** Of a group that we are not in. `distrustOf` does not know that: only the system does. */
  | { readonly is: 'not-a-member' };

/** Why what lies in `folder`, in `above`, may be the work of somebody who could not have removed it all; null where it is ours, or our group's. */
export function distrustOf(folder: Access, above: Access, euid: number): Distrust | null {
  const isShared = isGroups(folder, euid) && isGroups(above, euid) && folder.gid === above.gid;
  if (isShared) return null;
  const isOurs = euid < 0 || folder.uid === euid;
  if (isOurs && !othersMayWrite(folder)) return null;
  if (isGroups(above, euid)) return (folder.mode & OTHERS_WRITE) === 0 ? { is: 'not-shared' } : { is: 'open' };
  return isOurs ? { is: 'open' } : { is: 'theirs' };
}
