// Reads the first and last entries of a zip's directory, because a directory of ten thousand records is a megabyte long.

import { type ByteSource, exactly } from './byte-source.ts';
import { endOf, entryAt, liesBefore, type ZipEntry } from './zip.ts';

/** The first records are few; at the end of a TorchScript is its code, two records for each class. */
const HEAD = 2 * 1024;
const TAIL = 10 * 1024;

export interface ZipEnds {
  /** The number of entries that the zip's end record gives. */
  readonly count: number;
  readonly directoryAt: number;
  readonly directorySize: number;
  readonly first: readonly ZipEntry[];
  /** Empty where `first` has all of them. */
  readonly last: readonly ZipEntry[];
  /** Bytes of the directory between the two. */
  readonly between: number;
}

/** Null when anything is unusual; the caller then reads the whole directory, which tells what. */
export function readZipEnds(source: ByteSource): ZipEnds | null {
  const end = endOf(source);
  if (end === null || end.directoryAt + end.size !== end.at) return null;
  const { count, directoryAt, size: directorySize } = end;
  const isShort = directorySize <= HEAD + TAIL;
  const head = exactly(source, directoryAt, isShort ? directorySize : HEAD);
  const tail = isShort ? new Uint8Array() : exactly(source, end.at - TAIL, TAIL);
  if (head === null || tail === null) return null;
  const [first, last] = [entriesFrom(head, 0), lastEntries(tail)];
  const between = directorySize - first.end - (tail.length - last.start);
  const entries = [...first.entries, ...last.entries];
  const isSound = isShort ? between === 0 && entries.length === count : between >= 0 && entries.length <= count;
  if (!isSound || !entries.every((entry) => liesBefore(entry, directoryAt))) return null;
  return { count, directoryAt, directorySize, first: first.entries, last: last.entries, between };
}

function entriesFrom(bytes: Uint8Array, start: number): { readonly entries: readonly ZipEntry[]; readonly end: number } {
  const entries: ZipEntry[] = [];
  let end = start;
  for (let step = entryAt(bytes, end); step !== null; step = entryAt(bytes, end)) {
    entries.push(step.entry);
    end = step.next;
  }
  return { entries, end };
}

/** From the first place where an entry begins from which they follow each other up to the end. */
function lastEntries(bytes: Uint8Array): { readonly entries: readonly ZipEntry[]; readonly start: number } {
  for (let start = 0; start < bytes.length; start++) {
    const { entries, end } = entriesFrom(bytes, start);
    if (entries.length > 0 && end === bytes.length) return { entries, start };
  }
  return { entries: [], start: bytes.length };
}
