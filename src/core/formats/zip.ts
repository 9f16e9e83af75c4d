// Reads the central directory at the end of a zip, and no records. PyTorch writes sizes nowhere else
// (its local headers are all zero), and always as zip64. Layout: PKWARE APPNOTE 4.3.

import { type ByteSource, exactly, LONGEST_PIECE, startsWith, u64, viewOf } from './byte-source.ts';

export interface ZipEntry {
  readonly name: string;
  /** 0 is stored; all that checkpoints use. */
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its local header starts. */
  readonly headerAt: number;
}

/** A later entry of the same name hides an earlier one, as it does for every reader of zips. */
export type ZipDirectory =
  | { readonly ok: true; readonly entries: ReadonlyMap<string, ZipEntry> }
  | { readonly ok: false; readonly lost: boolean; readonly why: string };

export const ZIP_MAGIC: readonly number[] = [0x50, 0x4b, 0x03, 0x04];
const END = [0x50, 0x4b, 0x05, 0x06];
const END_64 = [0x50, 0x4b, 0x06, 0x06];
const LOCATOR_64 = [0x50, 0x4b, 0x06, 0x07];
const ENTRY = [0x50, 0x4b, 0x01, 0x02];
const END_SIZE = 22;
const END_64_SIZE = 56;
const LOCATOR_SIZE = 20;
const LOCAL_SIZE = 30;
/** Of an entry of the directory, before its name. */
export const ENTRY_SIZE = 46;
const LONGEST_COMMENT = 0xffff;
const NOT_HERE_32 = 0xffffffff;

const lost = (why: string): ZipDirectory => ({ ok: false, lost: true, why });
const unclear = (why: string): ZipDirectory => ({ ok: false, lost: false, why });

/** `lost`: bytes that belong to it are not there. Otherwise it only could not be followed. */
export function readZip(source: ByteSource): ZipDirectory {
  const end = endOf(source);
  if (end === null) return lost('its end is missing');
  if (end.directoryAt + end.size > end.at) return lost('bytes before its end are missing');
  if (end.size > LONGEST_PIECE) return unclear('its directory is too long to read');
  const bytes = exactly(source, end.directoryAt, end.size);
  if (bytes === null) return lost('its directory is missing');
  return entriesIn(bytes, end.count, end.directoryAt);
}

export interface ZipEnd {
  /** Where the end's own records begin. */
  readonly at: number;
  readonly directoryAt: number;
  readonly size: number;
  readonly count: number;
}

/** Where the directory is, from the zip's end record; null without one. */
export function endOf(source: ByteSource): ZipEnd | null {
  const tail = exactly(source, Math.max(0, source.size - END_SIZE - LOCATOR_SIZE - END_64_SIZE), Math.min(98, source.size));
  if (tail === null || tail.length < END_SIZE) return null;
  const from = source.size - tail.length;
  // Nearly always there is no comment, and a zip64 end lies just before: one read.
  if (startsWith(tail, END, tail.length - END_SIZE)) return endAt(source, tail, from, source.size - END_SIZE);
  const most = Math.min(source.size, END_SIZE + LONGEST_COMMENT);
  const long = exactly(source, source.size - most, most);
  if (long === null) return null;
  const view = viewOf(long);
  for (let at = long.length - END_SIZE; at >= 0; at--) {
    const isEnd = startsWith(long, END, at) && view.getUint16(at + 20, true) === long.length - at - END_SIZE;
    if (isEnd) return endAt(source, long, source.size - most, source.size - most + at);
  }
  return null;
}

/** `tail`: the bytes of the source from `from` on. */
function endAt(source: ByteSource, tail: Uint8Array, from: number, at: number): ZipEnd | null {
  const view = viewOf(tail);
  const count = view.getUint16(at - from + 10, true);
  const size = view.getUint32(at - from + 12, true);
  const directoryAt = view.getUint32(at - from + 16, true);
  const locator = at - from - LOCATOR_SIZE;
  const isLong = locator >= 0 && startsWith(tail, LOCATOR_64, locator);
  if (!isLong) return { at, directoryAt, size, count };
  const longAt = u64(view, locator + 8);
  const inTail = longAt - from;
  const long = inTail >= 0 && inTail + END_64_SIZE <= tail.length ? tail.subarray(inTail) : exactly(source, longAt, END_64_SIZE);
  if (long === null || !startsWith(long, END_64)) return null;
  const longView = viewOf(long);
  return { at: longAt, count: u64(longView, 32), size: u64(longView, 40), directoryAt: u64(longView, 48) };
}

function entriesIn(bytes: Uint8Array, count: number, directoryAt: number): ZipDirectory {
  const entries = new Map<string, ZipEntry>();
  let found = 0;
  for (let at = 0; at < bytes.length; found++) {
    const step = entryAt(bytes, at);
    if (step === null) return unclear('its directory cannot be followed');
    const { entry, next } = step;
    if (!liesBefore(entry, directoryAt)) return lost(`bytes are missing before its directory`);
    entries.set(entry.name, entry);
    at = next;
  }
  return found === count ? { ok: true, entries } : unclear('its directory does not hold as many entries as it says');
}

/** Whether a record, as far as its entry tells, ends before the directory begins. */
export function liesBefore(entry: ZipEntry, directoryAt: number): boolean {
  return entry.headerAt + LOCAL_SIZE + entry.compressedSize <= directoryAt;
}

/** One entry of a directory, and where the next one begins; null where none begins there, or it goes on behind the bytes. */
export function entryAt(bytes: Uint8Array, at: number): { readonly entry: ZipEntry; readonly next: number } | null {
  if (!startsWith(bytes, ENTRY, at) || at + ENTRY_SIZE > bytes.length) return null;
  const view = viewOf(bytes);
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const extraAt = at + ENTRY_SIZE + nameLength;
  const next = extraAt + extraLength + view.getUint16(at + 32, true);
  if (next > bytes.length) return null;
  const entry = {
    name: Buffer.from(bytes.buffer, bytes.byteOffset + at + ENTRY_SIZE, nameLength).toString('utf8'),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    ...sizesOf(view, at, extraAt, extraLength),
  };
  return { entry, next };
}

/** A size that does not fit in 32 bits stands in the extra field 1, in this order and only where it is missing. */
function sizesOf(view: DataView, at: number, extraAt: number, extraLength: number) {
  const sizes = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  const end = extraAt + extraLength;
  for (let field = extraAt; field + 4 <= end; ) {
    const next = field + 4 + view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      let from = field + 4;
      for (const [index, size] of sizes.entries()) {
        if (size !== NOT_HERE_32 || from + 8 > Math.min(next, end)) continue;
        sizes[index] = u64(view, from);
        from += 8;
      }
    }
    field = next;
  }
  const [size = 0, compressedSize = 0, headerAt = 0] = sizes;
  return { size, compressedSize, headerAt };
}

/** The offset of an entry's bytes, after its local header. Only that header gives the length of its extra field, PyTorch's padding. */
export function dataOffset(source: ByteSource, entry: ZipEntry): number | null {
  const header = exactly(source, entry.headerAt, LOCAL_SIZE);
  if (header === null || !startsWith(header, ZIP_MAGIC)) return null;
  const view = viewOf(header);
  return entry.headerAt + LOCAL_SIZE + view.getUint16(26, true) + view.getUint16(28, true);
}
