// The entry of the command: words in, exit code out. Commands return reports; this is the one place that prints them.

import { colourLevel } from './cli/colour.ts';
import type { Context } from './cli/context.ts';
import { exitCodeOfReport, failureOf } from './cli/exit.ts';
import { type ParsedArguments, parseArguments } from './cli/program.ts';
import { openSession } from './cli/session.ts';
import { print } from './cli/sink.ts';
import { usageError } from './core/errors.ts';
import { failureDocument, failureText } from './render/failure.ts';
import { render } from './render/index.ts';
import { styleOf } from './render/style.ts';

/** `argv`: what was typed after `outputs`. */
export async function main(argv: readonly string[], context: Context): Promise<number> {
  try {
    const parsed = await parseArguments(argv, { version: context.version, width: () => helpWidth(context) });
    if (parsed.to === 'run') return await runCommand(parsed, context);
    if (parsed.on === 'stderr' && asksForJson(argv))
      throw usageError('no command was given', 'outputs --help lists the commands');
    context[parsed.on].write(parsed.text);
    return parsed.on === 'stdout' ? 0 : 2;
  } catch (error) {
    return await fail(error, argv, context);
  }
}

async function runCommand({ run, flags, globals }: Extract<ParsedArguments, { to: 'run' }>, context: Context): Promise<number> {
  const session = openSession(globals, context);
  const report = await run(flags as never, session).finally(session.progress.clear);
  const { stdout, stderr } = await render(report, {
    as: globals.json ? 'json' : globals.quiet ? 'quiet' : 'human',
    stdout: session.stdout,
    stderr: session.stderr,
    now: session.now,
    verbose: globals.verbose === true,
    planShown: session.planShown() && context.stdout.isTerminal(),
  });
  try {
    print(context.stdout, stdout);
  } finally {
    // Said even where stdout is full: what could not be read or done must not go under with the answer.
    print(context.stderr, stderr);
  }
  return exitCodeOfReport(report, session.signal());
}

async function fail(error: unknown, argv: readonly string[], context: Context): Promise<number> {
  const failure = failureOf(error);
  if (asksForJson(argv)) print(context.stderr, failureDocument(failure));
  else {
    const level = colourLevel(context.stderr.isTerminal(), context.env, argv.includes('--no-color'));
    context.stderr.write(failureText(failure, await styleOf(level)));
  }
  return failure.exitCode;
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
