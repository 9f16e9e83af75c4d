// Promotes a checkpoint to a model: copies or links it under a temporary name, writes card and metadata, and gives the final name last, if it
// is free. So a model with its final name is complete, and the name of what a crash leaves shows that it is unfinished.

import { type Attempt, attempt, openPath } from '../../disk/directory.ts';
import { sameInode } from '../../disk/facts.ts';
import type { Spot } from '../../disk/find-item.ts';
import { isPlaceholder } from '../../disk/is-placeholder.ts';
import { factsAt } from '../../disk/stat-and-read.ts';
import { addName, closeFile, createOrdinary, removeName, rename, syncDirectory, write } from '../../disk/write/mutating-calls.ts';
import { writeNewFile } from '../../disk/write/write-file.ts';
import { placeholderText } from '../../journal/restore-placeholder.ts';
import { folderOf, nameOf } from '../../lib/paths.ts';
import { type ApplyContext, sectionHandle } from '../../trash/write/apply-context.ts';
import type { StepOutcome } from '../../types/operation.ts';
import type { Action } from '../../types/plan.ts';
import type { PathText } from '../../types/primitives.ts';
import { cardNameOf, metadataNameOf, promotionText, stagingName } from '../promotion-metadata.ts';
import { type MadeFile, type Staged, stageUnit, takeAwayMade } from './copy-unit.ts';

type Promote = Extract<Action, { readonly do: 'promote' }>;

const DONE: StepOutcome = { result: 'done', freedBytes: 0, heldBytes: 0 };
const EXISTS: StepOutcome = { result: 'skipped', why: 'exists' };

/** What `link` fails with on filesystems without hard links (FAT, some network ones). */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

export async function promote(action: Promote, number: number, work: ApplyContext): Promise<StepOutcome> {
  const { find } = sectionHandle(action.section, work);
  const opened = attempt(() => openPath(work.root, folderOf(action.path)));
  if (!opened.ok) return { result: 'failed', errno: opened.errno };
  const folder = opened.value;
  const name = nameOf(action.path);
  const isFree = attempt(() => [name, metadataNameOf(name)].every((each) => factsAt(folder, each) === null));
  if (!isFree.ok) return { result: 'failed', errno: isFree.errno };
  if (!isFree.value) return EXISTS;
  const staging: Spot = { parent: folder, name: stagingName(work.operation, number) };
  const staged = await stageUnit(action, staging, find, work);
  if ('result' in staged) return staged;
  const texts: MadeFile[] = [];
  const undo = (outcome: StepOutcome): StepOutcome => {
    for (const each of texts.toReversed()) takeAwayMade(each);
    staged.takeAway();
    return outcome;
  };
  const writeText = (path: PathText, text: string, unique: string): StepOutcome => {
    const outcome = writeNewFile(work.root, path, text, unique);
    const facts = outcome.result === 'done' ? attempt(() => factsAt(folder, nameOf(path))) : null;
    if (facts?.ok && facts.value !== null) texts.push({ spot: { parent: folder, name: nameOf(path) }, facts: facts.value });
    return outcome;
  };
  const unique = `${work.operation}-${number}`;
  // An existing card may be edited by hand: it stays as it is.
  const card = action.card === null ? DONE : writeText(cardNameOf(action.path), action.card, `${unique}-card`);
  if (card.result === 'failed') return undo(card);
  const text = promotionText(action.record, work.operation, staged.files);
  const metadata = writeText(metadataNameOf(action.path), text, `${unique}-metadata`);
  if (metadata.result !== 'done') return undo(metadata);
  const named = attempt(() => publish(staged, staging, { parent: folder, name }, work.operation, number));
  if (!named.ok) return undo({ result: 'failed', errno: named.errno });
  if (named.value.result !== 'done') return undo(named.value);
  const durable: Attempt<void> = attempt(() => syncDirectory(folder));
  return durable.ok ? DONE : { result: 'failed', errno: durable.errno };
}

/** Never over anything. */
function publish({ top }: Pick<Staged, 'top'>, from: Spot, to: Spot, operation: string, number: number): StepOutcome {
  if (!isAt(from, top)) return { result: 'skipped', why: 'changed' };
  return top.facts.type === 'directory' ? publishFolder(from, to) : publishFile(top, from, to, operation, number);
}

/**
 * A directory has only one name. Should the new one be taken between the look and the rename, the rename fails, but for an empty directory,
 * which it replaces: nothing is lost by that.
 */
function publishFolder(from: Spot, to: Spot): StepOutcome {
  if (factsAt(to.parent, to.name) !== null) return EXISTS;
  const moved = attempt(() => rename(from.parent, from.name, to.parent, to.name));
  if (moved.ok) return DONE;
  return ['EEXIST', 'ENOTEMPTY', 'ENOTDIR'].includes(moved.errno) ? EXISTS : { result: 'failed', errno: moved.errno };
}

function publishFile(top: MadeFile, from: Spot, to: Spot, operation: string, number: number): StepOutcome {
  const named = attempt(() => addName(from.parent, from.name, to.parent, to.name));
  if (named.ok) {
    // Both are names of one file: what is left of the first is clutter, and no failure.
    if (isAt(to, top)) takeAwayMade({ spot: from, facts: top.facts });
    return isAt(to, top) ? DONE : { result: 'failed', errno: 'ESTALE' };
  }
  if (named.errno === 'EEXIST') return EXISTS;
  if (!NO_LINKS.has(named.errno)) return { result: 'failed', errno: named.errno };
  return overPlaceholder(from, to, operation, number);
}

/** Where there are no second names a rename is all there is, and it replaces what has the name: so we take the name first. */
function overPlaceholder(from: Spot, to: Spot, operation: string, number: number): StepOutcome {
  const made = attempt(() => {
    const file = createOrdinary(to.parent, to.name);
    try {
      write(file, Buffer.from(placeholderText(operation, number)));
    } finally {
      closeFile(file);
    }
  });
  if (!made.ok && made.errno === 'EEXIST') return EXISTS;
  if (made.ok && !isPlaceholder(to, operation, number)) return EXISTS;
  const moved = made.ok ? attempt(() => rename(from.parent, from.name, to.parent, to.name)) : made;
  if (moved.ok) return DONE;
  if (isPlaceholder(to, operation, number)) attempt(() => removeName(to.parent, to.name));
  return { result: 'failed', errno: moved.errno };
}

function isAt({ parent, name }: Spot, { facts }: MadeFile): boolean {
  const now = factsAt(parent, name);
  return now !== null && sameInode(now, facts);
}
