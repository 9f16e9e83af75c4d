// Finds the storages that the end of a pickle names, without reading what comes before. `torch.save` numbers storages as they first appear
// (torch/serialization.py, `_save`), so the last new one in the pickle tells how many there are.

import { startsWith, u64, viewOf } from './byte-source.ts';

export interface NumberedStorage {
  readonly number: number;
  /** Elements. */
  readonly count: number;
}

/** Places tried to begin at; each costs at most all of the bytes. */
const MOST_STARTS = 100;

/** What the bytes reach: the pickle's very end, or a list that begins there. */
export type Reach = 'the end' | 'a list';

/**
 * Those that appear first in `bytes`, the end of a pickle or of what is before a list in it, in order and without a gap; null where it
 * cannot be followed from anywhere up to its very last byte.
 */
export function storagesInTail(bytes: Uint8Array, reach: Reach): readonly NumberedStorage[] | null {
  let tries = 0;
  for (let at = bytes.indexOf(MARK); at >= 0 && tries < MOST_STARTS; at = bytes.indexOf(MARK, at + 1)) {
    const next = bytes[at + 1];
    // The tuple that names a storage begins with the word `storage`, which was written out long before.
    if (next !== BINGET && next !== LONG_BINGET) continue;
    tries++;
    const found = follow(bytes, at, reach);
    if (found !== null && found.length > 0) return isInOrder(found) ? found : null;
  }
  return null;
}

/** Whether it can be followed from `start` up to its very last byte, and no storage is named on the way. */
export function isWithoutStorages(bytes: Uint8Array, start: number, reach: Reach): boolean {
  return follow(bytes, start, reach)?.length === 0;
}

function isInOrder(storages: readonly NumberedStorage[]): boolean {
  return storages.every(({ number }, index) => index === 0 || number === (storages[index - 1]?.number ?? 0) + 1);
}

const MARK = 0x28;
const STOP = 0x2e;
const BINGET = 0x68;
const LONG_BINGET = 0x6a;
const BINPERSID = 0x51;
const TUPLE = 0x74;
const STACK_GLOBAL = 0x93;

type Length = number | 'text-1' | 'text-4' | 'text-8' | 'two-lines';

/** What follows an operation, by CPython's Lib/pickletools.py; those with nothing behind them are in `BARE`. */
const ARGUMENTS: ReadonlyMap<number, Length> = new Map<number, Length>([
  ...[0x80, 0x4b, 0x82, 0x68, 0x71].map((code) => [code, 1] as const), // PROTO BININT1 EXT1 BINGET BINPUT
  ...[0x4d, 0x83].map((code) => [code, 2] as const), // BININT2 EXT2
  ...[0x4a, 0x84, 0x6a, 0x72].map((code) => [code, 4] as const), // BININT EXT4 LONG_BINGET LONG_BINPUT
  ...[0x95, 0x47].map((code) => [code, 8] as const), // FRAME BINFLOAT
  ...[0x8a, 0x8c, 0x55, 0x43].map((code) => [code, 'text-1'] as const), // LONG1 SHORT_BINUNICODE SHORT_BINSTRING SHORT_BINBYTES
  ...[0x8b, 0x58, 0x54, 0x42].map((code) => [code, 'text-4'] as const), // LONG4 BINUNICODE BINSTRING BINBYTES
  ...[0x8d, 0x8e, 0x96].map((code) => [code, 'text-8'] as const), // BINUNICODE8 BINBYTES8 BYTEARRAY8
  [0x63, 'two-lines'], // GLOBAL
]);
const BARE: ReadonlySet<number> = new Set([
  ...[0x4e, 0x88, 0x89, 0x30, 0x31, 0x32, MARK, 0x94, 0x5d, 0x29, 0x8f, 0x7d, 0x6c, TUPLE, 0x91, 0x64, 0x85, 0x86, 0x87],
  ...[0x61, 0x65, 0x90, 0x73, 0x75, STACK_GLOBAL, 0x6f, 0x52, 0x81, 0x92, 0x62, BINPERSID],
]);
/** Putting into the memo, and the frames of protocol 4, change nothing on the stack. */
const SILENT: ReadonlySet<number> = new Set([0x71, 0x72, 0x94, 0x95]);

