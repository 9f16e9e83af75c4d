// Everything ambient, made once: the only file besides `main.ts` that knows `process`. Tests make their own Context.
// Over 250 lines on purpose: whatever knows the process is kept in one place.

import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { availableParallelism, homedir, hostname, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { LendEmptyRepository } from '../../core/git/empty-repository.ts';
import { becomeUser } from '../../core/guard/write/drop-privileges.ts';
import type { Who } from '../../core/journal/state-records.ts';
import { localTimeBy } from '../../core/lib/calendar.ts';
import { usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { textOfBytes } from '../../core/lib/path-text.ts';
import { type Channel, HELPER_WORDS, type HelperProgram, type WorkerTask } from '../../core/trash/write/worker-pool.ts';
import { userConfigPath } from '../../core/trust/user-config-path.ts';
import type { Instant, PathText } from '../../core/types/primitives.ts';
import type { System } from '../../core/use-cases/host.ts';
import { exitCodeOfSignal, type StopSignal } from './exit-code.ts';
import { readLine } from './read-line.ts';
import { isTerminal, type OutputStream, outputStreamOf, wasClosedByShell } from './write-stdout.ts';

export interface Context extends System {
  /** For journals and the history. Looked up only by commands that write one. */
  readonly who: () => Omit<Who, 'argv'>;
  readonly stdinIsTerminal: () => boolean;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** One line from the terminal; null at its end. Rejects with `interrupted` on Ctrl-C. */
  readonly readLine: () => Promise<string | null>;
  /** From now on a first SIGINT or SIGTERM is only noted; a second ends the process at once. */
  readonly noteSignals: () => () => StopSignal | null;
  /** Absolute: Node and this program, or this program alone where that is one. As it was called, so that an upgrade in its place counts. */
  readonly ownCommand: () => readonly PathText[];
}

/** `build`: what a helper process must be of too. */
export function processContext(version: string, build: string = version): Context {
  const startedAs = effectiveUser();
  return {
    version,
    cwd: currentFolder,
    env: process.env,
    home: homeFolder(),
    get systemHome() {
      return systemHome();
    },
    get userConfig() {
      // Variables are those of whoever started us.
      const isStarter = effectiveUser() === startedAs;
      const home = systemHome() ?? (isStarter ? homeFolder() : null);
      return userConfigPath({ told: isStarter ? process.env['XDG_CONFIG_HOME'] : undefined, home });
    },
    get uid() {
      return effectiveUser();
    },
    lendEmptyRepository: lendingEmptyRepository,
    groups: () => process.getgroups?.() ?? [],
    becomeUser,
    proc: '/proc',
    who: whoWeAre,
    stdinIsTerminal: () => isTerminal(0, () => process.stdin),
    stdout: outputStreamOf(
      1,
      () => process.stdout,
      () => wasClosedByShell(1, process.ppid),
    ),
    stderr: outputStreamOf(2, () => process.stderr),
    now: () => BigInt(Date.now()) * 1_000_000n,
    localTime: localTimeBy((milliseconds) => -60 * new Date(milliseconds).getTimezoneOffset()),
    newId: operationId,
    readLine: () => readLine(process.stdin, process),
    noteSignals,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    ownCommand,
    helpers: () => helperProgram(build),
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    saveMemory,
    forgetSoon,
  };
}

/** Including ourselves: more than four only wait for the same folders' locks. */
const PROCESSES_AT_MOST = 4;
const FILES_LEFT_FOR_HELP = 8000;

function ownCommand(): readonly string[] {
  const script = process.argv[1] ?? process.execPath;
  return script === process.execPath ? [script] : [process.execPath, script]; // Equal in the standalone program.
}

/** Loaded when git is asked: `paths`, which shell loops call, never asks it. */
const lendingEmptyRepository: LendEmptyRepository = async (format, use) => {
  const [{ emptyRepositories }, { randomBytes }] = await Promise.all([
    import('../../core/git/write/lend-empty-repository.ts'),
    import('node:crypto'),
  ]);
  const lend = emptyRepositories({
    installed: installedRepositories(),
    temporary: [tmpdir(), '/tmp', '/dev/shm'],
    newName: () => `outputs-git-${randomBytes(8).toString('hex')}`,
  });
  return lend(format, use);
};

/** What came with the program; null for the standalone one, beside which anybody's files may lie. */
function installedRepositories(): PathText | null {
  const script = process.argv[1];
  if (script === undefined || script === process.execPath) return null;
  try {
    return join(dirname(realpathSync(script)), '../configs/git');
  } catch {
    return null;
  }
}

/** `OUTPUTS_HELPERS=2`: so many, and at once; for tests. Of one core, or of a program that is not a file, none. */
function helperProgram(build: string): HelperProgram | null {
  const asked = process.env['OUTPUTS_HELPERS'];
  const count = asked === undefined ? Math.min(availableParallelism(), PROCESSES_AT_MOST) - 1 : Number(asked);
  if (!(count > 0)) return null;
  return { command: ownCommand(), build, count: Math.min(count, 16), after: asked === undefined ? FILES_LEFT_FOR_HELP : 0 };
}

/** The wire to the process that started us as its helper; null for everybody else. We end when it does. */
export function helperChannel(build: string): (Channel & { readonly deed: WorkerTask }) | null {
  const { argv, send } = process;
  const deed = (['sweep', 'free'] as const).find((each) => argv[2] === HELPER_WORDS[each]);
  if (deed === undefined || send === undefined) return null;
  // Ctrl-C is for the whole group: who asked us decides what it means.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
  process.on('disconnect', () => process.exit(0));
  return {
    deed,
    build,
    send: (message) => void process.send?.(message),
    hear: (listen) => void process.on('message', listen),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    clock: Date.now,
    end: () => process.exit(1),
  };
}

/** `process.argv` without node and script. Node gives bytes that are not UTF-8 as U+FFFD; the kernel has them as they are. */
export function processArguments(): readonly PathText[] {
  const given = process.argv.slice(2);
  if (!given.some((word) => word.includes('\ufffd'))) return given;
  try {
    const words = textOfBytes(readFileSync('/proc/self/cmdline')).split('\0').slice(0, -1);
    return words.slice(words.length - given.length);
  } catch {
    return given;
  }
}

function currentFolder(): PathText {
  let folder: string;
  try {
    folder = process.cwd();
  } catch {
    throw usageError(
      'the current folder no longer exists',
      'change to a folder that does, or name the project with --project DIR',
    );
  }
  if (!folder.includes('\ufffd')) return folder;
  try {
    return textOfBytes(readlinkSync('/proc/self/cwd', { encoding: 'buffer' }));
  } catch {
    return folder;
  }
}

/** From HOME, or the user database where cron gives no HOME. Containers run as users that are in neither. */
function homeFolder(): PathText | null {
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}

function effectiveUser(): number {
  return process.geteuid?.() ?? -1;
}

/** Not `$HOME`, which anybody can set. */
function systemHome(): PathText | null {
  try {
    return userInfo().homedir || null;
  } catch {
    return null;
  }
}

function whoWeAre(): Omit<Who, 'argv'> {
  return {
    user: orNull(() => userInfo().username),
    uid: process.geteuid?.() ?? -1,
    host: hostname(),
    boot: orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()),
    pid: process.pid,
  };
}

/** Users of containers have no name; only Linux names its boots. */
function orNull(read: () => string): string | null {
  try {
    return escapeText(read());
  } catch {
    return null;
  }
}

/** `20261123T090500Z-4f2a91c3`. The clock alone could repeat. */
function operationId(now: Instant): string {
  const time = new Date(Number(now / 1_000_000n)).toISOString().replace(/[-:]|\.\d+/g, '');
  const random = Math.floor(Math.random() * 2 ** 32);
  return `${time}-${random.toString(16).padStart(8, '0')}`;
}

/** V8 lets its heap double before it looks for garbage: 480 MB for 100,000 checkpoints, of which it needs half. */
async function saveMemory(): Promise<void> {
  // Not before: it brings streams along, which takes a millisecond that `paths` has no use for.
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString('--heap-growing-percent=25');
  setFlagsFromString('--semi-space-growth-factor=1');
  // What is new is collected megabyte by megabyte then, and waking other threads for each costs more than they take off us.
  setFlagsFromString('--no-parallel-scavenge');
}

/**
 * For a heap that holds little and throws much away: V8 wakes threads for every megabyte of it, which costs twice as much as doing it alone,
 * and grows to 48 MB for a few thousand names that outlive two such rounds. Only flags that are asked for every time: told
 * `--single-threaded-gc` while it marks, V8 ends the process.
 */
export const OF_SMALL_HEAPS = ['--no-parallel-scavenge', '--semi-space-growth-factor=1'] as const;

async function forgetSoon(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  for (const flag of OF_SMALL_HEAPS) setFlagsFromString(flag);
}

function noteSignals(): () => StopSignal | null {
  let noted: StopSignal | null = null;
  const note = (signal: StopSignal) => {
    if (noted !== null) process.exit(exitCodeOfSignal(signal));
    noted = signal;
  };
  process.on('SIGINT', note);
  process.on('SIGTERM', note);
  return () => noted;
}
