// @ts-check
// Times whole processes in turn, A B A B …, so that a drift of the machine's speed hits both alike.

import { spawnSync } from 'node:child_process';

/** One thing to time. `before` runs untimed before each round. @typedef {{ name: string, command: readonly string[], cwd?: string, before?: () => void }} Runner */

/** NODE_EXTRA_CA_CERTS costs 40 ms on every start of Node 20: it would be measured instead of us. */
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;

export { env };

/**
 * Median milliseconds of each runner.
 * @param {readonly Runner[]} runners
 * @param {number} rounds
 * @returns {number[]}
 */
export function medians(runners, rounds) {
  /** @type {number[][]} */
  const times = runners.map(() => []);
  for (let round = -1; round < rounds; round++) {
    runners.forEach((runner, index) => {
      runner.before?.();
      const [file, ...args] = runner.command;
      const start = process.hrtime.bigint();
      const { status, stderr } = spawnSync(/** @type {string} */ (file), args, {
        cwd: runner.cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        maxBuffer: 2 ** 28,
      });
      const elapsed = Number(process.hrtime.bigint() - start) / 1e6;
      if (status !== 0) throw new Error(`${runner.command.join(' ')} ended with ${status}: ${stderr}`);
      if (round >= 0) /** @type {number[]} */ (times[index]).push(elapsed);
    });
  }
  return times.map((list) => /** @type {number} */ (list.sort((a, b) => a - b)[list.length >> 1]));
}
