// Decides which files `check --fix` would rename: each wrong name to the nearest correct one, together with its shards and sidecars. A file
// without a correct name in its folder, or whose correct name is taken, keeps its name.

import { isReservedName } from '../items/reserved-names.ts';
import { walkItems } from '../items/walk-items.ts';
import { byCodePoint } from '../lib/code-point-order.ts';
import { append } from '../lib/group-by.ts';
import { foldedName } from '../lib/name-folding.ts';
import { bytesOfText } from '../lib/path-text.ts';
import { folderOf, nameOf, pathIn, siblingOf } from '../lib/paths.ts';
import type { Unit } from '../types/checkpoints.ts';
import type { Item } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { Finding, FixObstacle, FixStay } from '../types/reports.ts';
import type { Named } from './rules/bad-names.ts';

/** One file and its new name, relative to the section. */
export interface NewName {
  readonly item: Item;
  readonly to: PathText;
}

/** What is renamed as one. */
export interface RenameCandidate {
  readonly named: Named;
  /** That this answers. */
  readonly findings: readonly [Finding, ...Finding[]];
  readonly files: readonly [NewName, ...NewName[]];
  /** The checkpoint that these are all the parts of, where it has several. */
  readonly parts: Unit | null;
}

export interface Candidates {
  readonly candidates: readonly RenameCandidate[];
  readonly stays: readonly FixStay[];
}

const LONGEST_NAME = 255;

/** Findings of rules that are not about names are in neither list. */
export function fixCandidates(findings: readonly Finding[], all: readonly Named[]): Candidates {
  const stays: FixStay[] = [];
  const found = new Map<PathText, RenameCandidate>();
  const corrects = correctNames(findings);
  const places = new Map(all.map((named) => [named.section.name, namePlaceOf(named)]));
  for (const finding of findings) {
    if (finding.rule !== 'bad-name' && finding.rule !== 'wrong-section' && finding.rule !== 'case-glob') continue;
    const place = finding.section === null ? undefined : places.get(finding.section);
    const made = place === undefined ? { why: { code: 'no-name' } as const } : candidateFor(finding, place, corrects);
    if ('why' in made) {
      stays.push(stayOf(finding, made.why));
      continue;
    }
    const key = pathIn(made.named.section.path, made.files[0].item.path);
    const before = found.get(key);
    found.set(key, before === undefined ? made : { ...before, findings: [...before.findings, finding] });
  }
  return withoutClashes([...found.values()], stays, places);
}

/** One section, to be asked for a hundred thousand files. */
interface NamePlace {
  readonly named: Named;
  /** What lies in each folder, and by each name as others would read it. */
  readonly children: ReadonlyMap<PathText, readonly Item[]>;
  readonly folded: (folder: PathText) => ReadonlyMap<string, readonly Item[]>;
  /** By what its name is before each dot in it. */
  readonly stems: (folder: PathText) => ReadonlyMap<string, readonly Item[]>;
  readonly unitOf: ReadonlyMap<Item, Unit>;
  /** Checkpoints that are folders. */
  readonly folders: ReadonlyMap<PathText, Unit>;
}

function namePlaceOf(named: Named): NamePlace {
  const children = new Map<PathText, readonly Item[]>([['', named.items]]);
  for (const each of walkItems(named.items)) if (each.children.length > 0) children.set(each.path, each.children);
  const unitOf = new Map<Item, Unit>();
  const folders = new Map<PathText, Unit>();
  for (const unit of named.recognition?.units ?? []) {
    for (const part of unit.parts) {
      unitOf.set(part, unit);
      if (part.facts.type === 'directory') folders.set(part.path, unit);
    }
  }
  const folded = indexedBy(children, (name) => [foldedName(name)]);
  return { named, children, folded, stems: indexedBy(children, stemsOf), unitOf, folders };
}

/** Each folder once, when it is asked for. */
function indexedBy(
  children: ReadonlyMap<PathText, readonly Item[]>,
  keysOf: (name: PathText) => Iterable<string>,
): (folder: PathText) => ReadonlyMap<string, readonly Item[]> {
  const known = new Map<PathText, ReadonlyMap<string, readonly Item[]>>();
  return (folder) => {
    const before = known.get(folder);
    if (before !== undefined) return before;
    const byKey = new Map<string, Item[]>();
    for (const each of children.get(folder) ?? []) {
      for (const key of keysOf(nameOf(each.path))) {
        append(byKey, key, each);
      }
    }
    known.set(folder, byKey);
    return byKey;
  };
}

function* stemsOf(name: PathText): Iterable<PathText> {
  for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) if (dot > 0) yield name.slice(0, dot);
}

/** The checkpoint in whose folder it lies. */
function unitAround(path: PathText, { folders }: NamePlace): Unit | null {
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
    const unit = folders.get(folder);
    if (unit !== undefined) return unit;
  }
  return null;
}

export function stayOf({ path, rule, correct }: Finding, why: FixObstacle, about?: PathText): FixStay {
  return { path, rule, why, ...(correct !== undefined && { correct }), ...(about !== undefined && about !== path && { about }) };
}

