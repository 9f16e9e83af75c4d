// Malformed zips: each is read in bounded time, and the answer tells lost bytes from an unreadable directory.
// Covers: src/core/formats/checksums.ts, src/core/formats/crc32.ts

import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../src/core/formats/byte-source.ts';
import { compareChecksums } from '../../../src/core/formats/checksums.ts';
import { crc32 } from '../../../src/core/formats/crc32.ts';
import { readZip } from '../../../src/core/formats/zip.ts';
import { zipSource } from '../../support/zip.ts';

const RECORDS = ['a', 'bb', 'ccc'].map((name) => ({ name, content: Buffer.from(name) }));

function bytesOf(...options: Parameters<typeof zipSource>): Buffer {
  const source = zipSource(...options);
  return Buffer.from(source.read(0, source.size));
}

describe('a directory', () => {
  it.each([true, false])('of zip64: %s', (zip64) => {
    const zip = readZip(zipSource(RECORDS, { zip64 }));
    expect(zip.ok && [...zip.entries.keys()]).toEqual(['a', 'bb', 'ccc']);
  });

  const entry = (bytes: Buffer): number => bytes.indexOf('PK\x01\x02');
  const lastEntry = (bytes: Buffer): number => bytes.lastIndexOf('PK\x01\x02');
  const end = (bytes: Buffer): number => bytes.length - 22;
  const put =
    (value: number, size: 2 | 4, at: (bytes: Buffer) => number, offset: number) =>
    (bytes: Buffer): Buffer => {
      bytes.writeUIntLE(value, at(bytes) + offset, size);
      return bytes;
    };

  it.each<[string, (bytes: Buffer) => Buffer, boolean]>([
    ['without its end', (bytes) => bytes.subarray(0, -1), true],
    ['from which bytes were cut', (bytes) => bytes.subarray(5), true],
    ['with another count', put(2, 2, end, 10), false],
    ['with an entry of another kind', put(0, 4, entry, 0), false],
    ['with an entry that goes on behind it', put(0xffff, 2, lastEntry, 28), false],
    ['with a record behind it', put(0x7fffffff, 4, lastEntry, 20), true],
    ['of 1 GB', put(2 ** 30, 4, end, 12), true],
  ])('%s', (_, change, lost) => {
    expect(readZip(sourceOf(change(bytesOf(RECORDS, { zip64: false }))))).toMatchObject({ ok: false, lost });
  });

  it('is not read when it is too long', () => {
    const source = zipSource([{ name: 'x'.repeat(60_000), content: 1 }]);
    const many = zipSource(Array.from({ length: 300 }, (_, at) => ({ name: `${at}${'x'.repeat(60_000)}`, content: 0 })));
    expect(readZip(source).ok).toBe(true);
    expect(readZip(many)).toMatchObject({ ok: false, lost: false, why: 'its directory is too long to read' });
    expect(many.count()).toBeLessThan(1000);
  });
});

describe('checksums', () => {
  it('match the CRC-32 of zip', () => {
    expect(crc32(Buffer.from('123456789'), 0)).toBe(0xcbf43926);
    expect(crc32(Buffer.from('6789'), crc32(Buffer.from('12345'), 0))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(), 0)).toBe(0);
  });

  it('are all compared, and told while they are', () => {
    const heard: number[] = [];
    expect(compareChecksums(zipSource(RECORDS), (bytes) => heard.push(bytes))).toEqual({ checksums: 3, damage: null });
    expect(heard).toEqual([1, 3, 6]);
  });

  it('name the first record that differs', () => {
    const bytes = bytesOf(RECORDS);
    bytes[bytes.indexOf('ccc') + 3] = 0;
    expect(compareChecksums(sourceOf(bytes), () => {})).toEqual({ checksums: 2, damage: expect.stringContaining('ccc') });
  });

  it('are not compared when records overlap', () => {
    const bytes = bytesOf(
      RECORDS.map(({ name }) => ({ name, content: Buffer.alloc(1000, name) })),
      { zip64: false },
    );
    // Every record is the first, and nearly all of the file.
    for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 1)) {
      bytes.writeUInt32LE(0, at + 42);
      bytes.writeUInt32LE(2000, at + 20);
      bytes.writeUInt32LE(2000, at + 24);
    }
    expect(compareChecksums(sourceOf(bytes), () => {})).toEqual({ checksums: 0, damage: 'its records lie over each other' });
  });

  it('are null for a file that is not a zip', () => {
    expect(compareChecksums(sourceOf(Buffer.from('x')), () => {})).toBeNull();
  });
});
