// Decides which names a pointer file says, by its form. A text that is not of its form says nothing that may be relied upon: it may
// be half of a write. Forms and their sources: DeepSpeed engine.py, Megatron-LM checkpointing.py, fvcore checkpoint.py, mmengine
// checkpoint_hook.py, TensorFlow checkpoint_management.py, transformers trainer_callback.py, Lightning model_checkpoint.py.

import { bytesOfText, textOfBytes } from '../lib/path-text.ts';
import type { Parsed } from '../lib/quantities.ts';
import { parseTolerantJson } from '../lib/tolerant-json.ts';
import type { PointerForm } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';

/** As written: a name, or a path of the machine that wrote it. `why` is a sentence fragment. */
export function namesInPointer(form: PointerForm, text: PathText): Parsed<readonly PathText[]> {
  switch (form) {
    case 'name':
      return oneName(text);
    case 'iteration':
      return iteration(text);
    case 'textproto':
      return textproto(text);
    case 'trainer-state':
      return trainerState(text);
    case 'best-k':
      return bestK(text);
    case 'shard-index':
      return shardIndex(text);
    default:
      return form satisfies never;
  }
}

function named(names: Iterable<PathText>): Parsed<readonly PathText[]> {
  return { ok: true, value: [...new Set(names)] };
}

function nonsense(why: string): Parsed<never> {
  return { ok: false, why };
}

/** DeepSpeed's tag, fvcore's file name, mmengine's path: one line, written over the old one in place. */
function oneName(text: PathText): Parsed<readonly PathText[]> {
  const name = text.trim().replace(/(?<=[^/])\/+$/, '');
  if (name === '') return nonsense('it is empty');
  return /[\u0000-\u001f]/.test(name) ? nonsense('it holds more than one name') : named([name]);
}

/** Megatron-LM's tracker: `iter_%07d`, or `release` for converted weights. */
function iteration(text: PathText): Parsed<readonly PathText[]> {
  const word = text.trim();
  if (word === 'release') return named([word]);
  if (!/^[0-9]{1,15}$/.test(word)) return nonsense(word === '' ? 'it is empty' : 'it is neither a number nor `release`');
  return named([`iter_${String(Number(word)).padStart(7, '0')}`]);
}

/**
 * A path of 4096 bytes, each of them escaped. An expression that looks for the end of a quoted text runs out of stack on one of some MB.
 */
const LONGEST_LINE = 65_536;
const TOO_LONG = 'a line of it is longer than any path';

const FIELD = /^\s*([a-z_]+)\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[-+.\w]+)\s*$/;

/** TensorFlow's `CheckpointState`: one field a line, of which some are prefixes of files, relative or absolute. */
function textproto(text: PathText): Parsed<readonly PathText[]> {
  const names: PathText[] = [];
  for (const line of text.split('\n')) {
    if (line.length > LONGEST_LINE) return nonsense(TOO_LONG);
    if (/^\s*(#.*)?$/.test(line)) continue;
    const [, field, double, single] = FIELD.exec(line) ?? [];
    if (field === undefined) return nonsense('it is no text of the form that TensorFlow writes');
    const value = double ?? single;
    if (value !== undefined && PREFIX_FIELDS.has(field)) names.push(withoutEscapes(value));
  }
  return names.length === 0 ? nonsense('it names no checkpoint') : named(names);
}

const PREFIX_FIELDS: ReadonlySet<string> = new Set(['model_checkpoint_path', 'all_model_checkpoint_paths']);
const C_ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, a: 7, b: 8, f: 12, v: 11 };

/** Protocol buffers write a byte that is not ASCII as `\303`. */
function withoutEscapes(value: PathText): PathText {
  if (!value.includes('\\')) return value;
  const bytes: number[] = [];
  for (const [piece, octal, hex, character] of value.matchAll(/\\([0-7]{1,3})|\\[xX]([0-9a-fA-F]{1,2})|\\(.)|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (character !== undefined) bytes.push(C_ESCAPES[character] ?? character.charCodeAt(0));
    else for (const byte of bytesOfText(piece)) bytes.push(byte);
  }
  return textOfBytes(Uint8Array.from(bytes));
}

/** `best_model_checkpoint` is a path of the machine that trained; newer versions also say the step. Both are null before a first best. */
function trainerState(text: PathText): Parsed<readonly PathText[]> {
  const state = jsonObject(text);
  if (!state.ok) return state;
  const { best_global_step: step, best_model_checkpoint: path } = state.value;
  const names: PathText[] = typeof path === 'string' && path !== '' ? [path] : [];
  if (typeof step === 'number' && Number.isSafeInteger(step) && names.length === 0) names.push(`checkpoint-${step}`);
  return named(names);
}

/** `weight_map`: tensor to file. */
function shardIndex(text: PathText): Parsed<readonly PathText[]> {
  const index = jsonObject(text);
  if (!index.ok) return index;
  const { weight_map: map } = index.value;
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return nonsense('it has no weight_map');
  const files: readonly unknown[] = Object.values(map);
  return named(files.filter((file): file is string => typeof file === 'string'));
}

function jsonObject(text: PathText): Parsed<Readonly<Record<string, unknown>>> {
  const parsed = parseTolerantJson(text);
  if (!parsed.ok) return nonsense(parsed.why === 'not JSON' ? 'it is not whole JSON' : parsed.why);
  const { value } = parsed;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? { ok: true, value: value as Readonly<Record<string, unknown>> } : nonsense('it is no JSON object');
}

const SCORE = /^:[ \t]+(?:[-+]?(?:[0-9][0-9.]*(?:[eE][-+]?[0-9]+)?|\.inf)|\.nan|null)[ \t]*$/;

/** Lightning's `to_yaml`: PyYAML's mapping of path to score, `? path` and `: score` on lines of their own where the path is long. */
function bestK(text: PathText): Parsed<readonly PathText[]> {
  if (text.trim() === '') return nonsense('it is empty');
  if (/^\s*\{\s*\}\s*$/.test(text)) return named([]);
  const lines = text.replace(/^\? (.*)\n(?=: )/gm, '$1').split('\n');
  if (lines.some((line) => line.length > LONGEST_LINE)) return nonsense(TOO_LONG);
  const names = lines.filter((line) => line.trim() !== '').map(yamlKey);
  return names.every((name) => name !== null) ? named(names) : nonsense('it is no list of paths and scores');
}

/** The key of `key: score`, plain or quoted. */
function yamlKey(line: string): PathText | null {
  const quoted = /^'((?:[^']|'')*)'|^("(?:[^"\\]|\\.)*")/.exec(line);
  const end = quoted?.[0].length ?? line.lastIndexOf(': ');
  if (end < 1 || !SCORE.test(line.slice(end))) return null;
  if (quoted?.[1] !== undefined) return quoted[1].replaceAll("''", "'");
  if (quoted?.[2] === undefined) return line.slice(0, end);
  // PyYAML escapes as JSON does, but for `\xf4`.
  const parsed = parseTolerantJson(quoted[2].replace(/\\(?:x([0-9a-fA-F]{2})|.)/g, (all, hex) => (hex ? `\\u00${hex}` : all)));
  return parsed.ok ? (parsed.value as string) : null;
}
