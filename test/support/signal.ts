// Signals for processes that a test has found by looking for them.

/** Nothing where it has ended meanwhile. */
export function signal(pid: number, which: NodeJS.Signals): void {
  // To kill(2) zero is our own group and -1 is everybody: "no such helper" as 0 killed all of CI, without a word.
  if (!(pid > 1)) throw new Error(`no process to signal: ${pid}`);
  try {
    process.kill(pid, which);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
