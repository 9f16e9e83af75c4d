// Decides whether a safetensors file with a long header is complete, from the header's two ends. Its writer lists tensors in the order of
// their bytes (safetensors/src/tensor.rs, `prepare`), so the last one listed ends where the file ends. For files in another order
// `safetensors.ts` reads the whole header.

import { isRecord } from '../lib/json-object.ts';
import { parseTolerantJson } from '../lib/tolerant-json.ts';
import type { Inspection } from '../types/checkpoints.ts';
import { type ByteSource, exactly, startsWith, u64, viewOf } from './byte-source.ts';
import { complete } from './inspection-result.ts';
import { LENGTH_SIZE, LONGEST_HEADER, lieInLine, type TensorSpan, tensorSpanOf } from './safetensors.ts';

/** A header of at most this size is read whole, which tells more. */
const READ_WHOLE = 48 * 1024;
const WINDOW = 16 * 1024;
const BEGIN = [0x7b, 0x22];
/** Between two tensors. When it is part of a name, the rest does not parse as JSON. */
const NEXT_TENSOR = '},"';

/** Complete, or null when the ends do not prove it. */
export function safetensorsByItsEnds(source: ByteSource): Inspection | null {
  const head = exactly(source, 0, LENGTH_SIZE + BEGIN.length);
  const length = head === null ? 0 : u64(viewOf(head), 0);
  if (head === null || length <= READ_WHOLE || length > LONGEST_HEADER || !startsWith(head, BEGIN, LENGTH_SIZE)) return null;
  const tail = exactly(source, LENGTH_SIZE + length - WINDOW, WINDOW);
  const places = tail === null ? null : placesIn(Buffer.from(tail).toString('latin1'));
  if (places === null || places.length === 0) return null;
  const start = Math.min(...places.map((place) => place.start));
  const end = Math.max(...places.map((place) => place.end));
  const isWhole = LENGTH_SIZE + length + end === source.size && lieInLine(places, start);
  return isWhole ? complete('safetensors', 'as long as its header says', { optimizer: false }) : null;
}

/** The last tensors of a header, in its order. Latin-1 keeps every byte: a name can be cut in two, which then is not read. */
function placesIn(tail: string): readonly TensorSpan[] | null {
  const at = tail.indexOf(NEXT_TENSOR);
  const parsed = at < 0 ? null : parseTolerantJson(`{${tail.slice(at + 2)}`);
  if (!parsed?.ok || !isRecord(parsed.value)) return null;
  const entries = Object.entries(parsed.value);
  const places = entries.filter(([name]) => name !== '__metadata__').map(([, entry]) => tensorSpanOf(entry));
  return places.every((place) => place !== null) ? places : null;
}
