// Decides whether one file is complete, and reads what it says about its training, from as few bytes as possible. Executes nothing and
// trusts no number in the file, so time and memory are bounded. Throws only system errors.

import type { Inspection } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { type ByteSource, exactly, recordIn } from './byte-source.ts';
import { factsIn } from './checkpoint-facts.ts';
import { kindOf } from './detect-format.ts';
import { inspectGguf } from './gguf.ts';
import { inspectHdf5 } from './hdf5.ts';
import { complete, incomplete, unknown } from './inspection-result.ts';
import { inspectKeras, isKeras } from './keras.ts';
import { inspectOnnx, type Siblings } from './onnx.ts';
import { walkPickle } from './pickle.ts';
import { inspectSafetensors } from './safetensors.ts';
import { safetensorsByItsEnds } from './safetensors-ends.ts';
import { readTar } from './tar.ts';
import { inspectTorch, torchFolder } from './torch.ts';
import { completeByItsEnds } from './torch-ends.ts';
import { readZip } from './zip.ts';

/** A pickle outside a zip holds a small state; a longer one holds data and is not read. */
const LONGEST_LOOSE_PICKLE = 60 * 1024;

const UNKNOWN_SIBLINGS: Siblings = () => undefined;

/**
 * How much to read. `completeness` reads less than 64 KB of a healthy file of any size. `state` adds what pruning uses (epoch, step,
 * metrics, optimizer, names) and reads the whole pickle, about 150 bytes a tensor. `everything` also counts tensors.
 */
export type InspectionDepth = 'completeness' | 'state' | 'everything';

/** `name` has no folders. `siblings` gives the sizes of files in the same folder, where large ONNX models keep their weights. */
export function inspectFile(
  name: PathText,
  source: ByteSource,
  siblings: Siblings = UNKNOWN_SIBLINGS,
  wanted: InspectionDepth = 'everything',
): Inspection {
  const kind = kindOf(name, source);
  switch (kind) {
    case 'empty':
      return incomplete('unknown', 'it is empty');
    case 'zeros':
      return incomplete('unknown', 'it begins with zeros: being written, or lost in a crash');
    case 'zip':
      return (wanted === 'completeness' ? completeByItsEnds(source) : null) ?? inspectZip(name, source);
    case 'torch-legacy':
      return unknown('pytorch-legacy', 'the format of torch before 1.6 does not say how long it is');
    case 'pickle':
      return inspectPickle(source);
    case 'safetensors':
      return (wanted === 'everything' ? null : safetensorsByItsEnds(source)) ?? inspectSafetensors(source);
    case 'hdf5':
      return inspectHdf5(source);
    case 'gguf':
      return inspectGguf(source);
    case 'onnx':
      return inspectOnnx(source, siblings);
    case 'tar':
      return inspectTar(name, source, wanted);
    case 'unknown':
      return unknown('unknown', 'of no format that we know');
    default:
      return kind satisfies never;
  }
}

function inspectZip(name: PathText, source: ByteSource): Inspection {
  const zip = readZip(source);
  // The start of a zip does not tell which format it is: its directory at the end does.
  if (!zip.ok) return (zip.lost ? incomplete : unknown)('zip', zip.why);
  const folder = torchFolder(zip.entries);
  if (folder !== null) return inspectTorch(source, zip.entries, folder);
  if (/\.keras$/i.test(name) || isKeras(zip.entries)) return inspectKeras(source, zip.entries);
  return unknown('zip', 'it does not say what should be in it');
}

function inspectPickle(source: ByteSource): Inspection {
  const bytes = source.size > LONGEST_LOOSE_PICKLE ? null : exactly(source, 0, source.size);
  if (bytes === null) return unknown('pickle', 'it is too long to read');
  const walk = walkPickle(bytes);
  if (!walk.ok) return (walk.short ? incomplete : unknown)('pickle', walk.why);
  if (walk.end !== bytes.length) return unknown('pickle', 'something follows its end');
  return complete(
    'pickle',
    'it ends where it should',
    factsIn(walk.value, () => null),
  );
}

const NEMO_WEIGHTS = /(?:^|\/)model_weights\.ckpt$/;
const NEMO_CONFIG = /(?:^|\/)model_config\.yaml$/;

/** A `.nemo` holds a configuration and a checkpoint of PyTorch (nemo/core/connectors/save_restore_connector.py). */
function inspectTar(name: PathText, source: ByteSource, wanted: InspectionDepth): Inspection {
  const tar = readTar(source);
  const isNemo = /\.nemo$/i.test(name);
  const format = isNemo ? 'nemo' : 'tar';
  if (!tar.ok) return (tar.lost ? incomplete : unknown)(format, tar.why);
  if (!isNemo) return unknown('tar', 'it does not say what should be in it');
  if (!tar.members.some((member) => NEMO_CONFIG.test(member.name))) return incomplete('nemo', 'model_config.yaml is missing');
  const weights = tar.members.find((member) => NEMO_WEIGHTS.test(member.name));
  const inner = weights && recordIn(source, weights.at, weights.size);
  if (!inner) {
    const hasFolder = tar.members.some((member) => /(?:^|\/)model_weights\//.test(member.name));
    return hasFolder ? unknown('nemo', 'its weights are a folder of shards') : incomplete('nemo', 'the weights are missing');
  }
  const found = inspectFile('model_weights.ckpt', inner, UNKNOWN_SIBLINGS, wanted);
  const why = found.completeness === 'complete' ? 'configuration and weights are there' : `the weights in it: ${found.why}`;
  return { ...found, format: 'nemo', why };
}
