// @ts-check
// Runs one command and says what it cost: time, processor time, memory, and system calls where asked.

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { watchMemory } from './memory.js';

/** NODE_EXTRA_CA_CERTS costs 40 ms on every start of Node 20: it would be measured instead of us. */
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

/** How long what is done in the background may go on. */
const MOST_AFTER_MS = 60_000;

/** @typedef {Readonly<Record<string, () => boolean>>} Marks Conditions; the time at which each is first true is taken. */
/** @typedef {{ ms: number, userMs: number, systemMs: number, marks: Record<string, number> }} Cost */

/**
 * @param {readonly string[]} command
 * @param {string} cwd
 * @param {Marks} [marks] looked at every millisecond; what is not true at the end is waited for
 * @returns {Promise<Cost>}
 */
export async function timed([file = '', ...args], cwd, marks = {}) {
  /** @type {Record<string, number>} */
  const reached = {};
  const before = processorTime();
  const start = process.hrtime.bigint();
  const since = () => Number(process.hrtime.bigint() - start) / 1e6;
  const look = () => {
    for (const [name, isTrue] of Object.entries(marks)) if (!(name in reached) && isTrue()) reached[name] = since();
  };
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = ending(child, [file, ...args]);
  const timer = Object.keys(marks).length > 0 ? setInterval(look, 1) : undefined;
  await ended;
  const ms = since();
  look();
  const lacking = () => Object.keys(marks).find((name) => !(name in reached));
  while (lacking() !== undefined && since() < ms + MOST_AFTER_MS) await new Promise((resolve) => setTimeout(resolve, 1));
  clearInterval(timer);
  if (lacking() !== undefined) throw new Error(`${file} ${args.join(' ')}: never ${lacking()}`);
  const after = processorTime();
  return { ms, userMs: after.user - before.user, systemMs: after.system - before.system, marks: reached };
}

/**
 * Bytes of memory at most, its children included.
 * @param {readonly string[] | undefined} time GNU time: exact for each process, where looking every 10 ms misses the end
 * @param {readonly string[]} command
 * @param {string} cwd
 * @param {string} scratch a file that may be written
 */
export async function peakMemory(time, command, cwd, scratch) {
  if (time === undefined) return Number.NaN;
  const [file = '', ...flags] = time;
  const args = [...flags, '-f', '%M', '-o', scratch, ...command];
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = ending(child, command);
  const stop = watchMemory(/** @type {number} */ (child.pid));
  try {
    await ended;
  } finally {
    stop();
  }
  return Math.max(stop(), Number(taken(scratch)) * 1024);
}

/**
 * How many system calls, its children's included, and the most frequent.
 * @param {readonly string[]} strace
 * @param {readonly string[]} command
 * @param {string} cwd
 * @param {string} scratch a file that may be written
 */
export function systemCalls([strace = '', ...flags], command, cwd, scratch) {
  const { status, stderr } = spawnSync(strace, [...flags, '-f', '-c', '-o', scratch, ...command], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status} under strace: ${String(stderr).slice(0, 500)}`);
  // % time, seconds, usecs/call, calls, errors (or nothing), name
  const lines = [...taken(scratch).matchAll(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$/gm)];
  const counts = lines.map(([, calls, name]) => ({ name: String(name), calls: Number(calls) }));
  const named = counts.filter(({ name }) => name !== 'total').sort((a, b) => b.calls - a.calls);
  return { total: named.reduce((sum, { calls }) => sum + calls, 0), most: named.slice(0, 6) };
}

/** @param {import('node:child_process').ChildProcess} child @param {readonly string[]} command @returns {Promise<void>} */
function ending(child, command) {
  let said = '';
  child.stderr?.on('data', (bytes) => {
    if (said.length < 500) said += bytes;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command.join(' ')} ended with ${code ?? signal}: ${said.slice(0, 500)}`));
    });
  });
}

/** What all children that have ended took, in milliseconds; the kernel counts in ticks of 10. */
function processorTime() {
  const fields = readFileSync('/proc/self/stat', 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ');
  return { user: Number(fields[13]) * 10, system: Number(fields[14]) * 10 };
}

/** @param {string} file */
function taken(file) {
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return text;
}
