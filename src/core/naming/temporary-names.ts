// Decides by its name what is still being written, or was when its writer died: no checkpoint, and in no checkpoint's place.
// Locks are not in it (`*.lock`): nothing is written in them, and one taken from its holder lets two writers in.

import type { ObjectType } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';

/**
 * Of files: downloads (torch.hub, huggingface_hub, browsers), wandb, TensorFlow's tensor bundles, Python's mkstemp and Rust's tempfile
 * (safetensors), NeMo's markers; and what Orbax and Hugging Face call folders, where a checkpoint of theirs is a file.
 */
const FILE =
  /\.tmp(?:$|\.|~wandb$)|\.(?:part|partial|incomplete|crdownload|tempstate\d+)$|^\.tmp[A-Za-z0-9]{6}$|^tmp[a-z0-9_]{8}$|-unfinished$|^tmp-checkpoint-|\.orbax-checkpoint-tmp/;
/** Of directories, which hold more than one write: only what no person would call a folder (Hugging Face, Orbax, datasets). */
const DIRECTORY = /^tmp-checkpoint-|\.orbax-checkpoint-tmp(?:-\d+)?$|\.incomplete$/;
export function isTemporaryName(name: PathText, type: ObjectType): boolean {
  switch (type) {
    case 'file':
      return FILE.test(name);
    case 'directory':
      return DIRECTORY.test(name);
    case 'link':
    case 'other':
      return false;
    default:
      return type satisfies never;
  }
}

export const BEING_WRITTEN = 'its name is one for what is still being written';
