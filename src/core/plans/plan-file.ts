// Decides what a saved plan says, and whether one that is read back can be believed. Lines as in a journal (`journal-lines.ts`);
// the last counts and hashes all before it. Places in the project are relative to it, so that a plan can be reviewed and committed;
// the project itself is named absolutely, for a plan is about objects of one disk.

import { absolutePath, type ItemReader, itemTexts, readItem } from '../journal/journal-items.ts';
import {
  bigintIn,
  damaged,
  digested,
  isFields,
  type JournalFields,
  journalLine,
  journalLineEnd,
  listIn,
  readLines,
  stringIn,
  Unbelievable,
} from '../journal/journal-lines.ts';
import { pathIn } from '../lib/paths.ts';
import type { Parsed } from '../lib/quantities.ts';
import { newSha256 } from '../lib/sha256.ts';
import type { Facts } from '../types/items.ts';
import type { Plan, Reason, RemovalAction } from '../types/plan.ts';
import type { Instant, PathText } from '../types/primitives.ts';
import { type Project, SECTION_KINDS } from '../types/project.ts';

/** In 1, ids were hashes of other texts. */
const VERSION = 2;
const WHAT = 'outputs plan';

/** The commands whose plans can be saved. */
export const PLANNING_COMMANDS = ['clean', 'prune-logs', 'prune-checkpoints', 'prune'] as const;
type PlanningCommand = (typeof PLANNING_COMMANDS)[number];

export interface SavedPlan {
  /** As `--dry-run` printed it. */
  readonly id: string;
  readonly command: PlanningCommand;
  readonly madeAt: Instant;
  readonly root: PathText;
  readonly outputs: PathText;
  /** Of the directories, only what says which they are. */
  readonly sections: Plan['sections'];
  readonly actions: readonly RemovalAction[];
  /** Why each was to go, in the order of `actions`. */
  readonly reasons: readonly Reason[];
  /** Bytes that a budget asked to be freed on the disk. */
  readonly need?: number;
}

export function* encodePlan(plan: Plan, { root }: Pick<Project, 'root'>): Generator<string> {
  const all = newSha256();
  const hashed = (line: string): string => {
    all.update(line);
    return line;
  };
  const reasons = new Map(plan.verdicts.flatMap(({ entry, reasons: [why] }) => entry.parts.map((part) => [part, why] as const)));
  yield hashed(
    journalLine({
      what: WHAT,
      v: VERSION,
      plan: plan.id,
      command: plan.command,
      madeAt: plan.madeAt,
      root,
      outputs: below(root, plan.outputs),
      sections: plan.sections.map(({ name, kind, path, directory: { dev, ino, birthtimeNs: bt } }) => ({
        ...{ name, kind, path: below(root, path), dev, ino, bt },
      })),
      count: plan.actions.length,
      ...(plan.budget !== undefined && { need: plan.budget.need }),
    }),
  );
  for (const [n, action] of plan.actions.entries()) {
    if (!('item' in action)) throw new Error('only removals can be saved');
    const why = reasons.get(action.item);
    const unit = 'unit' in action ? action.unit : undefined;
    for (const json of itemTexts(n, action.item, { do: action.do, s: action.section, why, ...(unit && { unit }) }))
      yield hashed(digested(json));
  }
  yield journalLine({ end: true, count: plan.actions.length, sha256: all.hex() });
}

/** All of it or nothing; `why` is a clause to put after the file's name. Whether its id fits is asked in `removal/recheck-saved-plan.ts`. */
export function decodePlan(bytes: Uint8Array): Parsed<SavedPlan> {
  try {
    return { ok: true, value: decode(bytes) };
  } catch (error) {
    if (error instanceof Unbelievable) return { ok: false, why: error.message };
    throw error;
  }
}

interface Line {
  readonly do: RemovalAction['do'];
  readonly section: string;
  readonly reader: ItemReader;
  readonly unit: PathText | undefined;
  readonly why: Reason;
}

function decode(bytes: Uint8Array): SavedPlan {
  const all = newSha256();
  const lines: Line[] = [];
  let head: JournalFields | null = null;
  let start = 0;
  for (const fields of readLines(bytes)) {
    if (fields === null) throw head === null ? new Unbelievable('is no saved plan') : damaged('a line was cut short or altered');
    const end = journalLineEnd(bytes, start);
    if (head === null) head = headOf(fields);
    else if (fields['end'] === true) {
      const fits = fields['sha256'] === all.hex() && fields['count'] === lines.length && head['count'] === lines.length;
      if (!fits) throw damaged('its end does not fit the rest');
      if (end !== bytes.length) throw damaged('something follows its end');
      return planOf(head, lines);
    } else if ('sub' in fields) {
      const last = lines.at(-1);
      if (last === undefined) throw damaged('a line stands in the wrong place');
      last.reader.add(fields);
    } else lines.push(lineOf(fields, lines.length));
    all.update(bytes.subarray(start, end));
    start = end;
  }
  throw head === null ? new Unbelievable('is no saved plan') : damaged('it has no end');
}

