// Changes what the machine runs by itself: the user's crontab, as a whole and only if it is still the one that was read, and systemd's units.

import { dirname } from 'node:path/posix';
import { ask, type Env } from '../disk/ask-program.ts';
import { readCrontab } from '../disk/crontab.ts';
import { closeAll, openRoot } from '../disk/directory.ts';
import { escapeText } from '../escape.ts';
import type { Facts, PathText, StepOutcome } from '../types.ts';
import { makeFolders, removeFile, replaceFile, writeNewFile } from './write-file.ts';

export type FileChange =
  | { readonly do: 'create'; readonly path: PathText; readonly text: string }
  | { readonly do: 'replace'; readonly path: PathText; readonly text: string; readonly before: Facts }
  | { readonly do: 'remove'; readonly path: PathText; readonly before: Facts };

/** `path` without links on the way, as `unitFolder` gives it. `unique` names a temporary file. */
export function changeFile(change: FileChange, unique: string): StepOutcome {
  const root = openRoot();
  try {
    switch (change.do) {
      case 'create': {
        const folder = makeFolders(root, dirname(change.path));
        return folder.result === 'done' ? writeNewFile(root, change.path, change.text, unique) : folder;
      }
      case 'replace':
        return replaceFile(root, change.path, change.before, change.text, unique);
      case 'remove':
        return removeFile(root, change.path, change.before);
      default:
        return change satisfies never;
    }
  } finally {
    closeAll(root);
  }
}

/** Why it was not written, escaped, or null. Each byte one character. Throws a refusal where it can no longer be read. */
export function writeCrontab(before: string, after: string, env: Env): string | null {
  // Somebody may have edited it while the question stood. There is no lock on a crontab; this is as late as it can be.
  if (readCrontab(env) !== before) return 'it was changed meanwhile';
  const written = ask(['crontab', '-'], env, after);
  if (written?.status !== 0) return escapeText(written?.stderr ?? '') || 'crontab does not take it';
  return readCrontab(env) === after ? null : 'it does not say now what was written';
}

/** Whether the user's own systemd did it. */
export function tellSystemd(words: readonly string[], env: Env): boolean {
  return ask(['systemctl', '--user', ...words], env)?.status === 0;
}
