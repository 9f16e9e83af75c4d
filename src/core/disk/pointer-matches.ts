// Looks whether a pointer still says exactly what it was made to say. Reads nothing but regular files and links.

import { sha256Of } from '../journal/journal-format.ts';
import type { SaysWhat } from '../types/plan.ts';
import { attempt } from './directory.ts';
import type { Spot } from './find-item.ts';
import { bytesAt, linkText } from './stat-and-read.ts';

/** More than any pointer is. */
const LARGEST = 32 * 1024 * 1024;

/** False where it cannot be told. */
export function pointerMatches({ parent, name }: Spot, says: SaysWhat): boolean {
  const same = attempt(() => {
    if ('link' in says) return linkText(parent, name) === says.link;
    const bytes = bytesAt(parent, name, LARGEST);
    return bytes !== null && sha256Of(bytes) === says.sha256;
  });
  return same.ok && same.value;
}
