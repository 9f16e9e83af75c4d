// Runs a copy of the built command, so that a build in the middle of the tests cannot exchange it; under strace where a fault is wanted.

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Fault {
  readonly syscall: string;
  /** What strace injects: `signal=KILL`, `error=EIO`, `retval=0`. */
  readonly inject: string;
  /** Which call of that name in the main thread: `3`, or `3..7`. */
  readonly when: string;
}

export interface Ran {
  readonly status: number | null;
  readonly killed: boolean;
  readonly stdout: string;
  readonly stderr: string;
  /** What strace wrote. */
  readonly log: string;
}

interface RunOptions {
  readonly fault?: Fault;
  /** System calls to list, without a fault. */
  readonly trace?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Calls that are answered with EPERM, every one of them: `link,linkat`, as filesystems without hard links do. */
  readonly refused?: string;
}

export interface Command {
  run(cwd: string, args: readonly string[], options?: RunOptions): Promise<Ran>;
  readonly path: string;
}

/** A run that takes longer hangs; its status is then null. */
const LONGEST_MS = 60_000;
/** Node also writes to pipes of its own: where one of those fails, it waits for itself for ever. Such a run says nothing, and is tried again. */
const LONGEST_WITHOUT_WRITE_MS = 10_000;

/** Without `-f` strace sees the main thread only, which is the one that works; `--seccomp-bpf` was measured not to fire `signal=KILL`. */
export function frozenCommand(repository: string, scratch: string, ownProc: boolean): Command {
  const home = join(scratch, 'command');
  mkdirSync(home);
  for (const part of ['bin', 'dist', 'package.json']) cpSync(join(repository, part), join(home, part), { recursive: true });
  const path = join(home, 'bin/outputs.cjs');
  let runs = 0;
  return {
    path,
    async run(cwd, args, { fault, trace, env = {}, refused } = {}) {
      const log = join(scratch, `strace-${process.pid}-${runs++}`);
      const node = [process.execPath, path, ...args];
      const calls = [fault?.syscall ?? trace, refused].filter((each) => each !== undefined).join(',') || undefined;
      const inject = [
        ...(fault ? ['-e', `inject=${fault.syscall}:${fault.inject}:when=${fault.when}`] : []),
        ...(refused === undefined ? [] : ['-e', `inject=${refused}:error=EPERM`]),
      ];
      const tracer = calls === undefined ? [] : ['strace', '-y', '-s', '512', '-o', log, '-e', `trace=${calls}`, ...inject];
      const namespace = ownProc && calls !== undefined ? ['unshare', '-fp', '--mount-proc', '--kill-child'] : [];
      const [file = '', ...rest] = [...namespace, ...tracer, ...node];
      const child = spawn(file, rest, {
        cwd,
        env: { PATH: '/usr/bin:/bin:/usr/sbin', HOME: '/nonexistent', CI: 'true', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      const longest = fault?.syscall === 'write' ? LONGEST_WITHOUT_WRITE_MS : LONGEST_MS;
      const late = setTimeout(() => child.kill('SIGKILL'), longest);
      const status = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
      clearTimeout(late);
      const traced = calls === undefined ? '' : readFileSync(log, 'latin1');
      rmSync(log, { force: true });
      return {
        status,
        killed: /^\+\+\+ killed by SIGKILL/m.test(traced),
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
        log: traced,
      };
    },
  };
}
