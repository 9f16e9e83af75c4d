// The values in a pickle. Where Python would call something, there is only the name of what it would call.

import { isWholeNumber } from '../lib/json-object.ts';

/** `other`: a value that no reader uses (long bytes, a persistent id that is no storage). */
export type Pickled = null | boolean | number | string | PickledThing;

export type PickledThing = OtherObject | Bytes | Global | Sequence | Dictionary | Storage | ConstructedObject;

export interface OtherObject {
  readonly kind: 'other';
}

/** At most 16 bytes, enough for one number; longer ones are `other`. */
interface Bytes {
  readonly kind: 'bytes';
  readonly bytes: Uint8Array;
}

/** A class or function by its full name, e.g. `torch._utils._rebuild_tensor_v2`. */
interface Global {
  readonly kind: 'global';
  readonly name: string;
}

export interface Sequence {
  readonly kind: 'tuple' | 'list' | 'set';
  readonly items: Pickled[];
}

/** Keys and values in turn. An `OrderedDict` is one too. */
export interface Dictionary {
  readonly kind: 'dict';
  readonly pairs: Pickled[];
}

/** The bytes of one or more tensors, stored outside the pickle under this key. */
export interface Storage {
  readonly kind: 'storage';
  readonly key: string;
  readonly dtype: string;
  /** Null for a type that we do not know. */
  readonly bytesEach: number | null;
  readonly count: number;
}

/** The result of a call that we do not make: `name` called with `args`, then filled. */
export interface ConstructedObject {
  readonly kind: 'made';
  readonly name: string;
  readonly args: Pickled;
  readonly items: Pickled[];
  readonly pairs: Pickled[];
  state: Pickled;
}

export const OTHER: OtherObject = { kind: 'other' };

/** Element type and bytes of one, by the name of PyTorch's storage class. */
const STORAGES: Readonly<Record<string, readonly [dtype: string, bytes: number]>> = {
  DoubleStorage: ['float64', 8],
  FloatStorage: ['float32', 4],
  HalfStorage: ['float16', 2],
  BFloat16Storage: ['bfloat16', 2],
  LongStorage: ['int64', 8],
  IntStorage: ['int32', 4],
  ShortStorage: ['int16', 2],
  CharStorage: ['int8', 1],
  ByteStorage: ['uint8', 1],
  BoolStorage: ['bool', 1],
  ComplexFloatStorage: ['complex64', 8],
  ComplexDoubleStorage: ['complex128', 16],
  QInt8Storage: ['qint8', 1],
  QUInt8Storage: ['quint8', 1],
  QInt32Storage: ['qint32', 4],
  UntypedStorage: ['uint8', 1],
};

/** From the tuple `('storage', <class>, <key>, <device>, <count>)` that `torch.save` gives as a persistent id. */
export function storageOf(id: Pickled): Storage | null {
  if (!isThing(id, 'tuple')) return null;
  const [word, type, key, , count] = id.items;
  if (word !== 'storage' || (typeof key !== 'string' && typeof key !== 'number')) return null;
  if (!isWholeNumber(count)) return null;
  const className = isThing(type, 'global') ? type.name.slice(type.name.lastIndexOf('.') + 1) : '';
  const known = Object.hasOwn(STORAGES, className) ? STORAGES[className] : undefined;
  return { kind: 'storage', key: String(key), dtype: known?.[0] ?? className, bytesEach: known?.[1] ?? null, count };
}

export function isThing<K extends PickledThing['kind']>(
  value: Pickled | undefined,
  kind: K,
): value is Extract<PickledThing, { readonly kind: K }> | (Sequence & { readonly kind: K }) {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

/** The entries with text keys; a later entry replaces an earlier one, as in Python. */
export function textEntries(value: Pickled): ReadonlyMap<string, Pickled> {
  const entries = new Map<string, Pickled>();
  const pairs = isThing(value, 'dict') ? value.pairs : isThing(value, 'made') ? attributesOf(value) : [];
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const key = pairs[at];
    if (typeof key === 'string') entries.set(key, pairs[at + 1] ?? null);
  }
  return entries;
}

/** `argparse.Namespace` and its like keep what they have as their state. */
function attributesOf({ pairs, state }: ConstructedObject): readonly Pickled[] {
  if (pairs.length > 0) return pairs;
  return isThing(state, 'dict') ? state.pairs : [];
}
