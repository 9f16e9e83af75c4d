// Writes what is about to be moved, from where, so that it can be found again: durable before the first rename, or no rename.
// Without that one fsync a power cut left moved files and an empty journal on ext4, xfs and btrfs alike.
// One JSON object a line, then a space and the first 16 hex digits of its SHA-256. The last line counts and hashes all before it:
// a file without it is no plan at all.

import { createHash } from 'node:crypto';
import { attempt } from '../disk/directory.ts';
import { refusal } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { everyItem } from '../planning/walk.ts';
import type { Facts, Instant, Item, Plan } from '../types.ts';
import { closeFile, createFile, effectiveUser, removeName, rename, syncFile, write } from './sys.ts';
import { JOURNAL, syncTrash, type Trash } from './trash.ts';

const VERSION = 1;
const DIGEST_DIGITS = 16;
const BYTES_A_WRITE = 1 << 16;
const ONLY_US = 0o600;

/** All or nothing; a refusal where it cannot be made durable. */
export function writeJournal(trash: Trash, plan: Plan, startedAt: Instant): void {
  const unfinished = `${JOURNAL}.tmp`;
  const written = attempt(() => {
    const file = createFile(trash.operation, unfinished, ONLY_US, 'exactly');
    try {
      let waiting = '';
      for (const line of journalLines(plan, trash.name, startedAt)) {
        waiting += line;
        if (waiting.length < BYTES_A_WRITE) continue;
        write(file, Buffer.from(waiting));
        waiting = '';
      }
      write(file, Buffer.from(waiting));
      syncFile(file);
    } finally {
      closeFile(file);
    }
    rename(trash.operation, unfinished, trash.operation, JOURNAL);
    syncTrash(trash);
  });
  if (written.ok) return;
  attempt(() => removeName(trash.operation, unfinished));
  throw refusal(
    `cannot write the journal in ${escapeText(trash.path)} (${written.errno})`,
    'nothing was moved or removed; without the journal nothing could be put back',
  );
}

/** The lines, each with its digest and newline. Paths are relative to the section; every number that may pass 2^53 is text. */
function* journalLines(plan: Plan, operation: string, startedAt: Instant): Generator<string> {
  const all = createHash('sha256');
  const line = (object: object): string => {
    const json = JSON.stringify(object, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    const text = `${json} ${createHash('sha256').update(json).digest('hex').slice(0, DIGEST_DIGITS)}\n`;
    all.update(text);
    return text;
  };
  const { id, command, outputs } = plan;
  const sections = plan.sections.map(({ name, path, directory: { dev, ino, birthtimeNs } }) => ({
    name,
    path,
    dev,
    ino,
    bt: birthtimeNs,
  }));
  const moves = [...plan.actions.entries()].flatMap(([n, action]) => (isMove(action) ? [{ n, ...action }] : []));
  const reasons = new Map(
    plan.verdicts.flatMap(({ entry, reasons: [first] }) => entry.parts.map((part) => [part, first.code] as const)),
  );
  yield line({
    v: VERSION,
    op: operation,
    plan: id,
    command,
    startedAt,
    uid: effectiveUser(),
    outputs,
    sections,
    count: moves.length,
  });
  for (const { n, do: deed, section, item } of moves) {
    yield line({ n, do: deed, s: section, p: item.path, ...identity(item.facts), why: reasons.get(item) });
    for (const child of everyItem(item.children)) yield line({ n, sub: belowOf(item, child), ...identity(child.facts) });
  }
  const sha256 = all.copy().digest('hex');
  yield line({ end: true, count: moves.length, sha256 });
}

function isMove<T extends { readonly do: string }>(
  action: T,
): action is Extract<T, { readonly do: 'trash' | 'purge' | 'unlink' }> {
  return action.do === 'trash' || action.do === 'purge';
}

function belowOf(item: Item, child: Item): string {
  return child.path.slice(item.path.length + 1);
}

/** `t` is `f`, `d`, `l` or `o`; `m`, `c` and `bt` are nanoseconds. */
function identity({ type, dev, ino, size, mtimeNs, ctimeNs, birthtimeNs, uid, mode, nlink }: Facts): object {
  return { t: type.charAt(0), dev, ino, size, m: mtimeNs, c: ctimeNs, bt: birthtimeNs, uid, mode, nlink };
}
