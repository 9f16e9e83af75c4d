// Reads what shell scripts say about where something is written: assignments, defaults, options of commands, folders made, logs.
// Line by line, without the rest of the language. Printed text and comments are ignored.

import { type PathSetting, thatMatter } from '../path-setting.ts';
import { settingNameOf } from '../setting-names.ts';
import { programOf } from './subject.ts';

const VALUE = `("(?:[^"\\\\]|\\\\.)*"|'[^']*'|[^\\s;|&()<>"']*)`;
/** A word that is there. */
const WORD = VALUE.replace(/\*\)$/, '+)');
const ASSIGNMENT = new RegExp(`(?<=^|[\\s;&|(])([A-Za-z_]\\w*)=${VALUE}`, 'g');
const DEFAULT = /\$\{([A-Za-z_]\w*):?[-=]([^${}]*)\}/g;
const OPTION = new RegExp(`(?<=\\s)(--[A-Za-z][\\w-]*)(?:=|\\s+)${VALUE}`, 'g');
const MADE = new RegExp(`(?:^|[\\s;&|(])(?:mkdir(?:\\s+-[-\\w=]+)*|tee(?:\\s+-\\w+)*)((?:\\s+${WORD})+)`, 'g');
const REDIRECTED = new RegExp(`(?<![<0-9&])&?>>?\\s*(?![&(])${VALUE}`, 'g');
const WORDS = new RegExp(WORD, 'g');
/** What they print is for people. */
const PRINTS = /^\s*(?:echo|printf|cat|read|grep|sed|awk)\b/;

export function settingsInShell(text: string): readonly PathSetting[] {
  const sayings: PathSetting[] = [];
  let until: string | null = null;
  let before = '';
  for (const [index, raw] of text.split('\n').entries()) {
    if (until !== null) {
      if (raw.trim() === until) until = null;
      continue;
    }
    // A comment to the shell, an order to SLURM: `#SBATCH --output=logs/%x.%j.out`.
    const log = /^#SBATCH\s+(?:--(?:output|error)=|-[oe]\s+)(\S*\/)/.exec(raw);
    if (log?.[1] !== undefined) sayings.push({ name: null, value: log[1], line: index + 1, column: 1 });
    const line = withoutComment(raw);
    until = /(?<!<)<<-?\s*(["']?)([A-Za-z_]\w*)\1/.exec(line)?.[2] ?? null;
    sayings.push(...settingsInLine(line, index + 1, before));
    before = line.endsWith('\\') ? `${before}${line.slice(0, -1)} `.slice(0, LONGEST_COMMAND) : '';
  }
  return thatMatter(sayings);
}

/** Of one command line, and its number. `before`: the lines that it goes on from. */
export function settingsInLine(line: string, number: number, before: string = ''): readonly PathSetting[] {
  const found: PathSetting[] = [];
  const add = (name: string | null, written: string, at: number, program: string | null = null): void => {
    const value = staticPart(written);
    if (value !== null) found.push({ name, value, line: number, column: at + 1, ...(program !== null && { program }) });
  };
  if (PRINTS.test(line)) return found;
  for (const { 1: name = '', 2: value = '', index } of line.matchAll(ASSIGNMENT)) add(name, value, index);
  for (const { 1: name = '', 2: value = '', index } of line.matchAll(DEFAULT)) add(name, value, index);
  const program = programAt(line, before);
  for (const { 1: name = '', 2: value = '', index } of line.matchAll(OPTION))
    add(name, value, index, settingNameOf(name)?.is === 'any' ? program(index) : null);
  for (const { 1: words = '', 0: all, index } of line.matchAll(MADE)) {
    const start = index + all.length - words.length;
    for (const word of words.matchAll(WORDS)) add(null, word[0], start + word.index);
  }
  for (const { 1: value = '', index } of line.matchAll(REDIRECTED)) if (value.includes('/')) add(null, value, index);
  return found;
}

/** No program is named later in its command. */
const LONGEST_COMMAND = 400;

/** The program of the command at an offset, for offsets that only grow: each character is looked at once. */
function programAt(line: string, before: string): (at: number) => string | null {
  const text = before + line;
  const separators = /[;&|()]/g;
  let [start, next] = [0, 0];
  let [asked, program]: [string, string | null] = ['', null];
  return (at) => {
    const end = before.length + at;
    while (next !== -1 && next < end) {
      separators.lastIndex = next;
      const found = separators.exec(text);
      if (found === null) next = -1;
      else if (found.index >= end) next = found.index;
      else start = next = found.index + 1;
    }
    const command = text.slice(start, Math.min(end, start + LONGEST_COMMAND));
    if (command !== asked) [asked, program] = [command, programOf(command)];
    return program;
  };
}

/** Without quotes, up to the first expansion, at a whole name; null where nothing is left, or where it begins with one. */
function staticPart(written: string): string | null {
  const bare = written.replace(/^(["'])(.*)\1$/, '$2');
  const whole = /^\$\{[A-Za-z_]\w*:?[-=]([^${}]*)\}$/.exec(bare)?.[1] ?? bare;
  const cut = whole.search(/[$`*?{}]/);
  if (cut === -1) return whole === '' || whole.startsWith('-') ? null : whole;
  const folder = whole.slice(0, whole.lastIndexOf('/', cut) + 1);
  return folder === '' || folder === '/' ? null : folder;
}

/** `#` begins a comment where a word could begin, outside quotes. What `\` takes apart is not looked at. */
function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '\\') at++;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && /^$|[\s;&|(]/.test(line[at - 1] ?? '')) return line.slice(0, at);
  }
  return line;
}
