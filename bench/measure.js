// @ts-check
// Measures the commands of one row in turn, A B C A B C …, each on a fresh copy, so that a drift of the machine's speed hits all alike.

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { peakMemory, systemCalls, timed } from './run-once.js';

/**
 * One command of a row. `extra`: no target speaks of it. `make`: where it needs another project than the row's.
 * @typedef {{
 *   name: string, label: string, command: (project: string) => readonly string[], extra?: boolean,
 *   marks?: (project: string) => import('./run-once.js').Marks, make?: (project: string) => void,
 * }} Runner
 */
/**
 * `keeps`: the commands change nothing, or `renew` makes again what is gone, so that one project is enough. `left`: what is wrong
 * after a run, as a tool that does nothing is fast. `needs`: a command that may not exist yet. `cold`: with nothing in memory. `brief`, `heavy`: more
 * rounds, or fewer.
 * @typedef {{
 *   id: string, work: string, place: 'memory' | 'disk', size: 'quick' | 'full', files: number, runners: readonly Runner[],
 *   targets: readonly import('./targets.js').Target[], make: (project: string) => void, keeps?: boolean, renew?: (project: string) => void,
 *   left?: (project: string) => string | undefined, needs?: string, cold?: boolean, brief?: boolean, heavy?: boolean, traced?: 'all' | 'ours' | 'none',
 * }} Row
 */
/**
 * Times are medians in milliseconds.
 * @typedef {{
 *   name: string, label: string, ms: number, all: number[], userMs: number, systemMs: number, marks: Record<string, number>,
 *   peakBytes: number, calls?: { total: number, most: { name: string, calls: number }[] }, failed?: string,
 * }} Result
 */
/**
 * `briefRounds`: of rows that take little. `extras`: runners that no target speaks of, measured like the others or only tried once. `budgetMs`: after that no new round begins,
 * after twice that no system calls are counted.
 * @typedef {{
 *   folder: string, rounds: number, briefRounds: number, extras: 'measured' | 'tried', budgetMs: number,
 *   strace: readonly string[] | undefined, time: readonly string[] | undefined,
 * }} How
 */

/** @param {Row} row @param {How} how @returns {Promise<Result[]>} */
export async function measure(row, how) {
  const scratch = join(how.folder, 'scratch');
  const work = row.runners.map((runner) => ({
    runner,
    /** @type {import('./run-once.js').Cost[]} */
    costs: [],
    peakBytes: Number.NaN,
    /** @type {Result['calls']} */
    calls: undefined,
    /** @type {string | undefined} */
    failed: undefined,
  }));
  const projects = projectsOf(row, how);
  const jobs = turns(work, row, how);
  if (row.place === 'disk') {
    for (const { of } of jobs) projects.prepare(of.runner);
    spawnSync('sync', ['-f', how.folder]);
  }
  const start = Date.now();
  for (const { kind, of, round } of jobs) {
    const { runner } = of;
    const spent = Date.now() - start;
    if (of.failed !== undefined || (round > 0 && spent > how.budgetMs) || (kind === 'trace' && spent > 2 * how.budgetMs))
      continue;
    const project = projects.take(runner);
    const command = runner.command(project);
    try {
      if (row.cold) dropCaches();
      if (kind === 'memory') of.peakBytes = await peakMemory(how.time, command, project, scratch);
      else if (kind === 'trace') of.calls = systemCalls(how.strace ?? [], command, project, scratch);
      else of.costs.push(await timed(command, project, runner.marks?.(project)));
      const wrong = runner.make === undefined ? row.left?.(project) : undefined;
      if (wrong !== undefined) throw new Error(`${command.join(' ')}: ${wrong}`);
    } catch (error) {
      of.failed = error instanceof Error ? error.message : String(error);
    }
    projects.giveBack(project, runner);
  }
  projects.end();
  return work.map(({ runner: { name, label }, costs, peakBytes, calls, failed }) => ({
    name,
    label,
    ms: median(costs.map(({ ms }) => ms)),
    all: costs.map(({ ms }) => ms),
    // Counted in ticks of 10 ms, of which a mean makes more than a median.
    userMs: mean(costs.map(({ userMs }) => userMs)),
    systemMs: mean(costs.map(({ systemMs }) => systemMs)),
    marks: Object.fromEntries(
      Object.keys(costs[0]?.marks ?? {}).map((mark) => [mark, median(costs.map(({ marks }) => Number(marks[mark])))]),
    ),
    peakBytes,
    ...(calls === undefined ? {} : { calls }),
    ...(failed === undefined ? {} : { failed }),
  }));
}

