// Decides whether a file of `torch.save` is complete: it has its pickle, and every storage the pickle names, each of its full size.
// A valid zip is no proof: its end is written on an exception too (Ctrl-C during storage 3 of 5 leaves a well-formed zip).

import type { Inspection } from '../types/checkpoints.ts';
import { type ByteSource, exactly, LONGEST_PIECE, NUMBER_READERS, viewOf } from './byte-source.ts';
import { factsIn } from './checkpoint-facts.ts';
import type { ScalarOf } from './checkpoint-metrics.ts';
import { complete, incomplete, unknown } from './inspection-result.ts';
import { type PickleWalk, walkPickle } from './pickle.ts';
import type { Storage } from './pickle-values.ts';
import type { Tensor } from './tensors.ts';
import { dataOffset, type ZipEntry } from './zip.ts';

type Entries = ReadonlyMap<string, ZipEntry>;

/** Two reads each. */
const MOST_SCALARS = 32;

/** The first bytes of a file of torch before 1.6: a pickle of the number 0x1950a86a20f9469cfc6c. */
export const LEGACY_MAGIC: readonly number[] = [
  0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19,
];

/** The top folder of PyTorch's records, or null where the zip is no checkpoint of PyTorch. */
export function torchFolder(entries: Entries): string | null {
  for (const name of entries.keys()) {
    const found = /^([^/]+)\/(?:data\.pkl|version|\.data\/version|byteorder)$/.exec(name);
    if (found !== null) return found[1] ?? null;
  }
  return null;
}

export function inspectTorch(source: ByteSource, entries: Entries, folder: string): Inspection {
  const isScript = scriptIn(entries, folder);
  const format = isScript ? 'torchscript' : 'pytorch';
  const read = walkRecord(source, entries, `${folder}/data.pkl`);
  if (!read.ok) return (read.lost ? incomplete : unknown)(format, read.why);
  let scalars = 0;
  const scalarOf: ScalarOf = (tensor) => (++scalars > MOST_SCALARS ? null : scalarIn(source, entries, folder, tensor));
  const inside = factsIn(read.walk.value, scalarOf);
  const lack =
    whatIsMissing(entries, `${folder}/data`, read.walk.storages) ?? (isScript ? whatScriptLacks(source, entries, folder) : null);
  if (lack !== null) return incomplete(format, lack, inside);
  if (read.walk.isStrange) return unknown(format, 'it names something that is not a tensor and lies elsewhere', inside);
  return complete(format, read.walk.storages.size === 0 ? 'all of it is there' : 'every tensor it names is there', inside);
}

export function scriptIn(entries: Entries, folder: string): boolean {
  return [...entries.keys()].some((name) => name.startsWith(`${folder}/code/`)) || entries.has(`${folder}/constants.pkl`);
}

type Walked = Extract<PickleWalk, { readonly ok: true }>;

function walkRecord(
  source: ByteSource,
  entries: Entries,
  name: string,
): { readonly ok: true; readonly walk: Walked } | { readonly ok: false; readonly lost: boolean; readonly why: string } {
  const own = name.slice(name.lastIndexOf('/') + 1);
  const entry = entries.get(name);
  if (entry === undefined) return { ok: false, lost: true, why: `${own} is missing: the save was interrupted` };
  if (entry.method !== 0) return { ok: false, lost: false, why: `${own} is compressed` };
  if (entry.size > LONGEST_PIECE) return { ok: false, lost: false, why: `${own} is too long to read` };
  const at = dataOffset(source, entry);
  const bytes = at === null ? null : exactly(source, at, entry.size);
  if (bytes === null) return { ok: false, lost: true, why: `${own} is not where it should be` };
  const walk = walkPickle(bytes);
  return walk.ok ? { ok: true, walk } : { ok: false, lost: walk.short, why: walk.why };
}

/** The constants of a TorchScript are a second pickle, with tensors of its own. */
export function whatScriptLacks(source: ByteSource, entries: Entries, folder: string): string | null {
  const read = walkRecord(source, entries, `${folder}/constants.pkl`);
  if (read.ok) return whatIsMissing(entries, `${folder}/constants`, read.walk.storages);
  return read.lost ? read.why : null;
}

function whatIsMissing(entries: Entries, records: string, storages: ReadonlyMap<string, Storage>): string | null {
  let missing = 0;
  for (const { key, count, bytesEach } of storages.values()) {
    const entry = entries.get(`${records}/${key}`);
    if (entry === undefined) missing++;
    else if (bytesEach !== null && entry.method === 0 && entry.size < count * bytesEach)
      return `a tensor has ${entry.size} of its ${count * bytesEach} bytes`;
  }
  return missing === 0 ? null : `${missing} of its ${storages.size} tensors are missing: the save was interrupted`;
}

/** The number in a tensor without dimensions, which is how Lightning stores scores. */
function scalarIn(source: ByteSource, entries: Entries, folder: string, tensor: Tensor): ReturnType<ScalarOf> {
  const { storage, offset, shape } = tensor;
  const entry = entries.get(`${folder}/data/${storage.key}`);
  const read = NUMBER_READERS.get(storage.dtype);
  if (entry === undefined || read === undefined || storage.bytesEach === null || shape.length > 0) return null;
  if (entry.method !== 0 || (offset + 1) * storage.bytesEach > entry.size) return null;
  const at = dataOffset(source, entry);
  const bytes = at === null ? null : exactly(source, at + offset * storage.bytesEach, storage.bytesEach);
  return bytes === null ? null : read(viewOf(bytes));
}