function headOf(head: JournalFields): JournalFields {
  if (head['what'] !== WHAT) throw new Unbelievable('is no saved plan');
  const { v } = head;
  if (typeof v !== 'number') throw damaged('it does not say its version');
  if (v !== VERSION) {
    const other = v > VERSION ? 'a newer' : 'an older';
    throw new Unbelievable(`was saved by ${other} version of outputs (plan version ${v}); this one knows ${VERSION}`);
  }
  return head;
}

function lineOf(fields: JournalFields, n: number): Line {
  const deed = fields['do'];
  if (deed !== 'trash' && deed !== 'purge' && deed !== 'unlink') throw damaged('a removal is none');
  const reader = readItem(fields);
  if (reader.n !== n) throw damaged('a line stands in the wrong place');
  const unit = 'unit' in fields ? stringIn(fields, 'unit') : undefined;
  return { do: deed, section: stringIn(fields, 's'), reader, unit, why: reasonOf(fields['why']) };
}

/** The reasons for which something goes; they are only shown. */
function reasonOf(why: unknown): Reason {
  if (!isFields(why)) throw damaged('a removal has no reason');
  if (why['code'] === 'superseded' || why['code'] === 'cleaned') return { code: why['code'] };
  switch (why['code']) {
    case 'older-than':
      return { code: 'older-than', limit: stringIn(why, 'limit') };
    case 'duplicate':
      return { code: 'duplicate', of: stringIn(why, 'of') };
    case 'stale-incomplete':
      return { code: 'stale-incomplete', why: stringIn(why, 'why') };
    case 'budget':
      return { code: 'budget', step: Number(why['step']), why: stringIn(why, 'why') };
    default:
      throw damaged('a removal has no reason');
  }
}

function planOf(head: JournalFields, lines: readonly Line[]): SavedPlan {
  const command = PLANNING_COMMANDS.find((each) => each === head['command']);
  if (command === undefined) throw damaged('it is of no command that can be saved');
  const root = absolutePath(stringIn(head, 'root'));
  const sections = listIn(head, 'sections').map((section) => sectionOf(section, root));
  const names = new Set(sections.map(({ name }) => name));
  if (names.size !== sections.length) throw damaged('it names a section twice');
  if (lines.some(({ section }) => !names.has(section))) throw damaged('it removes something in a section it does not have');
  return {
    id: stringIn(head, 'plan'),
    command,
    madeAt: bigintIn(head, 'madeAt'),
    root,
    outputs: placeIn(root, stringIn(head, 'outputs')),
    sections,
    actions: lines.map(({ do: deed, section, reader, unit }) => ({
      do: deed,
      section,
      item: reader.item,
      ...(unit !== undefined && { unit }),
    })),
    reasons: lines.map(({ why }) => why),
    ...('need' in head && { need: sizeIn(head['need']) }),
  };
}

function sizeIn(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw damaged('its budget is no size');
  return value;
}

function sectionOf(value: unknown, root: PathText): Plan['sections'][number] {
  if (!isFields(value)) throw damaged('a section is none');
  const kind = SECTION_KINDS.find((each) => each === value['kind']);
  if (kind === undefined) throw damaged('a section has no kind');
  const identity = { dev: bigintIn(value, 'dev'), ino: bigintIn(value, 'ino'), birthtimeNs: bigintIn(value, 'bt') };
  return {
    name: stringIn(value, 'name'),
    kind,
    path: placeIn(root, stringIn(value, 'path')),
    directory: { ...DIRECTORY, ...identity },
  };
}

/** What a saved plan does not say of a section's directory, because it may change. */
const DIRECTORY: Omit<Facts, 'dev' | 'ino' | 'birthtimeNs'> = {
  type: 'directory',
  size: 0n,
  blocks: 0,
  mtimeNs: 0n,
  ctimeNs: 0n,
  nlink: 0n,
  mode: 0,
  uid: 0,
};

function below(root: PathText, path: PathText): PathText {
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
}

function placeIn(root: PathText, path: PathText): PathText {
  return absolutePath(path.startsWith('/') ? path : pathIn(root, path));
}
