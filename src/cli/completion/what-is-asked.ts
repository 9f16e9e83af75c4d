// Decides what stands at the cursor: a command, a flag, or the value of a flag or argument, and what was said before it.

import type { CommandDescription, CommandLine, Flag } from '../arguments/describe-commands.ts';

export interface CompletionWord {
  readonly text: string;
  /** What it is, in few words, for the shells that show that. */
  readonly about: string;
}

export type CompletionRequest =
  | { readonly what: 'words'; readonly words: readonly CompletionWord[] }
  /** `name`: the word for it in the help, e.g. `file`; `flag`: whose value it is, null for an argument. */
  | { readonly what: 'value'; readonly name: string; readonly flag: string | null };

export interface Question {
  /** Null where nothing can stand there. */
  readonly asked: CompletionRequest | null;
  readonly command: string | null;
  /** What is typed so far of it, without `--flag=`. */
  readonly typed: string;
  /** `--flag=` where that is the first part of the same word. */
  readonly before: string;
  /** Values of flags that were given before the cursor, by the long name. */
  readonly given: ReadonlyMap<string, string>;
}

/** `words`: those between `outputs` and the one at the cursor, which is `current` as far as it is typed. */
export function whatIsAsked(program: CommandLine, words: readonly string[], current: string): Question {
  const { command, awaiting, ended, count, given } = readWords(program, words);
  const question = { command, typed: current, before: '', given };
  if (awaiting !== null) return { ...question, asked: valueAsked(awaiting.value, awaiting.long, awaiting.choices) };
  const found = program.commands.find(({ name }) => name === command);
  const flags = [...(found?.flags ?? []), ...program.flags];
  if (!ended && current.startsWith('-')) {
    const equals = current.startsWith('--') ? current.indexOf('=') : -1;
    if (equals === -1) return { ...question, asked: wordsOf(flags.map(({ long, description }) => [long, description])) };
    const flag = flags.find(({ long }) => long === current.slice(0, equals));
    const split = { ...question, typed: current.slice(equals + 1), before: current.slice(0, equals + 1) };
    return { ...split, asked: flag === undefined ? null : valueAsked(flag.value, flag.long, flag.choices) };
  }
  if (command === null || (command === 'help' && count === 0)) return { ...question, asked: commandsOf(program, command) };
  const last = found?.arguments.at(-1);
  const argument = found?.arguments[count] ?? (last?.variadic ? last : undefined);
  return { ...question, asked: argument === undefined ? null : valueAsked(argument.name, null, argument.choices) };
}

interface Read {
  readonly command: string | null;
  /** The flag whose value comes next. */
  readonly awaiting: Flag | null;
  /** `--` was there: nothing after it is a flag. */
  readonly ended: boolean;
  /** Arguments so far. */
  readonly count: number;
  readonly given: ReadonlyMap<string, string>;
}

function readWords(program: CommandLine, words: readonly string[]): Read {
  const given = new Map<string, string>();
  let found: CommandDescription | undefined;
  let command: string | null = null;
  let awaiting: Flag | null = null;
  let ended = false;
  let count = 0;
  for (const word of words) {
    if (awaiting !== null) {
      given.set(awaiting.long, word);
      awaiting = null;
    } else if (word === '--' && !ended) ended = true;
    else if (word.startsWith('-') && word !== '-' && !ended) {
      const { flag, value } = flagIn(word, [...(found?.flags ?? []), ...program.flags]);
      if (flag === null || flag.value === null) continue;
      if (value === null) awaiting = flag;
      else given.set(flag.long, value);
    } else if (command === null) {
      command = word;
      found = program.commands.find(({ name }) => name === word);
    } else count++;
  }
  return { command, awaiting, ended, count, given };
}

/** The flag of a word that takes a value, and the value if it is in the same word: `--flag=value`, `-Cdir`, `-nC`. */
function flagIn(word: string, flags: readonly Flag[]): { readonly flag: Flag | null; readonly value: string | null } {
  if (word.startsWith('--')) {
    const equals = word.indexOf('=');
    const flag = flags.find(({ long }) => long === (equals === -1 ? word : word.slice(0, equals)));
    return { flag: flag ?? null, value: equals === -1 ? null : word.slice(equals + 1) };
  }
  for (let at = 1; at < word.length; at++) {
    const flag = flags.find(({ short }) => short === `-${word.charAt(at)}`);
    if (flag === undefined) break;
    if (flag.value !== null) return { flag, value: at + 1 < word.length ? word.slice(at + 1) : null };
  }
  return { flag: null, value: null };
}

function valueAsked(name: string | null, flag: string | null, choices: readonly string[]): CompletionRequest {
  return choices.length > 0 ? wordsOf(choices.map((text) => [text, ''])) : { what: 'value', name: name ?? '', flag };
}

function commandsOf({ commands }: CommandLine, before: string | null): CompletionRequest {
  const all = commands.map(({ name, summary }) => [name, summary] as const);
  return wordsOf(before === null ? [...all, ['help', 'show the help of a command']] : all);
}

function wordsOf(words: readonly (readonly [text: string, about: string])[]): CompletionRequest {
  return { what: 'words', words: words.map(([text, about]) => ({ text, about })) };
}
