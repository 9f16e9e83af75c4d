// File names as text without loss: bytes ↔ PathText.
// Why: readdir as a string turned `a\xff.log` and `a\uFFFD.log` into one name, and unlink by that string removed the wrong file.

import type { PathText } from '../types/primitives.ts';

const ASCII = /^[\u0000-\u007f]*$/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const ESCAPED_BYTE = /(?<![\ud800-\udbff])[\udc80-\udcff]/;

/** A name as Node's `latin1` readdir gives it (one character a byte). The fast way in: plain ASCII is its own text. */
export function textOfLatin1(name: string): PathText {
  return ASCII.test(name) ? name : textOfBytes(Buffer.from(name, 'latin1'));
}

export function textOfBytes(bytes: Uint8Array): PathText {
  const whole = utf8Text(bytes);
  if (whole !== null) return whole;
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const character = characterAt(bytes, at);
    text += character?.text ?? String.fromCharCode(0xdc00 + (bytes[at] as number));
    at += character?.length ?? 1;
  }
  return text;
}

/** The one valid UTF-8 character at `at`, and its bytes; null where the byte belongs to none. */
function characterAt(bytes: Uint8Array, at: number): { readonly text: string; readonly length: number } | null {
  for (const length of [1, 2, 3, 4]) {
    const text = at + length <= bytes.length ? utf8Text(bytes.subarray(at, at + length)) : null;
    if (text !== null) return { text, length };
  }
  return null;
}

/** A byte order mark counts as text. */
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Null where the bytes are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch {
    return null;
  }
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
