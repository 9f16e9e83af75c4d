// Carries out a plan, action by action, and says what happened to each. Nothing that the plan does not name is touched; what has
// changed since the plan was made is left alone. One thing that cannot be done stops nothing else.
// Over 250 lines on purpose: what is refused as unsound stands beside what is carried out.

import { renameUnit } from '../conventions/write/rename-unit.ts';
import { attempt, closeAll, type Directory, isSingleName, openPath, openRoot } from '../disk/directory.ts';
import { itemFinder } from '../disk/find-item.ts';
import { cancellationOf } from '../disk/write/cancellation.ts';
import { releasedBytes } from '../items/count-bytes.ts';
import { BLOCK_BYTES } from '../items/inode-key.ts';
import { isExpendable, isReproducible, worthOf } from '../items/section-kinds.ts';
import { walkItems } from '../items/walk-items.ts';
import { itemsHeld } from '../journal/journaled-actions.ts';
import type { Who } from '../journal/state-records.ts';
import { folderOf, nameOf } from '../lib/paths.ts';
import { PURGE } from '../trash/item-location.ts';
import type { ApplyContext, Restoring, SectionHandle } from '../trash/write/apply-context.ts';
import { type MayEnter, nothingFreed } from '../trash/write/free-tree.ts';
import { basesWritten, endOperation, prepareTrashes, renewReserve, type Trashes } from '../trash/write/prepare-trash.ts';
import { reconcileTrashes } from '../trash/write/reconcile-trashes.ts';
import type { HelperProgram } from '../trash/write/worker-pool.ts';
import type { Holder, InodeKey } from '../types/items.ts';
import type { Operation, StepOutcome } from '../types/operation.ts';
import type { Action, Plan, PlannedSection, RemovalAction, RenameAction } from '../types/plan.ts';
import type { Instant, PathText } from '../types/primitives.ts';
import type { Holding } from '../types/project.ts';
import { executeAction } from './apply-action.ts';
import { freeMoved, removeTogether } from './remove-entry.ts';
import { prepareRestores, type Return, reconcileRestores, returnTogether } from './restore.ts';
import { holderFinder, returnHeld } from './return-held.ts';

/** How one run is told when to stop and shows that it lives. */
export interface Run {
  /** Names the operation and its folder in the trash; unique. */
  readonly id: string;
  readonly now: () => Instant;
  /** For the journal. */
  readonly who: Who;
  /** Asked between any two changes. */
  readonly interrupted: () => boolean;
  readonly progress?: (done: number, of: number) => void;
  /** Of a sweep: nobody has counted how many there will be. */
  readonly sweeping?: (removed: number) => void;
  /** Of a promotion: how many bytes of a file are there. */
  readonly copying?: (path: PathText, bytes: number) => void;
  /** Awaited about every 50 ms, so that signals are heard: no handler runs during a synchronous loop. */
  readonly pause: () => Promise<void>;
  readonly mayEnter?: MayEnter;
  /** What programs have open now, on the disks of the plan's sections. */
  readonly heldNow?: () => ReadonlyMap<InodeKey, Holder>;
  /** For sweeps and freeing of what is large. */
  readonly helpers?: HelperProgram;
  /** Told once, before a sweep that is seen to be large. */
  readonly muchToDo?: () => Promise<void>;
}

