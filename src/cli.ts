// The entry of the command: words in, exit code out. Commands return reports; this is the one place that prints them.

import { type ParsedArguments, parseArguments } from './cli/arguments/parse-arguments.ts';
import { openSession } from './cli/session.ts';
import { colourLevel } from './cli/terminal/color-level.ts';
import { exitCodeOfReport, failureOf, unprintedFailure } from './cli/terminal/exit-code.ts';
import type { Context } from './cli/terminal/process-context.ts';
import { type OutputStream, print } from './cli/terminal/write-stdout.ts';
import { errnoOf, usageError } from './core/lib/errors.ts';
import { type Failure, failureDocument, failureText } from './render/blocks/failure.ts';
import { render } from './render/index.ts';
import { styleOf } from './render/text/style.ts';

/** `argv`: what was typed after `outputs`. */
export async function main(argv: readonly string[], context: Context): Promise<number> {
  try {
    const parsed = await parseArguments(argv, { version: context.version, width: () => helpWidth(context) });
    if (parsed.to === 'run') return await runCommand(parsed, argv, context);
    if (parsed.on === 'stderr' && asksForJson(argv))
      throw usageError('no command was given', 'outputs --help lists the commands');
    if (parsed.on === 'stdout') {
      context.stdout.write(parsed.text);
      return 0;
    }
    say(context.stderr, [parsed.text]);
    return 2;
  } catch (error) {
    return await fail(failureOf(error), argv, context);
  }
}

type Chosen = Extract<ParsedArguments, { to: 'run' }>;

async function runCommand({ run, flags, globals }: Chosen, argv: readonly string[], context: Context): Promise<number> {
  const session = openSession(globals, context, argv);
  const report = await run(flags as never, session).finally(session.progress.clear);
  const { stdout, stderr } = await render(report, {
    as: globals.json ? 'json' : globals.quiet ? 'quiet' : 'human',
    stdout: session.stdout,
    stderr: session.stderr,
    now: session.now,
    verbose: globals.verbose === true,
    planShown: session.planShown() && context.stdout.isTerminal(),
  });
  let unprinted: Failure | null = null;
  try {
    print(context.stdout, stdout);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    const { doneText } = await import('./render/blocks/done-line.ts');
    unprinted = unprintedFailure(errno, doneText(report));
  }
  // Said even where stdout is full: what could not be read or done must not go under with the answer.
  print(context.stderr, stderr);
  return unprinted === null ? exitCodeOfReport(report, session.signal()) : fail(unprinted, argv, context);
}

async function fail(failure: Failure, argv: readonly string[], context: Context): Promise<number> {
  if (asksForJson(argv)) say(context.stderr, failureDocument(failure));
  else {
    const level = colourLevel(context.stderr.isTerminal(), context.env, argv.includes('--no-color'));
    say(context.stderr, [failureText(failure, await styleOf(level))]);
  }
  return failure.exitCode;
}

/** Where even stderr cannot be written, the exit code is all that is left to say, and it stays what it is. */
function say(stderr: OutputStream, pieces: Iterable<string>): void {
  try {
    print(stderr, pieces);
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
  }
}

/** Looked up by eye: when argv is wrong there are no flags to ask. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? argv.length : end).includes('--json');
}

/** COLUMNS, then the terminal, at most 100: help in longer lines is hard to read. */
function helpWidth({ env, stdout }: Context): number {
  const told = Number(env['COLUMNS']);
  if (Number.isInteger(told) && told >= 40) return told;
  return stdout.isTerminal() ? Math.min(stdout.columns(), 100) : 80;
}
