// @ts-check
// Nothing changes: how long it takes to know what is there.

import { join, resolve } from 'node:path';
import { onTerminal, runner, TERMINAL, words } from '../runner.js';
import { costs, memory, OURS, secondsBeyond, times, timesBeyond } from '../targets.js';
import { makeCheckpoints, makeLogs } from '../trees.js';

const LOGS = 'outputs/logs';
const CHECKPOINTS = 'outputs/checkpoints';
/** Looks at names and times, and plans if it is not told to stop there. */
const PLANNER = resolve(import.meta.dirname, '../plan-names.js');
const LOOK = 'the look alone';
/** Decides about checkpoints that it makes up. */
const DECIDER = resolve(import.meta.dirname, '../decide-checkpoints.js');
const MAKE = 'made, not decided';

/** @param {import('../runner.js').Tools} tools @returns {import('../measure.js').Row[]} */
export function readingRows(tools) {
  const million = 1_000_000 * tools.scale;
  const count = 100_000 * tools.scale;
  const shape = { count: million, folders: 100 };
  // The one counts inodes and the other bytes: it cannot do both at once.
  const du = runner(tools, 'du', () => ['-s', '--inodes', LOGS], {
    name: 'du',
    label: `du -s --inodes ${LOGS}; du -s ${LOGS}`,
    command: () => ['sh', '-c', `du -s --inodes ${LOGS}; du -s ${LOGS}`],
  });
  const status = {
    place: /** @type {const} */ ('memory'),
    size: /** @type {const} */ ('full'),
    files: million,
    needs: 'status',
    keeps: true,
    make: (/** @type {string} */ project) => makeLogs(join(project, LOGS), shape),
    traced: /** @type {const} */ ('ours'),
  };
  const ours = runner(tools, 'outputs', () => ['status', '--json']);
  const others = [
    ...runner(tools, 'gdu', () => ['-n', '-p', '-s', '-c', LOGS], { extra: true }),
    ...runner(tools, 'ncdu', () => ['-0', '-o', '/dev/null', LOGS], { extra: true }),
    ...runner(tools, 'dust', () => ['-n', '1', LOGS], { extra: true }),
  ];
  /** @param {string} name @param {string} label @param {readonly string[]} args @returns {import('../measure.js').Runner} */
  const planner = (name, label, args) => ({ name, label, command: () => [process.execPath, PLANNER, ...args] });
  /** @param {string} id @param {number} files @param {number} most in seconds @returns {import('../measure.js').Row} */
  const deciding = (id, files, most) => ({
    id,
    work: `deciding alone, ${words(files)} checkpoints by rules of every kind`,
    place: 'memory',
    size: 'quick',
    files,
    keeps: true,
    make: () => {},
    runners: [
      { name: OURS, label: 'checkpoints made and decided', command: () => [process.execPath, DECIDER, String(files)] },
      { name: MAKE, label: 'checkpoints made', command: () => [process.execPath, DECIDER, String(files), 'make'] },
    ],
    targets: [secondsBeyond(most, MAKE)],
    traced: 'none',
  });
  const list = `find ${CHECKPOINTS} -printf '%f %T@ %s\\n' | sort`;
  return [
    {
      ...status,
      id: 'status-1m',
      work: `status, ${words(million)} files`,
      runners: [...ours, ...du, ...others],
      targets: [times(0.8, 'du'), memory(150)],
    },
    {
      ...status,
      id: 'status-progress',
      work: `status for a person, ${words(million)} files`,
      runners: onTerminal(tools, ['status']),
      targets: [costs(1.01, TERMINAL)],
      traced: 'none',
    },
    {
      ...status,
      id: 'status-cold',
      work: `status, ${words(count)} files on a disk, nothing in memory`,
      place: 'disk',
      files: count,
      make: (project) => makeLogs(join(project, LOGS), { ...shape, count }),
      cold: true,
      runners: [...ours, ...du],
      targets: [],
    },
    {
      id: 'dry-run-100k',
      work: `prune-checkpoints --dry-run, ${words(count)} files`,
      place: 'memory',
      size: 'quick',
      files: count,
      keeps: true,
      make: (project) => makeCheckpoints(join(project, CHECKPOINTS), count),
      runners: [
        ...runner(tools, 'outputs', () => ['prune-checkpoints', '--dry-run', '--quiet']),
        ...runner(tools, 'find', () => [CHECKPOINTS], { label: list, command: () => ['sh', '-c', list] }),
      ],
      targets: [times(1.5, 'find')],
    },
    {
      id: 'plan-100k',
      work: `planning alone, ${words(count)} checkpoints by name and time`,
      place: 'memory',
      size: 'quick',
      files: count,
      keeps: true,
      make: (project) => makeCheckpoints(join(project, CHECKPOINTS), count),
      runners: [
        planner(OURS, 'a plan made of names and times, with the look at them', []),
        planner(LOOK, 'the look at them alone', ['read']),
        ...runner(tools, 'find', () => [CHECKPOINTS], { label: list, command: () => ['sh', '-c', list] }),
      ],
      targets: [timesBeyond(1.5, 'find', LOOK)],
      traced: 'none',
    },
    deciding('decide-10k', 10_000 * tools.scale, 0.15),
    deciding('decide-100k', count, 1),
  ];
}
