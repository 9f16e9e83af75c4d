// What a process is called so that nothing else is: number, start, boot, namespace, machine. Read for the lock's holder file.

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { geteuid, kill, pid } from 'node:process';
import { attempt } from '../../disk/directory.ts';
import { errnoOf } from '../../lib/errors.ts';
import { textOfBytes } from '../../lib/path-text.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Liveness, ProcessIdentity } from '../lock-holder.ts';

/** This process. `proc` is `/proc`; where there is none, most is unknown. */
export function ourselves(proc: PathText): ProcessIdentity {
  const namespace = attempt(() => readlinkSync(`${proc}/self/ns/pid`));
  return {
    pid,
    startTicks: startTicksIn(textOf(`${proc}/self/stat`)),
    bootId: textOf(`${proc}/sys/kernel/random/boot_id`),
    pidNamespace: namespace.ok ? namespace.value : null,
    host: hostname(),
    machineId: textOf('/etc/machine-id'),
  };
}

/** Of a process in our own pid namespace. Not asked of `/proc` alone: mounted with `hidepid`, it hides the living. */
export function livenessOf(proc: PathText, id: number): Liveness {
  const alive = attempt(() => kill(id, 0));
  if (!alive.ok && alive.errno === 'ESRCH') return 'gone';
  const startTicks = startTicksIn(textOf(`${proc}/${id}/stat`));
  return startTicks === null ? 'unknown' : { startTicks };
}

/** The user's name, or number where the user database does not know it (containers). */
export function userName(): string {
  try {
    const { username, uid } = userInfo({ encoding: 'buffer' });
    return username.length > 0 ? textOfBytes(username) : String(uid);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return geteuid === undefined ? '?' : String(geteuid());
  }
}

/** Field 22 of proc(5) `stat`. The second is the program's name and may hold spaces and parentheses. */
function startTicksIn(stat: string | null): string | null {
  const afterName = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return afterName?.[19] ?? null;
}

function textOf(file: PathText): string | null {
  const read = attempt(() => readFileSync(file, 'latin1').trim());
  return read.ok && read.value !== '' ? read.value : null;
}
