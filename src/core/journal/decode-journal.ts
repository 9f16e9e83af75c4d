// Decides whether a journal that is read back can be believed: whole, unaltered, of a version we know, and leading nowhere else.

import { escapeAgain } from '../lib/escape.ts';
import type { Parsed } from '../lib/quantities.ts';
import { newSha256 } from '../lib/sha256.ts';
import type { SaysWhat } from '../types/plan.ts';
import { SECTION_KINDS } from '../types/project.ts';
import {
  JOURNAL_VERSIONS,
  type RecordedHead,
  type RecordedMove,
  type RecordedPlan,
  type RecordedSection,
} from './journal-format.ts';
import { absolutePath, type ItemReader, readItem, relativePath } from './journal-items.ts';
import {
  bigintIn,
  damaged,
  fieldsIn,
  instantIn,
  isFields,
  type JournalBytes,
  type JournalFields,
  listIn,
  numberIn,
  stringIn,
  textOf,
  Unbelievable,
  wholeLines,
} from './journal-lines.ts';

/** All of it or nothing; `why` is a clause to put after the journal's name. Takes it piece by piece. */
export function decodeJournal(bytes: Uint8Array | JournalBytes): Parsed<RecordedPlan> {
  return believed(() => decode(bytes instanceof Uint8Array ? [bytes] : bytes));
}

function believed<T>(decoded: () => T): Parsed<T> {
  try {
    return { ok: true, value: decoded() };
  } catch (error) {
    if (error instanceof Unbelievable) return { ok: false, why: error.message };
    throw error;
  }
}

function decode(pieces: JournalBytes): RecordedPlan {
  const all = newSha256();
  const moves: OpenMove[] = [];
  let head: JournalFields | null = null;
  let hasEnded = false;
  for (const line of wholeLines(pieces)) {
    if (hasEnded) throw damaged('something follows its end');
    const fields = fieldsIn(line);
    if (fields === null) throw damaged('a line was cut short or altered');
    if (head === null) head = headOf(fields);
    else if (fields['end'] === true) {
      hasEnded = fields['sha256'] === all.hex() && fields['count'] === moves.length && head['count'] === moves.length;
      if (!hasEnded) throw damaged('its end does not fit the rest');
    } else if ('sub' in fields) {
      const last = moves.at(-1);
      if (last === undefined) throw damaged('a line stands in the wrong place');
      last.reader.add(fields);
    } else moves.push(openMove(fields));
    if (!hasEnded) all.update(line);
  }
  if (head === null || !hasEnded) throw damaged('it has no end');
  return recordedPlan(
    head,
    moves.map(({ recorded }) => recorded),
  );
}

/** The first line alone says whose it is, when and what: enough for a list, at a fraction of the cost. */
export function decodeHead(bytes: Uint8Array): Parsed<RecordedHead> {
  return believed(() => {
    const first = wholeLines([bytes]).next().value;
    const fields = first === undefined ? null : fieldsIn(first);
    if (fields === null) throw damaged('it has no beginning');
    return recordedHead(headOf(fields));
  });
}

function headOf(fields: JournalFields): JournalFields {
  const version = fields['v'];
  const newest = JOURNAL_VERSIONS.renaming;
  if (typeof version === 'number' && version > newest) {
    throw new Unbelievable(`was written by a newer version of outputs (journal version ${version}); this one knows ${newest}`);
  }
  if (version !== JOURNAL_VERSIONS.removing && version !== newest) throw damaged('it does not say its version');
  return fields;
}

function recordedPlan(fields: JournalFields, moves: readonly RecordedMove[]): RecordedPlan {
  const head = recordedHead(fields);
  const names = new Set(head.sections.map(({ name }) => name));
  const numbers = new Set(moves.map(({ n }) => n));
  if (names.size !== head.sections.length || numbers.size !== moves.length) throw damaged('it names something twice');
  if (moves.some(({ section }) => !names.has(section))) throw damaged('it moves something in a section it does not have');
  return { ...head, moves };
}

function recordedHead(fields: JournalFields): RecordedHead {
  const { user, boot } = fields;
  return {
    operation: stringIn(fields, 'op'),
    planId: stringIn(fields, 'plan'),
    command: stringIn(fields, 'command'),
    startedAt: instantIn(fields, 'startedAt'),
    who: {
      argv: listIn(fields, 'argv').map((word) => escapeAgain(textOf(word))),
      user: user === null ? null : textOf(user),
      uid: numberIn(fields, 'uid'),
      host: stringIn(fields, 'host'),
      boot: boot === null ? null : textOf(boot),
      pid: numberIn(fields, 'pid'),
    },
    outputs: absolutePath(stringIn(fields, 'outputs')),
    sections: listIn(fields, 'sections').map(sectionOf),
    count: numberIn(fields, 'count'),
  };
}

function sectionOf(value: unknown): RecordedSection {
  if (!isFields(value)) throw damaged('a section is none');
  const kind = SECTION_KINDS.find((each) => each === value['kind']);
  if (kind === undefined) throw damaged('a section has no kind');
  return {
    name: stringIn(value, 'name'),
    kind,
    path: absolutePath(stringIn(value, 'path')),
    dev: bigintIn(value, 'dev'),
    ino: bigintIn(value, 'ino'),
    birthtimeNs: bigintIn(value, 'bt'),
  };
}

/** A move while the lines of what its directory holds are read. */
interface OpenMove {
  readonly reader: ItemReader;
  readonly recorded: RecordedMove;
}

function openMove(fields: JournalFields): OpenMove {
  const reader = readItem(fields);
  const { why } = fields;
  const object = { n: reader.n, section: stringIn(fields, 's'), item: reader.item, why: why === null ? null : textOf(why) };
  return { reader, recorded: { ...object, ...deedIn(fields, reader.item.path) } };
}

type Deed = RecordedMove extends infer Move
  ? Move extends RecordedMove
    ? Omit<Move, 'n' | 'section' | 'item' | 'why'>
    : never
  : never;

function deedIn(fields: JournalFields, path: string): Deed {
  const { do: deed } = fields;
  if (deed === 'trash' || deed === 'purge') return { do: deed };
  if (deed !== 'rename' && deed !== 'rewrite') throw damaged('a move is none');
  const unit = absolutePath(stringIn(fields, 'unit'));
  if (deed === 'rewrite') return { do: deed, says: saysIn(fields['says']), unit };
  const to = relativePath(stringIn(fields, 'to'));
  if (to === path) throw damaged('a new name is the old one');
  return { do: deed, to, unit };
}

function saysIn(value: unknown): SaysWhat {
  if (!isFields(value)) throw damaged('a pointer says nothing');
  if ('link' in value) return { link: stringIn(value, 'link') };
  return { sha256: stringIn(value, 'sha256') };
}
