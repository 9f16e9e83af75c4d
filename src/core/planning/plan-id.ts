// Decides a plan's id: a hash of what it would do and to which objects, so that the same input gives the same id.
// Neither the time nor the reasons are in it: a dry run a minute ago and the real run now name one plan.

import { createHash } from 'node:crypto';
import { everyItem } from '../policy/every-item.ts';
import { formatDuration } from '../policy/quantity.ts';
import type { Action, Facts, Item, PathText, Plan } from '../types.ts';

const HEX_DIGITS = 12;
/** Characters to hash at once: a call for each of a million lines costs more than the hash. */
const PIECE = 65_536;

export function planId({
  command,
  outputs,
  sections,
  actions,
}: Pick<Plan, 'command' | 'outputs' | 'sections' | 'actions'>): string {
  const hash = createHash('sha256');
  let text = '';
  const say = (line: string): void => {
    text += `${line}\n`;
    if (text.length < PIECE) return;
    hash.update(text);
    text = '';
  };
  say(JSON.stringify([command, outputs]));
  for (const { name, kind, path, directory } of sections)
    say(JSON.stringify([name, kind, path]) + identityOf(directory, 'place'));
  for (const action of actions) sayAction(action, say);
  hash.update(text);
  return hash.digest('hex').slice(0, HEX_DIGITS);
}

/** Texts as JSON: one line each, and a byte that is not UTF-8 is an escape of its own, where the hash would see U+FFFD for all of them. */
function sayAction(action: Action, say: (line: string) => void): void {
  switch (action.do) {
    case 'trash':
    case 'purge':
    case 'unlink': {
      const unit = action.unit === undefined ? '' : `,${quoted(action.unit)}`;
      // As JSON writes a list, without making one: a million are named here.
      say(`["${action.do}",${quoted(action.section)},${quoted(action.item.path)}${unit}]`);
      // What a directory holds goes with it. Its paths need not be in: the objects are, in order, with how many each holds.
      if (action.item.children.length === 0) say(contentOf(action.item));
      else for (const item of everyItem([action.item])) say(contentOf(item));
      break;
    }
    case 'restore':
      say(JSON.stringify([action.do, action.operation, action.number, action.to]) + identityOf(action.item.facts, 'place'));
      break;
    case 'rename':
      say(JSON.stringify([action.do, action.section, action.item.path, action.to, action.unit]) + contentOf(action.item));
      break;
    case 'rewrite':
      say(JSON.stringify([action.do, action.section, action.item.path, action.says, action.unit]) + contentOf(action.item));
      break;
    case 'rename-back':
    case 'rewrite-back':
      say(JSON.stringify([action.do, action.operation, action.number, action.back]) + identityOf(action.item.facts, 'place'));
      break;
    case 'sweep': {
      // A rule, as it was written: the moment it counts from is the clock's.
      const { section, project, olderThan } = action.rule;
      say(JSON.stringify([action.do, action.section, formatDuration(olderThan), section.patterns, project.pinned]));
      break;
    }
    case 'make-directory':
      say(JSON.stringify([action.do, action.path]));
      break;
    case 'create-file':
      say(JSON.stringify([action.do, action.path, action.text]));
      break;
    case 'replace-file':
      say(JSON.stringify([action.do, action.path, action.text]) + identityOf(action.before, 'content'));
      break;
    case 'promote': {
      const { section, parts, path, base, record, card } = action;
      // Not when: the same promotion a minute later is the same plan.
      say(JSON.stringify([action.do, section, path, base, record.how, card !== null]));
      for (const item of everyItem(parts)) say(JSON.stringify(item.path) + contentOf(item));
      break;
    }
    default:
      action satisfies never;
  }
}

/** What JSON writes as it is, which most names are made of: asked first, it is written in a fifth of the time. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: PathText): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function contentOf({ facts, children }: Item): string {
  return children.length + identityOf(facts, 'content');
}

/** Whether two looks saw the same object with the same in it, so that a plan about the one is still about the other. */
export function isSameItem(a: Item, b: Item): boolean {
  const others = everyItem([b])[Symbol.iterator]();
  for (const item of everyItem([a])) {
    const other = others.next();
    if (other.done || contentOf(item) !== contentOf(other.value)) return false;
  }
  return others.next().done === true;
}

/** A section is the same place whatever is put into it; everything else must also hold what it held. */
function identityOf({ type, dev, ino, birthtimeNs, size, mtimeNs, ctimeNs }: Facts, same: 'place' | 'content'): string {
  const place = ` ${type} ${digits.dev(dev)} ${ino} ${birthtimeNs}`;
  if (same === 'place') return place;
  // What nobody renamed or touched was last changed when it was written.
  const written = digits.mtime(mtimeNs);
  return `${place} ${digits.size(size)} ${written} ${ctimeNs === mtimeNs ? written : ctimeNs}`;
}

/** Of what neighbours often have in common: writing the digits takes longer than hashing them. */
const digits = { dev: remembering(), size: remembering(), mtime: remembering() };

function remembering(): (number: bigint) => string {
  let [last, text] = [0n, '0'];
  return (number) => {
    if (number !== last) [last, text] = [number, String(number)];
    return text;
  };
}
