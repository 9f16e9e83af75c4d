// Looks at what lies in the trash, and where everything is that was ever moved there. Changes nothing.

import { attempt, type Directory, openChild, openPath, withRoot } from '../disk/directory.ts';
import { bytesAt, namesIn } from '../disk/look.ts';
import { refusal } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { decodeHead } from '../policy/decode-journal.ts';
import { byCodePoint } from '../policy/order.ts';
import { decodeRecords, type StateRecord } from '../policy/state-records.ts';
import { type OperationOnDisk, PURGE } from '../policy/whereabouts.ts';
import type { PathText } from '../types.ts';

const TRASH = '.trash';
export const JOURNAL = 'plan.jsonl';
export const ITEMS = 'items';
const STATE = 'state.jsonl';
const HISTORY = 'history.jsonl';
/** What the first line of a journal may take: argv and the sections. */
const HEAD_BYTES = 1 << 20;

/** By id, which is by time. Nothing where there is no trash; throws a refusal where it cannot be read. */
export function readOperations(outputs: PathText): OperationOnDisk[] {
  const path = `${outputs}/${TRASH}`;
  const read = attempt(() =>
    withRoot((root) => {
      const trash = openPath(root, path);
      return namesIn(trash).flatMap((name) => operationIn(trash, name, path));
    }),
  );
  if (read.ok) return read.value.sort((a, b) => byCodePoint(a.id, b.id));
  if (read.errno === 'ENOENT') return [];
  throw refusal(`the trash ${escapeText(path)} could not be read (${read.errno})`, 'nothing was touched');
}

/** What `history.jsonl` still says, oldest first. Nothing where it is missing or cannot be read: it is only advice. */
export function readHistory(outputs: PathText): readonly StateRecord[] {
  const read = attempt(() => withRoot((root) => bytesAt(openPath(root, `${outputs}/${TRASH}`), HISTORY)));
  return read.ok && read.value !== null ? decodeRecords(read.value) : [];
}

function operationIn(trash: Directory, name: PathText, path: PathText): readonly OperationOnDisk[] {
  const folder = attempt(() => openChild(trash, name));
  if (!folder.ok && (folder.errno === 'ENOTDIR' || folder.errno === 'ENOENT')) return [];
  const id = name.startsWith(PURGE) ? name.slice(PURGE.length) : name;
  const operation = { id, folder: name, path: `${path}/${name}`, head: null, records: [], items: [] };
  if (!folder.ok) return [{ ...operation, trouble: `could not be read (${folder.errno})` }];
  const records = attempt(() => decodeRecords(bytesAt(folder.value, STATE) ?? new Uint8Array()));
  const items = attempt(() => namesIn(openChild(folder.value, ITEMS)));
  if (!items.ok && items.errno !== 'ENOENT') return [{ ...operation, trouble: `could not be read (${items.errno})` }];
  return [
    {
      ...operation,
      ...headIn(folder.value, id),
      records: records.ok ? records.value : [],
      items: items.ok ? items.value : [],
    },
  ];
}

function headIn(folder: Directory, id: string): Pick<OperationOnDisk, 'head' | 'trouble'> {
  const bytes = attempt(() => bytesAt(folder, JOURNAL, HEAD_BYTES));
  if (!bytes.ok) return { head: null, trouble: `could not be read (${bytes.errno})` };
  if (bytes.value === null) return { head: null, trouble: null };
  const head = decodeHead(bytes.value);
  if (!head.ok) return { head: null, trouble: head.why };
  if (head.value.operation !== id && head.value.operation !== `${PURGE}${id}`)
    return { head: null, trouble: 'is damaged: it is of another operation' };
  return { head: head.value, trouble: null };
}