/** By the path of the file. */
function correctNames(findings: readonly Finding[]): ReadonlyMap<PathText, PathText> {
  return new Map(
    findings.flatMap(({ rule, path, correct }) =>
      correct !== undefined && (rule === 'bad-name' || rule === 'case-glob') ? [[path, nameOf(correct)] as const] : [],
    ),
  );
}

function candidateFor(
  finding: Finding,
  place: NamePlace,
  corrects: ReadonlyMap<PathText, PathText>,
): RenameCandidate | { readonly why: FixObstacle } {
  if (finding.rule === 'wrong-section') return { why: { code: 'other-section', section: finding.belongs } };
  const { named, unitOf } = place;
  const { section } = named;
  if (finding.correct === undefined) return { why: { code: 'no-name' } };
  const path = finding.path.slice(section.path.length + 1);
  const item = place
    .folded(folderOf(path))
    .get(foldedName(nameOf(path)))
    ?.find((each) => each.path === path);
  if (item === undefined || item.facts.type !== 'file') return { why: { code: 'no-name' } };
  const inside = unitAround(path, place);
  if (inside !== null) return { why: { code: 'part-of', by: pathIn(section.path, inside.path) } };
  const unit = unitOf.get(item);
  const parts = unit !== undefined && unit.parts.length > 1 ? unit : null;
  const name = nameOf(finding.correct);
  const names = (parts?.parts ?? [item]).map((part) =>
    newNameOf(part, item, name, (each) => corrects.get(pathIn(section.path, each))),
  );
  if (parts !== null && !names.every((each) => each !== null))
    return { why: { code: 'part-of', by: pathIn(section.path, parts.path) } };
  const stems = place.stems(folderOf(path));
  const siblings = [nameOf(path), stemOf(nameOf(path))].flatMap((stem) => stems.get(stem) ?? []);
  const along = [...new Set(siblings)].flatMap((each) => {
    const isOwn =
      unitOf.has(each) || each === item || corrects.has(pathIn(section.path, each.path)) || isReservedName(nameOf(each.path));
    const to = isOwn || each.facts.type !== 'file' ? null : derivedName(nameOf(each.path), nameOf(item.path), name);
    return to === null ? [] : [{ item: each, to: siblingOf(each.path, to) }];
  });
  const files = [...names.filter((each) => each !== null), ...along]
    .filter(({ item: each, to }) => each.path !== to)
    .sort((a, b) => byCodePoint(a.item.path, b.item.path));
  const [first, ...others] = files;
  if (first === undefined || files.some(({ to }) => bytesOfText(nameOf(to)).length > LONGEST_NAME))
    return { why: { code: 'no-name' } };
  return { named, findings: [finding], files: [first, ...others], parts };
}

function newNameOf(part: Item, item: Item, name: PathText, correctOf: (path: PathText) => PathText | undefined): NewName | null {
  const own = part === item ? name : correctOf(part.path);
  const to = own ?? derivedName(nameOf(part.path), nameOf(item.path), name);
  return to === null ? null : { item: part, to: siblingOf(part.path, to) };
}

/** `UNet-best.pth.sha256` and `UNet-best.json` follow `UNet-best.pth`. Null for a file not named after it. */
function derivedName(name: PathText, old: PathText, renamed: PathText): PathText | null {
  if (name.startsWith(`${old}.`)) return renamed + name.slice(old.length);
  const stem = stemOf(old);
  return stem !== '' && name.startsWith(`${stem}.`) ? stemOf(renamed) + name.slice(stem.length) : null;
}

function stemOf(name: PathText): PathText {
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? name : name.slice(0, dot);
}

/** Drops candidates whose new name is taken or wanted twice, also by letter case or Unicode form. */
function withoutClashes(
  candidates: readonly RenameCandidate[],
  stays: FixStay[],
  places: ReadonlyMap<string, NamePlace>,
): Candidates {
  const wanted = new Map<string, RenameCandidate[]>();
  for (const candidate of candidates) {
    for (const { to } of candidate.files) {
      const key = `${pathIn(candidate.named.section.path, folderOf(to))}/${foldedName(nameOf(to))}`;
      append(wanted, key, candidate);
    }
  }
  const kept = candidates.filter((candidate) => {
    const { named, files, findings } = candidate;
    const at = (path: PathText): PathText => pathIn(named.section.path, path);
    for (const { to } of files) {
      const own = new Set(files.map(({ item }) => item.path));
      const folded = foldedName(nameOf(to));
      const same = places.get(named.section.name)?.folded(folderOf(to)).get(folded);
      const taken = same?.find(({ path }) => !own.has(path));
      const key = `${at(folderOf(to))}/${folded}`;
      const rivals = wanted.get(key) ?? [];
      const rival = rivals.find((each) => each !== candidate);
      const twice = rivals.filter((each) => each === candidate).length > 1;
      if (taken === undefined && rival === undefined && !twice) continue;
      const why: FixObstacle =
        taken !== undefined
          ? { code: 'name-taken', by: at(taken.path) }
          : { code: 'same-name', by: pathIn((rival ?? candidate).named.section.path, (rival ?? candidate).files[0].item.path) };
      stays.push(...findings.map((finding) => stayOf(finding, why)));
      return false;
    }
    return true;
  });
  return { candidates: kept, stays };
}
