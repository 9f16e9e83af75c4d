// A Context without a process: what is typed and what is printed are values. The disk is real.

import type { Context } from '../../src/cli/terminal/process-context.ts';
import type { OutputStream } from '../../src/cli/terminal/write-stdout.ts';
import { main } from '../../src/cli.ts';
import { UTC } from '../../src/core/lib/calendar.ts';
import { OutputsError } from '../../src/core/lib/errors.ts';
import { lendInstalled } from './git-means.ts';

export interface Setting {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly home?: string;
  readonly systemHome?: string;
  readonly userConfig?: string;
  /** Which streams are terminals; all or none is the usual case. */
  readonly terminals?: readonly ('stdin' | 'stdout' | 'stderr')[];
  readonly columns?: number;
  /** What is answered, in turn: a line, null for the end of the input, `^C`. `before` runs while the question stands. */
  readonly answers?: readonly (string | null)[];
  readonly before?: () => void;
  /** Streams that lead to a full disk. */
  readonly full?: readonly ('stdout' | 'stderr')[];
  /** A signal that arrives as soon as signals are noted. */
  readonly signal?: 'SIGINT' | 'SIGTERM';
  /** Runs between any two changes, where signals are asked for. */
  readonly between?: () => void;
  /** Stands still unless it is a function, so that progress is never shown by chance. */
  readonly now?: bigint | (() => bigint);
  /** Runs each time that it would sleep, e.g. while another operation has the lock. */
  readonly sleeping?: () => void;
  /** The operation's. */
  readonly id?: string;
}

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly asked: number;
}

export const TERMINALS = ['stdin', 'stdout', 'stderr'] as const;

export async function run(argv: readonly string[], setting: Setting): Promise<Outcome> {
  const {
    cwd,
    env = {},
    terminals = [],
    columns = 100,
    answers = [],
    before,
    full = [],
    signal,
    between,
    now = BigInt(Date.now()) * 1_000_000n,
  } = setting;
  const written = { stdout: '', stderr: '' };
  const left = [...answers];
  let asked = 0;
  const sink = (name: 'stdout' | 'stderr'): OutputStream => ({
    isTerminal: () => terminals.includes(name),
    columns: () => columns,
    write: (text) => {
      if (full.includes(name)) throw Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC', syscall: 'write' });
      written[name] += text;
    },
  });
  const context: Context = {
    version: '1.2.3',
    cwd: () => cwd,
    env,
    home: setting.home ?? null,
    systemHome: setting.systemHome ?? setting.home ?? null,
    userConfig: setting.userConfig ?? null,
    uid: process.geteuid?.() ?? -1,
    lendEmptyRepository: lendInstalled,
    groups: () => process.getgroups?.() ?? [],
    becomeUser: () => {
      throw new Error('the tests would go on as somebody else: use the real command');
    },
    proc: '/proc',
    who: () => ({ user: 'me', uid: process.geteuid?.() ?? -1, host: 'here', boot: null, pid: process.pid }),
    stdinIsTerminal: () => terminals.includes('stdin'),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    now: () => (typeof now === 'bigint' ? now : now()),
    localTime: UTC,
    newId: () => setting.id ?? `20261123T090500Z-${String(asked).padStart(8, '0')}`,
    readLine: async () => {
      asked++;
      before?.();
      const answer = left.shift();
      if (answer === undefined) throw new Error('asked more often than the test answers');
      if (answer === '^C') throw new OutputsError('interrupted', 'interrupted; nothing was changed');
      return answer;
    },
    noteSignals: () => () => {
      between?.();
      return signal ?? null;
    },
    pause: async () => {},
    saveMemory: async () => {},
    forgetSoon: async () => {},
    ownCommand: () => ['/usr/bin/node', '/opt/outputs/bin/outputs.cjs'],
    helpers: () => null,
    sleep: (milliseconds) => {
      setting.sleeping?.();
      return new Promise((resolve) => setTimeout(resolve, milliseconds));
    },
  };
  const code = await main(argv, context);
  return { code, ...written, asked };
}
