// Clears up after runs that came to no end: what is half put back is put back, and an operation with nothing left in the trash goes.
// Never goes on with moving things into the trash: that is for the person who wanted it to say again.

import { recoverUnits } from '../conventions/write/recover-renames.ts';
import { attempt, type Directory, openPath, withRoot } from '../disk/directory.ts';
import { itemFinder } from '../disk/find-item.ts';
import { namesIn } from '../disk/stat-and-read.ts';
import { syncDirectory } from '../disk/write/mutating-calls.ts';
import { redoName } from '../journal/redo-name.ts';
import { refusal } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import type { LocatedOperation, SectionOnDisk } from '../trash/item-location.ts';
import { recordHistory } from '../trash/write/history-log.ts';
import { removeShell } from '../trash/write/purge-operations.ts';
import { putBack } from '../trash/write/put-back.ts';
import { recordState } from '../trash/write/state-log.ts';
import { openOperationFolder, openTrashFolder } from '../trash/write/trash-folders.ts';
import type { Instant, PathText } from '../types/primitives.ts';

/** Of operations whose moving or putting back came to no end. Under the lock. Throws a refusal of a trash that somebody else could change. */
export function recover(outputs: PathText, interrupted: readonly LocatedOperation[], now: Instant): void {
  if (interrupted.length === 0) return;
  withRoot((root) => {
    const opened = attempt(() => openTrashFolder(openPath(root, outputs), outputs));
    if (!opened.ok) throw refusal(`cannot open the trash of ${escapeText(outputs)} (${opened.errno})`, 'nothing was changed');
    for (const operation of interrupted) attempt(() => finish(root, opened.value, operation, now));
  });
}

function finish(root: Directory, trash: Directory, { operation, sections, moves }: LocatedOperation, now: Instant): void {
  const folder = openOperationFolder(trash, operation.folder);
  const items = attempt(() => openOperationFolder(folder, 'items'));
  if (items.ok) {
    const finders = new Map(sections.flatMap((section) => finderOf(root, section)));
    recoverUnits(moves, { operation: operation.id, items: items.value, finders });
    for (const { n: number, section, item, is, do: deed } of moves) {
      const isRemoved = deed === 'trash' || deed === 'purge';
      const found = isRemoved && is === 'both' ? finders.get(section)?.(item.path) : undefined;
      if (found === undefined || !('spot' in found)) continue;
      // The name that stays first, or a power cut could find neither.
      syncDirectory(found.spot.parent);
      const from = { parent: items.value, name: String(number) };
      putBack({ trash, operation: operation.id, number, item, from, to: found.spot });
    }
    syncDirectory(items.value);
  }
  const isEmpty = !items.ok || namesIn(items.value).length === 0;
  const record = { at: now, op: operation.id } as const;
  const wasUndoing = operation.records.some(({ event }) => event === 'undoing');
  if (!isEmpty) recordState(folder, { ...record, event: wasUndoing ? 'partial' : 'interrupted' });
  else {
    recordHistory(trash, { ...record, event: wasUndoing ? 'undone' : 'interrupted' });
    removeShell(trash, operation.folder, folder, wasUndoing ? redoName(operation.id) : undefined);
  }
}

function finderOf(root: Directory, { recorded: { name, kind }, path, directory }: SectionOnDisk) {
  return directory === null ? [] : ([[name, itemFinder(root, { name, kind, path, directory })]] as const);
}
