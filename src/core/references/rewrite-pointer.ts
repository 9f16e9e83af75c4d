// Decides how a pointer says that files have other names: only the names change, everything else stays by a byte. What was written is read
// again: a text that does not then say exactly the names that were meant is not taken.

import { bytesOfText } from '../lib/path-text.ts';
import type { Parsed } from '../lib/quantities.ts';
import type { PointerForm } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { namesInPointer } from './pointer-files.ts';

/** New names by old ones, both without folders. */
export type NewNames = ReadonlyMap<PathText, PathText>;

/** `why` is a sentence fragment. */
export function rewritePointer(form: PointerForm, text: PathText, newNames: NewNames): Parsed<PathText> {
  const before = namesInPointer(form, text);
  if (!before.ok) return before;
  const written = rewritten(form, text, newNames);
  const after = namesInPointer(form, written);
  const wanted = new Set(before.value.map((path) => renamedPath(path, newNames)));
  const isMeant = after.ok && after.value.length === wanted.size && after.value.every((name) => wanted.has(name));
  return isMeant ? { ok: true, value: written } : { ok: false, why: 'its form has no way to say the new name' };
}

/** Only the last name of a path is a file's; the rest may be of another machine. */
export function renamedPath(path: PathText, newNames: NewNames): PathText {
  const start = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  const name = newNames.get(path.slice(start));
  return name === undefined ? (newNames.get(path) ?? path) : path.slice(0, start) + name;
}

function rewritten(form: PointerForm, text: PathText, newNames: NewNames): PathText {
  switch (form) {
    case 'name':
      return text.replace(/\S[\s\S]*\S|\S/, (path) => renamedPath(path, newNames));
    case 'textproto':
      return text.replace(
        PREFIX_LINE,
        (_, before: string, quote: string, value: string) => before + quote + inProto(value, newNames) + quote,
      );
    case 'trainer-state':
      return text.replace(
        /("best_model_checkpoint"\s*:\s*)("(?:[^"\\]|\\.)*")/g,
        (_, before: string, value: string) => before + inJson(value, newNames),
      );
    case 'shard-index':
      return text.replace(/(:\s*)("(?:[^"\\]|\\.)*")/g, (_, before: string, value: string) => before + inJson(value, newNames));
    case 'best-k':
      return text
        .split('\n')
        .map((line) => inYaml(line, newNames))
        .join('\n');
    // A number is no name of a file.
    case 'iteration':
      return text;
    default:
      return form satisfies never;
  }
}

const PREFIX_LINE = /^(\s*(?:model_checkpoint_path|all_model_checkpoint_paths)\s*:\s*)(["'])((?:[^"'\\\n]|\\.)*)\2(?=\s*$)/gm;

/** The folders as they are written; a byte of the name that is no plain character as protocol buffers write it. */
function inProto(value: string, newNames: NewNames): string {
  const folder = value.slice(0, value.lastIndexOf('/') + 1);
  for (const [old, name] of newNames) if (value === folder + protoText(old)) return folder + protoText(name);
  return value;
}

function protoText(name: PathText): string {
  return [...bytesOfText(name)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[ -~]/.test(character) && !/["'\\]/.test(character) ? character : `\\${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
}

function inJson(value: string, newNames: NewNames): string {
  const path: unknown = JSON.parse(value);
  if (typeof path !== 'string') return value;
  const renamed = renamedPath(path, newNames);
  return renamed === path ? value : JSON.stringify(renamed);
}

/** What PyYAML writes without quotes, and reads as a text wherever it stands in a path. */
const PLAIN = /^[\w.=+-]+$/;

function inYaml(line: string, newNames: NewNames): string {
  for (const [old, name] of newNames) {
    const start = line.lastIndexOf(old);
    if (start < 0 || !PLAIN.test(name) || !/^$|[/'" ]$/.test(line.slice(0, start))) continue;
    const rest = line.slice(start + old.length);
    if (/^['"]?(?::[ \t]|$)/.test(rest)) return line.slice(0, start) + name + rest;
  }
  return line;
}
