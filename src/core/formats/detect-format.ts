// Decides which reader reads a file: by its first bytes, and by its extension only when the bytes do not tell.

import type { PathText } from '../types/primitives.ts';
import { type ByteSource, startsWith } from './byte-source.ts';
import { GGUF_MAGIC } from './gguf.ts';
import { hdf5Start } from './hdf5.ts';
import { looksLikeSafetensors } from './safetensors.ts';
import { looksLikeTar } from './tar.ts';
import { LEGACY_MAGIC } from './torch.ts';
import { ZIP_MAGIC } from './zip.ts';

export type Kind =
  | 'empty'
  | 'zip'
  | 'torch-legacy'
  | 'pickle'
  | 'safetensors'
  | 'hdf5'
  | 'gguf'
  | 'onnx'
  | 'tar'
  /** Only zeros where a format would begin. */
  | 'zeros'
  | 'unknown';

const HEAD = 64;
const HDF5_MAGIC = [0x89, 0x48, 0x44, 0x46];
const ZEROS_LOOKED_AT = 4096;
/** Extensions of formats that never begin with zeros. */
const WEIGHTS = /\.(?:pth|pt|ckpt|bin|safetensors|keras|h5|hdf5|onnx|nemo|gguf|tar)$/i;
const HDF5 = /\.(?:h5|hdf5|keras)$/i;

export function kindOf(name: PathText, source: ByteSource): Kind {
  if (source.size === 0) return 'empty';
  const head = source.read(0, HEAD);
  if (startsWith(head, ZIP_MAGIC)) return 'zip';
  if (startsWith(head, LEGACY_MAGIC)) return 'torch-legacy';
  if (startsWith(head, GGUF_MAGIC)) return 'gguf';
  if (startsWith(head, HDF5_MAGIC)) return 'hdf5';
  if (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5) return 'pickle';
  if (/\.safetensors$/i.test(name) || looksLikeSafetensors(head)) return 'safetensors';
  if (WEIGHTS.test(name) && head.every((byte) => byte === 0) && isZero(source)) return 'zeros';
  if (HDF5.test(name) && hdf5Start(source) !== null) return 'hdf5';
  if (/\.onnx$/i.test(name)) return 'onnx';
  return looksLikeTar(source) ? 'tar' : 'unknown';
}

function isZero(source: ByteSource): boolean {
  return source.read(0, ZEROS_LOOKED_AT).every((byte) => byte === 0);
}
