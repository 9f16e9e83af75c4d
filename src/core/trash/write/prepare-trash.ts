// Makes ready what an operation needs before it moves anything: its folders in the trash, each with its journal, and a line in the
// history. All of it durable, or a refusal with nothing changed; on a full disk with the help of the reserve.

import { attempt, type Directory, mountOf, openPath, withRoot } from '../../disk/directory.ts';
import { type Amount, amountOfItems } from '../../items/count-bytes.ts';
import { type JournaledAction, journaledActionOf } from '../../journal/journaled-actions.ts';
import type { Who } from '../../journal/state-records.ts';
import { byCodePoint } from '../../lib/code-point-order.ts';
import { OutputsError, refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { stateOf } from '../../plans/operation-result.ts';
import type { Operation } from '../../types/operation.ts';
import type { Plan } from '../../types/plan.ts';
import type { Instant, PathText } from '../../types/primitives.ts';
import { PURGE } from '../item-location.ts';
import { isFull, makeReserve, type When, withReserve } from './disk-reserve.ts';
import { recordHistory } from './history-log.ts';
import { refuseForgetful } from './probe-identity.ts';
import { ensureTrashFolder, makeTrash, openTrashFolder, removeIfEmpty, type Trash } from './trash-folders.ts';
import { writeJournal } from './write-journal.ts';

/** Where the moves of one operation go. */
export interface Trashes {
  readonly of: (deed: JournaledAction, section: string) => Trash | null;
  readonly made: readonly Trash[];
  /** The trash itself, where there is one. */
  readonly folder: Directory | null;
}

/** Makes the trash and its reserve ahead of need, for `init`. Where that cannot be, nothing is lost yet: whoever needs them says so. */
export function prepareReserve(outputsPath: PathText): void {
  try {
    withRoot((root) => attempt(() => makeReserve(ensureTrashFolder(openPath(root, outputsPath), outputsPath))));
  } catch (error) {
    if (!(error instanceof OutputsError)) throw error;
  }
}

interface Beginning {
  readonly id: string;
  readonly who: Who;
}

/** Nothing for plans that neither remove nor promote (`init`). Files that are unlinked in place need no journal, and go on without a trash. */
export function prepareTrashes(root: Directory, plan: Plan, { id, who }: Beginning, startedAt: Instant): Trashes {
  if (!plan.actions.some((action) => 'item' in action || action.do === 'sweep' || action.do === 'promote'))
    return { of: () => null, made: [], folder: null };
  const deeds = (['trash', 'purge'] as const).filter((deed) => plan.actions.some((action) => journaledActionOf(action) === deed));
  const opened = attempt(() => openPath(root, plan.outputs));
  if (!opened.ok) throw cannotOpen(plan.outputs, opened.errno);
  const folder = attempt(() => ensureTrashFolder(opened.value, plan.outputs));
  if (!folder.ok) {
    if (deeds.length === 0) return { of: () => null, made: [], folder: null };
    throw cannotMake(`${plan.outputs}/.trash`, folder.errno);
  }
  const bases = basesOf(root, plan, { path: plan.outputs, directory: opened.value, trash: folder.value });
  const made = new Map<string, Trash>();
  for (const { base, deed, name, sections } of partsOf(plan, id, bases)) {
    const covers = (move: { readonly deed: JournaledAction; readonly section: string }): boolean =>
      move.deed === deed && sections.has(move.section);
    const trash = withReserve(base.trash, () => {
      const empty = makeTrash(base.directory, base.path, base.trash, name);
      try {
        refuseForgetful(empty.items, empty.path);
        writeJournal(empty, plan, { startedAt, who, covers });
      } catch (error) {
        attempt(() => removeIfEmpty(empty));
        throw error;
      }
      return empty;
    });
    if (!trash.ok) {
      for (const other of made.values()) attempt(() => removeIfEmpty(other));
      throw cannotMake(`${base.path}/.trash/${name}`, trash.errno);
    }
    for (const section of sections) made.set(`${deed} ${section}`, trash.value);
  }
  makeReserve(folder.value);
  recordHistory(folder.value, {
    ...{ at: startedAt, op: id, event: 'started', command: plan.command, planId: plan.id },
    ...{ argv: who.argv, user: who.user, uid: who.uid, host: who.host },
    // How many a rule takes is known when it has.
    ...(plan.actions.every(({ do: deed }) => deed !== 'sweep') && { entries: plan.actions.length }),
  });
  return {
    of: (deed, section) => made.get(`${deed} ${section}`) ?? null,
    made: [...new Set(made.values())],
    folder: folder.value,
  };
}

/** A folder that a trash lies in: the outputs directory, or a section that is on another mount, for nothing is ever copied. */
interface Base {
  readonly path: PathText;
  readonly directory: Directory;
  readonly trash: Directory;
}

/** Where each section's things go. Throws a refusal where its own trash cannot be made. */
function basesOf(root: Directory, plan: Plan, outputs: Base): ReadonlyMap<string, Base> {
  const moving = new Set(
    plan.actions.flatMap((action) => (journaledActionOf(action) !== null && 'section' in action ? [action.section] : [])),
  );
  return new Map(
    plan.sections.flatMap(({ name, path }) => {
      if (!moving.has(name)) return [];
      const opened = attempt(() => openPath(root, path));
      // What is wrong with it, every single action will say.
      if (!opened.ok || mountOf(opened.value) === mountOf(outputs.trash)) return [[name, outputs]];
      const trash = attempt(() => ensureTrashFolder(opened.value, path));
      if (!trash.ok) throw cannotMake(`${path}/.trash`, trash.errno);
      makeReserve(trash.value);
      return [[name, { path, directory: opened.value, trash: trash.value }]];
    }),
  );
}

interface Part {
  readonly base: Base;
  readonly deed: JournaledAction;
  readonly name: PathText;
  readonly sections: ReadonlySet<string>;
}

/** One folder for each trash and deed. The first has the operation's own id; those on other mounts are undone by theirs. */
function partsOf(plan: Plan, id: string, bases: ReadonlyMap<string, Base>): readonly Part[] {
  const distinct = [...new Set(bases.values())].sort((a, b) => byCodePoint(a.path, b.path));
  return distinct.flatMap((base, n) => {
    const inBase = [...bases].flatMap(([section, its]) => (its === base ? [section] : []));
    const part = n === 0 ? id : `${id}-${inBase[0]}`;
    return (['trash', 'purge'] as const).flatMap((deed) => {
      const sections = new Set(
        inBase.filter((name) =>
          plan.actions.some((action) => journaledActionOf(action) === deed && 'section' in action && action.section === name),
        ),
      );
      return sections.size === 0 ? [] : [{ base, deed, name: deed === 'trash' ? part : `${PURGE}${part}-now`, sections }];
    });
  });
}

/** The line in the history that ends it. */
export function endOperation({ folder }: Trashes, plan: Plan, operation: Operation, at: Instant): void {
  if (folder === null) return;
  recordHistory(folder, {
    ...{ at, op: operation.id, event: stateOf(operation), command: plan.command, planId: plan.id },
    entries: entriesOf(operation),
    ...cameTo(plan, operation),
  });
}

/** The folders whose trashes the operation wrote into. */
export function basesWritten({ folder, made }: Trashes, { actions, outputs }: Plan): ReadonlySet<PathText> {
  if (folder === null) return new Set();
  return new Set([
    outputs,
    ...made.map(({ base }) => base),
    ...actions.flatMap((action) => ('base' in action ? [action.base ?? outputs] : [])),
  ]);
}

/**
 * The reserve again where it was given up. Only once every folder of the operation is closed: a folder that is removed and still open keeps
 * its inode, and what is freed after the reserve is made belongs to whoever fills the disk next.
 */
export function renewReserve(base: PathText, when: Exclude<When, 'ahead'>): void {
  try {
    withRoot((root) => attempt(() => makeReserve(openTrashFolder(openPath(root, base), base), when)));
  } catch (error) {
    if (!(error instanceof OutputsError)) throw error;
  }
}

function entriesOf({ outcomes, swept }: Operation): number {
  if (swept !== undefined) return swept.reduce((sum, { removed }) => sum + removed, 0);
  return outcomes.filter(({ result }) => result === 'done').length;
}

function cameTo({ actions }: Plan, { outcomes, heldBytes, freedBytes, onDisk }: Operation): Amount {
  const restored = amountOfItems(
    actions.flatMap((action, n) => ('operation' in action && outcomes[n]?.result === 'done' ? [action.item] : [])),
  );
  return {
    bytes: heldBytes + freedBytes + restored.bytes,
    allocatedBytes: onDisk.held + onDisk.freed + restored.allocatedBytes,
  };
}

function cannotOpen(path: PathText, errno: string): OutputsError {
  return refusal(`cannot open ${escapeText(path)} (${errno})`, 'nothing was moved or removed');
}

/** `--permanent` is no way out here: it needs the same journal. */
function cannotMake(path: PathText, errno: string): OutputsError {
  const what = `cannot write the journal in ${escapeText(path)} (${errno})`;
  if (!isFull(errno)) return refusal(what, 'nothing was moved or removed; without the journal nothing could be put back');
  return refusal(
    `${what}: the disk is full, and what is to be moved must be written down first`,
    'nothing was moved or removed; free some space with outputs clean --trash or outputs clean --cache, or name fewer entries at a time',
  );
}
