// Helper processes: our own program once more, for a share of the work on other cores. Processes, because a thread has no working directory
// of its own, and names below one are the cheapest that are safe. A helper that cannot be started, or is lost, costs nothing but time.

import type { ChildProcess } from 'node:child_process';

/** What a helper is started for. The word that says it is never typed by a person, and no command: without a wire to who started it, it means nothing. */
export const HELPER_WORDS = { sweep: '__help-sweep', free: '__help-free' } as const;
export type WorkerTask = keyof typeof HELPER_WORDS;

/** How this program is started as a helper, and how many at most. */
export interface HelperProgram {
  /** The word goes behind it. */
  readonly command: readonly string[];
  /** What it must say that it is. Started a moment later, it can be that of an upgrade, and mean something else by the same words. */
  readonly build: string;
  readonly count: number;
  /** How much must be left, as far as can be seen, for one to be worth its start: 30 ms of another core. */
  readonly after: number;
}

/** A helper's end of the wire. */
export interface Channel {
  /** What this helper is of, and says first. */
  readonly build: string;
  readonly send: (message: object) => void;
  readonly hear: (listen: (message: unknown) => void) => void;
  readonly pause: () => Promise<void>;
  /** Milliseconds. */
  readonly clock: () => number;
  readonly end: () => void;
}

/** `done`: so many of its tasks, the first ones, are over. */
interface Answered {
  readonly done: number;
}

interface Share<Task, Answer> {
  readonly deed: WorkerTask;
  /** What every helper is told first; it says `{ ready: its build }` then. */
  readonly hello: object;
  readonly hear: (answer: Answer) => void;
  /** Of a helper that is gone: what it had not said to be over. */
  readonly lost: (tasks: readonly Task[]) => void;
}

export interface Helpers<Task> {
  readonly idle: () => number;
  readonly count: () => number;
  readonly areBusy: () => boolean;
  /** To an idle one. */
  readonly give: (tasks: readonly Task[]) => void;
  /** Until something was heard, or for a moment. Whoever is silent for too many moments is ended. */
  readonly wait: () => Promise<void>;
  /** Between two files: they say what they have done, and end. */
  readonly stop: () => Promise<void>;
  readonly end: () => void;
}

interface Helper<Task> {
  readonly child: ChildProcess;
  tasks: readonly Task[];
  isReady: boolean;
  /** In moments. */
  silent: number;
}

const MOMENT_MS = 50;
/** Two seconds: a helper reports every tenth of one. Stopped (SIGSTOP), it would hold its tasks for ever. */
const MOMENTS_OF_SILENCE = 40;

export async function startHelpers<Task, Answer extends Answered>(
  { command: [file = '', ...args], build, count }: HelperProgram,
  share: Share<Task, Answer>,
): Promise<Helpers<Task>> {
  const { spawn } = await import('node:child_process');
  const helpers = new Set<Helper<Task>>();
  let isNews = false;
  let wake = (): void => {};
  const news = (): void => {
    isNews = true;
    wake();
  };
  const lose = (helper: Helper<Task>): void => {
    if (!helpers.delete(helper)) return;
    if (helper.tasks.length > 0) share.lost(helper.tasks);
    news();
  };
  const kill = (helper: Helper<Task>): void => {
    helper.child.kill('SIGKILL');
    lose(helper);
  };
  const start = (): void => {
    const child = spawn(file, [...args, HELPER_WORDS[share.deed]], {
      cwd: '/',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    const helper: Helper<Task> = { child, tasks: [], isReady: false, silent: 0 };
    helpers.add(helper);
    child.on('error', () => lose(helper));
    // Not `exit`, which can come before the last words.
    child.on('disconnect', () => lose(helper));
    child.on('message', (message) => {
      helper.silent = 0;
      if (!helpers.has(helper)) return;
      if ('ready' in (message as object)) {
        if ((message as { readonly ready: unknown }).ready === build) helper.isReady = true;
        else kill(helper);
      } else {
        const answer = message as unknown as Answer;
        helper.tasks = helper.tasks.slice(answer.done);
        share.hear(answer);
      }
      news();
    });
    tell(child, share.hello);
  };
  try {
    for (let n = 0; n < count; n++) start();
  } catch {
    // EAGAIN, EMFILE: as many as there are.
  }

  const busy = (): Helper<Task>[] => [...helpers].filter(({ tasks }) => tasks.length > 0);
  const idle = (): Helper<Task>[] => [...helpers].filter(({ tasks, isReady }) => isReady && tasks.length === 0);
  const wait = async (): Promise<void> => {
    if (!isNews) {
      const isHeard = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), MOMENT_MS);
        wake = () => {
          clearTimeout(timer);
          resolve(true);
        };
      });
      if (!isHeard) for (const helper of busy()) if (++helper.silent >= MOMENTS_OF_SILENCE) kill(helper);
    }
    isNews = false;
  };
  const end = (): void => {
    for (const { child } of helpers) child.kill('SIGKILL');
    helpers.clear();
  };
  return {
    idle: () => idle().length,
    count: () => helpers.size,
    areBusy: () => busy().length > 0,
    give: (tasks) => {
      const [helper] = idle();
      if (helper === undefined) throw new Error('no helper is idle');
      helper.tasks = tasks;
      helper.silent = 0;
      tell(helper.child, { tasks });
    },
    wait,
    stop: async () => {
      for (const { child } of busy()) tell(child, { stop: true });
      while (busy().length > 0) await wait();
      end();
    },
    end,
  };
}

/** One that is gone does not hear it, and is found to be gone. */
function tell(child: ChildProcess, message: object): void {
  if (child.connected) child.send(message, () => {});
}
