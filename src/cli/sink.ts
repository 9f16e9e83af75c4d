// Writes to stdout and stderr at once and completely, by descriptor: `process.stdout` costs 2 ms to load and hides a full disk.

import { fstatSync, writeSync } from 'node:fs';
import { errnoOf } from '../core/errors.ts';
import { bytesOfText } from '../core/path-text.ts';

export interface Sink {
  /** Looked up when first asked: `paths` in a script never needs to know. */
  readonly isTerminal: () => boolean;
  /** Columns of the terminal; 80 where it does not say. */
  readonly columns: () => number;
  /** Throws what the system says (ENOSPC, EIO), but never EPIPE: a reader that has gone wants no more. */
  readonly write: (text: string) => void;
}

/** What `process.stdout` knows. Asking it loads 3 ms of code. */
interface Stream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** Asks the stream only about a character device; everything else is no terminal. */
export function isTerminal(descriptor: number, stream: () => Stream): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice() && stream().isTTY === true;
  } catch {
    return false;
  }
}

export function sinkOf(descriptor: number, stream: () => Stream): Sink {
  let readerGone = false;
  let terminal: boolean | undefined;
  return {
    isTerminal: () => {
      terminal ??= isTerminal(descriptor, stream);
      return terminal;
    },
    columns: () => stream().columns || 80,
    write: (text) => {
      if (readerGone) return;
      readerGone = !writeWhole(descriptor, bytesOfText(text));
    },
  };
}

const PAUSE_MS = 5;

/** False where the reader has gone. */
function writeWhole(descriptor: number, bytes: Uint8Array): boolean {
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === 'EPIPE') return false;
      // A pipe that another process made non-blocking and nobody reads just now.
      if (errno !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
  return true;
}

const BATCH = 1 << 16;

/** Many small pieces in few system calls. */
export function print(sink: Sink, pieces: Iterable<string>): void {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH) continue;
    sink.write(batch);
    batch = '';
  }
  if (batch !== '') sink.write(batch);
}
