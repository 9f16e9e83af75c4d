// Renames all files of a unit and rewrites the pointers to them, or changes nothing. A pointer never names a missing file: new names are added
// first, then pointers are rewritten, and only then old names are removed.

import { attempt } from '../../disk/directory.ts';
import type { FoundItem, Spot } from '../../disk/find-item.ts';
import { pin, unpin } from '../../disk/stat-and-read.ts';
import { isUntouched, type OurChanges } from '../../disk/write/compare-tree.ts';
import { makeLink, removeName, syncDirectory } from '../../disk/write/mutating-calls.ts';
import { inodeKey } from '../../items/inode-key.ts';
import { whatIsSaid } from '../../journal/journal-format.ts';
import { markerName } from '../../journal/journaled-actions.ts';
import { type ApplyContext, sectionHandle } from '../../trash/write/apply-context.ts';
import type { Item } from '../../types/items.ts';
import type { StepOutcome } from '../../types/operation.ts';
import type { RenameAction, SaysWhat } from '../../types/plan.ts';
import type { PathText } from '../../types/primitives.ts';
import {
  addSecondName,
  changeFromTrash,
  changeThroughTrash,
  dropFirstName,
  isAt,
  isExactlyAt,
  letGo,
  type NameChange,
} from './rename-by-link.ts';
import { dropUnfinished, type Pointer, pointerBack, replacePointer } from './replace-pointer.ts';

/** A file and both its names. */
export interface RenamedFile {
  readonly item: Item;
  readonly old: Spot;
  readonly now: Spot;
  readonly newName: PathText;
  readonly inTrash: Spot;
  /** Marks it in the trash for as long as the renaming can be undone. */
  readonly marker: Spot;
}

export interface SaidPointer extends Pointer {
  readonly says: SaysWhat;
}

const DONE: StepOutcome = { result: 'done', freedBytes: 0, heldBytes: 0 };

/** `first` is the number of the first of these actions in the plan. */
export function renameUnit(renewals: readonly RenameAction[], first: number, work: ApplyContext): readonly StepOutcome[] {
  const steps: Step[] = [];
  for (const [k, renewal] of renewals.entries()) {
    const step = stepOf(renewal, first + k, work);
    if ('outcome' in step) return failedAt(renewals, k, step.outcome);
    steps.push(step);
  }
  // A second name changes ctime, which another name of the same file is compared by.
  for (const { item } of renewals) work.ours.add(inodeKey(item.facts));
  const failed = executeSteps(steps, work.ours);
  if (failed !== null) {
    putUnitBack(failed.begun.map(({ part }) => part));
    return failedAt(renewals, failed.at, failed.outcome);
  }
  return steps.map(({ part }) => ('now' in part ? DONE : { ...DONE, heldBytes: Number(part.item.facts.size) }));
}

interface Step {
  readonly part: RenamedFile | SaidPointer;
  readonly renewal: RenameAction;
}

function stepOf(renewal: RenameAction, number: number, work: ApplyContext): Step | { readonly outcome: StepOutcome } {
  const { section, item } = renewal;
  const { find } = sectionHandle(section, work);
  const trash = work.trashFor('trash', section);
  if (trash === null) throw new Error('nowhere to move to');
  const part = partOf(renewal, number, { find, items: trash.items, operation: work.operation });
  if ('outcome' in part) return part;
  const spot = 'now' in part ? part.old : part.spot;
  work.sources.set(inodeKey(spot.parent.facts), spot.parent);
  const held = attempt(() => pin(spot.parent, spot.name));
  if (!held.ok) return { outcome: { result: 'failed', errno: held.errno } };
  if (held.value === null) return { outcome: { result: 'gone' } };
  unpin(held.value);
  const isSame = isUntouched(held.value.facts, item.facts, work.ours);
  return isSame ? { part, renewal } : { outcome: { result: 'skipped', why: 'changed' } };
}

/** The files on disk that an action, or a record of the journal, is about. */
export function partOf(
  renewal: { readonly item: Item } & ({ readonly to: PathText } | { readonly says: SaysWhat | { readonly text: PathText } }),
  number: number,
  {
    find,
    items,
    operation,
  }: { readonly find: (path: PathText) => FoundItem; readonly items: Spot['parent']; readonly operation: string },
): RenamedFile | SaidPointer | { readonly outcome: StepOutcome } {
  const { item } = renewal;
  const found = find(item.path);
  if ('outcome' in found) return found;
  const inTrash = { parent: items, name: String(number) };
  if ('to' in renewal) {
    const to = find(renewal.to);
    if ('outcome' in to) return to;
    const marker = { parent: items, name: markerName(number) };
    return { item, old: found.spot, now: to.spot, newName: renewal.to, inTrash, marker };
  }
  const says = 'text' in renewal.says ? whatIsSaid(renewal.says) : renewal.says;
  const unfinished = { parent: found.spot.parent, name: `.outputs-${operation}-${number}.tmp` };
  return { item, spot: found.spot, kept: inTrash, unfinished, says };
}

/** A unit is never renamed in part: when one action fails, the others are skipped. */
function failedAt(renewals: readonly unknown[], at: number, why: StepOutcome): readonly StepOutcome[] {
  const others: StepOutcome = { result: 'skipped', why: 'together' };
  return renewals.map((_, k) => (k === at ? (why.result === 'gone' ? { result: 'skipped', why: 'changed' } : why) : others));
}

