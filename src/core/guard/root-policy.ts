// Decides as whom a command may change a project. Root in a folder that somebody else can change is how cron jobs are made to delete
// other people's files (logrotate, systemd-tmpfiles CVE-2018-6954), so root becomes the owner, or does nothing at all.

import { GROUP_WRITES, OTHERS_WRITE, othersMayReplaceIn, STICKY } from '../trust/access.ts';
import type { Owned } from '../trust/speaker.ts';
import type { PathText } from '../types/primitives.ts';

/** One folder (or link) on the way from `/` to a place where something is going to be changed. */
export type Component = Owned;

export interface PrivilegeFacts {
  /** Effective user; -1 where there is no such thing. */
  readonly euid: number;
  /** Of the outputs folder, or of the deepest folder above that exists. */
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Of the outputs folder, every section, the project and its configuration. */
  readonly components: readonly Component[];
  /** Who owns what no user of this user namespace owns; null in the first one, where nobody does. */
  readonly overflowUid: number | null;
}

export type Privilege =
  | { readonly as: 'ourselves' }
  | { readonly as: 'owner'; readonly uid: number; readonly gid: number }
  | { readonly as: 'nobody'; readonly path: PathText; readonly why: string; readonly hint: string };

const ROOT = 0;

export function decidePrivilege({ euid, owner, components, overflowUid }: PrivilegeFacts): Privilege {
  if (euid !== ROOT) return { as: 'ourselves' };
  // In a user namespace whoever is not in it: nobody inside can act as they, and outside is outside.
  const isRoots = (uid: number): boolean => uid === ROOT || uid === overflowUid;
  const stranger = components.find(({ uid }) => !isRoots(uid) && uid !== owner.uid);
  if (stranger !== undefined) {
    return {
      as: 'nobody',
      path: stranger.path,
      why: `belongs to user ${stranger.uid}, who could lead root elsewhere`,
      hint: isShared(stranger)
        ? memberHint(stranger)
        : 'run it as the user whose project it is, or let one user own the whole path',
    };
  }
  if (!isRoots(owner.uid)) return { as: 'owner', ...owner };
  const open = components.find((each) => othersMayReplaceIn(each, ROOT));
  if (open === undefined) return { as: 'ourselves' };
  return {
    as: 'nobody',
    path: open.path,
    why: `can be changed by others (mode ${open.mode.toString(8)}), who could lead root elsewhere`,
    hint: isShared(open)
      ? memberHint(open)
      : 'take that right away, or give the outputs folder to a user: root then works as that user',
  };
}

/** By a group, and not with everybody. */
function isShared({ mode, gid, isLink }: Component): boolean {
  return !isLink && (mode & GROUP_WRITES) !== 0 && (mode & OTHERS_WRITE) === 0 && gid !== ROOT;
}

function memberHint({ gid }: Component): string {
  return `run it as a member of group ${gid}, which shares this project`;
}

/** For an ordinary user: of the places themselves, those that everybody may write to. */
export function openToEverybody(places: readonly Component[]): readonly PathText[] {
  const open = places.filter(({ mode, isLink }) => !isLink && (mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0);
  return [...new Set(open.map(({ path }) => path))];
}

/** Primary group of a user, from passwd(5) lines. */
export function primaryGroup(passwd: string, uid: number): number | null {
  for (const line of passwd.split('\n')) {
    const [, , id, group] = line.split(':');
    if (id === String(uid) && group !== undefined && /^\d+$/.test(group)) return Number(group);
  }
  return null;
}

/** From proc(5) `uid_map`: whether root here is root everywhere, and every number is what it says. */
export function isFirstUserNamespace(uidMap: string): boolean {
  return /^\s*0\s+0\s+4294967295\s*$/.test(uidMap);
}
