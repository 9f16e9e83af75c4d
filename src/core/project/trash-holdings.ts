// Says what the trash holds, cheaply: from the first line of each journal and the last line of each record. Only of an operation that
// never came to its end is the whole journal read. Changes nothing.

import { attempt, openChild, openPath, withRoot } from '../disk/directory.ts';
import { readJournal } from '../disk/journal-file.ts';
import { factsAt, namesIn } from '../disk/look.ts';
import { bytesOfItems } from '../planning/bytes.ts';
import type { Age } from '../planning/expire.ts';
import { movesAsMade } from '../policy/spread.ts';
import { type OperationOnDisk, stateOnDisk } from '../policy/whereabouts.ts';
import type { HeldOperation, Instant, TrashStatus } from '../types.ts';
import { ITEMS } from './operations.ts';

/** Operations whose journal can be believed and that have something in the trash. */
export function heldOperations(
  operations: readonly OperationOnDisk[],
  ageOf: (operation: OperationOnDisk) => Age | null,
): readonly HeldOperation[] {
  return operations.flatMap((operation) => {
    const { id, head, items } = operation;
    const age = items.length === 0 ? null : ageOf(operation);
    if (head === null || age === null) return [];
    const held = { id, command: head.command, startedAt: head.startedAt, entries: items.length, bytes: bytesIn(operation) };
    return [{ ...held, until: age.is === 'doubted' ? null : age.until }];
  });
}

export function statusOf(held: readonly HeldOperation[]): TrashStatus {
  return {
    operations: held.length,
    bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
    oldestUntil: held.reduce<Instant | null>(
      (first, { until }) => (until !== null && (first === null || until < first) ? until : first),
      null,
    ),
    doubted: held.filter(({ until }) => until === null).length,
  };
}

function bytesIn(operation: OperationOnDisk): number {
  const state = stateOnDisk(operation);
  const recorded = operation.records.findLast(({ event }) => event === 'done' || event === 'partial')?.bytes;
  if (recorded !== undefined && (state === 'done' || state === 'partial')) return recorded;
  const measured = attempt(() => withRoot((root) => measure(openPath(root, operation.path))));
  return measured.ok ? measured.value : 0;
}

/** What the journal says of everything that is still there. */
function measure(folder: Parameters<typeof openChild>[0]): number {
  const items = openChild(folder, ITEMS);
  const names = namesIn(items);
  const there = new Set(names);
  const plan = readJournal(folder);
  if (plan?.ok === true)
    return bytesOfItems(movesAsMade(plan.value.moves, names).flatMap(({ n, item }) => (there.has(String(n)) ? [item] : [])));
  return [...there].reduce((sum, name) => sum + Number(factsAt(items, name)?.size ?? 0n), 0);
}
