// Decides by its name whether a file is a log that may be pruned.

import { nameOf } from '../lib/paths.ts';
import { matcher } from '../patterns/globs.ts';
import type { PathText } from '../types/primitives.ts';

/** Lightning keeps checkpoints below its logs (layouts.md 2.2), so a pattern like `*` meets these there. */
const MODEL_EXTENSIONS: ReadonlySet<string> = new Set(
  '.pt .pth .ckpt .safetensors .bin .h5 .hdf5 .keras .onnx .pkl .npz .msgpack .nemo .gguf .tar'.split(' '),
);
/** TensorBoard's `events.out.tfevents.<time>.<host>…`: training curves, which no program can make again. */
const TFEVENTS = /^events\.out\.tfevents\./;

/** A pattern without `/` is about the base name, one with `/` about the path in the section. */
export function logNames(patterns: readonly string[]): (path: PathText, name?: PathText) => boolean {
  const names = matcher(patterns.filter((pattern) => !pattern.includes('/')));
  const paths = matcher(patterns.filter((pattern) => pattern.includes('/')));
  return (path, name = nameOf(path)) => names(name) !== null || paths(path) !== null;
}

/** Why a file is not a log although a pattern says so; null for a log. */
export function whyNotALog(path: PathText, name: PathText = nameOf(path)): string | null {
  if (TFEVENTS.test(name)) return 'TensorBoard events';
  const extension = name.slice(name.lastIndexOf('.')).toLowerCase();
  return MODEL_EXTENSIONS.has(extension) ? `a checkpoint or model by its extension, ${extension}` : null;
}