interface Failed {
  readonly at: number;
  readonly outcome: StepOutcome;
  /** Of which something may have to be taken back. Not what has failed to get its name: who has that name is somebody else. */
  readonly begun: readonly Step[];
}

function executeSteps(steps: readonly Step[], ours: OurChanges): Failed | null {
  const later = new Set<Step>();
  const phases: readonly ((step: Step) => StepOutcome | null)[] = [
    (step) => {
      if (!('now' in step.part)) return null;
      const { marker, newName } = step.part;
      const marked = attempt(() => makeLink(marker.parent, marker.name, newName));
      if (!marked.ok) return { result: 'failed', errno: marked.errno };
      const named = addSecondName(forward(step.part));
      if (named === 'later') later.add(step);
      else if (named !== null) attempt(() => removeName(marker.parent, marker.name));
      return named === 'later' ? null : named;
    },
    ({ part, renewal }) => ('kept' in part && 'says' in renewal ? replacePointer(part, renewal.says, ours) : null),
    (step) => {
      if (!('now' in step.part)) return null;
      return later.has(step) ? changeThroughTrash(forward(step.part)) : dropFirstName(forward(step.part));
    },
  ];
  for (const [phase, carry] of phases.entries()) {
    for (const [at, step] of steps.entries()) {
      const outcome = carry(step);
      if (outcome !== null) return { at, outcome, begun: phase === 0 ? steps.slice(0, at) : steps };
    }
    const errno = phase > 0 ? null : makeLasting(steps);
    if (errno !== null) return { at: 0, outcome: { result: 'failed', errno }, begun: steps };
  }
  return null;
}

/** Before anything says the new names: a pointer that a power cut leaves must not name what it takes away. */
function makeLasting(steps: readonly Step[]): string | null {
  const folders = new Set(steps.flatMap(({ part }) => ('now' in part ? [part.now.parent, part.marker.parent] : [])));
  for (const folder of folders) {
    const synced = attempt(() => syncDirectory(folder));
    if (!synced.ok) return synced.errno;
  }
  return null;
}

function forward({ item, old, now, inTrash }: RenamedFile): NameChange {
  return { item, from: old, to: now, via: inTrash };
}

/**
 * Gives everything its old name and its old text back, in the same order: the names, the pointers, and then the new names go. May be done
 * again after a crash at any point. Null where it is as it was; else which of them is not, and why. Then nothing has lost a name for it.
 */
export function putUnitBack(
  parts: readonly (RenamedFile | SaidPointer)[],
): { readonly at: number; readonly outcome: StepOutcome } | null {
  const later = new Set<RenamedFile>();
  const phases: readonly ((part: RenamedFile | SaidPointer) => StepOutcome | null)[] = [
    (part) => {
      if (!('now' in part)) return null;
      const named = oldNameAgain(part);
      if (named === 'later') later.add(part);
      return named === 'later' ? null : named;
    },
    (part) => {
      if ('now' in part) return null;
      dropUnfinished(part);
      return pointerBack(part, part.says);
    },
    (part) => ('now' in part ? newNameAway(part, later.has(part)) : null),
  ];
  for (const phase of phases) {
    let failed: { readonly at: number; readonly outcome: StepOutcome } | null = null;
    for (const [at, part] of parts.entries()) {
      const outcome = phase(part);
      if (outcome !== null) failed ??= { at, outcome };
    }
    if (failed !== null) return failed;
  }
  return null;
}

function oldNameAgain(file: RenamedFile): StepOutcome | 'later' | null {
  const { item, old, now, inTrash } = file;
  if (isExactlyAt(old, now, item)) return null;
  if (isExactlyAt(now, old, item)) {
    if (isAt(inTrash, item)) letGo(inTrash, now, item);
    const named = addSecondName(backward(file));
    if (named === null) attempt(() => syncDirectory(old.parent));
    return named;
  }
  // Neither the one nor the other, as a crash leaves it where both are one name: it lies in the trash.
  return isAt(inTrash, item) ? 'later' : { result: 'failed', errno: 'ENOENT' };
}

function newNameAway(file: RenamedFile, isLater: boolean): StepOutcome | null {
  const { item, old, now, inTrash, marker } = file;
  const isInTrash = isAt(inTrash, item);
  if (isInTrash && !isLater) letGo(inTrash, old, item);
  const outcome = isLater
    ? throughTrashAgain(file, isInTrash)
    : isExactlyAt(now, old, item) && old.name !== now.name
      ? dropFirstName(backward(file))
      : null;
  if (outcome !== null) return outcome;
  const isMarked = attempt(() => removeName(marker.parent, marker.name));
  return isMarked.ok || isMarked.errno === 'ENOENT' ? null : { result: 'failed', errno: isMarked.errno };
}

/** Where both names are one, and it may have left the new one already. */
function throughTrashAgain(file: RenamedFile, isInTrash: boolean): StepOutcome | null {
  if (!isInTrash) return changeThroughTrash(backward(file));
  const { item, old, inTrash } = file;
  return changeFromTrash({ item, to: old, via: inTrash });
}

function backward({ item, old, now, inTrash }: RenamedFile): NameChange {
  return { item, from: now, to: old, via: inTrash };
}
