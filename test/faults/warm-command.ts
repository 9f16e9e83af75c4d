// Runs commands without a fault in processes that are started once. A command that is traced or made to fail gets a new process.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from './command.ts';
import type { WarmAnswer, WarmRequest } from './warm-worker.ts';

const PROCESSES = 3;

export interface WarmCommand extends Command, Disposable {}

export function warmCommand(command: Command, worker: string): WarmCommand {
  const all: ChildProcess[] = Array.from({ length: PROCESSES }, () =>
    fork(worker, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  );
  const idle = [...all];
  const waiting: ((child: ChildProcess) => void)[] = [];
  const give = (child: ChildProcess): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(child);
    else next(child);
  };
  return {
    path: command.path,
    async run(cwd, args, options = {}) {
      if (Object.keys(options).length > 0) return command.run(cwd, args, options);
      const child = idle.pop() ?? (await new Promise<ChildProcess>((resolve) => waiting.push(resolve)));
      const request: WarmRequest = { cwd, args };
      child.send(request);
      const [answer] = (await once(child, 'message')) as [WarmAnswer];
      give(child);
      return { ...answer, killed: false, log: '' };
    },
    [Symbol.dispose]: () => {
      for (const child of all) child.kill();
    },
  };
}
