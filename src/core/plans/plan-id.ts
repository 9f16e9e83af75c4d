// Decides a plan's id: a hash of what it would do and to which objects, so that the same input gives the same id.
// Neither the time nor the reasons are in it: a dry run a minute ago and the real run now name one plan.

import { walkItems } from '../items/walk-items.ts';
import { formatDuration } from '../lib/quantities.ts';
import type { Facts, Item } from '../types/items.ts';
import type { Action, Plan } from '../types/plan.ts';
import { type Digest, sha256 } from './hash-numbers.ts';

const HEX_DIGITS = 12;

export function planId({
  command,
  outputs,
  sections,
  actions,
}: Pick<Plan, 'command' | 'outputs' | 'sections' | 'actions'>): string {
  const digest = sha256();
  say(digest, [command, outputs, sections.length]);
  for (const { name, kind, path, directory } of sections) {
    say(digest, [name, kind, path]);
    // The same place whatever is put into it; everything else must also hold what it held.
    digest.place(directory);
  }
  for (let n = 0; n < actions.length; n++) sayAction(digest, actions[n] as Action, actions[n - 1]);
  return digest.hex().slice(0, HEX_DIGITS);
}

/** As JSON, whatever it is made of. */
function say(digest: Digest, what: readonly unknown[]): void {
  digest.text(JSON.stringify(what));
}

function sayAction(digest: Digest, action: Action, before: Action | undefined): void {
  switch (action.do) {
    case 'trash':
    case 'purge':
    case 'unlink':
      // A million are named here: what they have in common is said once.
      if (before?.do === action.do && before.section === action.section) digest.number(0);
      else {
        digest.number(1);
        say(digest, [action.do, action.section]);
      }
      digest.text(action.item.path);
      digest.text(action.unit ?? '');
      // What a directory holds goes with it. Its paths need not be in: the objects are, in order, with how many each holds.
      if (action.item.children.length === 0) sayItem(digest, action.item);
      else for (const item of walkItems([action.item])) sayItem(digest, item);
      break;
    case 'restore':
      say(digest, [action.do, action.operation, action.number, action.to]);
      digest.place(action.item.facts);
      break;
    case 'rename':
      say(digest, [action.do, action.section, action.item.path, action.to, action.unit]);
      sayItem(digest, action.item);
      break;
    case 'rewrite':
      say(digest, [action.do, action.section, action.item.path, action.says, action.unit]);
      sayItem(digest, action.item);
      break;
    case 'rename-back':
    case 'rewrite-back':
      say(digest, [action.do, action.operation, action.number, action.back]);
      digest.place(action.item.facts);
      break;
    case 'sweep': {
      // A rule, as it was written: the moment it counts from is the clock's.
      const { section, project, olderThan } = action.rule;
      say(digest, [action.do, action.section, formatDuration(olderThan), section.patterns, project.pinned]);
      break;
    }
    case 'make-directory':
      say(digest, [action.do, action.path]);
      break;
    case 'create-file':
      say(digest, [action.do, action.path, action.text]);
      break;
    case 'replace-file':
      say(digest, [action.do, action.path, action.text]);
      digest.content(action.before);
      break;
    case 'promote': {
      const { section, parts, path, unitFolder, record, card } = action;
      // Not when: the same promotion a minute later is the same plan.
      say(digest, [action.do, section, path, unitFolder, record.how, card !== null]);
      for (const item of walkItems(parts)) {
        digest.text(item.path);
        sayItem(digest, item);
      }
      break;
    }
    default:
      action satisfies never;
  }
}

function sayItem(digest: Digest, { facts, children }: Item): void {
  digest.number(children.length);
  digest.content(facts);
}

/** Whether two looks saw the same object with the same in it, so that a plan about the one is still about the other. */
export function isSameItem(a: Item, b: Item): boolean {
  const others = walkItems([b])[Symbol.iterator]();
  for (const item of walkItems([a])) {
    const other = others.next();
    if (other.done || item.children.length !== other.value.children.length) return false;
    if (!isSame(item.facts, other.value.facts)) return false;
  }
  return others.next().done === true;
}

function isSame(a: Facts, b: Facts): boolean {
  const isOne = a.type === b.type && a.dev === b.dev && a.ino === b.ino && a.birthtimeNs === b.birthtimeNs;
  return isOne && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
}
