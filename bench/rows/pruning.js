// @ts-check
// What it costs to prune with a journal, a trash and every fsync, on a disk: in memory these cost nothing.

import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runner, words } from '../runner.js';
import { growth, memory, secondsBeyond } from '../targets.js';
import { makeCheckpoints } from '../trees.js';

const CHECKPOINTS = 'outputs/checkpoints';
const START = 'start-up';

/** @param {import('../runner.js').Tools} tools @returns {import('../measure.js').Row[]} */
export function pruningRows(tools) {
  /** @param {string} id @param {number} files @param {readonly import('../targets.js').Target[]} targets @returns {import('../measure.js').Row} */
  const row = (id, files, targets) => ({
    id,
    work: `prune-checkpoints, ${words(files)} files to the trash`,
    place: 'disk',
    size: 'quick',
    files,
    heavy: files > 10_000,
    make: (project) => makeCheckpoints(join(project, CHECKPOINTS), files + 1),
    left: (project) => (readdirSync(join(project, CHECKPOINTS)).length <= 2 ? undefined : 'left what it should have moved'),
    runners: [
      ...runner(tools, 'outputs', () => ['prune-checkpoints', '--quiet', '--yes']),
      ...runner(tools, 'outputs', () => ['prune-checkpoints', '--quiet', '--yes', '--dry-run'], {
        name: START,
        label: 'outputs prune-checkpoints --dry-run, with nothing there',
        make: (project) => mkdirSync(join(project, CHECKPOINTS), { recursive: true }),
      }),
    ],
    targets,
  });
  return [
    row('prune-10k', 10_000 * tools.scale, [secondsBeyond(1, START)]),
    row('prune-100k', 100_000 * tools.scale, [growth(10, 'prune-10k', START), memory(250)]),
  ];
}
