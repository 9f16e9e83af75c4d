// Undoes operations: opens their parts of the trash before anything is changed, puts things back, and makes that last.

import { partOf, putUnitBack, type RenamedFile, type SaidPointer } from '../conventions/write/rename-unit.ts';
import { attempt, type Directory, openPath } from '../disk/directory.ts';
import type { FoundItem } from '../disk/find-item.ts';
import { namesIn } from '../disk/stat-and-read.ts';
import { syncDirectory } from '../disk/write/mutating-calls.ts';
import { inodeKey } from '../items/inode-key.ts';
import { redoName } from '../journal/redo-name.ts';
import { refusal } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { type ApplyContext, type Restoring, sectionHandle } from '../trash/write/apply-context.ts';
import { recordHistory } from '../trash/write/history-log.ts';
import { removeShell } from '../trash/write/purge-operations.ts';
import { putBack } from '../trash/write/put-back.ts';
import { recordState } from '../trash/write/state-log.ts';
import { openOperation, type Trash } from '../trash/write/trash-folders.ts';
import type { StepOutcome } from '../types/operation.ts';
import type { Action, Plan } from '../types/plan.ts';
import type { Instant } from '../types/primitives.ts';

export type Restore = Extract<Action, { readonly do: 'restore' }>;
export type Return = Extract<Action, { readonly do: 'rename-back' | 'rewrite-back' }>;

/** Throws a refusal, with nothing changed, of a trash that is gone or that somebody else could change. */
export function prepareRestores(root: Directory, plan: Plan, by: { readonly id: string; readonly at: Instant }): Restoring {
  const operations = new Map(
    plan.actions.flatMap((action) => ('operation' in action ? [[action.operation, action.base ?? plan.outputs] as const] : [])),
  );
  const sources = new Map<string, Trash>();
  for (const [operation, base] of operations) {
    const opened = attempt(() => openOperation(openPath(root, base), base, operation));
    if (!opened.ok) throw refusal(`cannot open ${escapeText(operation)} in the trash (${opened.errno})`, 'nothing was put back');
    sources.set(operation, opened.value);
  }
  for (const [op, { trash, operation }] of sources) {
    const record = { at: by.at, op, event: 'undoing', by: by.id } as const;
    recordState(operation, record);
    recordHistory(trash, record);
  }
  return { sources, targets: new Map() };
}

export function restore(
  { operation, number, item }: Restore,
  find: (path: string) => FoundItem,
  restoring: Restoring,
): StepOutcome {
  const source = restoring.sources.get(operation);
  if (source === undefined) throw new Error('an operation that was not opened');
  const found = find(item.path);
  // Its folder was there, or was made, a moment ago.
  if ('outcome' in found) return found.outcome.result === 'gone' ? { result: 'skipped', why: 'moved' } : found.outcome;
  restoring.targets.set(inodeKey(found.spot.parent.facts), found.spot.parent);
  return putBack({
    trash: source.trash,
    operation,
    number,
    item,
    from: { parent: source.items, name: String(number) },
    to: found.spot,
  });
}

/** What was renamed together: all of it gets its old name and its old text again, or nothing loses the new one. */
export function returnTogether(returns: readonly Return[], work: ApplyContext): readonly StepOutcome[] {
  const { restoring } = work;
  const failedAt = (at: number, why: StepOutcome): readonly StepOutcome[] =>
    returns.map((_, k) => (k === at ? why : { result: 'skipped', why: 'together' }));
  const parts: (RenamedFile | SaidPointer)[] = [];
  for (const [k, each] of returns.entries()) {
    const source = restoring.sources.get(each.operation);
    if (source === undefined) throw new Error('an operation that was not opened');
    const { find } = sectionHandle(each.section, work);
    const part = partOf(each, each.number, { find, items: source.items, operation: each.operation });
    if ('outcome' in part)
      return failedAt(k, part.outcome.result === 'gone' ? { result: 'skipped', why: 'moved' } : part.outcome);
    const { parent } = 'now' in part ? part.old : part.spot;
    restoring.targets.set(inodeKey(parent.facts), parent);
    parts.push(part);
  }
  const failed = putUnitBack(parts);
  return failed === null ? returns.map(() => DONE) : failedAt(failed.at, failed.outcome);
}

const DONE: StepOutcome = { result: 'done', freedBytes: 0, heldBytes: 0 };

/**
 * Makes it last: where things came to before where they came from, so that no power cut finds them at neither place. Takes away what is
 * empty now; the history keeps the record.
 */
export function reconcileRestores({ sources, targets }: Restoring, by: { readonly id: string; readonly at: Instant }): void {
  const kept = [...targets.values()].map((directory) => attempt(() => syncDirectory(directory)));
  for (const [op, { trash, name, operation, items }] of sources) {
    const isDurable = attempt(() => syncDirectory(items)).ok && kept.every(({ ok }) => ok);
    const left = attempt(() => namesIn(items).length);
    if (!isDurable || !left.ok) continue;
    const record = { at: by.at, op, by: by.id } as const;
    if (left.value > 0) recordState(operation, { ...record, event: 'partial' });
    else {
      recordHistory(trash, { ...record, event: 'undone' });
      removeShell(trash, name, operation, redoName(op));
    }
  }
}
