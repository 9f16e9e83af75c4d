// @ts-check
// Old logs go, new ones stay: against the tools that look at the age of files.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTerminal, runner, TERMINAL, words } from '../runner.js';
import { callsPerFile, costs, growth, memory, times, timesBeyond } from '../targets.js';
import { makeLogs, renewLogs } from '../trees.js';

const LOGS = 'outputs/logs';
const START = 'start-up';

/** @param {import('../runner.js').Tools} tools @returns {import('../measure.js').Row[]} */
export function deletingRows(tools) {
  /** @typedef {{ count: number, folders: number, oldEvery?: number }} Shape */
  /** @param {Shape} shape @returns {Shape} */
  const scaled = ({ count, folders, ...rest }) => ({
    count: Math.max(folders, count * tools.scale),
    folders: Math.max(1, Math.round(Math.min(folders, count * tools.scale))),
    ...rest,
  });
  const ours = runner(tools, 'outputs', () => ['prune-logs', '--quiet']);
  const find = runner(tools, 'find', () => [LOGS, '-type', 'f', '-mtime', '+7', '-delete']);
  const startUp = runner(tools, 'outputs', () => ['prune-logs', '--quiet'], {
    name: START,
    label: 'outputs prune-logs --quiet, with nothing there',
    make: (project) => mkdirSync(join(project, LOGS), { recursive: true }),
  });
  const others = [
    ...runner(tools, 'fd', () => ['-u', '-t', 'f', '--changed-before', '7d', '.', LOGS, '-X', 'rm'], { extra: true }),
    ...runner(tools, 'tmpreaper', (project) => ['--mtime', '--runtime=0', '7d', join(project, LOGS)], { extra: true }),
    ...runner(tools, 'systemd-tmpfiles', (project) => ['--clean', join(project, 'tmpfiles.conf')], { extra: true }),
  ];

  /**
   * @param {string} id
   * @param {Shape} asked
   * @param {Pick<import('../measure.js').Row, 'runners' | 'targets'> & Partial<import('../measure.js').Row>} rest
   * @returns {import('../measure.js').Row}
   */
  const row = (id, asked, rest) => {
    const shape = scaled(asked);
    const old = shape.count / (shape.oldEvery ?? 1);
    const where = shape.folders === 1 ? 'one folder' : `${words(shape.folders)} folders`;
    return {
      id,
      work: `prune-logs, ${words(old)} old of ${words(shape.count)} in ${where}`,
      place: 'memory',
      size: 'full',
      files: shape.count,
      make: (project) => {
        makeLogs(join(project, LOGS), shape);
        writeFileSync(join(project, 'tmpfiles.conf'), `e ${join(project, LOGS)} - - - m:7d\n`);
      },
      left: (project) => {
        const there = readdirSync(join(project, LOGS, 'run0')).length;
        const meant = (shape.count - old) / shape.folders;
        return there === meant ? undefined : `left ${there} files in a folder instead of ${meant}`;
      },
      ...rest,
    };
  };

  const hundred = { count: 100_000, folders: 100 };
  const million = { count: 1_000_000, folders: 100 };
  const sparse = { ...million, oldEvery: 100 };
  return [
    row('prune-logs-100k', hundred, { size: 'quick', runners: [...ours, ...find, ...others], targets: [times(0.75, 'find')] }),
    row('prune-logs-1m', million, {
      runners: [...ours, ...find],
      targets: [times(0.7, 'find'), memory(150), callsPerFile(2.1), growth(10.5, 'prune-logs-100k')],
      traced: 'ours',
    }),
    row(
      'prune-logs-flat',
      { count: 100_000, folders: 1 },
      {
        size: 'quick',
        runners: [...ours, ...find, ...startUp],
        targets: [timesBeyond(1.05, 'find', START)],
      },
    ),
    row(
      'prune-logs-flat-1m',
      { count: 1_000_000, folders: 1 },
      { runners: [...ours, ...find, ...startUp], targets: [], traced: 'none' },
    ),
    row('prune-logs-10k-folders', { count: 100_000, folders: 10_000 }, { runners: [...ours, ...find], targets: [] }),
    row(
      'prune-logs-10k-folders-1m',
      { count: 1_000_000, folders: 10_000 },
      { runners: [...ours, ...find], targets: [], traced: 'ours' },
    ),
    row('prune-logs-1-percent', sparse, {
      keeps: true,
      renew: (project) => renewLogs(join(project, LOGS), { ...scaled(sparse), oldEvery: 100 }),
      runners: [...ours, ...find],
      targets: [times(0.8, 'find')],
      traced: 'ours',
    }),
    row(
      'prune-logs-small',
      { count: 100, folders: 4 },
      { size: 'quick', brief: true, runners: [...ours, ...find, ...startUp], targets: [] },
    ),
    row('prune-logs-disk', hundred, { place: 'disk', runners: [...ours, ...find], targets: [] }),
    row('progress', hundred, {
      runners: onTerminal(tools, ['prune-logs']),
      targets: [costs(1.01, TERMINAL)],
      traced: 'none',
    }),
  ];
}
