// Reads a NumPy number in a pickle, which is how metrics of scikit-learn or `np.mean` are saved.

import { NUMBER_READERS, viewOf } from './byte-source.ts';
import { isThing, type Pickled } from './pickle-values.ts';

const TYPES: ReadonlyMap<unknown, string> = new Map([
  ['f8', 'float64'],
  ['f4', 'float32'],
  ['i8', 'int64'],
  ['i4', 'int32'],
]);

/** `numpy.core.multiarray.scalar(dtype('f8'), bytes)`, little-endian as on every machine that trains. */
export function numpyNumber(value: Pickled | undefined): number | null {
  if (!isThing(value, 'made') || !/^numpy\.(?:_?core)\.multiarray\.scalar$/.test(value.name)) return null;
  const [dtype, written] = isThing(value.args, 'tuple') ? value.args.items : [];
  const code = isThing(dtype, 'made') && isThing(dtype.args, 'tuple') ? dtype.args.items[0] : undefined;
  const read = NUMBER_READERS.get(TYPES.get(code) ?? '');
  const bytes = bytesOf(written);
  return read === undefined || bytes === null || bytes.length !== Number(String(code)[1]) ? null : read(viewOf(bytes));
}

/** Protocol 2, which `torch.save` uses, has no bytes: it calls `_codecs.encode(text, 'latin1')` instead. */
function bytesOf(written: Pickled | undefined): Uint8Array | null {
  if (isThing(written, 'bytes')) return written.bytes;
  if (!isThing(written, 'made') || written.name !== '_codecs.encode' || !isThing(written.args, 'tuple')) return null;
  const [text] = written.args.items;
  return typeof text === 'string' && text.length <= 16 ? Buffer.from(text, 'latin1') : null;
}
