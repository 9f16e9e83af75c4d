// The edge of the process: makes the Context, runs the command, ends with its exit code. Nothing else knows where it runs.

import { helperChannel, processArguments, processContext } from './cli/context.ts';
import { failureOf } from './cli/exit.ts';
import { main } from './cli.ts';
import { failureText } from './render/failure.ts';
import { PLAIN } from './render/style.ts';

declare const OUTPUTS_VERSION: string;

/** What `bin/outputs.cjs` calls. All output is written by then (`sink.ts`); an open terminal would keep the process waiting. */
export function start(): void {
  const channel = helperChannel();
  if (channel?.deed === 'sweep') import('./core/effects/help-sweep.ts').then(({ helpSweep }) => helpSweep(channel));
  else if (channel?.deed === 'free') import('./core/effects/help-free.ts').then(({ helpFree }) => helpFree(channel));
  else {
    process.on('uncaughtException', (error) => process.exit(lastWords(error)));
    run(processArguments()).then((code) => process.exit(code));
  }
}

/** The command without the end of the process: the build warms the code cache with it. */
export async function run(argv: readonly string[]): Promise<number> {
  return main(argv, processContext(OUTPUTS_VERSION)).catch(lastWords);
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
