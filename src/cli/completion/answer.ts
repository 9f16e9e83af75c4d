// What a shell is told when somebody presses TAB: a line that says what kind of thing is wanted (`words`, `files`, `folders`), and a line
// for each candidate. Never an error: whatever is wrong, there is nothing to offer.

import type { ProjectRequest } from '../../core/config/read/load-project.ts';
import { escapeText } from '../../core/lib/escape.ts';
import type { PathText } from '../../core/types/primitives.ts';
import { PROFILES } from '../../core/types/project.ts';
import { askedBy } from '../../core/use-cases/who-is-asking.ts';
import type { CommandLine } from '../arguments/describe-commands.ts';
import type { Environment } from '../terminal/color-level.ts';
import { readBashLine, type TypedLine, writeBashWord } from './bash-words.ts';
import { candidatesFrom, SOURCES, type Source } from './from-disk.ts';
import { type CompletionRequest, type CompletionWord, type Question, whatIsAsked } from './what-is-asked.ts';

export interface CompletionContext {
  readonly cwd: () => PathText;
  readonly env: Environment;
  readonly home: PathText | null;
  readonly systemHome: PathText | null;
  readonly userConfig: PathText | null;
  readonly uid: number;
  readonly groups: () => readonly number[];
  readonly becomeUser: (uid: number, gid: number) => void;
  readonly proc: PathText;
}

/** `argv`: the shell, then for bash COMP_WORDBREAKS and the line up to the cursor, for the others the words up to the cursor. */
export async function answer(argv: readonly PathText[], program: CommandLine, place: CompletionContext): Promise<string> {
  const [shell, ...rest] = argv;
  switch (shell) {
    case 'bash': {
      const [breaks = '', line = ''] = rest;
      const typed = readBashLine(line, breaks);
      const question = whatIsAsked(program, typed.words.slice(1, -1), typed.words.at(-1) ?? '');
      const { mode, candidates } = await offer(question, typed.isOpaque, place);
      return printed(
        mode,
        candidates.flatMap((candidate) => bashLine(candidate, question, typed)),
      );
    }
    case 'zsh':
    case 'fish': {
      const question = whatIsAsked(program, rest.slice(1, -1), rest.at(-1) ?? '');
      const { mode, candidates } = await offer(question, false, place);
      // zsh is told to complete what follows `--flag=`; fish completes the whole word.
      const before = shell === 'fish' ? question.before : '';
      return printed(
        mode,
        candidates.map(({ text, about }) => `${before}${text}\t${about}`),
      );
    }
    default:
      return '';
  }
}

type Mode = 'words' | 'files' | 'folders';

interface Offer {
  readonly mode: Mode;
  readonly candidates: readonly CompletionWord[];
}

const NOTHING: Offer = { mode: 'words', candidates: [] };

async function offer(question: Question, isOpaque: boolean, place: CompletionContext): Promise<Offer> {
  const { asked } = question;
  if (asked === null) return NOTHING;
  if (asked.what === 'words') return { mode: 'words', candidates: asked.words };
  const source = sourceOf(asked, question.command);
  if (source === 'files' || source === 'folders') return { mode: source, candidates: [] };
  if (source === undefined || isOpaque) return NOTHING;
  try {
    const candidates = await candidatesFrom(source, question.typed, requestOf(question, place));
    return { mode: 'words', candidates: candidates.filter(isTypeable) };
  } catch {
    return NOTHING;
  }
}

function sourceOf({ name, flag }: Extract<CompletionRequest, { what: 'value' }>, command: string | null): Source | undefined {
  return SOURCES[flag ?? `${command} ${name}`] ?? SOURCES[name];
}

function requestOf({ given }: Question, place: CompletionContext): ProjectRequest {
  const config = given.get('--config');
  const project = given.get('--project');
  const profile = PROFILES.find((name) => name === given.get('--profile'));
  return askedBy(place, {
    ...{ cwd: place.cwd(), env: place.env, home: place.home },
    ...(config !== undefined && { config }),
    ...(project !== undefined && { project }),
    ...(profile !== undefined && { profile }),
  });
}

/**
 * Shells show names raw: one with a control or an invisible character could lie about itself or end the line. Bytes that are not UTF-8
 * cannot be written here, and `-n` would be a flag.
 */
function isTypeable({ text }: CompletionWord): boolean {
  const plain = text.replaceAll('\\', '');
  return !text.startsWith('-') && escapeText(plain) === plain;
}

function bashLine({ text }: CompletionWord, { typed, before }: Question, line: TypedLine): readonly string[] {
  if (!text.startsWith(typed)) return [];
  const written = writeBashWord(before + text, line);
  return written === null ? [] : [written];
}

function printed(mode: Mode, lines: readonly string[]): string {
  return `${[mode, ...lines].join('\n')}\n`;
}
