// The edge of the process: makes the Context, runs the command, ends with its exit code. Nothing else knows where it runs.

import type { CommandLine } from './cli/arguments/describe-commands.ts';
import { failureOf } from './cli/terminal/exit-code.ts';
import { processArguments, processContext } from './cli/terminal/process-context.ts';
import { main } from './cli.ts';
import { failureText } from './render/blocks/failure.ts';
import { PLAIN } from './render/text/style.ts';

declare const OUTPUTS_VERSION: string;
declare const OUTPUTS_BUILD: string;

/** What `bin/outputs.cjs` calls. All output is written by then (`write-stdout.ts`); an open terminal would keep the process waiting. */
export function start(): void {
  process.on('uncaughtException', (error) => process.exit(lastWords(error)));
  run(processArguments()).then((code) => process.exit(code));
}

/** The command without the end of the process: the build warms the code cache with it. */
export async function run(argv: readonly string[]): Promise<number> {
  return main(argv, processContext(OUTPUTS_VERSION, OUTPUTS_BUILD)).catch(lastWords);
}

/** The whole command line: the build makes the man page and the completion of it. */
export async function describe(): Promise<CommandLine> {
  return (await import('./cli/arguments/describe-commands.ts')).describeProgram(OUTPUTS_VERSION);
}

/** For what even `main` did not catch, such as an error while telling of an error. */
function lastWords(error: unknown): number {
  const failure = failureOf(error);
  try {
    processContext(OUTPUTS_VERSION).stderr.write(failureText(failure, PLAIN));
  } catch {
    // stderr cannot be written either: the exit code is all that is left to say.
  }
  return failure.exitCode;
}
