// Copies or links the files of a checkpoint under a temporary name. Nothing else in this program copies data. On a failure it removes what it
// made, one by one, and only where name and inode still match.

import { createHash } from 'node:crypto';
import { attempt, type Directory, openChild } from '../../disk/directory.ts';
import { sameContent, sameInode, sameObject } from '../../disk/facts.ts';
import { holdFile } from '../../disk/file-source.ts';
import type { FoundItem, Spot } from '../../disk/find-item.ts';
import { factsAt, namesIn } from '../../disk/stat-and-read.ts';
import type { ShouldStop } from '../../disk/write/cancellation.ts';
import {
  addName,
  closeFile,
  createOrdinary,
  makeDirectory,
  removeDirectory,
  removeName,
  syncDirectory,
  syncFile,
  write,
} from '../../disk/write/mutating-calls.ts';
import type { Facts, Item } from '../../types/items.ts';
import type { StepOutcome } from '../../types/operation.ts';
import type { Action } from '../../types/plan.ts';
import type { PathText } from '../../types/primitives.ts';
import type { PromotedFile } from '../promotion-metadata.ts';

export interface CopyRun {
  readonly shouldStop: ShouldStop;
  /** Told how many bytes of the whole are there. */
  readonly copying: (path: PathText, bytes: number) => void;
}

/** A file or folder that this operation made. */
export interface MadeFile {
  readonly spot: Spot;
  readonly facts: Facts;
}

export interface Staged {
  readonly files: readonly PromotedFile[];
  readonly top: MadeFile;
  readonly takeAway: () => void;
}

type Promote = Extract<Action, { readonly do: 'promote' }>;

/** Bytes copied between two checks for cancellation. */
const PIECE = 4 * 1024 * 1024;

/** Thrown where the source is no longer what was planned, or somebody asks to stop. */
class Stopped extends Error {
  readonly outcome: StepOutcome;
  constructor(outcome: StepOutcome) {
    super('stopped');
    this.outcome = outcome;
  }
}

const CHANGED: StepOutcome = { result: 'skipped', why: 'changed' };

/** All of it on the disk under `staging` and hashed, or an outcome and nothing left of it. */
export async function stageUnit(
  { parts, unitFolder, record: { how } }: Promote,
  to: Spot,
  find: (path: PathText) => FoundItem,
  run: CopyRun,
): Promise<Staged | StepOutcome> {
  const made: MadeFile[] = [];
  const making = { ...run, made };
  const files: PromotedFile[] = [];
  const folders = new Map<PathText, Directory>();
  const takeAway = (): void => {
    for (const each of made.toReversed()) takeAwayMade(each);
    attempt(() => syncDirectory(to.parent));
  };
  /** Also those between the parts, which are items of none. */
  const folderAt = (path: PathText): Directory => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/');
    const spot = path === '' ? to : { parent: folderAt(path.slice(0, Math.max(0, slash))), name: path.slice(slash + 1) };
    makeDirectory(spot.parent, spot.name);
    const folder = openChild(spot.parent, spot.name);
    made.push({ spot, facts: folder.facts });
    folders.set(path, folder);
    return folder;
  };
  const stage = async (item: Item): Promise<void> => {
    const from = spotOf(find(item.path));
    const below = unitFolder === null ? '' : relativeTo(unitFolder, item.path);
    if (item.facts.type === 'directory') {
      folderAt(below);
      for (const child of item.children) await stage(child);
      return;
    }
    const slash = below.lastIndexOf('/');
    const spot: Spot =
      unitFolder === null ? to : { parent: folderAt(below.slice(0, Math.max(0, slash))), name: below.slice(slash + 1) };
    const sha256 = await (how === 'link' ? linkFile : copyFile)(from, spot, item, making);
    files.push({ path: below, bytes: Number(item.facts.size), sha256 });
  };
  try {
    for (const part of parts) await stage(part);
    for (const part of parts) checkStill(part, find, how);
    for (const folder of [...folders.values()].toReversed()) syncDirectory(folder);
    const [top] = made;
    if (top === undefined) throw new Error('nothing was to be promoted');
    return { files, top, takeAway };
  } catch (error) {
    takeAway();
    if (error instanceof Stopped) return error.outcome;
    const errno = attempt(() => {
      throw error;
    });
    return errno.ok ? CHANGED : { result: 'failed', errno: errno.errno };
  }
}

