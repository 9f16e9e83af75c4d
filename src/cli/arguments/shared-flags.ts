// Flags that several commands share, and how their values are read. The value parsers are the configuration's own (`core/lib/quantities.ts`).

import type { Command, Option } from 'commander';
import { nearest } from '../../core/lib/did-you-mean.ts';
import { usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { type Parsed, parseCount, parseDuration, parseSize } from '../../core/lib/quantities.ts';
import type { Count, Duration } from '../../core/types/primitives.ts';
import { PROFILES, type Profile } from '../../core/types/project.ts';
import type { ChangeOptions } from '../../core/use-cases/host.ts';
import { EXIT_CODES, type ExitCode } from '../terminal/exit-code.ts';

export interface GlobalFlags {
  readonly config?: string;
  readonly project?: string;
  readonly profile?: Profile;
  /** Places outside the project, as typed. */
  readonly trust?: readonly string[];
  readonly json?: true;
  readonly quiet?: true;
  readonly verbose?: true;
  /** False for `--no-color`; commander says true otherwise. */
  readonly color?: boolean;
}

/** Accepted before and after the subcommand. A flag given twice counts as given last; `--trust` adds. */
export function addGlobalFlags(command: Command): Command {
  return command
    .option('--config <file>', 'use this configuration file')
    .option('-C, --project <dir>', 'work as if started in this folder')
    .option('--trust <path>', 'let sections lie in this place outside the project, for this run', oneMore)
    .option('--profile <profile>', `use the sections of this profile: ${PROFILES.join(', ')}`, profileOf)
    .option('--json', 'print one JSON document on stdout; errors as JSON on stderr')
    .option('-q, --quiet', 'print nothing but errors')
    .option('-v, --verbose', 'list everything, however long')
    .option('--no-color', 'print without colour');
}

/** The flags of every command that changes something. */
export function addChangeFlags(command: Command): Command {
  return command
    .option('-n, --dry-run', 'show what would happen and change nothing')
    .option('-y, --yes', 'do not ask before removing anything')
    .addOption(waitOption(command));
}

/** Of commands that go by age. */
export function addClockFlag(command: Command): Command {
  return command.option('--trust-clock', 'go by the clock, though nothing happened in the project for years before');
}

/** Of commands that never ask: scripts pass it to every command that changes something. */
export function yesOption(command: Command): Option {
  return command.createOption('-y, --yes', 'accepted for scripts; this command needs no consent');
}

/** Of every command that changes something, `init` too. */
export function waitOption(command: Command): Option {
  return command
    .createOption('--wait <time>', 'wait so long for another operation to end, for example 30s')
    .argParser(durationFlag('--wait'));
}

interface HelpNotes {
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  readonly exits: readonly ExitCode[];
}

const WIDEST_EXAMPLE = 38;
const HELP_WIDTH = 80;

const NOTES = new WeakMap<Command, HelpNotes>();

/** What `addHelpNotes` was given for it. */
export function helpNotesOf(command: Command): HelpNotes {
  return NOTES.get(command) ?? { examples: [], exits: [] };
}

/** What stands below the options in `--help`. What does not fit beside its example stands below it. */
export function addHelpNotes(command: Command, notes: HelpNotes): Command {
  NOTES.set(command, notes);
  const { examples, exits } = notes;
  const width = Math.min(WIDEST_EXAMPLE, Math.max(...examples.map(([line]) => line.length)));
  const exampleText = ([line, what]: readonly [string, string]): string => {
    const together = `  ${line.padEnd(width)}  ${what}`;
    return together.length <= HELP_WIDTH ? together : `  ${line}\n      ${what}`;
  };
  const codes = EXIT_CODES.filter(({ code }) => exits.includes(code));
  const codeText = ({ code, meaning }: (typeof codes)[number]): string => `  ${String(code).padStart(3)}  ${meaning}`;
  const lines = ['', 'Examples:', ...examples.map(exampleText), '', 'Exit codes:', ...codes.map(codeText)];
  return command.addHelpText('after', lines.join('\n'));
}

export function durationFlag(flag: string): (text: string) => Duration {
  return flagReader(flag, parseDuration);
}

export function countFlag(flag: string): (text: string) => Count {
  return flagReader(flag, parseCount);
}

/** In bytes. */
export function sizeFlag(flag: string): (text: string) => number {
  return flagReader(flag, parseSize);
}

/** The value of a flag, or a usage error that names it. */
export function flagReader<T>(flag: string, parse: (text: string) => Parsed<T>): (text: string) => T {
  return (text) => {
    const parsed = parse(text);
    if (!parsed.ok) throw usageError(`${flag} ${escapeText(text)}: ${parsed.why}`);
    return parsed.value;
  };
}

/** A whole number from 1. */
export function positiveFlag(flag: string): (text: string) => number {
  return (text) => {
    const count = parseCount(text);
    // Not with the words of `parseCount`: 0 and `all`, which it offers, are refused here.
    if (!count.ok || count.value === 'all' || count.value === 0)
      throw usageError(`${flag} ${escapeText(text)}: expected a whole number from 1`);
    return count.value;
  };
}

/** For the commands whose plans can be saved. */
export function addPlanFlag(command: Command): Command {
  return command.option('--plan <file>', 'with --dry-run: save the plan in a new file, for outputs apply');
}

/** Asked before anything is looked at. */
export function refusePlanWithoutDryRun({ plan, dryRun }: ChangeOptions): void {
  if (plan === undefined) return;
  if (dryRun !== true)
    throw usageError('--plan saves what --dry-run shows', 'add --dry-run; to carry a saved plan out: outputs apply FILE');
  if (plan === '-' || plan === '') throw usageError('--plan needs the name of a new file');
}

function oneMore(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function profileOf(text: string): Profile {
  const profile = PROFILES.find((name) => name === text);
  if (profile !== undefined) return profile;
  const close = nearest(text, PROFILES);
  throw usageError(
    `--profile ${escapeText(text)}: there is no such profile; there are ${PROFILES.join(', ')}`,
    close === undefined ? undefined : `did you mean ${close}?`,
  );
}
