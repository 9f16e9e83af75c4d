// Decides a plan's id: a hash of what it would do and to which objects, so that the same input gives the same id.
// Neither the time nor the reasons are in it: a dry run a minute ago and the real run now name one plan.

import { createHash } from 'node:crypto';
import { everyItem } from '../policy/every-item.ts';
import { formatDuration } from '../policy/quantity.ts';
import type { Action, Facts, Item, Plan } from '../types.ts';

const HEX_DIGITS = 12;
/** Characters to hash at once: a call for each of a million lines costs more than the hash. */
const PIECE = 65_536;

export function planId(plan: Pick<Plan, 'command' | 'outputs' | 'sections' | 'actions'>): string {
  const hash = createHash('sha256');
  let text = '';
  for (const line of linesOf(plan)) {
    text += `${line}\n`;
    if (text.length < PIECE) continue;
    hash.update(text);
    text = '';
  }
  hash.update(text);
  return hash.digest('hex').slice(0, HEX_DIGITS);
}

/** Texts as JSON: one line each, and a byte that is not UTF-8 is an escape of its own, where the hash would see U+FFFD for all of them. */
function* linesOf({
  command,
  outputs,
  sections,
  actions,
}: Pick<Plan, 'command' | 'outputs' | 'sections' | 'actions'>): Generator<string> {
  yield JSON.stringify([command, outputs]);
  for (const { name, kind, path, directory } of sections)
    yield JSON.stringify([name, kind, path]) + identityOf(directory, 'place');
  for (const action of actions) yield* linesOfAction(action);
}

function* linesOfAction(action: Action): Generator<string> {
  switch (action.do) {
    case 'trash':
    case 'purge':
    case 'unlink':
      yield JSON.stringify([action.do, action.section, action.item.path, ...(action.unit === undefined ? [] : [action.unit])]);
      yield* linesOfItem(action.item);
      break;
    case 'restore':
      yield JSON.stringify([action.do, action.operation, action.number, action.to]) + identityOf(action.item.facts, 'place');
      break;
    case 'sweep': {
      // A rule, as it was written: the moment it counts from is the clock's.
      const { section, project, olderThan } = action.rule;
      yield JSON.stringify([action.do, action.section, formatDuration(olderThan), section.patterns, project.pinned]);
      break;
    }
    case 'make-directory':
      yield JSON.stringify([action.do, action.path]);
      break;
    case 'create-file':
      yield JSON.stringify([action.do, action.path, action.text]);
      break;
    case 'replace-file':
      yield JSON.stringify([action.do, action.path, action.text]) + identityOf(action.before, 'content');
      break;
    default:
      action satisfies never;
  }
}

/** What a directory holds goes with it. Its paths need not be in: the objects are, in order, with how many each holds. */
function* linesOfItem(item: Item): Generator<string> {
  for (const { facts, children } of everyItem([item])) yield `${children.length}${identityOf(facts, 'content')}`;
}

/** Whether two looks saw the same object with the same in it, so that a plan about the one is still about the other. */
export function isSameItem(a: Item, b: Item): boolean {
  const others = linesOfItem(b);
  for (const line of linesOfItem(a)) if (others.next().value !== line) return false;
  return others.next().done === true;
}

/** A section is the same place whatever is put into it; everything else must also hold what it held. */
function identityOf({ type, dev, ino, birthtimeNs, size, mtimeNs, ctimeNs }: Facts, same: 'place' | 'content'): string {
  const place = ` ${type} ${dev} ${ino} ${birthtimeNs}`;
  return same === 'place' ? place : `${place} ${size} ${mtimeNs} ${ctimeNs}`;
}