/** Throws a refusal, with nothing changed, where what is to be moved could not be found again. */
export async function executePlan(plan: Plan, run: Run): Promise<Operation> {
  refuseUnsound(plan);
  const startedAt = run.now();
  const root = openRoot();
  let written: ReadonlySet<PathText> | null = null;
  try {
    const trashes = prepareTrashes(root, plan, run, startedAt);
    written = basesWritten(trashes, plan);
    const restoring = prepareRestores(root, plan, { id: run.id, at: startedAt });
    const work = workOn(root, plan, run, trashes, restoring);
    const tried: StepOutcome[] = [];
    const heldBefore = lookOnce(run.heldNow);
    for (const [first, ...others] of inUnits(plan.actions)) {
      run.progress?.(tried.length - work.toFree.length, plan.actions.length);
      const inUse = [first, ...others].some(isFreedAtOnce) ? inUseNow([first, ...others], heldBefore()) : null;
      if (inUse !== null) tried.push(...inUse);
      else if (await work.shouldStop())
        tried.push(...[first, ...others].map((): StepOutcome => ({ result: 'skipped', why: 'interrupted' })));
      else if (isRenewal(first)) tried.push(...renameUnit([first, ...others].filter(isRenewal), tried.length, work));
      else if (isReturn(first)) tried.push(...returnTogether([first, ...others].filter(isReturn), work));
      else if (others.length === 0) tried.push(await executeAction(first, tried.length, work));
      else tried.push(...(await removeTogether([first, ...others].filter(isRemoval), tried.length, work)));
    }
    if (work.toFree.length > 0 && run.heldNow !== undefined)
      for (const [number, outcome] of returnHeld(work, run.heldNow())) tried[number] = outcome;
    let left = work.toFree.length;
    if (left > 0) run.progress?.(tried.length - left, plan.actions.length);
    const { counted } = await freeMoved(work, (number, outcome) => {
      tried[number] = outcome;
      if (--left > 0) run.progress?.(tried.length - left, plan.actions.length);
    });
    run.progress?.(plan.actions.length, plan.actions.length);
    const { outcomes, holding } = reconcileTrashes(plan, tried, trashes, work, run.now);
    reconcileRestores(restoring, { id: run.id, at: run.now() });
    const operation: Operation = {
      id: run.id,
      planId: plan.id,
      startedAt,
      outcomes,
      trash: (holding.find(({ name }) => !name.startsWith(PURGE)) ?? holding[0])?.path ?? null,
      heldBytes: outcomes.reduce((sum, outcome) => sum + (outcome.result === 'done' ? outcome.heldBytes : 0), 0),
      freedBytes: Number(work.freed.bytes),
      onDisk: { held: heldOnDisk(plan, outcomes), freed: work.freed.blocks * BLOCK_BYTES },
      ...(work.swept.length > 0 && { swept: work.swept }),
      ...(counted === 'some' && { uncounted: true }),
    };
    endOperation(trashes, plan, operation, run.now());
    return operation;
  } finally {
    closeAll(root);
    for (const base of written ?? [plan.outputs]) renewReserve(base, written === null ? 'where it was' : 'again');
  }
}

/** What the disk will have back when the trash lets go of it. */
function heldOnDisk({ actions }: Plan, outcomes: readonly StepOutcome[]): number {
  return releasedBytes(actions.flatMap((action, n) => (outcomes[n]?.result === 'done' ? itemsHeld(action) : [])));
}

/** Each action by itself, and those that are parts of one thing together, in the order of the plan. */
function* inUnits(actions: readonly Action[]): Generator<readonly [Action, ...Action[]]> {
  for (let n = 0; n < actions.length; ) {
    const first = actions[n++] as Action;
    const parts: [Action, ...Action[]] = [first];
    const next = (): Action | undefined => actions[n];
    for (let other = next(); other !== undefined && isSameUnit(first, other); other = next()) {
      parts.push(other);
      n++;
    }
    yield parts;
  }
}

function isSameUnit(a: Action, b: Action): boolean {
  if (isRenewal(a) || isReturn(a)) return (isRenewal(b) || isReturn(b)) && a.unit === b.unit;
  return isRemoval(a) && isRemoval(b) && a.unit !== undefined && a.unit === b.unit && a.section === b.section;
}

function isRemoval(action: Action): action is RemovalAction {
  return action.do === 'trash' || action.do === 'purge' || action.do === 'unlink';
}

/** A single file: nothing of it waits until all the rest has left its place. */
function isFreedAtOnce(action: Action): boolean {
  return (action.do === 'unlink' || action.do === 'purge') && action.item.facts.type !== 'directory';
}

/** What is freed at once is asked about before the first is: what somebody opened since the plan stays, all of it. */
function inUseNow(actions: readonly Action[], holderOf: ReturnType<typeof holderFinder>): readonly StepOutcome[] | null {
  const holder = holderOf(actions.flatMap((action) => ('item' in action ? [action.item] : [])));
  return holder === null ? null : actions.map(() => ({ result: 'skipped', why: 'in-use', holder }));
}

/** Not before somebody asks: it takes a look at every process. */
function lookOnce(look: Run['heldNow']): () => ReturnType<typeof holderFinder> {
  let finder: ReturnType<typeof holderFinder> | null = null;
  return () => {
    finder ??= holderFinder(look?.() ?? new Map());
    return finder;
  };
}

function isRenewal(action: Action): action is RenameAction {
  return action.do === 'rename' || action.do === 'rewrite';
}

function isReturn(action: Action): action is Return {
  return action.do === 'rename-back' || action.do === 'rewrite-back';
}

