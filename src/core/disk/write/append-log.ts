// Adds whole lines to a log in a held directory, durable when it returns. A line that a crash cut short before is ended first, so that
// it spoils only itself.

import { readSync } from 'node:fs';
import type { PathText } from '../../types/primitives.ts';
import type { Directory } from '../directory.ts';
import { closeFile, type NewFile, openLog, syncDirectory, syncFile, write } from './mutating-calls.ts';
import { trashModes } from './trash-modes.ts';

/** `lines` end in a newline. Throws the errno; then the log may end in half a line, which every reader passes over. */
export function appendLog(directory: Directory, name: PathText, lines: string): void {
  const file = openLog(directory, name, trashModes(directory).file);
  try {
    write(file, Buffer.from(endsInLine(file) ? `\n${lines}` : lines));
    syncFile(file);
  } finally {
    closeFile(file);
  }
  if (file.facts.size === 0n) syncDirectory(directory);
}

/** Whether the file ends in the middle of a line, as after a crash or on a full disk. */
function endsInLine({ descriptor, facts }: NewFile): boolean {
  const last = Buffer.alloc(1);
  return facts.size > 0n && readSync(descriptor, last, 0, 1, Number(facts.size - 1n)) === 1 && last[0] !== 0x0a;
}
