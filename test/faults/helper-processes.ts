// Helper processes that are killed, stopped or refused, and helpers whose command is killed: the same goes and nothing else, what is
// counted is true or said to be short, and the next command goes on.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { escapeText } from '../../src/core/lib/escape.ts';
import { type Gate, gate } from '../support/gate.ts';
import { helpersIn, tracedBy, until } from '../support/helper-processes.ts';
import { signal } from '../support/signal.ts';
import type { TreeSpec } from '../support/tree.ts';
import type { Command, Ran } from './command.ts';
import type { Ledger, Point } from './ledger.ts';
import { isComplete, judgeRun, judgeTree, type Stage, stage } from './oracle.ts';
import type { Scenario } from './scenarios.ts';

const FOLDERS = 40;
const FILES = 1600;
const FILE = { bytes: 3, age: '9d' } as const;

/** The same in each section: folders, names that are no text, and other names of what stays. */
function filled(section: string, ending: string): TreeSpec {
  const files = Array.from(
    { length: FILES },
    (_, n) => [`project/outputs/${section}/d${n % FOLDERS}/${n}${ending}`, FILE] as const,
  );
  return {
    'canary/precious.txt': { text: 'never', age: '30d' },
    'project/configs/project_config.yaml': 'outputs: {}\n',
    'project/outputs/results/kept.json': '{}',
    ...Object.fromEntries(files),
    [`project/outputs/${section}/d0/a\n\udcff${ending}`]: FILE,
    [`project/outputs/${section}/d1/hard${ending}`]: { hardLink: 'canary/precious.txt' },
  };
}

const NOTHING = { prepare: [], trashed: [], freed: [], made: null, undoable: false, ends: 'freed' } as const;
const folders = (section: string) => Array.from({ length: FOLDERS }, (_, n) => `outputs/${section}/d${n}`);
/** Of those whose last name goes: the one with a second name frees nothing. */
const FREED = FILES + 1;

/** Sweeping; freeing what has just been moved; freeing by a journal that is read back. */
const SCENARIOS: readonly Scenario[] = [
  {
    ...NOTHING,
    name: 'prune-logs',
    spec: filled('logs', '.log'),
    args: ['prune-logs', '--quiet'],
    freed: folders('logs').flatMap((folder, d) => [
      ...Array.from({ length: FILES / FOLDERS }, (_, k) => `${folder}/${k * FOLDERS + d}.log`),
      ...(d === 0 ? [`${folder}/a\n\udcff.log`] : d === 1 ? [`${folder}/hard.log`] : []),
    ]),
  },
  {
    ...NOTHING,
    name: 'clean cache',
    spec: filled('cache', '.bin'),
    args: ['clean', '--cache', '--quiet'],
    freed: folders('cache'),
  },
  {
    ...NOTHING,
    name: 'clean trash',
    spec: filled('artifacts', '.bin'),
    prepare: [{ args: ['clean', '--artifacts', '--yes'] }],
    args: ['clean', '--trash', '--yes', '--json'],
    freed: folders('artifacts'),
  },
];

const HELPERS = { OUTPUTS_HELPERS: '2' } as const;
/** Milliseconds after the first of them has begun. */
const MOMENTS = [0, 120];

type Trouble = (helpers: readonly number[]) => void;

const TROUBLES: Readonly<Record<string, { readonly act: Trouble; readonly moments: readonly number[] }>> = {
  'one helper killed': { act: (all) => all.slice(0, 1).forEach((pid) => void signal(pid, 'SIGKILL')), moments: MOMENTS },
  'all helpers killed': { act: (all) => all.forEach((pid) => void signal(pid, 'SIGKILL')), moments: [40] },
  'all helpers stopped': { act: (all) => all.forEach((pid) => void signal(pid, 'SIGSTOP')), moments: [20] },
};

