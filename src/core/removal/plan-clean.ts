// Decides what emptying a section takes: each thing that lies directly in it, whole, unless something inside must stay.
// Then the folder is divided: what must stay stays where it is, the rest goes in the largest pieces there are; but no entry of a cache is
// halved (`keep-entries-whole.ts`).
// No grace period: `clean` is said on purpose. What is pinned, open, tracked by git, a repository, a token, not uploaded yet or out of sight stays.

import { keepEntriesWhole } from '../caches/keep-entries-whole.ts';
import { keepLinked } from '../caches/keep-linked.ts';
import { keepTogether, type Staying } from '../caches/keep-whole-units.ts';
import { keptByItself } from '../caches/known-caches.ts';
import { isRepository } from '../items/nested-repositories.ts';
import { isReservedName, isTrash } from '../items/reserved-names.ts';
import { isReproducible } from '../items/section-kinds.ts';
import { folderOf } from '../lib/paths.ts';
import { assemblePlan, type PlanningInput } from '../plans/assemble-plan.ts';
import { entryOf } from '../plans/entries.ts';
import { closedReason, errnosOf, kept, removed } from '../plans/verdicts.ts';
import { pinWarnings } from '../protection/pin-warnings.ts';
import { neededInCache, type Protection, protectionOf, protects } from '../protection/protection-reasons.ts';
import type { Item, Scan } from '../types/items.ts';
import type { Plan, Reason, Verdict } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';

export interface CleanInput extends PlanningInput {
  /** What lies directly in the outputs directory, where all of it is to be cleaned; otherwise nothing. */
  readonly topLevel: readonly Item[];
}

export function cleanPlan(input: CleanInput): Plan {
  const inSections = input.scans.flatMap((scan) => verdictsFor(scan, input));
  const aside = input.topLevel.flatMap((item) => verdictAside(item, input.project));
  return assemblePlan({
    ...input,
    command: 'clean',
    verdicts: [...inSections, ...aside],
    warnings: pinWarnings(input.project, input.scans),
  });
}

/** Nothing that lies beside the sections is ours to remove: Hydra owns `outputs/YYYY-MM-DD/`. */
function verdictAside(item: Item, project: Project): readonly Verdict[] {
  const entry = entryOf(null, project.outputs, item);
  const leadsToSection = project.sections.some(({ path }) => `${path}/`.startsWith(`${entry.absolute}/`));
  if (leadsToSection || isTrash(item.path)) return [];
  return [kept(entry, [{ code: isReservedName(item.path) ? 'skeleton' : 'unknown-entry' }])];
}

function verdictsFor(scan: Scan, input: CleanInput): readonly Verdict[] {
  const { stays, divided } = whatStays(scan, protectionOf(input.project, scan, input.surroundings), input);
  const verdicts: Verdict[] = [];
  const folders: (readonly Item[])[] = [scan.items];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const item of folder) {
      if (isTrash(item.path)) continue;
      if (divided.has(item)) {
        folders.push(item.children);
        continue;
      }
      const entry = entryOf(scan.section, scan.realPath, item);
      const reasons = stays.get(item);
      verdicts.push(reasons === undefined ? removed(entry, { code: 'cleaned' }) : kept(entry, reasons));
    }
  }
  return isReproducible(scan.section) ? keepLinked(verdicts, scan) : verdicts;
}

/** Depth first, with the folders on the way at hand: a stack of its own, because recursion ends at some thousand levels. */
function whatStays(scan: Scan, protection: Protection, input: CleanInput): Staying {
  const stays = new Map<Item, readonly Reason[]>();
  const divided = new Set<Item>();
  const reasonsOf = reasonsIn(scan, protection, input);
  const holdsUnknown = foldersAbove(scan.problems.map(({ path }) => path));
  const way: { readonly folder: Item | null; readonly items: readonly Item[]; next: number }[] = [
    { folder: null, items: scan.items, next: 0 },
  ];
  const divideWay = (): void => {
    for (let depth = way.length - 1; depth >= 0; depth--) {
      const folder = way[depth]?.folder ?? null;
      if (folder === null || divided.has(folder)) return;
      divided.add(folder);
    }
  };
  for (let level = way.at(-1); level !== undefined; level = way.at(-1)) {
    const item = level.items[level.next++];
    if (item === undefined) {
      way.pop();
      continue;
    }
    const reasons = reasonsOf(item);
    if (reasons.length > 0) {
      stays.set(item, reasons);
      divideWay();
    } else if (item.facts.type === 'directory') {
      way.push({ folder: item, items: item.children, next: 0 });
      if (holdsUnknown.size > 0 && holdsUnknown.has(item.path)) divideWay();
    }
  }
  const staying = { stays, divided };
  keepTogether(scan, staying);
  if (isReproducible(scan.section)) keepEntriesWhole(scan, staying);
  return staying;
}

function reasonsIn(scan: Scan, protection: Protection, { now, disposal }: CleanInput): (item: Item) => readonly Reason[] {
  const comesBack = disposal === 'trash' || (disposal === 'default' && !isReproducible(scan.section));
  const errnos = errnosOf(scan);
  // The section itself could not be read to its end: what we know of it is not all there is.
  const blind = errnos.get('');
  const isClosed = (item: Item): boolean =>
    item.closed !== undefined || (errnos.size > 0 && errnos.has(item.path)) || isRepository(item);
  return (item) => [
    ...protects(item, protection.pins.whole ?? protection.pins.by(item.path), protection),
    ...(isReproducible(scan.section) ? neededInCache(item, protection) : []),
    ...keptByItself(item, now, comesBack),
    ...(isClosed(item) ? [closedReason(item, errnos)] : []),
    ...(blind === undefined ? [] : [{ code: 'unreadable', errno: blind } as const]),
    ...(item.facts.type !== 'directory' && isReservedName(item.path) ? [{ code: 'skeleton' } as const] : []),
  ];
}

/** Every folder above these paths: something in it was seen by name and could not be looked at. */
function foldersAbove(paths: readonly PathText[]): ReadonlySet<PathText> {
  const folders = new Set<PathText>();
  for (const path of paths) {
    for (let above = folderOf(path); above !== '' && !folders.has(above); above = folderOf(above)) folders.add(above);
  }
  return folders;
}
