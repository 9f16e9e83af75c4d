// Quotes the words of a command for a systemd unit and for a crontab, so that each reads them back exactly, or says why that is impossible.

import { isPlainText } from '../lib/path-text.ts';
import type { Parsed } from '../lib/quantities.ts';
import type { PathText } from '../types/primitives.ts';

/** Words that need no quotes in either format. */
const PLAIN = /^[A-Za-z0-9_/.][A-Za-z0-9_/.:,+-]*$|^-[A-Za-z0-9-]+$/;

/**
 * The words of an `ExecStart=` (systemd.service(5), systemd.syntax(7)). `%` begins a specifier everywhere; `$` a variable, but not in the
 * program's own name, where `$$` would stay `$$`.
 */
export function systemdCommand(words: readonly PathText[]): Parsed<string> {
  const unreadable = words.find((word) => !isPlainText(word));
  if (unreadable !== undefined) return { ok: false, why: 'is not UTF-8, which a unit file must be' };
  const quoted = words.map((word, at) => {
    if (PLAIN.test(word)) return word;
    const escaped = systemdText(word)
      .replace(/["\\]/g, '\\$&')
      .replace(/[\u0000-\u001f\u007f]/g, asHex);
    return `"${at === 0 ? escaped : escaped.replaceAll('$', '$$$$')}"`;
  });
  return { ok: true, value: quoted.join(' ') };
}

/** For `Description=` and its like, which take a line as it is. */
export function systemdText(text: string): string {
  return text.replaceAll('%', '%%');
}

function asHex(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** Debian's cron takes 999 characters of a line, others more. */
const LONGEST_CRON_LINE = 990;

/**
 * A whole line of a crontab. `words` are quoted for `sh`, `shell` pieces stand as they are. An unescaped `%` ends the command. Crons differ
 * in what they make of a backslash before another one, so a word with a backslash is refused rather than guessed at.
 */
export function cronLine(
  when: string,
  pieces: readonly ({ readonly word: PathText } | { readonly shell: string })[],
): Parsed<string> {
  const texts: string[] = [];
  for (const piece of pieces) {
    if ('shell' in piece) texts.push(piece.shell);
    else if (!isPlainText(piece.word) || /[\u0000-\u001f\u007f\\]/.test(piece.word))
      return { ok: false, why: 'has a backslash, a control character or a byte that is not UTF-8, which a crontab cannot hold' };
    else texts.push(PLAIN.test(piece.word) ? piece.word : `'${piece.word.replaceAll("'", `'"'"'`)}'`.replaceAll('%', '\\%'));
  }
  const line = `${when} ${texts.join(' ')}`;
  if (Buffer.byteLength(line) > LONGEST_CRON_LINE) return { ok: false, why: 'is too long for a line of a crontab' };
  return { ok: true, value: line };
}