/** @param {Row} row @param {How} how */
const roundsOf = (row, how) => (row.brief ? how.briefRounds : Math.ceil(how.rounds / (row.heavy ? 3 : 1)));

/** How many projects there are at the same time. @param {Row} row @param {How} how */
export function copiesAtOnce(row, how) {
  return row.place === 'disk' && row.keeps !== true ? row.runners.length * (roundsOf(row, how) + 1) : 1;
}

/**
 * What to run, in order: for memory, which also warms up; for time, in rounds that begin with another one each; for system calls.
 * @template {{ runner: Runner }} W
 * @param {readonly W[]} work
 * @param {Row} row
 * @param {How} how
 * @returns {{ kind: 'memory' | 'time' | 'trace', of: W, round: number }[]}
 */
function turns(work, row, how) {
  const memory = work
    .filter(({ runner }) => how.extras === 'measured' || !runner.extra)
    .map((of) => ({ kind: /** @type {const} */ ('memory'), of, round: 0 }));
  const times = Array.from({ length: roundsOf(row, how) }, (_, round) => {
    const shift = round % work.length;
    return [...work.slice(shift), ...work.slice(0, shift)]
      .filter(({ runner }) => !runner.extra || round === 0 || how.extras === 'measured')
      .map((of) => ({ kind: /** @type {const} */ ('time'), of, round }));
  });
  // The calls are the same on every file system.
  const traced =
    how.strace === undefined || row.place === 'disk' || row.traced === 'none'
      ? []
      : row.traced === 'ours'
        ? work.slice(0, 1)
        : work;
  const traces = traced
    .filter(({ runner }) => how.extras === 'measured' || !runner.extra)
    .map((of) => ({ kind: /** @type {const} */ ('trace'), of, round: 0 }));
  return [...memory, ...times.flat(), ...traces];
}

/**
 * Projects to work on. On a disk they are made before anything is removed: ext4 makes a file ten times slower where it has just removed some.
 * @param {Row} row
 * @param {How} how
 */
function projectsOf(row, { folder }) {
  let serial = 0;
  /** @type {Map<Runner, string[]>} */
  const prepared = new Map();
  /** @type {string | undefined} */
  let shared;
  /** @param {Runner} runner */
  const fresh = (runner) => {
    const project = join(folder, `${row.id}-${serial++}`);
    mkdirSync(project);
    (runner.make ?? row.make)(project);
    return project;
  };
  /** @param {Runner} runner */
  const sharing = (runner) => row.keeps === true && runner.make === undefined;
  return {
    /** @param {Runner} runner */
    prepare(runner) {
      if (sharing(runner)) shared ??= fresh(runner);
      else prepared.set(runner, [...(prepared.get(runner) ?? []), fresh(runner)]);
    },
    /** @param {Runner} runner */
    take(runner) {
      if (!sharing(runner)) return prepared.get(runner)?.pop() ?? fresh(runner);
      if (shared === undefined) shared = fresh(runner);
      else row.renew?.(shared);
      return shared;
    },
    /** @param {string} project @param {Runner} runner */
    giveBack(project, runner) {
      if (!sharing(runner)) remove(project);
    },
    end() {
      for (const project of [...prepared.values()].flat()) remove(project);
      if (shared !== undefined) remove(shared);
    },
  };
}

/** Not by rmSync: it cannot go down 3,000 folders. @param {string} path */
function remove(path) {
  spawnSync('rm', ['-rf', path]);
}

function dropCaches() {
  spawnSync('sync');
  writeFileSync('/proc/sys/vm/drop_caches', '3');
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (Number(sorted[(sorted.length - 1) >> 1]) + Number(sorted[sorted.length >> 1])) / 2;
}

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
