// Which files and directories the machine's processes use, by inode: a log being written, a dataset that is only mapped into memory, a
// folder somebody stands in, a file somebody has locked.

import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { attempt } from '../../disk/directory.ts';
import { inodeKey } from '../../items/inode-key.ts';
import { textOfLatin1 } from '../../lib/path-text.ts';
import type { Holder, InodeKey } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';

export interface OpenFiles {
  readonly held: ReadonlyMap<InodeKey, Holder>;
  /** Processes, not ours, that did not let us see. */
  readonly unseenProcesses: number;
}

/** Never on a disk that we clean; most of what processes have open. */
const ELSEWHERE = /^(?:\/dev\/(?!shm\/)|\/proc\/|\/sys\/|\/memfd:|[a-z_]+:)/;

/**
 * Which `st_dev` to look for, each with its superblock as proc(5) `mountinfo` field 3 says it. The two differ on btrfs, where every
 * subvolume has an `st_dev` of its own, and the kernel's own lists know only the superblock.
 */
export type Devices = ReadonlyMap<bigint, string>;

/**
 * What the processes under `proc` (`/proc`) hold on these devices; the process with the lowest number is named. Objects are
 * asked for by inode through the process itself, since a container gives the same file another path. Nothing at all where
 * there is no such folder: macOS has none.
 */
export function openFiles(proc: PathText, devices: Devices): OpenFiles {
  const held = new Map<InodeKey, Holder>();
  const hold = (key: InodeKey | null, pid: number): void => {
    if (key !== null && !held.has(key)) held.set(key, { pid, process: nameOf(`${proc}/${pid}`) });
  };
  const seen = new Set<string>();
  const mapping = new RegExp(` (${[...devices.values()].map(kernelForm).join('|')}) (\\d+) `, 'g');
  let unseenProcesses = 0;
  const ourselves = attempt(() => readlinkSync(`${proc}/self`));
  for (const pid of processes(proc)) {
    if (ourselves.ok && ourselves.value === String(pid)) continue;
    const folder = `${proc}/${pid}`;
    const descriptors = attempt(() => readdirSync(`${folder}/fd`));
    // Kernel threads have no command line and open nothing; EACCES there says nothing about anybody's files.
    if (!descriptors.ok && isDenied(descriptors.errno) && hasCommandLine(folder)) unseenProcesses++;
    const doors = ['cwd', ...(descriptors.ok ? descriptors.value.map((descriptor) => `fd/${descriptor}`) : [])];
    for (const door of doors) {
      hold(keyThrough(`${folder}/${door}`, devices), pid);
    }
    // Refused wherever the descriptors are, and counted there.
    const maps = attempt(() => readFileSync(`${folder}/maps`, 'latin1'));
    for (const [mapped, its, ino] of maps.ok ? maps.value.matchAll(mapping) : []) {
      // Every process maps the same few libraries, each several times.
      if (seen.has(mapped)) continue;
      seen.add(mapped);
      for (const key of keysOf(its, ino, devices)) hold(key, pid);
    }
  }
  for (const { pid, keys } of locks(proc, devices)) for (const key of keys) hold(key, pid);
  return { held, unseenProcesses };
}

/** `254:0` in `mountinfo` is `fe:00` in `maps` and `locks`. */
function kernelForm(superblock: string): string {
  return superblock.replace(/\d+/g, (digits) => Number(digits).toString(16).padStart(2, '0'));
}

/** Several where subvolumes share a superblock and so may share a number: better one file too many kept. */
function keysOf(superblock: string | undefined, ino: string | undefined, devices: Devices): InodeKey[] {
  return [...devices].flatMap(([dev, its]) => (kernelForm(its) === superblock ? [inodeKey({ dev, ino: BigInt(ino ?? 0) })] : []));
}

/** Also of processes whose descriptors are not ours to see. Number 0 where the kernel names none: in another namespace, or an open file's own. */
function locks(proc: PathText, devices: Devices): { readonly pid: number; readonly keys: readonly InodeKey[] }[] {
  const text = attempt(() => readFileSync(`${proc}/locks`, 'latin1'));
  const found = text.ok ? text.value.matchAll(/ (-?\d+) ([0-9a-f]+:[0-9a-f]+):(\d+) /g) : [];
  return [...found].map(([, pid, its, ino]) => ({ pid: Math.max(Number(pid), 0), keys: keysOf(its, ino, devices) }));
}

function processes(proc: PathText): number[] {
  const names = attempt(() => readdirSync(proc));
  const numbers = names.ok ? names.value.filter((name) => /^\d+$/.test(name)).map(Number) : [];
  return numbers.sort((a, b) => a - b);
}

function isDenied(errno: string): boolean {
  return errno === 'EACCES' || errno === 'EPERM';
}

/** Null for what is not on one of the devices, and for whatever ended while we looked. */
function keyThrough(door: PathText, devices: Devices): InodeKey | null {
  const written = attempt(() => readlinkSync(door, { encoding: 'latin1' }));
  if (!written.ok || ELSEWHERE.test(written.value)) return null;
  const stats = attempt(() => statSync(door, { bigint: true }));
  return stats.ok && devices.has(stats.value.dev) ? inodeKey(stats.value) : null;
}

function hasCommandLine(folder: PathText): boolean {
  const line = attempt(() => readFileSync(`${folder}/cmdline`, 'latin1'));
  return line.ok && line.value !== '';
}

function nameOf(folder: PathText): string {
  const name = attempt(() => readFileSync(`${folder}/comm`, 'latin1'));
  return name.ok ? textOfLatin1(name.value.replace(/\n$/, '')) : '?';
}
