// Decides what a person hears of folders that stay because they are a colleague's alone: whose they are, and what opens them.

import { escapeText } from '../escape.ts';
import { closedWithin, isClosedFolder } from '../policy/closed-folder.ts';
import type { Action, Item, Operation, PathText, Plan, Warning } from '../types.ts';

/** One line for each colleague, who alone can change it. */
export function closedFolderWarnings(
  { actions, sections }: Pick<Plan, 'actions' | 'sections'>,
  { outcomes }: Pick<Operation, 'outcomes'>,
  euid: number,
): readonly Warning[] {
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
    const place = escapeText(section);
    return {
      text: `${escapeText(folder)}${more} belongs to user ${uid}, and the group may not write to it, so it stays; user ${uid} can run: find '${place.replaceAll("'", "'\\''")}' -user ${uid} -type d -exec chmod g+w {} +`,
    };
  });
}

function isDenial(errno: string): boolean {
  return errno === 'EACCES' || errno === 'EPERM';
}

function closedBy(action: Action, euid: number): Item | null {
  if (!('item' in action)) return null;
  if (isClosedFolder(action.item.facts, euid)) return action.item;
  return action.do === 'purge' ? closedWithin([action.item], euid) : null;
}
