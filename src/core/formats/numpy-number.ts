// One number of NumPy's in a pickle: what a metric of scikit-learn or `np.mean` is saved as.

import { viewOf } from './byte-source.ts';
import { isThing, type Pickled } from './pickle-values.ts';

const READERS: Readonly<Record<string, (view: DataView) => number>> = {
  f8: (view) => view.getFloat64(0, true),
  f4: (view) => view.getFloat32(0, true),
  i8: (view) => Number(view.getBigInt64(0, true)),
  i4: (view) => view.getInt32(0, true),
};

/** `numpy.core.multiarray.scalar(dtype('f8'), bytes)`, little-endian as on every machine that trains. */
export function numpyNumber(value: Pickled | undefined): number | null {
  if (!isThing(value, 'made') || !/^numpy\.(?:_?core)\.multiarray\.scalar$/.test(value.name)) return null;
  const [dtype, written] = isThing(value.args, 'tuple') ? value.args.items : [];
  const code = isThing(dtype, 'made') && isThing(dtype.args, 'tuple') ? dtype.args.items[0] : undefined;
  const read = typeof code === 'string' && Object.hasOwn(READERS, code) ? READERS[code] : undefined;
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
