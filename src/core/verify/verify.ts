// Looks into every checkpoint and model of a section, or of a path that somebody gave. Reads only, and so anywhere.

import { resolve } from 'node:path/posix';
import { inspectUnit } from '../checkpoints/read/inspect-checkpoint.ts';
import { attempt, type Directory, openPath, withRoot } from '../disk/directory.ts';
import { realPathOf } from '../disk/real-path.ts';
import { factsAt } from '../disk/stat-and-read.ts';
import { isContent } from '../formats/inspect-folder.ts';
import { incomplete, unknown } from '../formats/inspection-result.ts';
import { bytesOfItems } from '../items/count-bytes.ts';
import { walkItems } from '../items/walk-items.ts';
import { layoutsFor } from '../layouts/compile-layouts.ts';
import { recognise } from '../layouts/recognise-checkpoints.ts';
import { byCodePoint } from '../lib/code-point-order.ts';
import { usageError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { folderOf, nameOf, pathIn } from '../lib/paths.ts';
import { modelOfMetadata } from '../promotion/promotion-metadata.ts';
import { promotionBeside } from '../promotion/read/read-promotions.ts';
import { scanFolder } from '../scan/scan-section.ts';
import type { Inspection, Unit } from '../types/checkpoints.ts';
import type { Item, Scan } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import type { VerifiedEntry } from '../types/reports.ts';
import { withPromotions } from './check-promoted.ts';
import { compareUnit } from './deep-check.ts';

export interface Verifying {
  /** Also compare checksums, which reads everything. */
  readonly deep: boolean;
  /** Told what is being looked into, and how much of it has been read for its checksums. */
  readonly progress: (path: PathText, bytes: number) => void;
}

/** All checkpoints and models of a section, by path. */
export function verifySection(project: Project, scan: Scan, how: Verifying): readonly VerifiedEntry[] {
  if (scan.directory === null) return [];
  return withRoot((root) => {
    const top = attempt(() => openPath(root, scan.realPath));
    const subjects = subjectsIn(project, scan.section, scan.items, nameOf(scan.realPath));
    const { name } = scan.section;
    const entries = subjects.map((subject) => verified(top.ok ? top.value : null, scan.realPath, name, subject, how));
    if (!top.ok) return entries;
    return besideWritten(entries, top.value, { base: scan.realPath, section: name, models: promotedAmong(scan.items) }, how);
  });
}

/** A file; a folder that is a checkpoint; or all that lie below one. Throws a usage error where there is nothing. */
export function verifyPath(project: Project, given: PathText, cwd: PathText, how: Verifying): readonly VerifiedEntry[] {
  const path = given === '' || given.includes('\0') ? null : realPathOf(resolve(cwd, given));
  if (path === null) throw usageError(`there is no ${escapeText(given)}, or no way to it`);
  const section = sectionAround(project, path);
  return withRoot((root) => {
    const parent = attempt(() => openPath(root, folderOf(path) || '/'));
    const item = parent.ok && path !== '/' ? itemAt(parent.value, nameOf(path)) : null;
    const top = parent.ok ? parent.value : null;
    if (item === null) throw usageError(`${escapeText(given)} cannot be looked at`);
    const name = section?.name ?? null;
    const subjects = subjectsOf(project, section, item, nameOf(folderOf(path)));
    const entries = subjects.map((subject) => verified(top, folderOf(path), name, subject, how));
    if (top === null) return entries;
    const models = [...(promotionBeside(top, item.path) === null ? [] : [item.path]), ...promotedAmong([item])];
    return besideWritten(entries, top, { base: folderOf(path) || '/', section: name, models }, how);
  });
}

/** The models whose metadata is among these. */
function promotedAmong(items: readonly Item[]): readonly PathText[] {
  return [...walkItems(items)].flatMap(({ path, facts }) =>
    facts.type === 'file' && !HISTORY.test(path) ? (modelOfMetadata(path) ?? []) : [],
  );
}

function besideWritten(
  entries: readonly VerifiedEntry[],
  top: Directory,
  where: Parameters<typeof withPromotions>[2],
  { deep, progress }: Verifying,
): readonly VerifiedEntry[] {
  return withPromotions(entries, top, where, (path) => ({ deep, onBytes: (bytes) => progress(path, bytes) }));
}

/** Something to look into, and why its name alone says that it is not done. */
interface Subject {
  readonly unit: Unit;
  readonly unfinished: string | null;
}

function subjectsIn(project: Project, section: Section, items: readonly Item[], top: PathText): readonly Subject[] {
  const { units, unfinished } = recognise(layoutsFor(section, project.layouts ?? {}), items, top);
  const taken = new Set([...walkItems(units.flatMap(({ parts }) => parts)), ...unfinished.map(({ item }) => item)]);
  const others = [...walkItems(items)].filter((item) => !taken.has(item) && item.facts.type === 'file' && isContent(item.path));
  return [
    ...units.map((unit) => ({ unit, unfinished: unit.unfinished ?? null })),
    ...unfinished.map(({ item, why }) => ({ unit: unitOf(item), unfinished: why })),
    ...others.map((item) => ({ unit: unitOf(item), unfinished: null })),
  ]
    .filter(({ unit }) => !HISTORY.test(unit.path))
    .sort((a, b) => byCodePoint(a.unit.path, b.unit.path));
}

/** What was removed, or is git's own. */
const HISTORY = /(?:^|\/)\.(?:trash|git)(?:\/|$)/;

/** A file that is named is looked into whatever it is called; of a folder what is a checkpoint, or it itself where nothing is. */
function subjectsOf(project: Project, section: Section | null, item: Item, top: PathText): readonly Subject[] {
  const itself = { unit: unitOf(item), unfinished: null };
  if (item.facts.type !== 'directory') return [itself];
  const found = subjectsIn(project, section ?? ANYWHERE, [item], top);
  return found.length === 0 ? [itself] : found;
}

/** For what lies in no section: every layout, no names of its own. */
const ANYWHERE: Section = {
  ...{ name: '', kind: 'checkpoints', path: '/', origin: { from: 'default' }, active: true },
  ...{ patterns: [], naming: [], layout: 'auto', keep: {} },
};

function unitOf(item: Item): Unit {
  return { path: item.path, parts: [item], checkpoint: { model: '', role: 'regular' }, run: folderOf(item.path), layout: '' };
}

function sectionAround(project: Project, path: PathText): Section | null {
  const around = project.sections.filter((section) => path.startsWith(`${realPathOf(section.path) ?? section.path}/`));
  return around.sort((a, b) => b.path.length - a.path.length)[0] ?? null;
}

/** With all that a folder holds. What cannot be looked into shows in the items themselves. */
function itemAt(parent: Directory, name: PathText): Item | null {
  const facts = attempt(() => factsAt(parent, name));
  if (!facts.ok || facts.value === null) return null;
  if (facts.value.type !== 'directory') return { path: name, facts: facts.value, children: [] };
  const folder = attempt(() => openPath(parent, `/${name}`));
  if (!folder.ok) return { path: name, facts: facts.value, children: [], closed: 'unreadable' };
  return scanFolder(
    folder.value,
    name,
    () => {},
    () => {},
  );
}

function verified(
  top: Directory | null,
  base: PathText,
  section: string | null,
  { unit, unfinished }: Subject,
  { deep, progress }: Verifying,
): VerifiedEntry {
  const path = pathIn(base === '' ? '/' : base, unit.path);
  progress(path, 0);
  const looked = top === null ? unknown('unknown', 'its folder cannot be opened') : inspectUnit(top, unit);
  const found = unfinished === null ? looked : namedUnfinished(looked, unfinished);
  const compared = deep && top !== null ? compareUnit(top, unit, (bytes) => progress(path, bytes)) : null;
  const damage = compared?.damage ?? null;
  return {
    ...found,
    ...(damage !== null && { why: damage }),
    path,
    section,
    bytes: bytesOfItems(unit.parts),
    checksums: compared?.checksums ?? null,
    damaged: damage !== null,
  };
}

/** What its bytes say is worth more than its name, if they say anything. */
function namedUnfinished(looked: Inspection, why: string): Inspection {
  return looked.completeness === 'incomplete'
    ? looked
    : { ...looked, ...incomplete(looked.format, why), metrics: looked.metrics, names: looked.names };
}
