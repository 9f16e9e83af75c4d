// Holds the lock of a project's outputs while a command changes them, and says on the terminal whom it waits for.

import { cutoff } from '../lib/quantities.ts';
import type { Wait } from '../lock/write/lock-project.ts';
import type { Project } from '../types/project.ts';
import type { ChangeOptions, Host } from './host.ts';

/** Throws `locked` (exit 5) where another operation has it, and still has it after `--wait`. Never around a question. */
export async function holdingLock<T>(
  {
    command,
    project,
    flags,
  }: { readonly command: string; readonly project: Project; readonly flags: Pick<ChangeOptions, 'wait'> },
  host: Host,
  body: () => Promise<T>,
): Promise<T> {
  const { withLock } = await import('../lock/write/lock-project.ts');
  const { context } = host;
  return withLock(project.outputs, { command, since: context.now(), proc: context.proc }, waitOf(flags, host), body);
}

/** For `init`, which may have no outputs folder yet. */
export async function holdingProjectLock<T>(
  { project, flags }: { readonly project: Project; readonly flags: Pick<ChangeOptions, 'wait'> },
  host: Host,
  body: () => Promise<T>,
): Promise<T> {
  const { withProjectLock } = await import('../lock/write/lock-project.ts');
  return withProjectLock(project.root, waitOf(flags, host), body);
}

function waitOf({ wait }: Pick<ChangeOptions, 'wait'>, { context, progress }: Host): Wait {
  const now = context.now();
  return {
    atMost: wait === undefined ? 0n : now - cutoff(now, wait),
    now: context.now,
    sleep: async (milliseconds) => {
      await context.sleep(milliseconds);
      progress.clear();
    },
    waiting: (holder) => progress.say(() => `waiting for ${holder}`),
  };
}
