// Finds the directories that nobody wants emptied: the system's, the user's, the project's, git's, and all that hold one of these.

import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { attempt } from '../../disk/directory.ts';
import { inodeKey } from '../../items/inode-key.ts';
import { REPOSITORY_DATA } from '../../items/nested-repositories.ts';
import { fsPath, textOfBytes } from '../../lib/path-text.ts';
import type { InodeKey } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { ProtectedDirectory } from '../refuse-unsafe-places.ts';

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
  /** Where the user says what they trust. */
  readonly userConfig?: PathText | null;
}

/** Nothing in these is ever a project's outputs. */
const WHOLE: readonly PathText[] = [
  ...['/bin', '/boot', '/etc', '/lib', '/lib32', '/lib64', '/proc', '/sbin', '/sys'],
  ...['/usr/bin', '/usr/lib', '/usr/sbin'],
];

/** In a home: where keys are kept, of which nothing is anybody's outputs. */
const KEYS = ['.ssh', '.gnupg', '.aws', '.azure', '.docker', '.kube', '.password-store'] as const;
/** In a home: what many programs share. Folders below may be a project's. */
const SHARED = ['.cache', '.config', '.local', '.local/share', '.local/state'] as const;

export function protectedDirectories(projectRoot: PathText, homes: Homes): ProtectedDirectory[] {
  const git = gitTopOf(projectRoot);
  return [
    ...sharedLandmarks(homes),
    ...withFoldersAbove(projectRoot, 'the project itself'),
    ...(git === null ? [] : withFoldersAbove(git, 'the top of a git repository')),
    ...[projectRoot, ...foldersAbove(projectRoot)].flatMap(repositoryData),
  ];
}

/** Those that are no project's: the disk's, the system's, the user's. */
export function sharedLandmarks({ home, systemHome = null, userConfig = null }: Homes): ProtectedDirectory[] {
  const homes = [...new Set([home, systemHome])].filter((path): path is PathText => path !== null && path !== '/');
  return [
    { path: '/', key: keyOf('/'), what: 'the root of the whole disk' },
    ...homes.flatMap((path) => [...withFoldersAbove(path, 'your home directory'), ...privateFolders(path)]),
    ...(userConfig === null ? [] : withFoldersAbove(dirname(userConfig), 'the folder of your own configuration')),
    ...WHOLE.map((path): ProtectedDirectory => ({ ...landmark(path, 'a system directory'), whole: true })),
    ...SYSTEM.flatMap((path) => withFoldersAbove(path, 'a system directory')),
  ];
}

/** What the project is made of: its source, as most projects call it, and where its config lies. */
export function codeOf({ root, configFile }: Pick<Project, 'root' | 'configFile'>): ProtectedDirectory[] {
  const configs = configFile === null ? `${root}/configs` : dirname(configFile);
  return [
    landmark(`${root}/src`, "the project's source code"),
    ...(configs === root ? [] : [landmark(configs, 'the folder of the configuration')]),
  ];
}

function privateFolders(home: PathText): ProtectedDirectory[] {
  return [
    ...KEYS.map((name): ProtectedDirectory => ({ ...landmark(`${home}/${name}`, 'a folder of keys'), whole: true })),
    ...SHARED.map((name) => landmark(`${home}/${name}`, 'a folder that many programs share')),
  ];
}

function repositoryData(folder: PathText): ProtectedDirectory[] {
  return REPOSITORY_DATA.map(
    (name): ProtectedDirectory => ({ ...landmark(`${folder}/${name}`, "a repository's own data"), whole: true }),
  );
}

/** The one that lies at `path`, by name or by inode. */
export function protectedDirectoryAt(path: PathText, known: readonly ProtectedDirectory[]): ProtectedDirectory | undefined {
  const key = keyOf(path);
  return known.find((landmark) => landmark.path === path || (key !== null && landmark.key === key));
}

/** As written and as it really is: `/bin` may be `/usr/bin`, and a home may be a link. */
function withFoldersAbove(path: PathText, what: string): ProtectedDirectory[] {
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

function landmark(path: PathText, what: string): ProtectedDirectory {
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
