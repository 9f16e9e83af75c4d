// Reads a journal, which may be planted or damaged: never whole, and only a regular file of those whose folder it lies in.

import { attempt, type Directory } from '../../disk/directory.ts';
import { bytesFrom, readFileAt } from '../../disk/stat-and-read.ts';
import { decodeHead, decodeJournal } from '../../journal/decode-journal.ts';
import type { RecordedHead, RecordedPlan } from '../../journal/journal-format.ts';
import type { JournalBytes } from '../../journal/journal-lines.ts';
import { LONGEST_LINE } from '../../journal/journal-lines.ts';
import type { Parsed } from '../../lib/quantities.ts';
import { GROUP_WRITES } from '../../trust/access.ts';
import type { Facts } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';

export const JOURNAL: PathText = 'plan.jsonl';
/** Nearly every first line is shorter. */
const SHORT_HEAD = 1 << 14;
const PIECE = 1 << 20;
/** A line is some 250 bytes and the path: a million objects are 300 MB, and fifteen million fit. */
const LARGEST = 2 ** 32;

/** All or nothing, as `decodeJournal`; null where there is no journal. Throws the errno where it cannot be read. */
export function readJournal(operation: Directory, name: PathText = JOURNAL): Parsed<RecordedPlan> | null {
  return reading(operation, name, (descriptor, size) => {
    if (size > LARGEST) return { ok: false, why: `is damaged: it is larger than any that outputs writes (${size} bytes)` };
    return decodeJournal(piecesOf(descriptor, size));
  });
}

/** Its first line, as `decodeHead`, likewise. */
export function readHead(operation: Directory): Parsed<RecordedHead> | null {
  return reading(operation, JOURNAL, (descriptor, size) => {
    const short = decodeHead(bytesFrom(descriptor, 0, Math.min(size, SHORT_HEAD)));
    return short.ok || size <= SHORT_HEAD ? short : decodeHead(bytesFrom(descriptor, 0, Math.min(size, LONGEST_LINE)));
  });
}

function* piecesOf(descriptor: number, size: number): JournalBytes {
  for (let start = 0; start < size; start += PIECE) yield bytesFrom(descriptor, start, Math.min(PIECE, size - start));
}

function reading<T>(
  operation: Directory,
  name: PathText,
  read: (descriptor: number, size: number) => Parsed<T>,
): Parsed<T> | null {
  const said = attempt(() =>
    readFileAt(operation, name, (descriptor, size, facts): Parsed<T> => {
      return isOfItsFolder(facts, operation) ? read(descriptor, size) : { ok: false, why: 'belongs to another user' };
    }),
  );
  if (said.ok) return said.value;
  if (said.errno === 'EINVAL' || said.errno === 'ELOOP') return { ok: false, why: 'is damaged: it is not a file' };
  throw Object.assign(new Error(said.errno), { code: said.errno, syscall: 'read' });
}

/** In a folder that a group shares each member can replace it anyway, and undo keeps a colleague's. */
function isOfItsFolder({ uid }: Facts, { facts }: Directory): boolean {
  return uid === facts.uid || (facts.mode & GROUP_WRITES) !== 0;
}
