// Which files and directories the machine's processes use, by inode: a log being written, a folder somebody stands in.

import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { attempt } from '../disk/directory.ts';
import { textOfLatin1 } from '../path-text.ts';
import { inodeKey } from '../policy/inode.ts';
import type { Holder, InodeKey, PathText } from '../types.ts';

export interface OpenFiles {
  readonly held: ReadonlyMap<InodeKey, Holder>;
  /** Processes, not ours, that did not let us see. */
  readonly unseenProcesses: number;
}

/** Never on a disk that we clean; most of what processes have open. */
const ELSEWHERE = /^(?:\/dev\/|\/proc\/|\/sys\/|\/memfd:|[a-z_]+:)/;

/**
 * What the processes under `proc` (`/proc`) hold on these devices; the process with the lowest number is named. Objects are
 * asked for by inode through the process itself, since a container gives the same file another path. Nothing at all where
 * there is no such folder: macOS has none.
 */
export function openFiles(proc: PathText, devices: ReadonlySet<bigint>): OpenFiles {
  const held = new Map<InodeKey, Holder>();
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
      const key = keyThrough(`${folder}/${door}`, devices);
      if (key !== null && !held.has(key)) held.set(key, { pid, process: nameOf(folder) });
    }
  }
  return { held, unseenProcesses };
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
function keyThrough(door: PathText, devices: ReadonlySet<bigint>): InodeKey | null {
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
