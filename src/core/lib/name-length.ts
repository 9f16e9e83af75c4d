// Decides whether a name can be one of a file at all.

import type { PathText } from '../types/primitives.ts';
import { bytesOfText } from './path-text.ts';

/** NAME_MAX of every file system we meet, in bytes. */
export const LONGEST_NAME = 255;
/** No character has more bytes, for each UTF-16 unit. */
const MOST_BYTES = 3;

/** `names`: of so many, with a `/` between two. */
export function isTooLong(text: PathText, names = 1): boolean {
  const most = LONGEST_NAME * names + names - 1;
  if (text.length * MOST_BYTES <= most) return false;
  return text.length > most || bytesOfText(text).length > most;
}
