// Carries out a plan, action by action, and says what happened to each. Nothing that the plan does not name is touched; what has
// changed since the plan was made is left alone. One thing that cannot be done stops nothing else.

import { attempt, closeAll, type Directory, isSingleName, openRoot } from '../disk/directory.ts';
import { itemFinder } from '../disk/find-item.ts';
import { everyItem } from '../policy/every-item.ts';
import { isReproducible } from '../policy/kinds.ts';
import { stateOf } from '../policy/operation-state.ts';
import type { StateRecord, Who } from '../policy/state-records.ts';
import type { Instant, Operation, Plan, SectionKind, StepOutcome } from '../types.ts';
import { carryOut, type Work } from './carry-out.ts';
import { endOperation, prepareTrashes, type Trashes } from './prepare-trash.ts';
import { prepareRestores, type Restoring, settleRestores } from './restore.ts';
import { recordState } from './state-log.ts';
import { syncDirectory } from './sys.ts';
import { removeIfEmpty, type Trash } from './trash.ts';

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
    const trashes = prepareTrashes(root, plan, run, startedAt);
    const restoring = prepareRestores(root, plan, { id: run.id, at: startedAt });
    const work = workOn(root, plan, run, trashes, restoring);
    const outcomes: StepOutcome[] = [];
    for (const [n, action] of plan.actions.entries()) {
      run.progress?.(n, plan.actions.length);
      outcomes.push((await work.shouldStop()) ? { result: 'skipped', why: 'interrupted' } : await carryOut(action, n, work));
    }
    run.progress?.(plan.actions.length, plan.actions.length);
    const left = settleTrashes(trashes, work);
    settleRestores(restoring, { id: run.id, at: run.now() });
    const operation: Operation = {
      id: run.id,
      planId: plan.id,
      startedAt,
      outcomes,
      trash: left?.path ?? null,
      heldBytes: outcomes.reduce((sum, outcome) => sum + (outcome.result === 'done' ? outcome.heldBytes : 0), 0),
      freedBytes: Number(work.freed.bytes),
    };
    if (left !== null) recordState(left.operation, endOf(operation, run.now()));
    endOperation(trashes, plan, operation, run.now());
    return operation;
  } finally {
    closeAll(root);
  }
}

function endOf(operation: Operation, at: Instant): StateRecord {
  const entries = operation.outcomes.filter(({ result }) => result === 'done').length;
  return { at, op: operation.id, event: stateOf(operation), entries, bytes: operation.heldBytes };
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

function workOn(root: Directory, plan: Plan, run: Run, trashes: Trashes, restoring: Restoring): Work {
  let paused = run.now();
  return {
    root,
    operation: run.id,
    trashFor: trashes.of,
    restoring,
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
 * Makes the moves durable; the trash that something is left in. The trash first: btrfs showed a file under both names after a
 * power cut between the two, and none under neither. Errors here lose nothing: an object is at one place or the other, and the
 * journal knows both.
 */
function settleTrashes({ made }: Trashes, { sources }: Work): Trash | null {
  for (const directory of [...made.map(({ items }) => items), ...sources.values()]) attempt(() => syncDirectory(directory));
  const left = made.filter((trash) => {
    const removed = attempt(() => removeIfEmpty(trash));
    return !removed.ok || !removed.value;
  });
  return left[0] ?? null;
}
