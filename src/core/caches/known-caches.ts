// Decides what caches and trackers of the ecosystem hold that is no cache, and which of their folders are one thing: taken whole or not at all.
// Each layout is the one its own program writes; half of one is a broken one (a snapshot without its blobs, a kernel without its index).

import { walkItems } from '../items/walk-items.ts';
import { nameOf } from '../lib/paths.ts';
import type { Item } from '../types/items.ts';
import type { Reason } from '../types/plan.ts';
import type { Instant, PathText } from '../types/primitives.ts';

const NO_REASONS: readonly Reason[] = [];

/**
 * huggingface_hub/constants.py: `token` and `stored_tokens` lie in HF_HOME, beside `hub/`, which people point into a cache section whole.
 * kaggle/api: `kaggle.json`.
 */
const CREDENTIALS: ReadonlySet<PathText> = new Set(['token', 'stored_tokens', 'kaggle.json']);
/** wandb/sdk/wandb_settings.py: `run-20250825_004240-3k2j1h`, `offline-run-…`. */
const RUN = /^(offline-)?run-\d{8}_\d{6}-/;
const HOURS_24 = 86_400_000_000_000n;

/** What no cleaning takes by itself. `youngMayGo`: where what is taken can be brought back. */
export function keptByItself(item: Item, now: Instant, youngMayGo: boolean): readonly Reason[] {
  if (item.facts.type !== 'directory') return isCredential(item.path) ? [{ code: 'credential' }] : NO_REASONS;
  if (isStaging(item)) return [{ code: 'unsynced', why: 'waits to be uploaded to W&B' }];
  const run = RUN.exec(nameOf(item.path));
  if (run === null) return NO_REASONS;
  // As `wandb clean` has it (wandb/cli/clean.py): exactly one marker, and none younger than a day, which `wandb sync` may still be asked for.
  const markers = item.children.filter(({ path }) => path.endsWith('.wandb.synced')).length;
  if (run[1] !== undefined && markers !== 1) return [{ code: 'unsynced', why: 'an offline run that W&B does not have' }];
  return !youngMayGo && newestIn(item) > now - HOURS_24 ? [{ code: 'recent', limit: '1d' }] : NO_REASONS;
}

/** Looked at by its last letter first: there may be a million files. */
export function isCredential(path: PathText): boolean {
  const last = path.charCodeAt(path.length - 1);
  return (last === 110 || last === 115) && CREDENTIALS.has(nameOf(path));
}

/** `$WANDB_DATA_DIR/artifacts/staging`: files that are queued for upload, the only copy until then. */
function isStaging({ path, children }: Item): boolean {
  return children.length > 0 && /(?:^|\/)artifacts\/staging$/.test(path);
}

function newestIn(folder: Item): Instant {
  let newest = 0n;
  for (const { facts } of walkItems([folder])) if (facts.mtimeNs > newest) newest = facts.mtimeNs;
  return newest;
}

/** Folders (and single files) that go together or stay together, named by the first. What is in `.locks` is never the first. */
export interface Whole {
  readonly parts: readonly { readonly item: Item; readonly above: readonly Item[] }[];
}

interface Level {
  readonly items: readonly Item[];
  /** The folder that holds these, and its level; null at the top. */
  readonly item: Item | null;
  readonly up: Level | null;
  readonly folder: PathText;
}

/** The folders from the top down to this one. */
function wayTo(level: Level): readonly Item[] {
  const way: Item[] = [];
  for (let at: Level | null = level; at !== null; at = at.up) if (at.item !== null) way.push(at.item);
  return way.reverse();
}

/** Outermost ones only. Most trees have none. */
export function wholesIn(items: readonly Item[]): readonly Whole[] {
  const found: Whole[] = [];
  const locks = new Map<PathText, Whole['parts'][number]>();
  const repositories: { readonly lock: PathText; readonly part: Whole['parts'][number] }[] = [];
  const stack: Level[] = [{ items, item: null, up: null, folder: '' }];
  for (let level = stack.pop(); level !== undefined; level = stack.pop()) {
    const { folder } = level;
    // Put together once, and only where it is asked: a copy for each of 20,000 levels is 1.6 GB.
    let way: readonly Item[] | null = null;
    const here = level;
    const above = (): readonly Item[] => {
      way ??= wayTo(here);
      return way;
    };
    const start = folder === '' ? '' : `${folder}/`;
    const datasets = datasetsIn(level.items, above);
    found.push(...datasets);
    const taken = new Set(datasets.flatMap(({ parts }) => parts.map(({ item }) => item)));
    for (const item of level.items) {
      if (item.children.length === 0 || taken.has(item)) continue;
      const name = nameOf(item.path);
      if (nameOf(folder) === '.locks' && REPOSITORY.test(name)) locks.set(item.path, { item, above: above() });
      else if (isHubRepository(item)) repositories.push({ lock: `${start}.locks/${name}`, part: { item, above: above() } });
      else if (isWhole(item)) found.push({ parts: [{ item, above: above() }] });
      else stack.push({ items: item.children, item, up: level, folder: item.path });
    }
  }
  for (const { lock, part } of repositories) {
    const its = locks.get(lock);
    found.push({ parts: its === undefined ? [part] : [part, its] });
  }
  return found;
}

/** huggingface_hub: `models--org--name/{blobs,refs,snapshots}`, and its locks in `.locks/` beside it under the same name. */
const REPOSITORY = /^(?:models|datasets|spaces)--./;

function isHubRepository({ path, children }: Item): boolean {
  return REPOSITORY.test(nameOf(path)) && children.some((child) => /^(?:blobs|refs|snapshots)$/.test(nameOf(child.path)));
}

/**
 * Triton (runtime/cache.py): a key's folder, whose `__grp__*.json` names its children by absolute paths. PyTorch (cpp_extension.py): an
 * extension, with the `lock` that is taken by making it. Numba (core/caching.py): an index and its data. datasets: what it prepared or saved,
 * and the splits that it saved together (`dataset_dict.json`), of which none loads without the others.
 */
function isWhole({ children }: Item): boolean {
  return children.some(({ path, facts }) => facts.type === 'file' && isMarker(path));
}

function isMarker(path: PathText): boolean {
  const last = path.charCodeAt(path.length - 1);
  if (last === 110) return /(?:^|\/)__grp__[^/]*\.json$|(?:^|\/)dataset_(?:info|dict)\.json$/.test(path);
  if (last === 97) return nameOf(path) === 'build.ninja';
  return last === 105 && path.endsWith('.nbi');
}

/** datasets (builder.py): what is being prepared is `<hash>.incomplete/`, and `<hash>_builder.lock` says by whom. */
function datasetsIn(items: readonly Item[], above: () => readonly Item[]): readonly Whole[] {
  const locks = items.filter(({ path }) => path.endsWith('_builder.lock'));
  return locks.flatMap((lock) => {
    const base = lock.path.slice(0, -'_builder.lock'.length);
    const rest = items.filter(({ path }) => path === base || path === `${base}.incomplete`);
    return rest.length === 0 ? [] : [{ parts: [...rest, lock].map((item) => ({ item, above: above() })) }];
  });
}
