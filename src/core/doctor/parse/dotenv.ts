// Reads what `.env` files say about where something is written. Only names that mean a folder leave this file: a token next to them is
// never looked at twice.

import { type PathSetting, thatMatter } from '../path-setting.ts';
import { settingsInLine } from './shell.ts';

/** `NAME=value`, `export NAME="value" # why`. */
export function settingsInEnv(text: string): readonly PathSetting[] {
  return thatMatter(
    text.split('\n').flatMap((line, index) => {
      const [, before = '', name = '', value = ''] = /^(\s*(?:export\s+)?)([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(line) ?? [];
      return name === '' ? [] : settingsInLine(`${before}${name}=${quoted(value)}`, index + 1);
    }),
  );
}

/** Unquoted, everything up to a comment is the value, blanks too. */
function quoted(value: string): string {
  return /^["']/.test(value)
    ? value
    : `"${value
        .replace(/(?:^|(?<!\s)\s+)#.*$/, '')
        .trim()
        .replaceAll('"', '')}"`;
}
