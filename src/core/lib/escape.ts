// Makes any name safe to show. File names are hostile: a cursor-up in one made croc's prompt lie (croc#595), CVE-2023-30844.

import type { PathText } from '../types/primitives.ts';

// C0, DEL, C1, soft hyphen and zero-width, bidi controls, line and paragraph separators, BOM, tags, lone surrogates, backslash.
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\\]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

/** Of text that was escaped before, or says so: its backslashes stay, for they are that escaping. */
export function escapeAgain(text: string): string {
  return text.split('\\').map(escapeText).join('\\');
}

/** Visible text of one line: controls, bidi marks and bytes that are not UTF-8 become `\n`, `\x1b`, `\u202e`, `\xff`; a backslash is doubled. */
export function escapeText(text: PathText): string {
  return text.replace(UNSAFE, (character) => {
    const short = SHORT[character];
    if (short !== undefined) return short;
    const code = character.codePointAt(0) as number;
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
    if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** A path as people write it: relative where it lies inside `base`, always escaped. */
export function pathText(path: PathText, base: PathText): string {
  if (path === base) return '.';
  return escapeText(path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path);
}
