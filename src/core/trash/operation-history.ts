// Decides what the history says: every operation that the log or the trash knows of, and what became of it.

import type { StateEvent, StateRecord } from '../journal/state-records.ts';
import { byCodePoint } from '../lib/code-point-order.ts';
import { groupBy } from '../lib/group-by.ts';
import type { HistoryEntry, HistoryState } from '../types/operation.ts';
import type { Duration, Instant } from '../types/primitives.ts';
import { doubtText, type OperationAge } from './expired-operations.ts';
import { trashedUntil } from './expiry-date.ts';
import { type OperationOnDisk, stateOnDisk } from './item-location.ts';

/** Promotions whose models are still there: they lie in no trash, and can be undone as long as if they did. */
export interface Promotions {
  readonly operations: ReadonlySet<string>;
  readonly now: Instant;
}

type AgeOf = (operation: OperationOnDisk) => OperationAge | null;

/** Newest first. `ageOf`: as `trash/read/trash-ages.ts` tells it; without it every clock is believed. */
export function historyOf(
  records: readonly StateRecord[],
  operations: readonly OperationOnDisk[],
  keep: Duration,
  promotions: Promotions = { operations: new Set(), now: 0n },
  ageOf: AgeOf = ({ head }) => (head === null ? null : { is: 'kept', until: trashedUntil(head.startedAt, keep), leapt: false }),
): readonly HistoryEntry[] {
  const told = groupBy(records, ({ op }) => op);
  const onDisk = new Map(operations.map((operation) => [operation.id, operation]));
  // What `--permanent` takes away has a part of its own in the trash for as long as that lasts (`<id>-now`).
  const ids = new Set([...told.keys(), ...[...onDisk.keys()].filter((id) => !told.has(id.replace(/-now$/, '')))]);
  return [...ids]
    .flatMap((id) => entryOf(id, told.get(id) ?? [], onDisk.get(id) ?? null, ageOf) ?? [])
    .map((entry) => withPromotion(entry, promotions, keep))
    .sort((a, b) => newerFirst(a, b) || byCodePoint(b.id, a.id));
}

/** What was undone and put back again is done: the disk decides. */
function withPromotion(entry: HistoryEntry, { operations, now }: Promotions, keep: Duration): HistoryEntry {
  if (!operations.has(entry.id) || entry.undoableUntil !== null || entry.startedAt === null) return entry;
  const until = trashedUntil(entry.startedAt, keep);
  const state = entry.state === 'undone' || entry.state === 'redone' ? 'done' : entry.state;
  return { ...entry, state, undoableUntil: until > now ? until : null };
}

function newerFirst(a: HistoryEntry, b: HistoryEntry): number {
  if (a.startedAt === null || b.startedAt === null || a.startedAt === b.startedAt) return 0;
  return a.startedAt < b.startedAt ? 1 : -1;
}

function entryOf(
  id: string,
  records: readonly StateRecord[],
  operation: OperationOnDisk | null,
  ageOf: AgeOf,
): HistoryEntry | null {
  const head = operation?.head ?? null;
  const started = records.find(({ event }) => event === 'started');
  const ended = records.findLast(({ event }) => event === 'done' || event === 'partial' || event === 'interrupted');
  const state = stateOf(records, operation);
  if (state === null) return null;
  const startedAt = head?.startedAt ?? started?.at ?? null;
  const isHeld = operation !== null && operation.items.length > 0 && state !== 'purging' && state !== 'damaged';
  const age = isHeld ? ageOf(operation) : null;
  return {
    id,
    planId: head?.planId ?? started?.planId ?? null,
    command: head?.command ?? started?.command ?? null,
    argv: head?.who.argv ?? started?.argv ?? null,
    user: userOf(head?.who ?? started),
    host: head?.who.host ?? started?.host ?? null,
    startedAt,
    state,
    entries: ended?.entries ?? head?.count ?? started?.entries ?? null,
    bytes: ended?.bytes ?? null,
    allocatedBytes: ended?.allocatedBytes ?? null,
    undoableUntil: age?.until ?? null,
    doubt: age?.is === 'doubted' ? doubtText(age.why) : null,
  };
}

function userOf(who: Pick<StateRecord, 'user' | 'uid'> | undefined): string | null {
  if (who === undefined) return null;
  return who.user ?? (who.uid === undefined || who.uid < 0 ? null : String(who.uid));
}

/** Null for what a crash left before anything was done. */
function stateOf(records: readonly StateRecord[], operation: OperationOnDisk | null): HistoryState | null {
  const has = (event: StateEvent): boolean => records.some((record) => record.event === event);
  if (has('purged')) return 'purged';
  const last = records.findLast(({ event, by }) => event === 'undone' || (event === 'redone' && by !== undefined))?.event;
  if (last === 'undone' || last === 'redone') return last;
  const told = records.findLast(({ event }) => event === 'done' || event === 'partial' || event === 'interrupted')?.event;
  const ended = told === 'done' || told === 'partial' ? told : 'interrupted';
  if (operation !== null) {
    const onDisk = stateOnDisk(operation);
    if (onDisk !== 'abandoned') return onDisk === 'interrupted' ? ended : onDisk;
  }
  return has('purging') ? 'purging' : records.length === 0 ? null : ended;
}
