// Finds tensors in walked values: how PyTorch rebuilds one, and how many there are below a value.

import { isWholeNumber } from '../lib/json-object.ts';
import { type ConstructedObject, isThing, type Pickled, type Sequence, type Storage } from './pickle-values.ts';

export interface Tensor {
  readonly storage: Storage;
  /** Elements from the storage's start. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly dtype: string;
}

export interface TensorCount {
  readonly tensors: number;
  readonly parameters: number;
  readonly dtypes: readonly string[];
}

const REBUILDS = /^torch\._utils\._rebuild_(?:tensor|tensor_v2|tensor_v3|meta_tensor_no_storage|qtensor)$/;
const PARAMETERS = /^torch\._utils\._rebuild_parameter(?:_with_state)?$/;

/** `_rebuild_tensor_v2(storage, offset, size, stride, …)`; a `Parameter` is the tensor it wraps. */
export function tensorOf(value: Pickled | undefined): Tensor | null {
  if (!isThing(value, 'made') || !isThing(value.args, 'tuple')) return null;
  const [first, offset, size, , , , dtype] = value.args.items;
  if (PARAMETERS.test(value.name)) return isThing(first, 'made') && !PARAMETERS.test(first.name) ? tensorOf(first) : null;
  if (!REBUILDS.test(value.name) || !isThing(first, 'storage') || !isThing(size, 'tuple')) return null;
  const shape = size.items;
  if (!shape.every(isWholeNumber) || typeof offset !== 'number') return null;
  // The third version has an untyped storage, and its type as a name: `torch.float8_e4m3fn`.
  const named = value.name.endsWith('_v3') && isThing(dtype, 'global') ? dtype.name.replace(/^torch\./, '') : first.dtype;
  return { storage: first, offset, shape, dtype: named };
}

/** Null where the product is above 2^53. */
export function elementsOf(shape: readonly number[]): number | null {
  const product = shape.includes(0) ? 0 : shape.reduce((all, each) => all * each, 1);
  return Number.isSafeInteger(product) ? product : null;
}

/** Everything below the values, each thing once: a memo can make a web of what looks like a tree. */
export function countTensors(values: Iterable<Pickled>): TensorCount | null {
  const seen = new Set<Pickled>();
  const left: Pickled[] = [...values];
  const dtypes = new Set<string>();
  let tensors = 0;
  let parameters: number | null = 0;
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const tensor = tensorOf(value);
    if (tensor === null) {
      for (const below of partsOf(value)) left.push(below);
      continue;
    }
    const elements = elementsOf(tensor.shape);
    tensors++;
    dtypes.add(tensor.dtype);
    parameters = parameters === null || elements === null ? null : parameters + elements;
  }
  return Number.isSafeInteger(parameters) ? { tensors, parameters: parameters as number, dtypes: [...dtypes].sort() } : null;
}

function* partsOf(value: Exclude<Pickled, string | number | boolean | null>): Generator<Pickled> {
  if (isThing(value, 'dict')) yield* value.pairs;
  else if (isThing(value, 'made')) yield* partsOfMade(value);
  else if ('items' in value) yield* (value satisfies Sequence).items;
}

function* partsOfMade({ args, state, items, pairs }: ConstructedObject): Generator<Pickled> {
  yield args;
  yield state;
  yield* items;
  yield* pairs;
}
