// Says what the trash holds, cheaply: from the first line of each journal and the last line of each record. Only of an operation that
// never came to its end is the whole journal read. Changes nothing.

import { attempt, openChild, openPath, withRoot } from '../../disk/directory.ts';
import { factsAt, namesIn } from '../../disk/stat-and-read.ts';
import { type Amount, amountOfItems, bytesOfItems, releasedBytes } from '../../items/count-bytes.ts';
import { ITEMS } from '../../journal/trash-names.ts';
import type { HeldOperation, TrashStatus } from '../../types/operation.ts';
import type { Instant } from '../../types/primitives.ts';
import type { OperationAge } from '../expired-operations.ts';
import { type OperationOnDisk, stateOnDisk } from '../item-location.ts';
import { movesAsMade } from '../piecewise-names.ts';
import { readJournal } from './journal-file.ts';

/** Operations whose journal can be believed and that have something in the trash. */
export function heldOperations(
  operations: readonly OperationOnDisk[],
  ageOf: (operation: OperationOnDisk) => OperationAge | null,
): readonly HeldOperation[] {
  return operations.flatMap((operation) => {
    const { id, head, items } = operation;
    const age = items.length === 0 ? null : ageOf(operation);
    if (head === null || age === null) return [];
    const held = { id, command: head.command, startedAt: head.startedAt, entries: items.length, ...amountIn(operation) };
    return [{ ...held, until: age.is === 'doubted' ? null : age.until }];
  });
}

export function statusOf(held: readonly HeldOperation[]): TrashStatus {
  return {
    operations: held.length,
    bytes: held.reduce((sum, { bytes }) => sum + bytes, 0),
    allocatedBytes: held.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0),
    oldestUntil: held.reduce<Instant | null>(
      (first, { until }) => (until !== null && (first === null || until < first) ? until : first),
      null,
    ),
    doubted: held.filter(({ until }) => until === null).length,
  };
}

function amountIn(operation: OperationOnDisk): Amount {
  const state = stateOnDisk(operation);
  const { bytes, allocatedBytes } = operation.records.findLast(({ event }) => event === 'done' || event === 'partial') ?? {};
  // Earlier versions wrote down only what the files hold.
  if (bytes !== undefined && (state === 'done' || state === 'partial')) return { bytes, allocatedBytes: allocatedBytes ?? bytes };
  const measured = attempt(() => withRoot((root) => measure(openPath(root, operation.path))));
  return measured.ok ? measured.value : { bytes: 0, allocatedBytes: 0 };
}

/** What the journal says of everything that is still there. */
function measure(folder: Parameters<typeof openChild>[0]): Amount {
  const items = openChild(folder, ITEMS);
  const names = namesIn(items);
  const there = new Set(names);
  const plan = readJournal(folder);
  if (plan?.ok !== true) {
    const facts = names.flatMap((name) => factsAt(items, name) ?? []);
    return amountOfItems(facts.map((each, n) => ({ path: String(n), facts: each, children: [] })));
  }
  const held = movesAsMade(plan.value.moves, names).flatMap(({ n, item }) => (there.has(String(n)) ? [item] : []));
  return { bytes: bytesOfItems(held), allocatedBytes: releasedBytes(held) };
}
