// Decides whether a set of shards is complete: by its index if there is one, and by the total in each file name.

import { isRecord } from '../lib/json-object.ts';
import { nameOf, siblingOf } from '../lib/paths.ts';
import { parseTolerantJson } from '../lib/tolerant-json.ts';
import type { PathText } from '../types/primitives.ts';
import type { UnitView } from './unit-reader.ts';

const INDEX = /\.index\.json$/;
const SHARD = /^(.*[-.])(\d{5})-of-(\d{5})(.*)$/;
const MOST_SHARDS = 100_000;

/** What is missing, as a sentence fragment, or null. */
export function whatShardsLack(view: UnitView): string | null {
  for (const path of view.files.keys()) {
    const lack = INDEX.test(path) ? whatIndexLacks(path, view) : whatSetLacks(path, view.files);
    if (lack !== null) return lack;
  }
  return null;
}

/**
 * The shards are smaller in all than their index says: ZeRO-3 left placeholders, or a converter counted differently. We cannot tell which,
 * so the answer is unknown and not incomplete.
 */
export function doubtAboutShards(view: UnitView): string | null {
  for (const index of view.files.keys()) {
    const read = INDEX.test(index) ? readIndex(index, view) : null;
    if (read === null || read === 'damaged') continue;
    const size = read.paths.reduce((all, path) => all + (view.files.get(path)?.size ?? 0), 0);
    if (read.total !== null && read.total > size) return `its shards have ${size} of ${read.total} bytes`;
  }
  return null;
}

function whatIndexLacks(index: PathText, view: UnitView): string | null {
  const read = readIndex(index, view);
  if (read === null) return null;
  if (read === 'damaged') return `${index} is not whole`;
  const missing = read.paths.filter((path) => !view.files.has(path));
  return missing.length > 0 ? `${missing.length} of its ${read.paths.length} shards are missing` : null;
}

interface Index {
  /** The shards, beside the index. */
  readonly paths: readonly PathText[];
  /** The bytes of all tensors, which is less than all files have; null where it does not say. */
  readonly total: number | null;
}

/** `weight_map`: tensor to file; `metadata.total_size`. Null for the index of another program, or one that cannot be read. */
function readIndex(index: PathText, { read }: UnitView): Index | 'damaged' | null {
  const bytes = read(index);
  if (bytes === null) return null;
  const parsed = parseTolerantJson(Buffer.from(bytes).toString('utf8'));
  if (!parsed.ok || !isRecord(parsed.value)) return 'damaged';
  const { weight_map: map, metadata } = parsed.value;
  if (!isRecord(map)) return null;
  const names = [...new Set(Object.values(map).filter((name) => typeof name === 'string'))];
  const total = isRecord(metadata) ? metadata['total_size'] : undefined;
  return {
    paths: names.map((name) => siblingOf(index, name)),
    total: typeof total === 'number' ? total : null,
  };
}

/** TensorFlow counts from 0, everybody else from 1; its `.index` is written last. */
function whatSetLacks(path: PathText, files: UnitView['files']): string | null {
  const found = SHARD.exec(path);
  if (found === null) return null;
  const [, before = '', , written = '', after = ''] = found;
  const count = Number(written);
  const isTensorFlow = before.endsWith('.data-');
  if (isTensorFlow && !files.has(`${before.slice(0, -'.data-'.length)}.index`))
    return 'its index, which is written last, is missing';
  const first = isTensorFlow ? 0 : 1;
  // Each set is checked once, at its first shard, or at the first one present.
  const nameOfShard = (number: number): PathText => `${before}${String(number).padStart(5, '0')}-of-${written}${after}`;
  if (path !== nameOfShard(first) && files.has(nameOfShard(first))) return null;
  for (let number = first; number < first + Math.min(count, MOST_SHARDS); number++) {
    if (!files.has(nameOfShard(number))) return `${nameOf(nameOfShard(number))} is missing`;
  }
  return null;
}
