// Decides what `history.jsonl` and an operation's `state.jsonl` may say, line by line. Advice only: what is true, the disk decides.
// Pure: `trash/write/history-log.ts` and `trash/write/state-log.ts` write the lines, `trash/read/read-operations.ts` reads them.

import { escapeAgain } from '../lib/escape.ts';
import { isWholeNumber } from '../lib/json-object.ts';
import type { Instant } from '../types/primitives.ts';
import { isInstant, journalLine, readLines } from './journal-lines.ts';

const STATE_EVENTS = [
  'started',
  'done',
  'partial',
  'interrupted',
  'undoing',
  'undone',
  'redone',
  'told',
  'purging',
  'purged',
] as const;

/**
 * `done`, `partial` and `interrupted` end what `started` began; `undone` (all of it is back) ends `undoing`, `purged` ends `purging`.
 * `redone`: what was undone was done again, by another operation; without one, nothing of it could be. `told`: `trash.keep` is over,
 * and a person was told that undo could not bring all of it back.
 */
export type StateEvent = (typeof STATE_EVENTS)[number];

/** Who ran a command, from where. A plain value, made once in `cli/terminal/process-context.ts`. */
export interface Who {
  /** The words after `outputs`, escaped: a history is printed. */
  readonly argv: readonly string[];
  /** The user's name, or null where the number has none. */
  readonly user: string | null;
  /** Effective; -1 where users have no numbers. */
  readonly uid: number;
  readonly host: string;
  /** Which boot of the machine, where it tells: `/proc/sys/kernel/random/boot_id`. */
  readonly boot: string | null;
  readonly pid: number;
}

/** One line. Only `at`, `op` and `event` are always there; the others where they are known. */
export interface StateRecord {
  readonly at: Instant;
  readonly op: string;
  readonly event: StateEvent;
  readonly command?: string;
  readonly argv?: readonly string[];
  readonly user?: string | null;
  readonly uid?: number;
  readonly host?: string;
  readonly planId?: string;
  /** How many entries were to go (`started`), or went (the others). */
  readonly entries?: number;
  /** What they hold, each inode once. */
  readonly bytes?: number;
  /** What they take on the disk. */
  readonly allocatedBytes?: number;
  /** Where this came from: the operation that an `undoing` puts back is `op`; the command that did it has an id of its own. */
  readonly by?: string;
}

/** With its digest and newline. */
export function encodeRecord(record: StateRecord): string {
  return journalLine(record);
}

/** The good lines, in order. A line cut short by a crash, or altered, or of a later version, is passed over: it was only advice. */
export function decodeRecords(bytes: Uint8Array): StateRecord[] {
  return [...readLines(bytes)].flatMap((line) => {
    const record = line === null ? null : recordOf(line);
    return record === null ? [] : [record];
  });
}

const isEvent = (value: unknown): value is StateEvent => (STATE_EVENTS as readonly unknown[]).includes(value);

function recordOf(line: Readonly<Record<string, unknown>>): StateRecord | null {
  const { at, op, event, command, argv, user, uid, host, planId, entries, bytes, allocatedBytes, by } = line;
  if (typeof at !== 'string' || !/^-?\d{1,30}$/.test(at) || typeof op !== 'string' || !isEvent(event)) return null;
  const time = BigInt(at);
  if (!isInstant(time)) return null;
  return {
    at: time,
    op,
    event,
    ...(typeof command === 'string' && { command }),
    ...(Array.isArray(argv) && argv.every((word) => typeof word === 'string') && { argv: argv.map(escapeAgain) }),
    ...((typeof user === 'string' || user === null) && { user }),
    ...(typeof uid === 'number' && { uid }),
    ...(typeof host === 'string' && { host }),
    ...(typeof planId === 'string' && { planId }),
    ...(isWholeNumber(entries) && { entries }),
    ...(isWholeNumber(bytes) && { bytes }),
    ...(isWholeNumber(allocatedBytes) && { allocatedBytes }),
    ...(typeof by === 'string' && { by }),
  };
}
