// Decides whether a large checkpoint of `torch.save` is complete from the two ends of the zip's directory and the end of the pickle. With
// ten thousand tensors, directory and pickle take 5 MB. Answers `complete` or nothing; without an answer `torch.ts` reads all of both.
//
// Storages are numbered as they first appear in the pickle, so the last new one tells how many there are; and records are written in
// the order of their numbers (of today's torch), or of their names as text (until 2.x). A save that was interrupted has the first of
// them and a sound end, so what is compared is their number, and which are the last.

import type { Inspection } from '../types/checkpoints.ts';
import { type ByteSource, exactly, recordIn } from './byte-source.ts';
import { complete } from './inspection-result.ts';
import { beginOfList, laterBatches, type NumberList, PROBE_SIZE } from './pickle-number-lists.ts';
import { beginsPickle, isWithoutStorages, type NumberedStorage, storagesInTail } from './pickle-tail.ts';
import { scriptIn, torchFolder, whatScriptLacks } from './torch.ts';
import { dataOffset, ENTRY_SIZE, type ZipEntry } from './zip.ts';
import { readZipEnds, type ZipEnds } from './zip-ends.ts';

/** Directory and pickle of at most this size together are read whole, which tells more. */
const READ_WHOLE = 40 * 1024;
/** The end of a pickle that is read to find the last storage; the trainer's own state follows that storage. */
const SHORTEST_TAIL = 2 * 1024;
const LONGEST_TAIL = 42 * 1024;
/** A TorchScript's constants are a pickle of their own, of a few bytes. */
const LONGEST_CONSTANTS = 2 * 1024;
/** Marks tried; some only look like a batch, inside a number. */
const MOST_BATCHES = 20;
const MOST_STORAGES = 1_000_000;
/** What a zip64 field takes in an entry, which a record of more than 4 GiB, or behind them, has. */
const LONGEST_ZIP64 = 28;
const BYTES_EACH: readonly number[] = [1, 2, 4, 8, 16];

/** Complete, or null when the ends do not prove it. Reads at most 56 KB. */
export function completeByItsEnds(source: ByteSource): Inspection | null {
  const ends = readZipEnds(source);
  if (ends === null) return null;
  const entries = new Map([...ends.first, ...ends.last].map((entry) => [entry.name, entry]));
  const folder = torchFolder(entries);
  const pickle = folder === null ? undefined : entries.get(`${folder}/data.pkl`);
  if (folder === null || pickle === undefined || pickle.method !== 0) return null;
  if (ends.directorySize + pickle.size <= READ_WHOLE) return null;
  const isScript = scriptIn(entries, folder);
  const constants = entries.get(`${folder}/constants.pkl`);
  if (isScript && (constants === undefined || constants.size > LONGEST_CONSTANTS)) return null;
  const storages = lastStorages(source, pickle);
  if (storages === null || !hasRecordsOf(ends, `${folder}/data/`, storages)) return null;
  if (isScript && whatScriptLacks(source, entries, folder) !== null) return null;
  return complete(isScript ? 'torchscript' : 'pytorch', 'every tensor it names is there');
}

function lastStorages(source: ByteSource, entry: ZipEntry): readonly NumberedStorage[] | null {
  const at = dataOffset(source, entry);
  const pickle = at === null ? null : recordIn(source, at, entry.size);
  const head = pickle === null ? null : exactly(pickle, 0, 2);
  return pickle === null || head === null || !beginsPickle(head) ? null : storagesBefore(pickle, pickle.size, LONGEST_TAIL);
}

/** Reads at most `budget` bytes, from the end on until there are enough. */
function storagesBefore(pickle: ByteSource, end: number, budget: number): readonly NumberedStorage[] | null {
  const reaches = end === pickle.size ? 'the end' : 'a list';
  const longest = Math.min(budget, end);
  let tail: Uint8Array = new Uint8Array();
  while (tail.length < longest) {
    const length = Math.min(Math.max(SHORTEST_TAIL, Math.floor(tail.length * 1.5)), longest);
    const before = exactly(pickle, end - length, length - tail.length);
    if (before === null) return null;
    tail = Buffer.concat([before, tail]);
    const found = storagesInTail(tail, reaches);
    if (found !== null) return found;
    const list = listIn(pickle, end, tail, budget - length);
    if (list !== null) return storagesBefore(pickle, list.at, budget - length - list.probes * PROBE_SIZE);
  }
  return null;
}

/** A long list of numbers that reaches into the tail. */
function listIn(pickle: ByteSource, end: number, tail: Uint8Array, budget: number): NumberList | null {
  const reaches = end === pickle.size ? 'the end' : 'a list';
  for (const mark of laterBatches(tail).slice(0, MOST_BATCHES)) {
    if (!isWithoutStorages(tail, mark, reaches)) continue;
    const list = beginOfList(pickle, end - tail.length + mark, Math.floor(budget / PROBE_SIZE));
    if (list !== null) return list;
  }
  return null;
}

/** Whether there are as many records as storages, the first and the last of them those that should be, and room for the others. */
function hasRecordsOf(ends: ZipEnds, prefix: string, storages: readonly NumberedStorage[]): boolean {
  const isRecord = ({ name }: ZipEntry): boolean => name.startsWith(prefix);
  const [first, last] = [ends.first.filter(isRecord), ends.last.filter(isRecord)];
  const others = ends.first.length + ends.last.length - first.length - last.length;
  const count = (storages.at(-1)?.number ?? -1) + 1;
  if (ends.count !== count + others || count > MOST_STORAGES || first.length + last.length > count) return false;
  const isRight = [byNumber, byText].some((order) => {
    const keys = order(count);
    const between = keys.slice(first.length, count - last.length);
    return (
      first.every(({ name }, index) => name === prefix + keys[index]) &&
      last.every(({ name }, index) => name === prefix + keys[count - last.length + index]) &&
      isRoomFor(between, prefix, ends)
    );
  });
  return isRight && sizesFit([...first, ...last], prefix, storages);
}

const byNumber = (count: number): readonly string[] => Array.from({ length: count }, (_, number) => String(number));
const byText = (count: number): readonly string[] => [...byNumber(count)].sort();

/** What is not read of the directory is as long as the entries that should be there. */
function isRoomFor(keys: readonly string[], prefix: string, { between, directoryAt }: ZipEnds): boolean {
  const each = ENTRY_SIZE + Buffer.byteLength(prefix);
  const least = keys.reduce((all, key) => all + each + key.length, 0);
  const more = directoryAt < 2 ** 32 - 1 ? 0 : keys.length * LONGEST_ZIP64;
  return between >= least && between <= least + more;
}

/** Of those that are in both windows; what type their elements have stands far before. */
function sizesFit(records: readonly ZipEntry[], prefix: string, storages: readonly NumberedStorage[]): boolean {
  const counts = new Map(storages.map(({ number, count }) => [`${prefix}${number}`, count]));
  return records.every(({ name, size }) => {
    const count = counts.get(name) ?? 0;
    return count === 0 || BYTES_EACH.includes(size / count);
  });
}
