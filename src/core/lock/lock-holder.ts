// Decides what the holder file of the lock says, and whether the one it names can still be at work. Never by age: a trainer's machine
// sleeps, a clock jumps, and "older than ten seconds" gave two holders in 110 of 500 rounds.

import type { Parsed } from '../lib/quantities.ts';

/** What tells one running process from every other, as far as this machine can say. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to its start, proc(5) `stat` field 22: numbers are given again, pairs are not. */
  readonly startTicks: string | null;
  readonly bootId: string | null;
  /** `pid:[4026531836]`: the same number means another process in another one. */
  readonly pidNamespace: string | null;
  readonly host: string;
  /** systemd's `/etc/machine-id`: host names repeat in containers and clones. */
  readonly machineId: string | null;
}

export interface LockHolder extends ProcessIdentity {
  /** `kernel`: beside a flock, which alone counts. `file`: this file is the lock. */
  readonly lock: 'kernel' | 'file';
  readonly user: string;
  readonly command: string;
  /** RFC 3339. */
  readonly since: string;
}

export function holderText(holder: LockHolder): string {
  return `${JSON.stringify({ version: 1, ...holder })}\n`;
}

export function decodeHolder(text: string): Parsed<LockHolder> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: 'it cannot be read' };
  }
  if (typeof value !== 'object' || value === null) return { ok: false, why: 'it cannot be read' };
  const { version, lock, pid, startTicks, bootId, pidNamespace, host, machineId, user, command, since } = value as Record<
    string,
    unknown
  >;
  if (version !== 1) return { ok: false, why: 'it was written by another version of outputs' };
  const texts = { host, user, command, since };
  const known = { startTicks, bootId, pidNamespace, machineId };
  if (
    (lock === 'kernel' || lock === 'file') &&
    Number.isSafeInteger(pid) &&
    Number(pid) > 0 &&
    Object.values(texts).every((part) => typeof part === 'string') &&
    Object.values(known).every((part) => part === null || typeof part === 'string')
  ) {
    return { ok: true, value: { lock, pid, ...texts, ...known } as LockHolder };
  }
  return { ok: false, why: 'it cannot be read' };
}

/** `gone`, its start in ticks, or that nobody can say. */
export type Liveness = 'gone' | 'unknown' | { readonly startTicks: string };

/**
 * Whether the holder is certainly dead: the machine has been started anew since, or the process has ended. Another machine, another
 * pid namespace, or a system that does not say, is never certain.
 */
export function isStale(holder: ProcessIdentity, here: Omit<ProcessIdentity, 'pid' | 'startTicks'>, now: Liveness): boolean {
  if (holder.bootId === null || here.bootId === null) return false;
  if (holder.bootId !== here.bootId) {
    return holder.host === here.host && holder.machineId !== null && holder.machineId === here.machineId;
  }
  if (holder.pidNamespace === null || holder.pidNamespace !== here.pidNamespace) return false;
  if (now === 'gone') return true;
  return now !== 'unknown' && holder.startTicks !== null && now.startTicks !== holder.startTicks;
}
