// Takes the kernel's lock (flock) on a directory we hold open. Node has no call for it, but a helper program can lock a descriptor that it
// inherits: the lock then belongs to the open file, which is ours, and vanishes with us, whatever ends us. Measured: 2 to 8 ms.

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { attempt } from '../../disk/directory.ts';

/** Absolute, because cron's PATH may be empty and root's must not be believed. util-linux, or busybox. */
const HELPERS = ['/usr/bin/flock', '/bin/flock'];
const PATIENCE_MS = 10_000;

/** `unavailable`: no helper, or a filesystem without locks (ENOLCK, EOPNOTSUPP). */
export type KernelLock = 'taken' | 'busy' | 'unavailable';

/** Never waits. `descriptor` is an open directory; closing it gives the lock back. */
export function takeKernelLock(descriptor: number, helpers: readonly string[] = HELPERS): KernelLock {
  const helper = helpers.find((file) => attempt(() => accessSync(file, constants.X_OK)).ok);
  if (helper === undefined) return 'unavailable';
  const asked = spawnSync(helper, ['-n', '-x', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', descriptor],
    env: {},
    cwd: '/',
    timeout: PATIENCE_MS,
  });
  if (asked.status === 0) return 'taken';
  // Both helpers end with 1 and without a word where somebody else has it; of an errno they complain.
  return asked.status === 1 && asked.stderr.length === 0 ? 'busy' : 'unavailable';
}
