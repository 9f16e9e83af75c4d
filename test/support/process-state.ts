// Whether a process is at rest, told from the kernel's account of it and not from how long nothing has happened.

import { readdirSync, readFileSync } from 'node:fs';

/** A shell that sleeps and has no children: what it waits for is a key. */
export function isWaitingForKeys(shell: string): boolean {
  return (
    stateOf(shell)?.state === 'S' && !readdirSync('/proc').some((pid) => /^\d+$/.test(pid) && stateOf(pid)?.parent === shell)
  );
}

function stateOf(pid: string): { readonly state: string; readonly parent: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Behind the name, which may hold anything.
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state, parent };
  } catch {
    return null;
  }
}
