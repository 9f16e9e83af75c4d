// Reads a whole zip and compares the CRC-32 of every record. Other formats have no checksums.

import { type ByteSource, startsWith } from './byte-source.ts';
import { crc32 } from './crc32.ts';
import { dataOffset, readZip, ZIP_MAGIC, type ZipEntry } from './zip.ts';

/** Read at once: bounded memory, whatever a record's size. */
const PIECE = 1 << 20;

export interface Compared {
  /** The number of matching checksums. */
  readonly checksums: number;
  /** The first record that is not what was written, as a sentence fragment; null where all are. */
  readonly damage: string | null;
}

/** Null when there is nothing to compare. `onBytes` is called with the bytes read so far. */
export function compareChecksums(source: ByteSource, onBytes: (bytes: number) => void): Compared | null {
  const zip = startsWith(source.read(0, ZIP_MAGIC.length), ZIP_MAGIC) ? readZip(source) : null;
  if (!zip?.ok) return null;
  // Of stored records alone: a compressed one would have to be unpacked. Torch writes 0 where it was told to compute none.
  const entries = [...zip.entries.values()].filter(({ method, crc, size }) => method === 0 && (crc !== 0 || size === 0));
  // Records that lie over each other could make a small file take days.
  if (entries.reduce((all, { size }) => all + size, 0) > source.size)
    return { checksums: 0, damage: 'its records lie over each other' };
  let read = 0;
  for (const [index, entry] of entries.entries()) {
    const crc = crcOf(source, entry, (bytes) => onBytes(read + bytes));
    read += entry.size;
    if (crc !== entry.crc) return { checksums: index, damage: `${entry.name} is not what was written: its checksum differs` };
  }
  return { checksums: entries.length, damage: null };
}

function crcOf(source: ByteSource, entry: ZipEntry, onBytes: (bytes: number) => void): number | null {
  const start = dataOffset(source, entry);
  if (start === null) return null;
  let crc = 0;
  for (let at = 0; at < entry.size; at += PIECE) {
    const wanted = Math.min(PIECE, entry.size - at);
    const bytes = source.read(start + at, wanted);
    if (bytes.length < wanted) return null;
    crc = crc32(bytes, crc);
    onBytes(at + wanted);
  }
  return crc;
}
