// Describes the whole command line as plain data, asked of commander itself: the man page and shell completion are made of this, and of
// no list of their own.

import type { Command, Option } from 'commander';
import { COMMANDS } from '../commands/index.ts';
import { EXIT_CODES } from '../terminal/exit-code.ts';
import { bareProgram, type Screen } from './parse-arguments.ts';
import { addGlobalFlags, helpNotesOf } from './shared-flags.ts';

export interface CommandLine {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Accepted before and after every command. */
  readonly flags: readonly Flag[];
  readonly commands: readonly CommandDescription[];
  readonly exits: readonly Exit[];
}

export interface CommandDescription {
  readonly name: string;
  readonly summary: string;
  /** What stands behind the name, without `[options]`: `<entries...>`. */
  readonly arguments: readonly Argument[];
  readonly flags: readonly Flag[];
  readonly examples: readonly (readonly [line: string, what: string])[];
  /** Codes of the table, e.g. 0. */
  readonly exits: readonly number[];
}

export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly variadic: boolean;
  readonly choices: readonly string[];
}

export interface Flag {
  readonly short: string | null;
  readonly long: string;
  /** The word for its value, e.g. `file`; null where it takes none. */
  readonly value: string | null;
  readonly choices: readonly string[];
  readonly description: string;
}

interface Exit {
  readonly code: number;
  readonly meaning: string;
}

const UNSEEN: Screen = { version: '', width: () => 80 };

/** Loads every command. */
export async function describeProgram(version: string): Promise<CommandLine> {
  const { Command: CommandClass } = await import('commander');
  const program = bareProgram(CommandClass, { ...UNSEEN, version }, { stdout: '', stderr: '' });
  const commands: CommandDescription[] = [];
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name);
    (await load()).define(command);
    commands.push({ name, summary, ...described(command) });
  }
  const shown = program.createHelp().visibleOptions(program);
  const global = new Set(addGlobalFlags(new CommandClass()).options.map(({ long }) => long));
  return {
    name: program.name(),
    version,
    description: program.description(),
    flags: shown.filter(({ long }) => global.has(long) || long === '--help' || long === '--version').map(flagOf),
    commands,
    exits: EXIT_CODES.map(({ code, meaning }) => ({ code, meaning })),
  };
}

function described(command: Command): Omit<CommandDescription, 'name' | 'summary'> {
  const { examples, exits } = helpNotesOf(command);
  return {
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      description: argument.description,
      required: argument.required,
      variadic: argument.variadic,
      choices: argument.argChoices ?? [],
    })),
    flags: command.options.filter(({ hidden }) => !hidden).map(flagOf),
    examples,
    exits,
  };
}

function flagOf({ flags, short, long, required, optional, argChoices, description }: Option): Flag {
  const value = required || optional ? (/[<[]([^>\].]+)/.exec(flags)?.[1] ?? null) : null;
  return { short: short ?? null, long: long ?? short ?? '', value, choices: argChoices ?? [], description };
}
