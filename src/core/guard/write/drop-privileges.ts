// Gives up root's powers before anything is changed in a project that belongs to somebody else, for good: they cannot be had back.
// Files made afterwards are the owner's by themselves; nothing is ever chowned.

import * as ourProcess from 'node:process';
import { refusal } from '../../lib/errors.ts';

const { getegid, geteuid, getuid, setgid, setgroups, setuid } = ourProcess;
/** Missing from the types of Node 20; documented since 0.9. */
const { initgroups } = ourProcess as { readonly initgroups?: (user: number, extraGroup: number) => void };

/** As `uid`, with the groups the system gives that user. Throws a refusal where any step fails: then nothing may be changed. */
export function becomeUser(uid: number, gid: number): void {
  const failed = (why: string) =>
    refusal(
      `root cannot become user ${uid}, the owner of the outputs folder (${why})`,
      'run it as that user; nothing was touched',
    );
  if (!setuid || !setgid || !setgroups) throw failed('there is no such thing on this system');
  try {
    takeGroups(uid, gid);
    setgid(gid);
    setuid(uid);
  } catch (error) {
    throw failed(codeOf(error));
  }
  if (getuid?.() !== uid || geteuid?.() !== uid || getegid?.() !== gid || canReturn()) throw failed('the system did not do it');
}

/** A user without a name, as in many containers, has no groups but the one. */
function takeGroups(uid: number, gid: number): void {
  try {
    initgroups?.(uid, gid);
  } catch (error) {
    if (codeOf(error) !== 'ERR_UNKNOWN_CREDENTIAL') throw error;
    setgroups?.([gid]);
  }
}

function canReturn(): boolean {
  try {
    setuid?.(0);
    return true;
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
