// File names as text without loss: bytes ↔ PathText.
// Why: readdir as a string turned `a\xff.log` and `a\uFFFD.log` into one name, and unlink by that string removed the wrong file.

import { Buffer, isUtf8 } from 'node:buffer';
import type { PathText } from './types.ts';

const ASCII = /^[\u0000-\u007f]*$/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const ESCAPED_BYTE = /(?<![\ud800-\udbff])[\udc80-\udcff]/;

/** A name as Node's `latin1` readdir gives it (one character a byte). The fast way in: plain ASCII is its own text. */
export function textOfLatin1(name: string): PathText {
  return ASCII.test(name) ? name : textOfBytes(Buffer.from(name, 'latin1'));
}

export function textOfBytes(bytes: Uint8Array): PathText {
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = utf8Length(bytes, at);
    if (length === 0) text += String.fromCharCode(0xdc00 + (bytes[at++] as number));
    else {
      text += Buffer.from(bytes.subarray(at, at + length)).toString('utf8');
      at += length;
    }
  }
  return text;
}

/** Bytes of the one valid UTF-8 character at `at`; 0 where the byte belongs to none. */
function utf8Length(bytes: Uint8Array, at: number): number {
  for (const length of [1, 2, 3, 4]) {
    if (at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}

/** The exact bytes. Every path that reaches a system call goes through here unless it is plain text. */
export function bytesOfText(text: PathText): Buffer {
  if (!LONE_SURROGATE.test(text)) return Buffer.from(text, 'utf8');
  const pieces: Buffer[] = [];
  let plain = '';
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const isPair = unit >= 0xd800 && unit < 0xdc00 && at + 1 < text.length && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    if (isPair) plain += (text[at] as string) + (text[++at] as string);
    else if (unit >= 0xdc80 && unit <= 0xdcff) {
      pieces.push(Buffer.from(plain, 'utf8'), Buffer.of(unit - 0xdc00));
      plain = '';
    } else plain += text[at] as string;
  }
  pieces.push(Buffer.from(plain, 'utf8'));
  return Buffer.concat(pieces);
}

/** What to hand to `node:fs`: the string itself where that is exact, the bytes where it is not. */
export function fsPath(text: PathText): string | Buffer {
  return ESCAPED_BYTE.test(text) ? bytesOfText(text) : text;
}

/** False for a name with bytes that are not UTF-8; JSON then carries a `…Base64` beside it. */
export function isPlainText(text: PathText): boolean {
  return !LONE_SURROGATE.test(text);
}