/** What no plan of ours says. Thrown as a bug: the plan was made wrong, and nothing has been touched yet. */
function refuseUnsound(plan: Plan): void {
  const sections = [...plan.sections, ...(plan.newSections ?? [])];
  const kinds = new Map<string, Holding>(sections.map((section) => [section.name, section]));
  const goesByAge = sectionsByAge(plan);
  for (const action of plan.actions) {
    if (action.do === 'sweep') refuseUnsoundSweep(action, plan, kinds);
    if (action.do === 'promote') refuseUnsoundPromotion(action, kinds);
    if (!('item' in action)) continue;
    if (!action.item.path.split('/').every(isSingleName)) throw new Error('not a path below a section');
    const kind = kinds.get(action.section);
    if (kind === undefined) throw new Error('an action in a section that the plan does not have');
    if (isRenewal(action)) refuseUnsoundRenewal(action);
    if (action.do === 'unlink' && !(isReproducible(kind) || goesByAge.has(action.section)))
      throw new Error('unlink is only for what is expendable');
    if (action.do === 'unlink' && action.item.facts.type === 'directory') throw new Error('unlink is not for directories');
    for (const item of walkItems([action.item]))
      if (item.closed !== undefined) throw new Error('nobody has looked into what is to go');
  }
}

/** The sections of logs of which nothing goes for another reason than its age. */
function sectionsByAge({ sections, verdicts }: Plan): ReadonlySet<string> {
  const byAge = new Set(sections.filter((section) => worthOf(section) === 'by-age').map(({ name }) => name));
  for (const { keep, entry, reasons } of verdicts)
    if (!keep && entry.section !== null && !isExpendable(entry, reasons[0])) byAge.delete(entry.section);
  return byAge;
}

/** A file changes its name, and nothing else: not its folder, and never its section. */
function refuseUnsoundRenewal(action: RenameAction): void {
  const { type } = action.item.facts;
  if (action.do === 'rewrite') {
    if (type !== ('link' in action.says ? 'link' : 'file')) throw new Error('a pointer of another kind');
    return;
  }
  if (type !== 'file') throw new Error('only files are renamed');
  if (!isSingleName(nameOf(action.to)) || folderOf(action.to) !== folderOf(action.item.path) || action.to === action.item.path)
    throw new Error('no other name in the same folder');
}

/** What nobody has looked into cannot be promoted whole, and a link would lead elsewhere from its new place. */
function refuseUnsoundPromotion(
  { section, parts }: Extract<Action, { readonly do: 'promote' }>,
  kinds: ReadonlyMap<string, Holding>,
): void {
  if (!kinds.has(section)) throw new Error('an action in a section that the plan does not have');
  for (const { path, facts, closed } of walkItems(parts)) {
    if (!path.split('/').every(isSingleName)) throw new Error('not a path below a section');
    if (closed !== undefined || (facts.type !== 'file' && facts.type !== 'directory')) throw new Error('no content to promote');
  }
}

/** A rule that was made for one section, carried out in another, would be nobody's rule. */
function refuseUnsoundSweep(
  { section: name, rule }: Extract<Action, { readonly do: 'sweep' }>,
  { sections, command }: Plan,
  kinds: ReadonlyMap<string, Holding>,
): void {
  const kind = kinds.get(name);
  if (kind === undefined || worthOf(kind) !== 'by-age') throw new Error('a sweep is only for logs');
  const isItsOwn = sections.some(({ path }) => path === rule.section.path) && rule.section.name === name;
  if (!isItsOwn || command !== 'prune-logs') throw new Error('a sweep by the rule of another section');
}

function sectionHandleOf(section: PlannedSection, root: Directory): SectionHandle {
  return { ...section, directory: section.directory, find: itemFinder(root, section) };
}

/** Opened when it is first needed: an action before has made it. */
function newPlaceOf({ name, kind, path }: Omit<PlannedSection, 'directory'>, root: Directory): SectionHandle {
  let find: SectionHandle['find'] | null = null;
  const opened = (): SectionHandle['find'] => {
    const folder = attempt(() => openPath(root, path));
    return folder.ok
      ? itemFinder(root, { name, kind, path, directory: folder.value.facts })
      : () => ({ outcome: { result: 'failed', errno: folder.errno } });
  };
  return {
    ...{ path, kind, directory: null },
    find: (item) => {
      find ??= opened();
      return find(item);
    },
  };
}

function workOn(root: Directory, plan: Plan, run: Run, trashes: Trashes, restoring: Restoring): ApplyContext {
  return {
    root,
    operation: run.id,
    plannedAt: plan.madeAt,
    trashFor: trashes.of,
    restoring,
    sections: new Map([
      ...plan.sections.map((section) => [section.name, sectionHandleOf(section, root)] as const),
      ...(plan.newSections ?? []).map((section) => [section.name, newPlaceOf(section, root)] as const),
    ]),
    ours: new Set(),
    sources: new Map(),
    held: new Set(),
    freed: nothingFreed(),
    toFree: [],
    mayEnter: run.mayEnter ?? 'never',
    shouldStop: cancellationOf(run),
    swept: [],
    pause: run.pause,
    helpers: run.helpers ?? null,
    muchToDo: run.muchToDo ?? (async () => {}),
    sweeping: run.sweeping ?? (() => {}),
    copying: run.copying ?? (() => {}),
  };
}
