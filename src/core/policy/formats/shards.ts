// Whether a set of shards is all there: against its index where there is one, and against the number in every name.

import type { PathText } from '../../types.ts';
import { folderOf, nameOf, pathIn } from '../path-parts.ts';
import { parseTolerantJson } from '../tolerant-json.ts';
import { isRecord } from './record.ts';
import type { UnitView } from './unit-view.ts';

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

/** `weight_map`: tensor to file; `metadata.total_size`: the bytes of all tensors, which is less than all files have. */
function whatIndexLacks(index: PathText, { files, read }: UnitView): string | null {
  const bytes = read(index);
  if (bytes === null) return null;
  const parsed = parseTolerantJson(Buffer.from(bytes).toString('utf8'));
  if (!parsed.ok || !isRecord(parsed.value)) return `${index} is not whole`;
  const { weight_map: map, metadata } = parsed.value;
  if (!isRecord(map)) return null;
  const names = [...new Set(Object.values(map).filter((name) => typeof name === 'string'))];
  const paths = names.map((name) => (folderOf(index) === '' ? name : pathIn(folderOf(index), name)));
  const missing = paths.filter((path) => !files.has(path));
  if (missing.length > 0) return `${missing.length} of its ${paths.length} shards are missing`;
  const total = isRecord(metadata) ? metadata['total_size'] : undefined;
  const size = paths.reduce((all, path) => all + (files.get(path)?.size ?? 0), 0);
  return typeof total === 'number' && total > size ? `its shards have ${size} of ${total} bytes` : null;
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
  // One look a set, at its first shard; where that is missing, at whichever comes first.
  const nameOfShard = (number: number): PathText => `${before}${String(number).padStart(5, '0')}-of-${written}${after}`;
  if (path !== nameOfShard(first) && files.has(nameOfShard(first))) return null;
  for (let number = first; number < first + Math.min(count, MOST_SHARDS); number++) {
    if (!files.has(nameOfShard(number))) return `${nameOf(nameOfShard(number))} is missing`;
  }
  return null;
}
