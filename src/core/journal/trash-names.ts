// Decides whose a name in a `.trash` folder is. Only what this program makes is ever looked into, renamed or freed; everything else somebody
// put there: it stays and is named.

import type { PathText } from '../types/primitives.ts';

/** In an operation's folder: what was moved, by number. */
export const ITEMS = 'items';
/** In an operation's folder: what became of the plan. */
export const STATE = 'state.jsonl';

/** As `newId` in `cli/terminal/process-context.ts` makes them; a section on another mount and a purge at once add a word. */
const OPERATION = /^(?:purge-)?\d{8}T\d{6}Z-[0-9a-f]{8}(?:-.+)?$/;
/** `journal/redo-name.ts`. */
const REDO = /^\d{8}T\d{6}Z-[0-9a-f]{8}(?:-.+)?\.redo$/;
/** `trash/write/history-log.ts`, `trash/write/disk-reserve.ts`, `lock/write/holder-file.ts`. */
const FILES = /^(?:history\.jsonl|RESERVE(?:\.\d)?|holder\.json|holder-\d+-\d+\.(?:tmp|stale))$/;

/** A folder of this name is an operation's, even where a crash left it without a journal. Of any other name only a journal says so. */
export function isOperationName(name: PathText): boolean {
  return OPERATION.test(name);
}

/** One of the files beside the operations. */
export function isOwnFile(name: PathText): boolean {
  return FILES.test(name) || REDO.test(name);
}