export async function helperProcesses(ledger: Ledger, command: Command, folder: string): Promise<void> {
  if (!ledger.tools.strace) return ledger.skip('every point', 'strace is missing or may not trace', true);
  const seen = { atWork: 0, uncounted: 0, killed: 0, refused: 0 };
  const points = SCENARIOS.flatMap((scenario): readonly Point[] => [
    ...Object.entries(TROUBLES).flatMap(([name, { act, moments }]) =>
      moments.map((after) => ({
        name: `${scenario.name}: ${name} after ${after} ms`,
        run: () => troubled(scenario, command, folder, { act, after, seen }),
      })),
    ),
    ...MOMENTS.map((after) => ({
      name: `${scenario.name}: the command killed after ${after} ms`,
      run: () => orphaned(scenario, command, folder, { after, seen }),
    })),
    { name: `${scenario.name}: refused with EAGAIN`, run: () => refused(scenario, command, folder, seen) },
  ]);
  await ledger.points(points);
  ledger.note(
    `${seen.atWork} times in the middle of their work, ${seen.uncounted} counts said to be short, ${seen.killed} commands killed, ${seen.refused} refusals`,
  );
}

/** Under strace every unlink takes one and a half milliseconds, so that there is a middle; it begins when all helpers are ready. */
function slowly(
  at: Stage,
  scenario: Scenario,
  command: Command,
  gated: Gate,
): { readonly ended: Promise<Ran>; readonly tracer: number | undefined } {
  const tracer = ['-f', '-qq', '-o', '/dev/null', '-e', 'trace=unlink', '-e', 'inject=unlink:delay_exit=1500'];
  const child = spawn('strace', [...tracer, process.execPath, command.path, ...scenario.args], {
    cwd: at.project,
    env: { PATH: '/usr/bin:/bin:/usr/sbin', HOME: '/nonexistent', CI: 'true', ...HELPERS, ...gated.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // All of them: what strace leaves behind would hold the pipes, and be waited for without end.
  const late = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), 240_000);
  const ended = once(child, 'close').then(([status, killedBy]): Ran => {
    clearTimeout(late);
    const said = Buffer.concat(stderr)
      .toString()
      .replace(/^strace: .*\n/gm, '');
    // strace ends as what it traces ends.
    return { status, killed: killedBy !== null, stdout: Buffer.concat(stdout).toString(), stderr: said, log: '' };
  });
  return { ended, tracer: child.pid };
}

interface Troubled {
  readonly act: Trouble;
  readonly after: number;
  readonly seen: { atWork: number; uncounted: number };
}

async function troubled(scenario: Scenario, command: Command, folder: string, { act, after, seen }: Troubled): Promise<string[]> {
  using at = await stage(scenario, command, folder);
  using gated = gate({ helpers: Number(HELPERS.OUTPUTS_HELPERS) });
  const { ended } = slowly(at, scenario, command, gated);
  if (!(await beginning(gated, ended, after))) return ['no helper ever worked'];
  const helpers = helpersIn(at.t.root);
  if (helpers.length > 0) seen.atWork++;
  act(helpers);
  const ran = await ended;
  if (saysShort(ran)) seen.uncounted++;
  const wrong = await accountOf(scenario, at, command, ran);
  if (helpersIn(at.t.root).length > 0) wrong.push('a helper is left');
  return wrong;
}

/** False where the command ended before all helpers were ready: until then it is held. */
async function beginning(gated: Gate, ended: Promise<Ran>, after: number): Promise<boolean> {
  let isOver = false;
  ended.then(() => {
    isOver = true;
  });
  const begun = await until(() =>
    gated.isReached('helper-ready', Number(HELPERS.OUTPUTS_HELPERS)) ? true : isOver ? false : undefined,
  );
  await new Promise((resolve) => setTimeout(resolve, after));
  return begun === true;
}

interface Orphaned {
  readonly after: number;
  readonly seen: { killed: number };
}

/** Its helpers end too; what they still did in between was planned, and the next command does the rest. */
async function orphaned(scenario: Scenario, command: Command, folder: string, { after, seen }: Orphaned): Promise<string[]> {
  using at = await stage(scenario, command, folder);
  using gated = gate({ helpers: Number(HELPERS.OUTPUTS_HELPERS) });
  const { ended, tracer } = slowly(at, scenario, command, gated);
  if (!(await beginning(gated, ended, after))) return ['no helper ever worked'];
  const pid = tracedBy(tracer);
  if (pid !== undefined) {
    seen.killed++;
    signal(pid, 'SIGKILL');
  }
  // They are not waited for: who comes next may meet them.
  const next = await command.run(at.project, scenario.args);
  await ended;
  const areGone = await until(() => (helpersIn(at.t.root).length === 0 ? true : undefined));
  const wrong = [...judgeTree(scenario, at), ...judgeRun(scenario, at, next), ...leftovers(at)];
  if (areGone !== true) wrong.push('a helper is left');
  if (!isComplete(scenario, at)) wrong.push(`the same command once more did not finish the work: ${escapeText(next.stderr)}`);
  return wrong;
}

/** Which call makes a process is the C library's business; where Node needs it for its own threads, it ends before it does anything. */
async function refused(scenario: Scenario, command: Command, folder: string, seen: { refused: number }): Promise<string[]> {
  let tried = 0;
  for (const syscall of ['clone', 'clone3', 'fork', 'vfork']) {
    using at = await stage(scenario, command, folder);
    const fault = { syscall, inject: 'error=EAGAIN', when: '1+' };
    const ran = await command.run(at.project, scenario.args, { fault, env: HELPERS });
    const wrong = judgeTree(scenario, at);
    if (ran.log.includes('(INJECTED)') && ran.status === 0) {
      tried++;
      wrong.push(...(await accountOf(scenario, at, command, ran)));
    }
    if (wrong.length > 0) return [`${syscall}: exit ${ran.status}: ${escapeText(ran.stderr)}`, ...wrong];
  }
  seen.refused += tried;
  return tried === 0 ? ['no helper was ever refused'] : [];
}

/** Everything went, nothing else did, and what is counted is true, or said to be short. */
async function accountOf(scenario: Scenario, at: Stage, command: Command, ran: Ran): Promise<string[]> {
  const wrong = [...judgeTree(scenario, at), ...judgeRun(scenario, at, ran), ...leftovers(at)];
  if (ran.status !== 0) wrong.push(`exit ${ran.status}: ${escapeText(ran.stderr)}`);
  const { counted, all } = await bytesCounted(at, command, ran);
  if (counted > all || (counted < all && !saysShort(ran)))
    wrong.push(`counted ${counted} of ${all} bytes, and says nothing of it`);
  return wrong;
}

function saysShort({ stdout, stderr }: Ran): boolean {
  return (stdout + stderr).includes('a helper process ended');
}

/** A report counts blocks on the disk, the history counts sizes. */
async function bytesCounted(
  at: Stage,
  command: Command,
  { stdout }: Ran,
): Promise<{ readonly counted: number; readonly all: number }> {
  if (stdout !== '') return { counted: JSON.parse(stdout).freed[0].freedBytes, all: FREED * blockBytes(at) };
  const history = await command.run(at.project, ['history', '--json']);
  return { counted: JSON.parse(history.stdout).operations[0].bytes, all: FREED * FILE.bytes };
}

/** What one of the small files takes on this disk. */
function blockBytes(at: Stage): number {
  return lstatSync(join(at.project, 'outputs/results/kept.json')).blocks * 512;
}

/** What has left its place and is not freed. */
function leftovers(at: Stage): string[] {
  const trash = join(at.project, 'outputs/.trash');
  const left = existsSync(trash) ? readdirSync(trash).filter((name) => name.startsWith('purge-')) : [];
  return left.map((name) => `not freed: ${name}`);
}
