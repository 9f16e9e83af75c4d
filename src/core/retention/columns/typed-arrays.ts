// Decides where columns of numbers lie: large ones in memory that V8 does not count.
//
// V8 takes 64 MB of array buffers for a reason to walk the whole heap, which for a million checkpoints is 0.5 s of the processor, once or
// twice in a decision that takes as long. Shared memory is not counted, is freed with the array like any other, and nobody shares it here.

/** In bytes: below, buffers come and go with what is young. */
const LARGE = 2 ** 16;

function bufferOf(bytes: number): ArrayBufferLike {
  return bytes < LARGE ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes);
}

export function doubles(length: number): Float64Array {
  return new Float64Array(bufferOf(8 * length));
}

export function counts(length: number): Uint32Array {
  return new Uint32Array(bufferOf(4 * length));
}

export function integers(length: number): Int32Array {
  return new Int32Array(bufferOf(4 * length));
}

export function bytes(length: number): Uint8Array {
  return new Uint8Array(bufferOf(length));
}
