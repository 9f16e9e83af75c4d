// Finds the folder of the user's own systemd units, and the files of ours that are in it.

import { basename, dirname, isAbsolute } from 'node:path/posix';
import { realPathOf } from '../../disk/real-path.ts';
import type { ExistingFile } from '../../items/existing-file.ts';
import { refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { existingFile } from '../../scan/read-existing-file.ts';
import type { PathText } from '../../types/primitives.ts';
import { unitMark } from '../schedule-text.ts';

/** With every link on the way resolved, as far as there is a way. Throws a refusal where nobody has a home. */
export function unitFolder(env: Readonly<Record<string, string | undefined>>, home: PathText | null): PathText {
  return resolved(`${ownFolder('XDG_CONFIG_HOME', '.config', env, home)}/systemd/user`);
}

/** A home that only stands in the user database (`/nonexistent`) is not made. */
export function refuseHomeless(home: PathText | null): void {
  if (home !== null && realPathOf(home) === null)
    throw refusal(`the home folder ${escapeText(home)} does not exist`, 'nothing was touched');
}

/** Where the log of a job goes that cron runs. */
export function logFile(name: string, env: Readonly<Record<string, string | undefined>>, home: PathText | null): PathText {
  return `${ownFolder('XDG_STATE_HOME', '.local/state', env, home)}/outputs/${name}.log`;
}

/** By the XDG base directory specification a relative value counts for nothing. */
function ownFolder(
  variable: string,
  below: string,
  env: Readonly<Record<string, string | undefined>>,
  home: PathText | null,
): PathText {
  const told = env[variable];
  if (told !== undefined && isAbsolute(told)) return told.replace(/(?<!\/)\/+$/, '');
  if (home === null || !isAbsolute(home)) throw refusal('this user has no home folder', `set HOME or ${variable}`);
  return `${home.replace(/(?<!\/)\/+$/, '')}/${below}`;
}

function resolved(path: PathText): PathText {
  const real = realPathOf(path);
  if (real !== null || path === '/') return real ?? path;
  const above = resolved(dirname(path));
  return `${above === '/' ? '' : above}/${basename(path)}`;
}

export interface FoundUnit {
  readonly path: PathText;
  readonly file: Extract<ExistingFile, { state: 'missing' | 'text' }>;
}

/** Throws a refusal where a file of that name is not ours. */
export function findUnit(path: PathText, name: string): FoundUnit {
  const file = existingFile(path);
  if (file.state === 'unusable') throw refusal(`${escapeText(path)} is left alone: ${file.why}`, 'nothing was touched');
  if (file.state === 'text' && !file.text.startsWith(unitMark(name)))
    throw refusal(
      `${escapeText(path)} was not made by outputs schedule`,
      'nothing was touched; move it away if it is not needed',
    );
  return { path, file };
}
