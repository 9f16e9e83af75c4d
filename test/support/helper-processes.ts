// Finds the helper processes of a command that works in a tree.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Started by a command that works in this tree. */
export function helpersIn(root: string): readonly number[] {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      if (!/__help-(?:sweep|free)/.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1'))) return [];
      return [pid, parentOf(pid)].some((each) => readlinkSync(`/proc/${each}/cwd`).startsWith(root)) ? [Number(pid)] : [];
    } catch {
      return [];
    }
  });
}

function parentOf(pid: number | string): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
}

/** The command that this strace runs, until it has ended. */
export function tracedBy(tracer: number | undefined): number | undefined {
  const pid = readdirSync('/proc').find((each) => {
    try {
      return /^\d+$/.test(each) && parentOf(each) === tracer;
    } catch {
      return false;
    }
  });
  return pid === undefined ? undefined : Number(pid);
}

/** Looks every other millisecond; undefined where it does not come to that. */
export async function until<T>(look: () => T | undefined, milliseconds = 120_000): Promise<T | undefined> {
  for (const end = Date.now() + milliseconds; Date.now() < end; ) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return undefined;
}
