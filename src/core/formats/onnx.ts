// Decides whether an ONNX model is complete. The format has no magic and no length, so the fields must end exactly where the file ends, and
// the fields after the graph must be there. Large models keep their weights in another file. Fields: onnx/onnx.proto3.

import type { Inspection } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { type ByteSource, exactly, sourceOf } from './byte-source.ts';
import { complete, type Inside, incomplete, unknown } from './inspection-result.ts';
import { type Field, fieldsOf } from './protobuf.ts';

/** The size of a file in the same folder; null when there is no such file, undefined when it was not looked up. */
export type Siblings = (name: PathText) => number | null | undefined;

const MODEL = { irVersion: 1, graph: 7, opsets: 8 } as const;
const GRAPH = { initializer: 5 } as const;
const TENSOR = { dims: 1, dataType: 2, externalData: 13, dataLocation: 14 } as const;
const ENTRY = { key: 1, value: 2 } as const;
const EXTERNAL = 1;
/** Fields looked at in all: a model has a handful, its graph some for each tensor and node. */
const MOST_FIELDS = 1500;
const LONGEST_NAME = 4096;
const DTYPES: readonly string[] = [
  ...['undefined', 'float32', 'uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'string', 'bool', 'float16', 'float64'],
  ...['uint32', 'uint64', 'complex64', 'complex128', 'bfloat16'],
];

export function inspectOnnx(source: ByteSource, siblings: Siblings): Inspection {
  const found = new Map<number, Field>();
  let fields = 0;
  for (const field of fieldsOf(source, 0, source.size)) {
    if (field === 'beyond')
      return found.has(MODEL.irVersion) ? incomplete('onnx', 'it is cut off') : unknown('onnx', 'no ONNX model');
    if (field === 'broken') return unknown('onnx', 'not a message of ONNX');
    if (++fields > MOST_FIELDS) return unknown('onnx', 'it has too many parts to look at');
    found.set(field.number, field);
  }
  if (!found.has(MODEL.irVersion)) return unknown('onnx', 'no ONNX model');
  const graph = found.get(MODEL.graph);
  if (graph === undefined || graph.wire !== 2) return incomplete('onnx', 'its graph is missing');
  if (!found.has(MODEL.opsets)) return incomplete('onnx', 'what follows its graph is missing');
  return judged(source, graph, siblings);
}

interface Initializers {
  readonly inside: Inside;
  /** Files beside the model, with how many bytes of each are needed. */
  readonly files: ReadonlyMap<PathText, number>;
}

function judged(source: ByteSource, graph: Field, siblings: Siblings): Inspection {
  const read = initializersOf(source, graph);
  if (read === null) return complete('onnx', 'it ends where its last part does', { optimizer: false });
  const { inside, files } = read;
  for (const [name, needed] of files) {
    const size = siblings(name);
    if (size === undefined) return unknown('onnx', 'its weights lie in another file, which was not looked at', inside);
    if (size === null) return incomplete('onnx', 'the file with its weights is missing', inside);
    if (size < needed) return incomplete('onnx', `the file with its weights has ${size} of ${needed} bytes`, inside);
  }
  return complete(
    'onnx',
    files.size === 0 ? 'it ends where its last part does' : 'the model and the file with its weights are there',
    inside,
  );
}

/** Null when there are too many, or they cannot be read. */
function initializersOf(source: ByteSource, graph: Field): Initializers | null {
  const dtypes = new Set<string>();
  const files = new Map<PathText, number>();
  let [tensors, parameters, left] = [0, 0, MOST_FIELDS];
  for (const field of fieldsOf(source, graph.at, graph.at + graph.size)) {
    if (typeof field === 'string' || --left < 0) return null;
    if (field.number !== GRAPH.initializer || field.wire !== 2) continue;
    const tensor = tensorAt(source, field, left);
    if (tensor === null) return null;
    left = tensor.left;
    tensors++;
    parameters += tensor.elements;
    dtypes.add(DTYPES[tensor.dataType] ?? 'undefined');
    if (tensor.file !== null) files.set(tensor.file.name, Math.max(files.get(tensor.file.name) ?? 0, tensor.file.end));
  }
  if (!Number.isSafeInteger(parameters)) return null;
  return { inside: { tensors, parameters, dtypes: [...dtypes].sort(), optimizer: false }, files };
}

function tensorAt(source: ByteSource, { at, size }: Field, most: number) {
  let [left, elements, dataType, isExternal] = [most, 1, 0, false];
  const external = new Map<string, string>();
  for (const field of fieldsOf(source, at, at + size)) {
    if (typeof field === 'string' || --left < 0) return null;
    if (field.number === TENSOR.dims) elements *= field.wire === 2 ? packedProduct(source, field) : field.value;
    else if (field.number === TENSOR.dataType) dataType = field.value;
    else if (field.number === TENSOR.dataLocation) isExternal = field.value === EXTERNAL;
    else if (field.number === TENSOR.externalData && field.wire === 2) {
      const [key, value] = entryAt(source, field);
      external.set(key, value);
    }
  }
  const name = external.get('location');
  const end = Number(external.get('offset') ?? 0) + Number(external.get('length') ?? 0);
  const file = isExternal && name !== undefined && Number.isSafeInteger(end) ? { name, end } : null;
  return { left, elements, dataType, file };
}

/** A `StringStringEntryProto`. */
function entryAt(source: ByteSource, { at, size }: Field): readonly [key: string, value: string] {
  const bytes = size > LONGEST_NAME ? null : exactly(source, at, size);
  const texts: [string, string] = ['', ''];
  if (bytes === null) return texts;
  for (const field of fieldsOf(sourceOf(bytes), 0, bytes.length)) {
    if (typeof field === 'string') break;
    const which = field.number === ENTRY.key ? 0 : field.number === ENTRY.value ? 1 : null;
    if (which !== null) texts[which] = Buffer.from(bytes.subarray(field.at, field.at + field.size)).toString('utf8');
  }
  return texts;
}

/** The product of dimensions packed in one field, as varints. */
function packedProduct(source: ByteSource, field: Field): number {
  const bytes = field.size > LONGEST_NAME ? null : exactly(source, field.at, field.size);
  let [product, value, scale] = [1, 0, 1];
  for (const byte of bytes ?? [0]) {
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte >= 0x80) continue;
    product *= value;
    [value, scale] = [0, 1];
  }
  return product;
}
