// Decides what a plain template reads in a name: what `parseName` does, several times as fast, with nothing made but the answer.
//
// Plain is a template in which nothing can be read in two ways: at most one text, and every number next to what is no digit. So the
// name is read from its end up to the text, then from its beginning, and the text is what is left between the two.

import type { Checkpoint, CheckpointRole } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { checkpointOf } from './checkpoint-from-name.ts';
import type { Template } from './template.ts';

export interface PlainTemplate {
  readonly pieces: Template['pieces'];
  /** Where its text is among them; -1 without one. */
  readonly textAt: number;
}

/** Null for a template that is not plain. */
export function plainTemplate({ pieces, fields }: Template): PlainTemplate | null {
  if (fields.some(({ kind }) => kind === 'timestamp') || fields.filter(({ kind }) => kind === 'text').length > 1) return null;
  const textAt = pieces.findIndex((piece) => typeof piece !== 'string' && piece.kind === 'text');
  const isPlain = pieces.every((piece, at) => {
    if (typeof piece === 'string' || piece.kind !== 'number') return true;
    return at > textAt ? !/[0-9]$/.test(literalAt(pieces, at - 1)) : !/^[0-9]/.test(literalAt(pieces, at + 1));
  });
  return isPlain ? { pieces, textAt } : null;
}

function literalAt(pieces: Template['pieces'], at: number): string {
  const piece = pieces[at];
  return typeof piece === 'string' ? piece : '';
}

const ZERO = 48;
const NINE = 57;

/** What the template finds in a name of at most 255 bytes, or null. */
export function readPlain({ pieces, textAt }: PlainTemplate, role: CheckpointRole, name: PathText): Checkpoint | null {
  found.num = found.epoch = found.step = undefined;
  let to = name.length;
  for (let index = pieces.length - 1; index > textAt; index--) {
    const piece = pieces[index];
    if (piece === undefined) return null;
    if (typeof piece === 'string') {
      if (!name.endsWith(piece, to)) return null;
      to -= piece.length;
      continue;
    }
    const end = to;
    while (to > 0 && isDigit(name.charCodeAt(to - 1))) to--;
    if (!isNumberFound(piece.name, name, to, end)) return null;
  }
  let from = 0;
  for (let index = 0; index < textAt; index++) {
    const piece = pieces[index];
    if (piece === undefined) return null;
    if (typeof piece === 'string') {
      if (!name.startsWith(piece, from)) return null;
      from += piece.length;
      continue;
    }
    const begin = from;
    while (isDigit(name.charCodeAt(from))) from++;
    if (!isNumberFound(piece.name, name, begin, from)) return null;
  }
  if (textAt < 0 ? to !== 0 : from >= to) return null;
  const text = textAt < 0 ? '' : textIn(name, from, to);
  return text === null ? null : checkpointOf(text, role, found.num ?? found.epoch, found.step);
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** The numbers of the name that is being read: one object for all names. */
const found: { num: number | undefined; epoch: number | undefined; step: number | undefined } = {
  num: undefined,
  epoch: undefined,
  step: undefined,
};

/** Only whole ones below 2^53 are. */
function isNumberFound(field: string, name: PathText, from: number, to: number): boolean {
  let number = 0;
  // Not exact above 2^53, but then above it too, whatever follows. (Without the parentheses 2^53 - 1 would be one more.)
  for (let at = from; at < to; at++) number = number * 10 + (name.charCodeAt(at) - ZERO);
  if (from === to || number > Number.MAX_SAFE_INTEGER) return false;
  if (field === 'num') found.num = number;
  else if (field === 'epoch') found.epoch = number;
  else found.step = number;
  return true;
}

function textIn(name: PathText, from: number, to: number): string | null {
  const text = name.slice(from, to);
  return /[/\0]/.test(text) ? null : text;
}
