// What this machine has for making faults. What is missing is said, and where CI=true it is a failure if it could be installed.

import { spawnSync } from 'node:child_process';

export interface FaultTools {
  readonly strace: boolean;
  /** A process namespace with its own /proc: the number of calls before a point then does not depend on who else runs. */
  readonly ownProc: boolean;
  readonly python: boolean;
  readonly root: boolean;
  /** Loop devices may be made and mounted. */
  readonly loop: boolean;
  readonly mkfs: (type: string) => boolean;
}

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

export function findTools(): FaultTools {
  const root = process.geteuid?.() === 0;
  return {
    strace: works('strace', ['-o', '/dev/null', 'true']),
    ownProc: root && works('unshare', ['-fp', '--mount-proc', 'true']),
    python: works('python3', ['-c', 'import ctypes; ctypes.CDLL(None).renameat2']),
    root,
    loop: root && works('losetup', ['-f']),
    mkfs: (type) => works('sh', ['-c', `command -v mkfs.${type}`]),
  };
}
