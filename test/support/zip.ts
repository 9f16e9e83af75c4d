// Writes zips as PyTorch does: stored records, sizes in the directory alone, a zip64 end. Record for record, so that tests can leave one out.

import { crc32 } from '../../src/core/formats/crc32.ts';
import { sparse } from './fixtures.ts';

export interface ZipRecord {
  readonly name: string;
  /** The content, or only how long it is: zeros that take no memory. */
  readonly content: Uint8Array | number;
  readonly method?: number;
  /** Instead of the right one. */
  readonly crc?: number;
}

export function zipSource(records: readonly ZipRecord[], options: { readonly zip64?: boolean; readonly comment?: string } = {}) {
  const pieces: (readonly [number, Uint8Array])[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, method = 0, crc } of records) {
    const size = typeof content === 'number' ? content : content.length;
    const sum = crc ?? (typeof content === 'number' ? 0 : crc32(content, 0));
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50);
    local.writeUInt16LE(0x0808, 6);
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(name.length, 26);
    const head = Buffer.concat([local, Buffer.from(name)]);
    pieces.push([at, head]);
    if (typeof content !== 'number') pieces.push([at + head.length, content]);
    directory.push(entryOf(name, method, sum, size, at));
    at += head.length + size;
  }
  const bytes = Buffer.concat(directory);
  const end = endOf(records.length, bytes.length, at, options.zip64 ?? true, options.comment ?? '');
  const tail = Buffer.concat([bytes, end]);
  return sparse(at + tail.length, [...pieces, [at, tail]]);
}

/** With a zip64 field wherever 32 bits are too few. */
function entryOf(name: string, method: number, crc: number, size: number, at: number): Buffer {
  const long = [size, size, at].filter((value) => value >= 0xffffffff);
  const extra = Buffer.alloc(long.length === 0 ? 0 : 4 + 8 * long.length);
  if (long.length > 0) {
    extra.writeUInt16LE(1);
    extra.writeUInt16LE(8 * long.length, 2);
    for (const [index, value] of long.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  }
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50);
  entry.writeUInt16LE(method, 10);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(Math.min(size, 0xffffffff), 20);
  entry.writeUInt32LE(Math.min(size, 0xffffffff), 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt16LE(extra.length, 30);
  entry.writeUInt32LE(Math.min(at, 0xffffffff), 42);
  return Buffer.concat([entry, Buffer.from(name), extra]);
}

function endOf(count: number, size: number, at: number, zip64: boolean, comment: string): Buffer {
  const long = Buffer.alloc(zip64 ? 76 : 0);
  if (zip64) {
    long.writeUInt32LE(0x06064b50);
    long.writeBigUInt64LE(44n, 4);
    long.writeBigUInt64LE(BigInt(count), 32);
    long.writeBigUInt64LE(BigInt(size), 40);
    long.writeBigUInt64LE(BigInt(at), 48);
    long.writeUInt32LE(0x07064b50, 56);
    long.writeBigUInt64LE(BigInt(at + size), 64);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : size, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([long, end, Buffer.from(comment)]);
}
