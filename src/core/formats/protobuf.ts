// Walks the fields of a protobuf message without reading their content. Encoding: protobuf.dev/programming-guides/encoding.

import type { ByteSource } from './byte-source.ts';

export interface Field {
  readonly number: number;
  readonly wire: 0 | 1 | 2 | 5;
  /** A varint's value; otherwise 0. Infinity above 2^53. */
  readonly value: number;
  /** Where the content is, of a field with one. */
  readonly at: number;
  readonly size: number;
}

/** `beyond`: the content of the field would end after the message. `broken`: these bytes do not begin a field. */
export type ProtobufStep = Field | 'beyond' | 'broken';

/** A tag, and a length or a value. */
const LONGEST_HEAD = 20;

/** The fields of the message from `start` to `end`, in order, with one read each. Ends after the first step that is not a field. */
export function* fieldsOf(source: ByteSource, start: number, end: number): Generator<ProtobufStep> {
  for (let at = start; at < end; ) {
    const head = source.read(at, Math.min(LONGEST_HEAD, end - at));
    const step = fieldIn(head, at, end);
    yield step;
    if (typeof step === 'string') return;
    at = step.at + step.size;
  }
}

function fieldIn(head: Uint8Array, at: number, end: number): ProtobufStep {
  const tag = varint(head, 0);
  if (tag === null) return head.length < LONGEST_HEAD ? 'beyond' : 'broken';
  const number = Math.floor(tag.value / 8);
  const wire = tag.value % 8;
  if (number < 1 || number > 0x1fffffff || (wire !== 0 && wire !== 1 && wire !== 2 && wire !== 5)) return 'broken';
  if (wire === 1 || wire === 5) return placed(number, wire, 0, at + tag.next, wire === 1 ? 8 : 4, end);
  const next = varint(head, tag.next);
  if (next === null) return head.length < LONGEST_HEAD ? 'beyond' : 'broken';
  return placed(number, wire, wire === 0 ? next.value : 0, at + next.next, wire === 0 ? 0 : next.value, end);
}

function placed(number: number, wire: Field['wire'], value: number, at: number, size: number, end: number): ProtobufStep {
  return at + size > end ? 'beyond' : { number, wire, value, at, size };
}

function varint(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } | null {
  let value = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value: Number.isSafeInteger(value) ? value : Number.POSITIVE_INFINITY, next: at + index + 1 };
  }
  return null;
}
