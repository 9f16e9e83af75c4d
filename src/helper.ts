// The edge of a helper process: a program of its own, a tenth of the whole, because it is started while somebody waits for it.

import { setFlagsFromString } from 'node:v8';
import { helperChannel, OF_SMALL_HEAPS } from './cli/terminal/process-context.ts';
import { helpSweep } from './core/logs/write/sweep-worker.ts';
import { helpFree } from './core/trash/write/free-worker.ts';

declare const OUTPUTS_BUILD: string;

/** What `bin/outputs.cjs` calls where the word and the wire of a helper are there. */
export function start(): void {
  for (const flag of OF_SMALL_HEAPS) setFlagsFromString(flag);
  const channel = helperChannel(OUTPUTS_BUILD);
  if (channel?.deed === 'sweep') helpSweep(channel);
  else if (channel?.deed === 'free') helpFree(channel);
}
