// Reads the files whose text names checkpoints, and what checkpoints say themselves about which is the best. Where one of them cannot
// be read or understood, its folder is blind: nothing there may go, for any of it may be what the pointer means.

import { inodeKey } from '../../items/inode-key.ts';
import { walkItems } from '../../items/walk-items.ts';
import { type UnitsNamed, unitsNamed } from '../../layouts/find-unit.ts';
import { escapeText } from '../../lib/escape.ts';
import { folderOf, nameOf, pathIn } from '../../lib/paths.ts';
import type { TextReader } from '../../scan/text-reader.ts';
import type { Evidence, Inspection, Mention, PointerFile, Recognition, Unit } from '../../types/checkpoints.ts';
import type { InodeKey, Item, Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import { latestOfRuns } from '../latest-of-run.ts';
import { namesInPointer } from '../pointer-files.ts';

/** A `trainer_state.json` of a million steps; everything else is far smaller. */
const LARGEST = 16 * 1024 * 1024;
const TRAINER_STATE = 'trainer_state.json';

type Pointed = Pick<Evidence, 'blind' | 'warnings'> & { readonly mentions: ReadonlyMap<PathText, readonly Mention[]> };

interface Asked {
  readonly pointer: PointerFile;
  /** What it speaks about. */
  readonly folder: PathText;
  /** The checkpoint that it lies in or is a part of. */
  readonly within: Unit | null;
}

/** `read` is below the section's real path. */
export function readPointers(
  scan: Scan,
  recognition: Recognition,
  inspections: ReadonlyMap<PathText, Inspection>,
  read: TextReader,
): Pointed {
  const { units } = recognition;
  const mentions = new Map<PathText, Mention[]>();
  const blind = new Map<PathText, { pointer: PathText; why: string }>();
  const warnings: { text: string }[] = [];
  // A hundred thousand names are looked up only where a pointer asks.
  let known: UnitsNamed | null = null;
  const named: UnitsNamed = (folder, name) => {
    known ??= unitsNamed(units);
    return known(folder, name);
  };
  const mention = (unit: Unit, by: PathText): void => {
    const all = mentions.get(unit.path) ?? [];
    if (all.length === 0) mentions.set(unit.path, all);
    const absolute = pathIn(scan.realPath, by);
    if (!all.some((each) => each.by === absolute)) all.push({ code: 'pointed-at', by: absolute });
  };

  const latest = latestOfRuns(units, inspections);
  let linked: ReadonlySet<PathText> | null = null;
  const unseen = new Map(scan.problems.map(({ path, code }) => [path, code]));
  for (const { pointer, folder, within } of asked(recognition, latest)) {
    const errno = unseen.get(pointer.path);
    const text = errno === undefined ? read(pointer.path, LARGEST) : { ok: false as const, errno };
    if (!text.ok && text.errno === 'ELOOP') {
      linked ??= linksInto(scan, units);
      if (linked.has(pointer.path)) continue;
    }
    const names = text.ok ? namesInPointer(pointer.form, text.value) : { ok: false as const, why: whyUnread(text.errno) };
    if (!names.ok) {
      blind.set(folder, { pointer: pathIn(scan.realPath, pointer.path), why: names.why });
      continue;
    }
    for (const name of names.value) {
      const meant = named(folder, name);
      for (const unit of meant) if (unit !== within || pointer.form !== 'shard-index') mention(unit, pointer.path);
      if (meant.length === 0 && pointer.form !== 'shard-index') warnings.push(lostWarning(scan, pointer.path, name));
    }
  }
  for (const unit of latest) sayNames(unit, inspections, named, mention);
  return { mentions, blind, warnings };
}

/** Lightning's callbacks keep their paths inside of the checkpoint. That `last.ckpt` is the last one is no news, and it stays for its name. */
function sayNames(
  unit: Unit,
  inspections: ReadonlyMap<PathText, Inspection>,
  named: UnitsNamed,
  mention: (unit: Unit, by: PathText) => void,
): void {
  for (const name of inspections.get(unit.path)?.names ?? []) {
    const here = named(folderOf(unit.path), name);
    for (const each of here.length > 0 ? here : named(unit.run, name))
      if (each !== unit || unit.checkpoint.role !== 'last') mention(each, unit.path);
  }
}

/**
 * What lies inside a checkpoint's folder speaks of what is inside (`checkpoint-500/latest` of DeepSpeed), except for a trainer's state,
 * which speaks of its neighbours. Those of other than the newest checkpoints are history.
 */
function asked(recognition: Recognition, latest: ReadonlySet<Unit>): readonly Asked[] {
  const partOf = new Map<PathText, Unit>();
  if (recognition.pointers.length > 0)
    for (const unit of recognition.units) for (const { path } of unit.parts) partOf.set(path, unit);
  const all: Asked[] = [];
  for (const pointer of recognition.pointers) {
    const inside = unitAround(pointer.path, partOf);
    if (inside === null) all.push({ pointer, folder: folderOf(pointer.path), within: partOf.get(pointer.path) ?? null });
  }
  for (const unit of latest) {
    const folder = folderOf(unit.path);
    for (const part of unit.parts) {
      if (part.closed === 'unreadable') all.push({ pointer: { path: part.path, form: 'name' }, folder, within: unit });
      const path = pathIn(part.path, TRAINER_STATE);
      if (part.children.some((child) => child.path === path))
        all.push({ pointer: { path, form: 'trainer-state' }, folder, within: unit });
    }
  }
  return all;
}

/** The checkpoint in whose folder the path lies. */
function unitAround(path: PathText, partOf: ReadonlyMap<PathText, Unit>): Unit | null {
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
    const unit = partOf.get(folder);
    if (unit !== undefined) return unit;
  }
  return null;
}

/**
 * Links of a pointer's name that lead to a checkpoint or a folder of this section: `references/read/symlinks.ts` has protected what they lead to.
 * What leads to a text is not one of them.
 */
function linksInto({ items }: Scan, units: readonly Unit[]): ReadonlySet<PathText> {
  const links: Item[] = [];
  for (const item of walkItems(items)) if (item.leadsTo !== undefined) links.push(item);
  if (links.length === 0) return new Set();
  const inodes = new Set<InodeKey>();
  for (const { facts } of walkItems(items)) if (facts.type === 'directory') inodes.add(inodeKey(facts));
  for (const { parts } of units) for (const { facts } of walkItems(parts)) inodes.add(inodeKey(facts));
  return new Set(links.filter(({ leadsTo }) => leadsTo !== undefined && inodes.has(leadsTo)).map(({ path }) => path));
}

function whyUnread(errno: string): string {
  switch (errno) {
    case 'EFBIG':
      return 'it is larger than 16 MiB';
    case 'EINVAL':
    case 'ELOOP':
      return 'it is no regular file';
    default:
      return `it cannot be read (${errno})`;
  }
}

const LONGEST_NAME = 255;

function lostWarning(scan: Scan, path: PathText, name: PathText): { readonly text: string } {
  const pointer = escapeText(pathIn(scan.section.name, path));
  const last = nameOf(name);
  // A pointer's text has up to 16 MiB.
  const named = last.length > LONGEST_NAME ? `${last.slice(0, 60)}… (${last.length} characters)` : last;
  return { text: `${pointer} names ${escapeText(named)}, which is not among the checkpoints found` };
}
