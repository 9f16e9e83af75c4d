// CRC-32 as in zip (ISO 3309), eight bytes a step: Node has one of its own only since 20.15.

const POLYNOMIAL = 0xedb88320;
const SLICES = 8;

function makeTables(): readonly Uint32Array[] {
  const tables = Array.from({ length: SLICES }, () => new Uint32Array(256));
  const [first] = tables as [Uint32Array];
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    first[byte] = crc;
  }
  for (const [slice, table] of tables.entries()) {
    const before = tables[slice - 1];
    if (before === undefined) continue;
    for (let byte = 0; byte < 256; byte++) {
      const crc = before[byte] as number;
      table[byte] = (crc >>> 8) ^ (first[crc & 0xff] as number);
    }
  }
  return tables;
}

const TABLES: readonly Uint32Array[] = makeTables();

/** Goes on from `crc`, which is 0 at first. */
export function crc32(bytes: Uint8Array, crc: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  const of = (table: Uint32Array, index: number): number => table[index & 0xff] as number;
  const byte = (at: number): number => bytes[at] as number;
  let value = ~crc;
  let at = 0;
  for (; at + SLICES <= bytes.length; at += SLICES) {
    const low = value ^ (byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24));
    value =
      of(t7, low) ^
      of(t6, low >>> 8) ^
      of(t5, low >>> 16) ^
      of(t4, low >>> 24) ^
      of(t3, byte(at + 4)) ^
      of(t2, byte(at + 5)) ^
      of(t1, byte(at + 6)) ^
      of(t0, byte(at + 7));
  }
  for (; at < bytes.length; at++) value = of(t0, value ^ byte(at)) ^ (value >>> 8);
  return ~value >>> 0;
}
