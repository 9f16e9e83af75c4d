// What the shells call when somebody presses TAB. A program of its own, with the commands and flags put in by the build: to load them all,
// and commander, takes longer than a TAB may.

import type { CommandLine } from './cli/arguments/describe-commands.ts';
import { answer } from './cli/completion/answer.ts';
import { processArguments, processContext } from './cli/terminal/process-context.ts';

declare const OUTPUTS_COMMAND_LINE: CommandLine;

/** What `bin/outputs.cjs` calls. */
export function start(): void {
  run(processArguments()).then((code) => process.exit(code));
}

/** `argv`: the hidden word, the shell, and what is typed. */
export async function run(argv: readonly string[]): Promise<number> {
  const context = processContext(OUTPUTS_COMMAND_LINE.version);
  try {
    context.stdout.write(await answer(argv.slice(1), OUTPUTS_COMMAND_LINE, context));
  } catch {
    // The shell has gone, or the folder: nobody is there to be told.
  }
  return 0;
}
