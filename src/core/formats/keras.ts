// Decides whether a `.keras` archive is complete: it needs its metadata, its configuration and its weights. Keras writes the end of the
// zip on an exception too, without the weights (keras/src/saving/saving_lib.py).

import type { Inspection } from '../types/checkpoints.ts';
import { type ByteSource, recordIn } from './byte-source.ts';
import { inspectHdf5 } from './hdf5.ts';
import { complete, incomplete, unknown } from './inspection-result.ts';
import { dataOffset, type ZipEntry } from './zip.ts';

type Entries = ReadonlyMap<string, ZipEntry>;

const HDF5_WEIGHTS = 'model.weights.h5';

export function isKeras(entries: Entries): boolean {
  return entries.has('config.json') && entries.has('metadata.json');
}

export function inspectKeras(source: ByteSource, entries: Entries): Inspection {
  const missing = ['metadata.json', 'config.json'].find((name) => !entries.has(name));
  if (missing !== undefined) return incomplete('keras', `${missing} is missing: the save was interrupted`);
  const weights = entries.get(HDF5_WEIGHTS);
  if (weights === undefined) {
    return entries.has('model.weights.npz')
      ? complete('keras', 'configuration and weights are there')
      : incomplete('keras', 'the weights are missing: the save was interrupted');
  }
  // Its weights in the archive are a whole HDF5 file, unless compressed.
  if (weights.method !== 0) return complete('keras', 'configuration and weights are there');
  const at = dataOffset(source, weights);
  const inner = at === null ? null : recordIn(source, at, weights.size);
  if (inner === null) return incomplete('keras', 'the weights cannot be found where they should be');
  const { completeness, why } = inspectHdf5(inner);
  switch (completeness) {
    case 'complete':
      return complete('keras', 'configuration and weights are there');
    case 'incomplete':
      return incomplete('keras', `the weights in it are not whole: ${why}`);
    case 'unknown':
      return unknown('keras', `the weights in it: ${why}`);
    default:
      return completeness satisfies never;
  }
}
