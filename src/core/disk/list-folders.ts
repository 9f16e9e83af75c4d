// Lists the folders and links of a held directory by the types that the directory itself keeps: its plain files cost no look each.

import { opendirSync } from 'node:fs';
import { byCodePoint } from '../lib/code-point-order.ts';
import { textOfBytes } from '../lib/path-text.ts';
import type { PathText } from '../types/primitives.ts';
import { type Directory, here } from './directory.ts';

export interface FoldersAndLinks {
  readonly folders: readonly PathText[];
  readonly links: readonly PathText[];
}

/**
 * Names as bytes, which Node's types leave out here: on a filesystem that keeps no types Node looks every name up, and by a lossy
 * one would find another object or none.
 */
const AS_BYTES = { encoding: 'buffer' as BufferEncoding, bufferSize: 1024 };

/** Both by code point. Never holds more than these in memory, however many files there are. */
export function foldersAndLinksIn(directory: Directory): FoldersAndLinks {
  const folders: PathText[] = [];
  const links: PathText[] = [];
  const opened = opendirSync(here(directory), AS_BYTES);
  try {
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) {
      if (!entry.isDirectory() && !entry.isSymbolicLink()) continue;
      const name: unknown = entry.name;
      if (!(name instanceof Uint8Array)) throw new Error('names were to be bytes');
      (entry.isDirectory() ? folders : links).push(textOfBytes(name));
    }
  } finally {
    opened.closeSync();
  }
  return { folders: folders.sort(byCodePoint), links: links.sort(byCodePoint) };
}
