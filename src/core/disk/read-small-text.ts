// Reads a small text in a held directory: never through a link, never waiting at a pipe, never more than `most` bytes.

import { textOfBytes } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { type Attempt, attempt, type Directory } from './directory.ts';
import { bytesAt } from './stat-and-read.ts';

/** EFBIG for what is larger: half of a text would be believed to be the whole. ENOENT where there is nothing, ELOOP for a link. */
export function textAt(directory: Directory, name: PathText, most: number): Attempt<PathText> {
  const bytes = attempt(() => bytesAt(directory, name, most + 1));
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return { ok: false, errno: 'ENOENT' };
  if (bytes.value.length > most) return { ok: false, errno: 'EFBIG' };
  return { ok: true, value: textOfBytes(bytes.value) };
}
