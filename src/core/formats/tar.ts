// Reads the headers of a tar, 512 bytes before each member, and whether its end was written: two blocks of zeros. Python's `tarfile`
// writes no end on an exception. Format: POSIX pax, IEEE Std 1003.1.

import { type ByteSource, exactly, recordIn, viewOf } from './byte-source.ts';

const BLOCK = 512;
/** One read each. */
const MOST_MEMBERS = 100;

interface Member {
  readonly name: string;
  readonly at: number;
  readonly size: number;
}

export type TarRead =
  | { readonly ok: true; readonly members: readonly Member[] }
  | { readonly ok: false; readonly lost: boolean; readonly why: string };

/** `ustar` stands in the first header of every tar that is not older than 1988. */
export function looksLikeTar(source: ByteSource): boolean {
  const magic = exactly(source, 257, 5);
  return magic !== null && Buffer.from(magic).toString('latin1') === 'ustar';
}

export function readTar(source: ByteSource): TarRead {
  const members: Member[] = [];
  for (let at = 0; ; ) {
    const header = exactly(source, at, BLOCK);
    if (header === null) return { ok: false, lost: true, why: 'its end is missing' };
    if (header.every((byte) => byte === 0))
      return { ok: isEnd(source, at + BLOCK), members, lost: true, why: 'its end is missing' };
    const member = memberIn(header, at);
    if (member === null) return { ok: false, lost: false, why: 'its headers cannot be followed' };
    const next = member.at + Math.ceil(member.size / BLOCK) * BLOCK;
    if (recordIn(source, at, next - at) === null) return { ok: false, lost: true, why: `${source.size} bytes, and it goes on` };
    members.push(member);
    if (members.length > MOST_MEMBERS) return { ok: false, lost: false, why: 'it has too many members to look at' };
    at = next;
  }
}

function isEnd(source: ByteSource, at: number): boolean {
  return exactly(source, at, BLOCK)?.every((byte) => byte === 0) ?? false;
}

/** Null where the checksum does not fit: the sum of all bytes, its own eight counted as spaces. */
function memberIn(header: Uint8Array, at: number): Member | null {
  const sum = header.reduce((all, byte, index) => all + (index >= 148 && index < 156 ? 32 : byte), 0);
  const size = sizeIn(header);
  if (Number.parseInt(textAt(header, 148, 8), 8) !== sum || size === null) return null;
  return { name: textAt(header, 0, 100).replace(/^\.\//, ''), at: at + BLOCK, size };
}

/** Octal; above 8 GiB base 256 with the first bit set, as GNU and Python write it. */
function sizeIn(header: Uint8Array): number | null {
  const isBinary = ((header[124] ?? 0) & 0x80) !== 0;
  const octal = textAt(header, 124, 12).trim();
  if (!isBinary && !/^[0-7]+$/.test(octal)) return null;
  const size = isBinary ? Number(viewOf(header).getBigUint64(128, false)) : Number.parseInt(octal, 8);
  return Number.isSafeInteger(size) ? size : null;
}

function textAt(header: Uint8Array, start: number, length: number): string {
  const bytes = Buffer.from(header.buffer, header.byteOffset + start, length);
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end < 0 ? length : end);
}
