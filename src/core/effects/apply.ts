// Carries out a plan, action by action, and says what happened to each. Nothing that the plan does not name is touched; what has
// changed since the plan was made is left alone. One thing that cannot be done stops nothing else.

import { attempt, closeAll, type Directory, isSingleName, openPath, openRoot } from '../disk/directory.ts';
import { refusal } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { everyItem } from '../planning/walk.ts';
import { isReproducible } from '../policy/kinds.ts';
import type { Action, Instant, Operation, Plan, SectionKind, StepOutcome } from '../types.ts';
import { carryOut, type Work } from './carry-out.ts';
import { itemFinder } from './find-item.ts';
import { writeJournal } from './journal.ts';
import { syncDirectory } from './sys.ts';
import { openTrash, removeIfEmpty, type Trash } from './trash.ts';

/** How one run is told when to stop and shows that it lives. */
export interface Run {
  /** Names the operation and its folder in the trash; unique. */
  readonly id: string;
  readonly now: () => Instant;
  /** Asked between any two changes. */
  readonly interrupted: () => boolean;
  readonly progress?: (done: number, of: number) => void;
  /** Awaited about every 50 ms, so that signals are heard: no handler runs during a synchronous loop. */
  readonly pause: () => Promise<void>;
}

const BETWEEN_PAUSES: Instant = 50_000_000n;

/** Throws a refusal, with nothing changed, where what is to be moved could not be found again. */
export async function applyPlan(plan: Plan, run: Run): Promise<Operation> {
  refuseUnsound(plan);
  const startedAt = run.now();
  const root = openRoot();
  try {
    const trash = plan.actions.some(isMove) ? prepareTrash(root, plan, run.id, startedAt) : null;
    const work = workOn(root, plan, run, trash);
    const outcomes: StepOutcome[] = [];
    for (const [n, action] of plan.actions.entries()) {
      run.progress?.(n, plan.actions.length);
      outcomes.push((await work.shouldStop()) ? { result: 'skipped', why: 'interrupted' } : await carryOut(action, n, work));
    }
    run.progress?.(plan.actions.length, plan.actions.length);
    const isLeft = trash !== null && settleTrash(trash, work);
    return {
      id: run.id,
      planId: plan.id,
      startedAt,
      outcomes,
      trash: isLeft ? trash.path : null,
      heldBytes: outcomes.reduce((sum, outcome) => sum + (outcome.result === 'done' ? outcome.heldBytes : 0), 0),
      freedBytes: Number(work.freed.bytes),
    };
  } finally {
    closeAll(root);
  }
}

function isMove(action: Action): boolean {
  return action.do === 'trash' || action.do === 'purge';
}

/** What no plan of ours says. Thrown as a bug: the plan was made wrong, and nothing has been touched yet. */
function refuseUnsound(plan: Plan): void {
  const kinds = new Map<string, SectionKind>(plan.sections.map((section) => [section.name, section.kind]));
  for (const action of plan.actions) {
    if (!('item' in action)) continue;
    if (!action.item.path.split('/').every(isSingleName)) throw new Error('not a path below a section');
    const kind = kinds.get(action.section);
    if (kind === undefined) throw new Error('an action in a section that the plan does not have');
    if (action.do === 'unlink' && !isReproducible(kind)) throw new Error('unlink is only for what can be made again');
    if (action.do === 'unlink' && action.item.facts.type === 'directory') throw new Error('unlink is not for directories');
    for (const item of everyItem([action.item]))
      if (item.closed !== undefined) throw new Error('nobody has looked into what is to go');
  }
}

function prepareTrash(root: Directory, plan: Plan, operation: string, startedAt: Instant): Trash {
  const outputs = attempt(() => openPath(root, plan.outputs));
  if (!outputs.ok) throw refusal(`cannot open ${escapeText(plan.outputs)} (${outputs.errno})`, 'nothing was moved or removed');
  const trash = openTrash(outputs.value, plan.outputs, operation);
  try {
    writeJournal(trash, plan, startedAt);
  } catch (error) {
    attempt(() => removeIfEmpty(trash));
    throw error;
  }
  return trash;
}

function workOn(root: Directory, plan: Plan, run: Run, trash: Trash | null): Work {
  let paused = run.now();
  return {
    root,
    operation: run.id,
    trash,
    sections: new Map(plan.sections.map((section) => [section.name, { path: section.path, find: itemFinder(root, section) }])),
    ours: new Set(),
    sources: new Map(),
    held: new Set(),
    freed: { bytes: 0n },
    async shouldStop() {
      const now = run.now();
      if (now - paused >= BETWEEN_PAUSES || now < paused) {
        await run.pause();
        paused = run.now();
      }
      return run.interrupted();
    },
  };
}

/**
 * Makes the moves durable; false if nothing is left in the trash. The trash first: btrfs showed a file under both names after a
 * power cut between the two, and none under neither. Errors here lose nothing: an object is at one place or the other, and the
 * journal knows both.
 */
function settleTrash(trash: Trash, { sources }: Work): boolean {
  for (const directory of [trash.items, ...sources.values()]) attempt(() => syncDirectory(directory));
  const removed = attempt(() => removeIfEmpty(trash));
  return !removed.ok || !removed.value;
}
