// Decides whether a distributed checkpoint of PyTorch is complete. `.metadata` gets its name when every rank is done, and lists which bytes
// of which file belong to each tensor (torch/distributed/checkpoint/filesystem.py).

import { folderOf, nameOf, pathIn } from '../lib/paths.ts';
import type { PathText } from '../types/primitives.ts';
import { walkPickle } from './pickle.ts';
import { isThing, type Pickled, textEntries } from './pickle-values.ts';
import type { UnitView } from './unit-reader.ts';

const PLACE = /^torch\.distributed\.checkpoint\.\w+\._StorageInfo$/;

/** What is missing, as a sentence fragment, or null. */
export function whatDcpLacks(view: UnitView): string | null {
  const folders = new Set([...view.files.keys()].filter((path) => path.endsWith('.distcp')).map(folderOf));
  for (const folder of folders) {
    const inFolder = (name: PathText): PathText => (folder === '' ? name : pathIn(folder, name));
    const lack = view.files.has(inFolder('.metadata')) ? null : whatRanksLack(folder, view);
    if (lack !== null) return lack;
    for (const [name, end] of endsIn(view.read(inFolder('.metadata')))) {
      const size = view.files.get(inFolder(name))?.size;
      if (size === undefined) return `${name} is missing`;
      if (size < end) return `${name} has ${size} of ${end} bytes`;
    }
  }
  return null;
}

/** Without collectives, each rank writes its own metadata file last. */
function whatRanksLack(folder: PathText, { files }: UnitView): string | null {
  const names = new Set([...files.keys()].filter((path) => folderOf(path) === folder).map(nameOf));
  const ranks = new Set([...names].flatMap((name) => /^__(\d+)_\d+\.distcp$/.exec(name)?.[1] ?? []));
  const missing = [...ranks].find((rank) => !names.has(`__${rank}.metadata`));
  if (missing === undefined && ranks.size > 0) return null;
  const isOfRanks = [...names].some((name) => /^__\d+\.metadata$/.test(name));
  return `${isOfRanks ? `__${missing}` : ''}.metadata, which is written last, is missing`;
}

/** The least size of each file; empty when the metadata cannot be read. */
function endsIn(metadata: Uint8Array | null): ReadonlyMap<PathText, number> {
  const ends = new Map<PathText, number>();
  const walk = metadata === null ? null : walkPickle(metadata);
  const data = walk?.ok ? textEntries(walk.value).get('storage_data') : undefined;
  for (const place of isThing(data, 'dict') ? data.pairs : []) {
    const { name, end } = shardSpanOf(place);
    if (name !== undefined && end !== undefined) ends.set(name, Math.max(ends.get(name) ?? 0, end));
  }
  return ends;
}

function shardSpanOf(value: Pickled): { readonly name?: string; readonly end?: number } {
  if (!isThing(value, 'made') || !PLACE.test(value.name)) return {};
  const { relative_path: name, offset, length } = Object.fromEntries(textEntries(value));
  const isPlaced = typeof name === 'string' && typeof offset === 'number' && typeof length === 'number';
  return isPlaced && Number.isSafeInteger(offset + length) ? { name, end: offset + length } : {};
}
