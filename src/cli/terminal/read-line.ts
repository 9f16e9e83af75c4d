// Reads one line that a person types. The terminal stays in its own line mode, so editing, Ctrl-D and Ctrl-C are the kernel's.

import { OutputsError } from '../../core/lib/errors.ts';

interface Signals {
  once(signal: 'SIGINT', heard: () => void): unknown;
  off(signal: 'SIGINT', heard: () => void): unknown;
}

/** Null at the end of the input (Ctrl-D, or the terminal went away). Rejects with `interrupted` on Ctrl-C. */
export function readLine(input: NodeJS.ReadStream, signals: Signals): Promise<string | null> {
  return new Promise((resolve, reject) => {
    let typed = '';
    const take = (piece: Buffer | string) => {
      typed += String(piece);
      const end = typed.indexOf('\n');
      if (end !== -1) settle(() => resolve(typed.slice(0, end)));
    };
    const ended = () => settle(() => resolve(null));
    const interrupted = () => settle(() => reject(new OutputsError('interrupted', 'interrupted; nothing was changed')));
    const settle = (finish: () => void) => {
      input.off('data', take).off('end', ended).off('error', ended).pause();
      signals.off('SIGINT', interrupted);
      finish();
    };
    signals.once('SIGINT', interrupted);
    input.on('data', take).once('end', ended).once('error', ended).resume();
  });
}