interface Making extends CopyRun {
  readonly made: MadeFile[];
}

async function copyFile(from: Spot, spot: Spot, item: Item, making: Making): Promise<string> {
  const source = holdFile(from.parent, from.name);
  try {
    if (!sameObject(source.facts, item.facts)) throw new Stopped(CHANGED);
    const target = createOrdinary(spot.parent, spot.name);
    making.made.push({ spot, facts: target.facts });
    try {
      const sha256 = await throughHash(source.file, (bytes) => write(target, bytes), item.path, making);
      // What was written between the first piece and the last would be a file that never was.
      if (!sameObject(source.file.facts(), item.facts)) throw new Stopped(CHANGED);
      syncFile(target);
      return sha256;
    } finally {
      closeFile(target);
    }
  } finally {
    source.close();
  }
}

async function linkFile(from: Spot, spot: Spot, item: Item, making: Making): Promise<string> {
  const source = holdFile(from.parent, from.name);
  try {
    if (!sameObject(source.facts, item.facts)) throw new Stopped(CHANGED);
    addName(from.parent, from.name, spot.parent, spot.name);
    const linked = factsAt(spot.parent, spot.name);
    if (linked !== null) making.made.push({ spot, facts: linked });
    if (linked === null || !sameInode(linked, item.facts)) throw new Stopped(CHANGED);
    const sha256 = await throughHash(source.file, () => {}, item.path, making);
    // A new name changes ctime: the rest must be as it was.
    if (!sameContent(source.file.facts(), item.facts)) throw new Stopped(CHANGED);
    return sha256;
  } finally {
    source.close();
  }
}

async function throughHash(
  { size, read }: { readonly size: number; readonly read: (offset: number, length: number) => Uint8Array },
  use: (bytes: Uint8Array) => void,
  path: PathText,
  { shouldStop, copying }: CopyRun,
): Promise<string> {
  const hash = createHash('sha256');
  for (let offset = 0; offset < size; ) {
    if (await shouldStop()) throw new Stopped({ result: 'skipped', why: 'interrupted' });
    const bytes = read(offset, PIECE);
    if (bytes.length === 0) throw new Stopped(CHANGED);
    hash.update(bytes);
    use(bytes);
    offset += bytes.length;
    copying(path, offset);
  }
  return hash.digest('hex');
}

/** A file that came into a folder meanwhile, or left it, would make a model that never was a checkpoint. */
function checkStill(item: Item, find: (path: PathText) => FoundItem, how: 'copy' | 'link'): void {
  const { parent, name } = spotOf(find(item.path));
  const now = factsAt(parent, name);
  const isSame = how === 'link' ? sameContent : sameObject;
  if (now === null || !isSame(now, item.facts)) throw new Stopped(CHANGED);
  if (item.facts.type !== 'directory') return;
  const names = namesIn(openChild(parent, name));
  if (names.length !== item.children.length) throw new Stopped(CHANGED);
  for (const child of item.children) checkStill(child, find, how);
}

function spotOf(found: FoundItem): Spot {
  if ('outcome' in found) throw new Stopped(found.outcome.result === 'gone' ? CHANGED : found.outcome);
  return found.spot;
}

function relativeTo(base: PathText, path: PathText): PathText {
  if (path === base) return '';
  return base === '' ? path : path.slice(base.length + 1);
}

/** Only what is there still: a name that somebody else has taken meanwhile is theirs. */
export function takeAwayMade({ spot: { parent, name }, facts }: MadeFile): void {
  attempt(() => {
    const now = factsAt(parent, name);
    if (now === null || !sameInode(now, facts)) return;
    if (facts.type === 'directory') removeDirectory(parent, name);
    else removeName(parent, name);
  });
}