/** `null`: something that was written out before, or a class. */
type Token = string | number | null;

/** New storages from `start` to the end of the bytes; null when the operations cannot be followed. */
function follow(bytes: Uint8Array, start: number, reach: Reach): readonly NumberedStorage[] | null {
  const view = viewOf(bytes);
  const storages: NumberedStorage[] = [];
  /** Since the last mark; null where something is among them that no storage's name has. */
  let tokens: Token[] | null = null;
  for (let at = start; at < bytes.length; ) {
    const code = bytes[at] ?? STOP;
    if (code === STOP) return reach === 'the end' && at === bytes.length - 1 ? storages : null;
    const next = nextAfter(view, bytes, code, at + 1);
    if (next === null || next > bytes.length) return null;
    if (code === MARK) tokens = [];
    else if (code === BINPERSID) {
      const named = storageNamed(tokens);
      if (named === 'strange') return null;
      if (named !== 'known') storages.push(named);
    } else if (code === STACK_GLOBAL) tokens?.splice(-2, 2, null);
    else if (code !== TUPLE && !SILENT.has(code)) {
      const token = tokenOf(view, bytes, code, at + 1, next);
      if (token === undefined || tokens === null || tokens.length >= LONGEST_ID) tokens = null;
      else tokens.push(token);
    }
    at = next;
  }
  return reach === 'a list' ? storages : null;
}

/** `('storage', <class>, '<number>', '<device>', <count>)`; with STACK_GLOBAL, a class is two texts for a moment. */
const LONGEST_ID = 6;
const NUMBER = /^(?:0|[1-9]\d{0,8})$/;

function storageNamed(tokens: readonly Token[] | null): NumberedStorage | 'known' | 'strange' {
  if (tokens?.length !== 5) return 'strange';
  const [word, , key, , count] = tokens;
  if ((word !== null && word !== 'storage') || typeof count !== 'number' || typeof key === 'number') return 'strange';
  // A text that stands there by reference was there before.
  if (key === null || key === undefined) return 'known';
  return NUMBER.test(key) && Number.isSafeInteger(count) && count >= 0 ? { number: Number(key), count } : 'strange';
}

/** Undefined for an operation that is not part of a storage's name. */
function tokenOf(view: DataView, bytes: Uint8Array, code: number, at: number, next: number): Token | undefined {
  const text = (start: number): string => Buffer.from(bytes.buffer, bytes.byteOffset + start, next - start).toString('latin1');
  switch (code) {
    case BINGET:
    case LONG_BINGET:
    case 0x63:
      return null;
    case 0x8c:
      return text(at + 1);
    case 0x58:
      return text(at + 4);
    case 0x4b:
      return view.getUint8(at);
    case 0x4d:
      return view.getUint16(at, true);
    case 0x4a:
      return view.getInt32(at, true);
    case 0x8a:
      return numberIn(bytes.subarray(at + 1, next));
    default:
      return undefined;
  }
}

/** Little-endian; only positive counts are read. */
function numberIn(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

function nextAfter(view: DataView, bytes: Uint8Array, code: number, at: number): number | null {
  const length = ARGUMENTS.get(code);
  if (length === undefined) return BARE.has(code) ? at : null;
  if (typeof length === 'number') return at + length;
  const left = bytes.length - at;
  switch (length) {
    case 'text-1':
      return left < 1 ? null : at + 1 + view.getUint8(at);
    case 'text-4':
      return left < 4 ? null : at + 4 + view.getUint32(at, true);
    case 'text-8':
      return left < 8 ? null : at + 8 + u64(view, at);
    case 'two-lines': {
      const first = lineEnd(bytes, at);
      return first === null ? null : lineEnd(bytes, first);
    }
    default:
      return length satisfies never;
  }
}

function lineEnd(bytes: Uint8Array, at: number): number | null {
  const end = bytes.indexOf(0x0a, at);
  return end < 0 ? null : end + 1;
}

/** Whether a pickle of protocol 2 or later begins here. */
export function beginsPickle(bytes: Uint8Array): boolean {
  return startsWith(bytes, [0x80]) && (bytes[1] ?? 0) >= 2 && (bytes[1] ?? 0) <= 5;
}
