// Ends an operation's parts of the trash: makes the moves last, takes away what is empty, writes down what is held, and sees whether all
// that was moved still lies there. Somebody may have emptied the trash by hand meanwhile.

import { attempt } from '../../disk/directory.ts';
import { namesIn } from '../../disk/stat-and-read.ts';
import { syncDirectory } from '../../disk/write/mutating-calls.ts';
import { releasedBytes } from '../../items/count-bytes.ts';
import { itemsHeld, journaledActionOf, markerName } from '../../journal/journaled-actions.ts';
import { stateOf } from '../../plans/operation-result.ts';
import type { StepOutcome } from '../../types/operation.ts';
import type { Action, Plan } from '../../types/plan.ts';
import type { Instant } from '../../types/primitives.ts';
import { leavesOfMove } from '../piecewise-names.ts';
import type { ApplyContext } from './apply-context.ts';
import type { Trashes } from './prepare-trash.ts';
import { recordState } from './state-log.ts';
import { removeIfEmpty, type Trash } from './trash-folders.ts';

export interface Settled {
  /** What the actions came to, now that they are over. */
  readonly outcomes: readonly StepOutcome[];
  /** The parts that hold something. */
  readonly holding: readonly Trash[];
}

/**
 * The trash is synced first: btrfs showed a file under both names after a power cut between the two, and none under neither. Errors here
 * lose nothing: an object is at one place or the other, and the journal knows both.
 */
export function reconcileTrashes(
  plan: Plan,
  tried: readonly StepOutcome[],
  trashes: Trashes,
  work: ApplyContext,
  now: () => Instant,
): Settled {
  for (const directory of [...trashes.made.map(({ items }) => items), ...work.sources.values()])
    attempt(() => syncDirectory(directory));
  const parts = trashes.made.map((trash) => ({ trash, held: heldIn(trash, plan.actions.length) }));
  const partOf = (action: Action | undefined) =>
    action !== undefined && journaledActionOf(action) === 'trash' && 'section' in action
      ? parts.find(({ trash }) => trash === trashes.of('trash', action.section))
      : undefined;
  const outcomes = tried.map((outcome, n) => {
    const action = outcome.result === 'done' ? plan.actions[n] : undefined;
    const held = partOf(action)?.held ?? null;
    return action === undefined || held === null || isHeld(action, n, held) ? outcome : ({ result: 'lost' } as const);
  });
  for (const part of parts) {
    if (part.held?.count === 0 && attempt(() => removeIfEmpty(part.trash)).ok) continue;
    const its = outcomes.filter((outcome, n) => outcome.result === 'done' && partOf(plan.actions[n]) === part);
    const bytes = its.reduce((sum, outcome) => sum + ('heldBytes' in outcome ? outcome.heldBytes : 0), 0);
    const held = plan.actions.filter((action, n) => outcomes[n]?.result === 'done' && partOf(action) === part);
    const allocatedBytes = releasedBytes(held.flatMap(itemsHeld));
    recordState(part.trash.operation, {
      ...{ at: now(), op: work.operation, event: stateOf({ outcomes }) },
      ...{ entries: its.length, bytes, allocatedBytes },
    });
  }
  return { outcomes, holding: parts.flatMap(({ trash, held }) => (held?.count === 0 ? [] : [trash])) };
}

/** By number, so that a hundred thousand of them take no memory. */
interface Held {
  readonly count: number;
  readonly numbers: Uint8Array;
  /** What has no action's number: pieces of folders, and what is not ours. */
  readonly others: ReadonlySet<string>;
}

/** Where the folder itself is gone, another has its name, or what it was is no longer to be found. */
const GONE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ESTALE']);

/** Null where it could not be looked at: then nobody says that something is missing. */
function heldIn({ items }: Trash, actions: number): Held | null {
  const listed = attempt(() => namesIn(items));
  if (!listed.ok && !GONE.has(listed.errno)) return null;
  const names = listed.ok ? listed.value : [];
  const numbers = new Uint8Array(actions);
  const others = new Set<string>();
  for (const name of names) {
    const number = Number(name);
    if (number < actions && String(number) === name) numbers[number] = 1;
    else others.add(name);
  }
  return { count: names.length, numbers, others };
}

function isHeld(action: Action, n: number, { numbers, others }: Held): boolean {
  if (action.do === 'rename') return numbers[n] === 1 || others.has(markerName(n));
  if (numbers[n] === 1 || journaledActionOf(action) !== 'trash' || !('item' in action)) return true;
  // A folder that went in pieces; of one without a file nothing is left, and nothing is missing.
  return action.item.facts.type === 'directory' && leavesOfMove(n, action.item).every(({ number }) => others.has(String(number)));
}
