// @ts-check
// A section is emptied: against the tools that remove everything below a folder.

import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runner, words } from '../runner.js';
import { times } from '../targets.js';
import { makeDeep, makeHub, makeLogs } from '../trees.js';

const CACHE = 'outputs/cache';

/** @param {import('../runner.js').Tools} tools @returns {import('../measure.js').Row[]} */
export function emptyingRows(tools) {
  const ours = runner(tools, 'outputs', () => ['clean', '--cache', '--quiet'], { marks: marksOf });
  const rm = runner(tools, 'rm', () => ['-rf', CACHE]);
  const rimraf = runner(tools, 'rimraf', () => [CACHE]);
  const find = runner(tools, 'find', () => [CACHE, '-mindepth', '1', '-delete'], { extra: true });
  const others = [
    ...find,
    ...runner(tools, 'fd', () => ['-u', '-d', '1', '.', CACHE, '-X', 'rm', '-rf'], { extra: true }),
    ...runner(tools, 'rsync', () => ['-a', '--delete', 'empty/', `${CACHE}/`], { extra: true }),
    ...runner(tools, 'del-cli', () => [CACHE], { extra: true }),
  ];

  /**
   * @param {string} id
   * @param {string} what
   * @param {number} files
   * @param {(cache: string) => void} fill
   * @param {Pick<import('../measure.js').Row, 'runners' | 'targets'> & Partial<import('../measure.js').Row>} rest
   * @returns {import('../measure.js').Row}
   */
  const row = (id, what, files, fill, rest) => ({
    id,
    work: `clean --cache, ${what}`,
    place: 'memory',
    size: 'full',
    files,
    make: (project) => {
      mkdirSync(join(project, 'empty'));
      fill(join(project, CACHE));
    },
    left: (project) => (isEmpty(join(project, CACHE)) ? undefined : 'left something'),
    ...rest,
  });

  const count = 100_000 * tools.scale;
  const folders = Math.max(1, 1_000 * tools.scale);
  const many = `${words(count)} files in ${words(folders)} folders`;
  /** @param {string} cache */
  const fillMany = (cache) => makeLogs(cache, { count, folders });
  const hub = Math.max(2_000, count);
  const targets = [times(0.1, 'rm', 'usable'), times(0.75, 'rm', 'freed'), times(0.4, 'rimraf', 'freed')];
  return [
    row('clean-cache', many, count, fillMany, { size: 'quick', runners: [...ours, ...rm, ...rimraf, ...others], targets }),
    row('clean-cache-disk', many, count, fillMany, { place: 'disk', runners: [...ours, ...rm, ...rimraf], targets: [] }),
    row('clean-hub', `a Hugging Face cache of ${words(hub)} blobs and links`, hub, (cache) => makeHub(cache, hub), {
      runners: [...ours, ...rm, ...rimraf],
      targets: [],
    }),
    // rsync cannot: its paths end at 4,096 bytes.
    row('clean-deep', '3,000 folders, one in the other', 3_000, (cache) => makeDeep(cache, 3_000), {
      size: 'quick',
      brief: true,
      runners: [...ours, ...rm, ...find],
      targets: [],
      traced: 'all',
    }),
  ];
}

/**
 * `usable`: the section is there and nothing is in it. `freed`: nothing of it is left in the trash either.
 * @param {string} project
 */
function marksOf(project) {
  const cache = join(project, CACHE);
  const trash = join(project, 'outputs/.trash');
  return {
    // By the number of links, which is 2 without folders: to list a thousand of them each millisecond would slow down what is measured.
    usable: () => (statSync(cache, { throwIfNoEntry: false })?.nlink ?? 0) === 2 && isEmpty(cache),
    freed: () => isEmpty(cache) && (!existsSync(trash) || readdirSync(trash).every((name) => !name.startsWith('purge-'))),
  };
}

/** @param {string} folder */
function isEmpty(folder) {
  return !existsSync(folder) || readdirSync(folder).length === 0;
}
