// Writes to stdout and stderr at once and completely, by descriptor: `process.stdout` costs 2 ms to load and hides a full disk.

import { fstatSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { errnoOf } from '../../core/lib/errors.ts';
import { bytesOfText } from '../../core/lib/path-text.ts';

export interface OutputStream {
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

/** `isClosed` is asked once, before the first write. */
export function outputStreamOf(descriptor: number, stream: () => Stream, isClosed: () => boolean = () => false): OutputStream {
  let readerGone = false;
  let closed: boolean | undefined;
  let terminal: boolean | undefined;
  return {
    isTerminal: () => {
      terminal ??= isTerminal(descriptor, stream);
      return terminal;
    },
    columns: () => stream().columns || 80,
    write: (text) => {
      if (readerGone) return;
      closed ??= isClosed();
      if (closed) throw Object.assign(new Error('closed'), { code: 'EBADF', syscall: 'write' });
      readerGone = !writeWhole(descriptor, bytesOfText(text));
    },
  };
}

/** The programs that close a descriptor for those they start: `>&-`. */
const SHELLS = /^(?:(?:ba|da|z|k|mk|a|fi)?sh|busybox)$/;

/**
 * Whether a shell started us with this descriptor closed. Node opens `/dev/null` in the place of one that is, for reading and writing; so do Python and
 * Node for programs whose output they do not want, and that is no mistake. A shell that was told `>/dev/null` opens it for writing only, and what it
 * only hands on it has itself.
 */
export function wasClosedByShell(descriptor: number, parent: number, proc = '/proc'): boolean {
  try {
    if (!fstatSync(descriptor).isCharacterDevice() || !isOpenNull(`${proc}/self`, descriptor)) return false;
    return SHELLS.test(readFileSync(`${proc}/${parent}/comm`, 'utf8').trim()) && !isOpenNull(`${proc}/${parent}`, descriptor);
  } catch {
    return false;
  }
}

/** `/dev/null`, for reading and writing. */
function isOpenNull(process: string, descriptor: number): boolean {
  try {
    if (readlinkSync(`${process}/fd/${descriptor}`) !== '/dev/null') return false;
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`${process}/fdinfo/${descriptor}`, 'utf8'))?.[1];
    return (Number.parseInt(flags ?? '0', 8) & READ_AND_WRITE) !== 0;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}

const READ_AND_WRITE = 0o2;
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
export function print(sink: OutputStream, pieces: Iterable<string>): void {
  let batch = '';
  for (const piece of pieces) {
    batch += piece;
    if (batch.length < BATCH) continue;
    sink.write(batch);
    batch = '';
  }
  if (batch !== '') sink.write(batch);
}
