// Which system calls of a command touch its tree, and how to hit exactly one of them: the k-th call of that name in the main thread.

import type { Command, Fault, Ran } from './command.ts';

/** Every call that changes a disk, by any name. `?`: this machine may not have it. */
const CHANGING =
  'mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat,symlink,symlinkat,mknod,mknodat,openat,open,creat,' +
  'write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,fsync,fdatasync,sync,syncfs,sync_file_range,ftruncate,truncate,fallocate,' +
  'close,chmod,fchmod,fchmodat,chown,fchown,lchown,fchownat,utimensat,utime,utimes,futimesat,setxattr,lsetxattr,fsetxattr,removexattr';
const EVERY_MACHINE: string = CHANGING.split(',')
  .map((name) => `?${name}`)
  .join(',');

export interface Place {
  readonly syscall: string;
  /** From 1. */
  readonly k: number;
  /** The call as strace showed it, without what differs from run to run. */
  readonly what: string;
  /** Which one it is of the calls that look so, from 1: a journal is written to many times. */
  readonly nth: number;
}

/** How often a call is aimed at that was not hit. */
export const TRIES = 8;

const READING = ['getdents64', 'statx', 'openat'];

interface Traced {
  readonly changing: readonly Place[];
  /** Looks into the tree: listing, lstat, opening. */
  readonly reading: readonly Place[];
  readonly ran: Ran;
}

export async function placesOf(command: Command, cwd: string, root: string, args: readonly string[]): Promise<Traced> {
  const ran = await command.run(cwd, args, { trace: `${EVERY_MACHINE},${READING.join(',')}` });
  const counts = new Map<string, number>();
  const count = (key: string): number => {
    const now = (counts.get(key) ?? 0) + 1;
    counts.set(key, now);
    return now;
  };
  const changing: Place[] = [];
  const reading: Place[] = [];
  for (const line of ran.log.split('\n')) {
    const syscall = /^(\w+)\(/.exec(line)?.[1];
    if (syscall === undefined) continue;
    const what = stable(line);
    const [k, nth] = [count(syscall), count(what)];
    if (!touches(line, root)) continue;
    const place = { syscall, k, what, nth };
    if (isChanging(syscall, line)) changing.push(place);
    else reading.push(place);
  }
  return { changing, reading, ran };
}

/** In the tree by descriptor, by path, or by a name in or below a held directory; not what is printed, nor the end of a mere look. */
function touches(line: string, root: string): boolean {
  if (isRelative(line, root)) return true;
  const call = line.replace(/AT_FDCWD<[^>]*>/, '');
  if (call.startsWith('close(') && !/\.jsonl|\.tmp|RESERVE/.test(call)) return false;
  return !/^\w+\([12]</.test(call) && (call.includes(root) || /"(?:\/proc\/self\/fd|\.)\//.test(call));
}

/** A name in the directory that is worked in; where the call says which that is, it must be one of the tree. */
function isRelative(line: string, root: string): boolean {
  const [found, folder] = /^\w+\((?:AT_FDCWD<([^>]*)>, )?"[^/"]/.exec(line) ?? [];
  return found !== undefined && (folder === undefined ? line.startsWith('unlink(') : folder.startsWith(root));
}

function isChanging(syscall: string, line: string): boolean {
  if (syscall === 'openat' || syscall === 'open') return /O_CREAT|O_WRONLY|O_RDWR|O_TRUNC/.test(line);
  return !READING.includes(syscall);
}

function stable(line: string): string {
  return line
    .replace(/ = .*$/, '')
    .replace(/\d{8}T\d{6}Z-[0-9a-f]{8}/g, 'OP')
    .replace(/holder-\d+-\d+/g, 'holder')
    .replace(/\d+</g, '<')
    .replace(/fd\/\d+/g, 'fd/N')
    .replace(/<[^>]*\/outputs-test-\w+/g, '<')
    .replace(/outputs-test-\w+/g, 'outputs-test')
    .replace(/AT_FDCWD<[^>]*>/, 'AT')
    .replace(/^(\w*write\w*\([^,]*), .*$/, '$1')
    .replace(/"\{.*$/, '…')
    .replace(/, \d+\)?$/, '');
}

/** `until`: this call and all later ones of its name up to that one. */
export function faultAt({ syscall, k }: Place, inject: string, until: number = k): Fault {
  return { syscall, inject, when: until > k ? `${k}..${until}` : String(k) };
}

/** Whether the fault hit the call that was meant: counts can differ where the main thread wakes others. */
export function hit(place: Place, ran: Ran): boolean {
  return kIn(ran, place) === place.k;
}

/**
 * The same call where a run that missed it had it. Of one that ended before it, two later: where the main thread is the one to hear of a
 * child's end, Node writes twice to pipes of its own.
 */
export function aimedAnew(place: Place, ran: Ran): Place {
  return { ...place, k: kIn(ran, place) ?? place.k + 2 };
}

function kIn({ log }: Ran, { syscall, what, nth }: Place): number | undefined {
  const calls = log.split('\n').filter((line) => line.startsWith(`${syscall}(`));
  return [...calls.entries()].filter(([, line]) => stable(line) === what).map(([index]) => index + 1)[nth - 1];
}
