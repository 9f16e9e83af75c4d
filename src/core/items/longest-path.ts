// Decides how long the path of an object may be that is remembered. The kernel has no limit: a folder can lie in 8,000 others of 250
// characters each, and the paths of these alone would fill all memory.

import type { PathText } from '../types/primitives.ts';

/** Sixteen times what one system call takes. */
export const LONGEST_PATH = 65_536;
/** PATH_MAX: nobody's tree is longer, and what is shorter is not counted. */
const USUAL = 4096;
/** What all paths together may have beyond that. */
const MOST_BEYOND = 256 * 1024 * 1024;

/** Whether one more path may be remembered, of all that this was asked about. A folder in which one may not is closed. */
export function pathLimit(): (path: PathText) => boolean {
  let beyond = 0;
  return ({ length }) => {
    if (length > USUAL) beyond += length - USUAL;
    return length <= USUAL || (length <= LONGEST_PATH && beyond <= MOST_BEYOND);
  };
}
