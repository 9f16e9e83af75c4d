// Says on stderr that long work is going on: after a second, on a terminal, and gone again before anything else is printed.

import type { Progress } from '../../core/use-cases/host.ts';
import type { OutputStream } from './write-stdout.ts';

const FIRST_MS = 1000;
const NEXT_MS = 100;

/** `clock` in milliseconds. `isWanted` is asked when there is something to say for the first time, and so is the terminal. */
export function progressOn(sink: OutputStream, clock: () => number, isWanted: () => boolean): Progress {
  let nextAt = clock() + FIRST_MS;
  let isShown = false;
  return {
    say: (text) => {
      const now = clock();
      if (now < nextAt) return;
      const isSpeaking = sink.isTerminal() && isWanted();
      nextAt = isSpeaking ? now + NEXT_MS : Number.POSITIVE_INFINITY;
      if (!isSpeaking) return;
      isShown = true;
      sink.write(`\r\u001b[K${text().slice(0, sink.columns() - 1)}`);
    },
    clear: () => {
      if (isShown) sink.write('\r\u001b[K');
      isShown = false;
    },
  };
}
