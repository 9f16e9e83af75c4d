// Finds the directories that nobody wants emptied: the system's, the user's, the project's, git's, and all that hold one of these.

import { lstatSync, realpathSync, statSync } from 'node:fs';
import { attempt } from '../disk/directory.ts';
import { fsPath, textOfBytes } from '../path-text.ts';
import type { Landmark } from '../planning/guard.ts';
import { inodeKey } from '../policy/inode.ts';
import type { InodeKey, PathText } from '../types.ts';

const SYSTEM: readonly PathText[] = [
  ...['/bin', '/boot', '/dev', '/etc', '/home', '/lib', '/lib32', '/lib64', '/media', '/mnt', '/opt', '/proc', '/root', '/run'],
  ...['/sbin', '/srv', '/sys', '/tmp', '/usr', '/usr/local', '/var', '/var/log', '/var/tmp'],
  ...['/Applications', '/Library', '/System', '/Users', '/Volumes', '/private', '/private/tmp', '/private/var'],
];

/** Null where nobody knows it. */
export interface Homes {
  /** What `$HOME` says, which anybody can set. */
  readonly home: PathText | null;
  /** What the system's user database says. */
  readonly systemHome?: PathText | null;
}

export function landmarks(projectRoot: PathText, { home, systemHome = null }: Homes): Landmark[] {
  const git = gitTopOf(projectRoot);
  const homes = [...new Set([home, systemHome])].filter((path): path is PathText => path !== null && path !== '/');
  return [
    { path: '/', key: keyOf('/'), what: 'the root of the whole disk' },
    ...homes.flatMap((path) => withFoldersAbove(path, 'your home directory')),
    ...withFoldersAbove(projectRoot, 'the project itself'),
    ...(git === null ? [] : [...withFoldersAbove(git, 'the top of a git repository'), landmark(`${git}/.git`, "git's own data")]),
    ...SYSTEM.flatMap((path) => withFoldersAbove(path, 'a system directory')),
  ];
}

/** The one that lies at `path`, by name or by inode. */
export function landmarkAt(path: PathText, known: readonly Landmark[]): Landmark | undefined {
  const key = keyOf(path);
  return known.find((landmark) => landmark.path === path || (key !== null && landmark.key === key));
}

/** As written and as it really is: `/bin` may be `/usr/bin`, and a home may be a link. */
function withFoldersAbove(path: PathText, what: string): Landmark[] {
  const real = attempt(() => textOfBytes(realpathSync.native(fsPath(path), { encoding: 'buffer' })));
  return [...new Set([path, real.ok ? real.value : path])].flatMap((each) => [
    landmark(each, what),
    ...foldersAbove(each).map((above) => landmark(above, `a folder that holds ${what}`)),
  ]);
}

/** From the nearest up, `/` excluded. */
function foldersAbove(path: PathText): PathText[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.slice(1).map((_, at) => `/${names.slice(0, names.length - 1 - at).join('/')}`);
}

function landmark(path: PathText, what: string): Landmark {
  return { path, key: keyOf(path), what };
}

function keyOf(path: PathText): InodeKey | null {
  const stats = attempt(() => statSync(fsPath(path), { bigint: true }));
  return stats.ok ? inodeKey(stats.value) : null;
}

/** The nearest folder from here up that holds a `.git`, be it a directory or a worktree's file. */
export function gitTopOf(path: PathText): PathText | null {
  const folders = [path, ...foldersAbove(path), '/'];
  return folders.find((folder) => attempt(() => lstatSync(fsPath(`${folder === '/' ? '' : folder}/.git`))).ok) ?? null;
}
