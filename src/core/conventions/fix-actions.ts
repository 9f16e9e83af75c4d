// Decides the actions of a renaming: the new text of each pointer and link, and which files are renamed together. All files that one pointer
// names form one unit, so that a pointer is never half right.

import { byCodePoint } from '../lib/code-point-order.ts';
import { nameOf, pathIn } from '../lib/paths.ts';
import { type NewNames, renamedPath, rewritePointer } from '../references/rewrite-pointer.ts';
import type { PointerForm } from '../types/checkpoints.ts';
import type { Item } from '../types/items.ts';
import type { Action } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import type { RenameCandidate } from './choose-renames.ts';

/** What can be made to say a new name. `means`: absolute paths of files, by the names that it says. */
export interface Namer {
  readonly section: string;
  readonly item: Item;
  /** Null for a link. */
  readonly form: PointerForm | null;
  readonly text: PathText;
  /** By the absolute path of the file, the name that is said of it. */
  readonly means: ReadonlyMap<PathText, PathText>;
}

/** What each pointer is to say, by the candidates that go. */
export function newTextsOf(
  going: readonly RenameCandidate[],
  namers: readonly Namer[],
): readonly {
  readonly namer: Namer;
  readonly candidates: readonly RenameCandidate[];
  readonly text: ReturnType<typeof rewritePointer>;
}[] {
  const byPath = new Map<PathText, { readonly candidate: RenameCandidate; readonly to: PathText; readonly from: PathText }>();
  for (const candidate of going)
    for (const { item, to } of candidate.files)
      byPath.set(pathIn(candidate.named.section.path, item.path), { candidate, from: nameOf(item.path), to: nameOf(to) });
  return namers.flatMap((namer) => {
    const meant = [...namer.means].flatMap(([path, said]) => {
      const change = byPath.get(path);
      return change === undefined ? [] : [{ ...change, said }];
    });
    if (meant.length === 0) return [];
    // What is said may be a prefix of several files (TensorFlow): it loses what the file's name loses.
    const newNames: NewNames = new Map(meant.map(({ said, from, to }) => [said, withoutEnding(to, from.slice(said.length))]));
    const text =
      namer.form === null
        ? { ok: true as const, value: renamedPath(namer.text, newNames) }
        : rewritePointer(namer.form, namer.text, newNames);
    return [{ namer, candidates: [...new Set(meant.map(({ candidate }) => candidate))], text }];
  });
}

function withoutEnding(name: PathText, ending: string): PathText {
  return ending !== '' && name.endsWith(ending) ? name.slice(0, -ending.length) : name;
}

/** Grouped into units: all files that one pointer names belong together. */
export function fixActions(going: readonly RenameCandidate[], namers: readonly Namer[]): readonly Action[] {
  const texts = newTextsOf(going, namers);
  const unitOf = unitsBy(
    going,
    texts.map(({ candidates }) => candidates),
  );
  const renames = going.flatMap((candidate) =>
    candidate.files.map(({ item, to }) => ({
      ...{ do: 'rename' as const, section: candidate.named.section.name, item, to, unit: unitOf(candidate) },
    })),
  );
  const rewrites = texts.flatMap(({ namer, candidates: [first], text }) => {
    if (!text.ok || first === undefined || text.value === namer.text) return [];
    const says = namer.form === null ? { link: text.value } : { text: text.value };
    return [{ do: 'rewrite' as const, section: namer.section, item: namer.item, says, unit: unitOf(first) }];
  });
  const order = (action: (typeof renames)[number] | (typeof rewrites)[number]): string => (action.do === 'rename' ? '0' : '1');
  return [...renames, ...rewrites].sort(
    (a, b) =>
      byCodePoint(a.unit, b.unit) ||
      byCodePoint(order(a), order(b)) ||
      byCodePoint(a.section, b.section) ||
      byCodePoint(a.item.path, b.item.path),
  );
}

function unitsBy(
  going: readonly RenameCandidate[],
  ties: readonly (readonly RenameCandidate[])[],
): (candidate: RenameCandidate) => PathText {
  const above = new Map<RenameCandidate, RenameCandidate>();
  const top = (candidate: RenameCandidate): RenameCandidate => {
    let at = candidate;
    for (let next = above.get(at); next !== undefined; next = above.get(at)) at = next;
    return at;
  };
  for (const [first, ...others] of ties)
    for (const other of others) if (first !== undefined && top(other) !== top(first)) above.set(top(other), top(first));
  const pathOf = ({ named, files }: RenameCandidate): PathText => pathIn(named.section.path, files[0].item.path);
  const names = new Map<RenameCandidate, PathText>();
  for (const candidate of going) {
    const known = names.get(top(candidate));
    const own = pathOf(candidate);
    if (known === undefined || byCodePoint(own, known) < 0) names.set(top(candidate), own);
  }
  return (candidate) => names.get(top(candidate)) ?? pathOf(candidate);
}
