// The command line as commander sees it: argv in, a command with its flags (or a text to print) out. Knows nothing of what commands do.

import type { Command, CommanderError } from 'commander';
import { nearest } from '../../core/lib/did-you-mean.ts';
import { type OutputsError, usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { COMMANDS, type CommandModule } from '../commands/index.ts';
import { addGlobalFlags, type GlobalFlags } from './shared-flags.ts';

export type ParsedArguments =
  | {
      readonly to: 'run';
      readonly name: string;
      readonly run: CommandModule['run'];
      readonly flags: Flags;
      readonly globals: GlobalFlags;
    }
  | { readonly to: 'print'; readonly on: 'stdout' | 'stderr'; readonly text: string };

/** A command's options, and its arguments by their names. */
type Flags = Readonly<Record<string, unknown>>;

export interface Screen {
  readonly version: string;
  readonly width: () => number;
}

/** Throws usage errors. Only the commands that argv names are loaded; of the others help needs one line. */
export async function parseArguments(argv: readonly string[], screen: Screen): Promise<ParsedArguments> {
  const commander = await import('commander');
  const printed = { stdout: '', stderr: '' };
  const program = bareProgram(commander.Command, screen, printed);
  const globalNames = new Set<string>();
  let chosen: { readonly command: Command; readonly run: CommandModule['run'] } | undefined;
  // Where the first word is a command, nobody asks about the others.
  const first = COMMANDS.filter(({ name }) => name === argv[0]);
  for (const { name, summary, load } of first.length > 0 ? first : COMMANDS) {
    const command = program.command(name).summary(summary).description(summary);
    if (!argv.includes(name)) continue;
    const { define, run } = await load();
    define(command);
    // Once more on the subcommand, unseen, so that short flags bundle: `-nq`.
    for (const option of addGlobalFlags(new commander.Command()).options) {
      command.addOption(option.hideHelp());
      globalNames.add(option.attributeName());
    }
    command.action(() => {
      chosen = { command, run };
    });
  }
  try {
    program.parse(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof commander.CommanderError)) throw error;
    if (error.exitCode === 0) return { to: 'print', on: 'stdout', text: printed.stdout };
    if (error.code !== 'commander.help') throw usageErrorOf(error, argv, program);
  }
  if (chosen === undefined) return withoutCommand(argv, program);
  const { command, run } = chosen;
  const given = { ...givenOptions(program), ...givenOptions(command) };
  const isGlobal = ([key]: readonly [string, unknown]) => globalNames.has(key);
  return {
    to: 'run',
    name: command.name(),
    run,
    flags: { ...argumentsOf(command), ...Object.fromEntries(Object.entries(given).filter((entry) => !isGlobal(entry))) },
    globals: Object.fromEntries(Object.entries(given).filter(isGlobal)),
  };
}

/** Without any command. `printed` takes what it would print. */
export function bareProgram(CommandClass: typeof Command, screen: Screen, printed: { stdout: string; stderr: string }): Command {
  const program = new CommandClass('outputs')
    .description("Makes, names, shows, checks and prunes a project's outputs directory.")
    .usage('<command> [options]')
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => {
        printed.stdout += text;
      },
      writeErr: (text) => {
        printed.stderr += text;
      },
      getOutHelpWidth: screen.width,
      getErrHelpWidth: screen.width,
    })
    .version(screen.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command');
  return addGlobalFlags(program);
}

/** Nothing to run: no command at all, or `help` of one that does not exist. */
function withoutCommand(argv: readonly string[], program: Command): ParsedArguments {
  const at = argv.indexOf('help');
  const wanted = at === -1 ? undefined : argv[at + 1];
  if (wanted !== undefined) throw usageError(`unknown command '${escapeText(wanted)}'`, commandHint(wanted));
  return { to: 'print', on: 'stderr', text: program.helpInformation() };
}

function usageErrorOf({ code, message }: CommanderError, argv: readonly string[], program: Command): OutputsError {
  const what = message.replace(/^error: /, '');
  const word = /'(.*)'/s.exec(what)?.[1] ?? '';
  const named = program.commands.find((command) => argv.includes(command.name()));
  if (code === 'commander.unknownCommand' || named === undefined) return usageError(escapeText(what), commandHint(word));
  const flags = [...named.options, ...program.options].flatMap(({ long }) => long ?? []);
  const meant = code === 'commander.unknownOption' ? nearest(word, flags) : undefined;
  return usageError(escapeText(what), meant ? `did you mean ${meant}?` : `outputs ${named.name()} --help lists its options`);
}

function commandHint(word: string): string {
  const names = COMMANDS.map(({ name }) => name);
  const meant = nearest(word, names);
  return meant === undefined ? 'outputs --help lists the commands' : `did you mean ${meant}?`;
}

function argumentsOf(command: Command): Flags {
  const named = command.registeredArguments.map((argument, index) => [argument.name(), command.processedArgs[index]] as const);
  return Object.fromEntries(named.filter(([, value]) => value !== undefined));
}

/** Without the defaults, which would hide what was given further left. */
function givenOptions(command: Command): Flags {
  return Object.fromEntries(Object.entries(command.opts()).filter(([key]) => command.getOptionValueSource(key) === 'cli'));
}
