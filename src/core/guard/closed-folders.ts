// Decides what a person hears of what stays because the system leaves it to a colleague: a folder that is theirs alone, or anything of theirs in
// a sticky section. Whose it is, and what opens it.

import { escapeText } from '../lib/escape.ts';
import { STICKY } from '../trust/access.ts';
import { closedWithin, isClosedFolder } from '../trust/closed-folder.ts';
import type { Item } from '../types/items.ts';
import type { Operation } from '../types/operation.ts';
import type { Action, Plan } from '../types/plan.ts';
import type { PathText, Warning } from '../types/primitives.ts';

type Planned = Pick<Plan, 'actions' | 'sections'>;
type Done = Pick<Operation, 'outcomes'>;

/** One line for each section. */
export function stickySectionWarnings({ verdicts, sections }: Pick<Plan, 'verdicts' | 'sections'>): readonly Warning[] {
  return sections.flatMap(({ name, path, directory }) => {
    const theirs = verdicts.flatMap(({ entry, reasons }) =>
      entry.section === name ? reasons.flatMap((reason) => (reason.code === 'sticky' ? [{ entry, uid: reason.uid }] : [])) : [],
    );
    const [first] = theirs;
    if (first === undefined) return [];
    const more = theirs.length === 1 ? '' : ` (the first of ${theirs.length})`;
    // Elsewhere it lies in a sticky folder deeper inside.
    const owner = directory.uid === first.uid ? '' : ` user ${directory.uid}, whose folder it is`;
    const opening = directory.mode & STICKY ? `, or${owner}: chmod -t ${quoted(path)}` : '';
    return {
      text: `${escapeText(first.entry.absolute)}${more} belongs to user ${first.uid}, and its folder is sticky, in which everyone moves only what is theirs, so it stays; user ${first.uid} can run this command${opening}`,
    };
  });
}

/** One line for each colleague, who alone can change it. */
export function closedFolderWarnings({ actions, sections }: Planned, { outcomes }: Done, euid: number): readonly Warning[] {
  const paths = new Map(sections.map(({ name, path }) => [name, path]));
  const byOwner = new Map<number, { count: number; readonly folder: PathText; readonly section: PathText }>();
  for (const [n, outcome] of outcomes.entries()) {
    const action = actions[n];
    if (action === undefined || outcome.result !== 'failed' || !isDenial(outcome.errno)) continue;
    const closed = closedBy(action, euid);
    if (closed === null || !('section' in action)) continue;
    const { uid } = closed.facts;
    const before = byOwner.get(uid);
    const section = paths.get(action.section) ?? action.section;
    if (before === undefined) byOwner.set(uid, { count: 1, folder: `${section}/${closed.path}`, section });
    else before.count++;
  }
  return [...byOwner].map(([uid, { count, folder, section }]) => {
    const more = count === 1 ? '' : ` (the first of ${count})`;
    return {
      text: `${escapeText(folder)}${more} belongs to user ${uid}, and the group may not write to it, so it stays; user ${uid} can run: find ${quoted(section)} -user ${uid} -type d -exec chmod g+w {} +`,
    };
  });
}

function quoted(path: PathText): string {
  return `'${escapeText(path).replaceAll("'", "'\\''")}'`;
}

function isDenial(errno: string): boolean {
  return errno === 'EACCES' || errno === 'EPERM';
}

function closedBy(action: Action, euid: number): Item | null {
  if (!('item' in action)) return null;
  if (isClosedFolder(action.item.facts, euid)) return action.item;
  return action.do === 'purge' ? closedWithin([action.item], euid) : null;
}
