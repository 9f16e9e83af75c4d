// Decides which folder a configured path means, and refuses the texts that never mean one. Nothing is looked up on the disk.

import { resolve } from 'node:path';
import { isPlainText } from '../../lib/path-text.ts';
import type { Parsed } from '../../lib/quantities.ts';
import type { PathText } from '../../types/primitives.ts';

/** PATH_MAX. Tested first: what follows is not meant for a megabyte. */
const LONGEST_PATH = 4096;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
/** Also `models:/unet/1` and `dbfs:/runs`, as MLflow and Databricks write them; one letter is a drive. */
const URL_SCHEME = /^[a-z][a-z0-9+.-]*:\/\/|^[a-z][a-z0-9+.-]+:\//i;
/** `C:\\runs`, `D:/runs`, `outputs\\logs`: here each would be one folder of that name. */
const WINDOWS = /^[a-z]:(?:\/|$)|\\/i;
/** What somebody's program, or a person, fills in: `runs/{run_id}`, `<your folder>`, `???` of OmegaConf, `%(name)s`, `%Y`, a glob. */
const PLACEHOLDER = /[{}<>*?]|%[(YmdHMS]/;

/**
 * Absolute and normalised (no `.`, no doubled or trailing slash). `why` goes after the key's name. `..` is refused rather than
 * resolved: what lies above a linked folder is not what the text says.
 */
export function configPath(text: string, base: PathText, home: PathText | null): Parsed<PathText> {
  if (text.length > LONGEST_PATH) return no(`expected a path of at most ${LONGEST_PATH} characters`);
  if (text.trim() === '') return no('expected a path');
  if (CONTROL.test(text)) return no('expected a path without control characters');
  if (!isPlainText(text)) return no('expected a path of whole characters');
  if (URL_SCHEME.test(text)) return no('expected a folder of this machine, not a URL');
  // A folder called `$HOME` or `~` is an accident, and the next `rm -rf` of it a disaster.
  if (/\$[{A-Za-z_]/.test(text)) return no(`expected a path without shell variables: write \${oc.env:NAME}`);
  if (WINDOWS.test(text)) return no('expected a folder of this machine, not one of Windows');
  if (PLACEHOLDER.test(text)) return no('expected a path with nothing left to fill in');
  if (text.split('/').includes('..')) return no('expected a path without ..');
  if (!text.startsWith('~')) return { ok: true, value: resolve(base, text) };
  if (!text.startsWith('~/')) return no('expected ~/ or the whole path');
  return home === null
    ? no('expected the whole path, because the home directory is not known')
    : { ok: true, value: resolve(home, text.slice(2)) };
}

export function isRelative(text: string): boolean {
  return !text.startsWith('/') && !text.startsWith('~');
}

export function isInside(path: PathText, folder: PathText): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function no(why: string): Parsed<never> {
  return { ok: false, why };
}
