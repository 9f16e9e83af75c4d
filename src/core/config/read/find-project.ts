// Decides which folder is the project and which file its configuration, from the flags, or upwards from the current folder or the one named.

import { lstatSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { isOurs, isSharedWith } from '../../git/read/find-repository.ts';
import { configError, errnoOf, type OutputsError, usageError } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { fsPath, textOfBytes } from '../../lib/path-text.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Profile } from '../../types/project.ts';

/** What a caller asks for. `uid` is the effective user, -1 where there is no such thing. */
export interface ProjectRequest {
  readonly cwd: PathText;
  readonly config?: PathText;
  readonly project?: PathText;
  readonly profile?: Profile;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: PathText | null;
  /** Told of a project that is found above the folder where the search began. */
  readonly foundAbove?: (location: ProjectLocation) => void;
  /** What the system's user database says, which no variable changes; null for a user without an entry. */
  readonly systemHome?: PathText | null;
  /** The user's own configuration file, existing or not. Without one nothing is trusted. */
  readonly userConfig?: PathText | null;
  /** Absolute places outside the project that are trusted for this run. */
  readonly trusting?: readonly PathText[];
  readonly uid: number;
  /** All groups of that user, looked up only where it matters. None: the project is nobody's but its owner's. */
  readonly groups?: () => readonly number[];
  /** Gives up root for good, for a project of another user. Without it root does not read such a project. */
  readonly becomeUser?: (uid: number, gid: number) => void;
  /** Where the kernel shows processes. */
  readonly proc?: PathText;
}

export interface ProjectLocation {
  /** Absolute real path. */
  readonly root: PathText;
  readonly configFile: PathText | null;
  /** Where the search began; null where the config was named. Absolute real path. */
  readonly start: PathText | null;
}

/** In this order in every folder. */
export const CONFIG_NAMES = ['configs/project_config.yaml', 'project_config.yaml'] as const;

/** Throws a usage error for a folder that is none, and a config error where it cannot tell whether there is a config. */
export function findProject(request: ProjectRequest): ProjectLocation {
  const { cwd, config, project } = request;
  const start = project === undefined ? cwd : folderNamed(project, cwd);
  if (config === undefined) return upwards(realFolder(start, gone), request);
  const file = namedPath(config, start, '--config FILE');
  const root = realFolder(rootOf(file), (errno) => usageError(`--config ${escapeText(file)} cannot be read (${errno})`));
  return { root, configFile: file, start: null };
}

/** As `git -C` does: everything else is then as if the program had been started there. */
function folderNamed(project: PathText, cwd: PathText): PathText {
  return realFolder(namedPath(project, cwd, '--project DIR'), (errno) =>
    usageError(`--project ${escapeText(project)} is not a folder that can be used (${errno})`),
  );
}

/**
 * As git does, the search ends with the folder that holds `.git`; a config above it belongs to something else. One of another user says
 * nothing about whose project this is, because in `/tmp` anybody can make one, unless only a group that we are in can write to its folder.
 */
function upwards(start: PathText, { home, uid, groups }: ProjectRequest): ProjectLocation {
  const realHome = home === null || !isAbsolute(home) ? null : realPathIfAny(home);
  for (let folder = start; ; folder = dirname(folder)) {
    const configFile = configIn(folder);
    if (configFile !== null) return { root: rootOf(configFile), configFile, start };
    const isProject = (git: PathText): boolean =>
      exists(git) && (isOwn(git, uid) || isSharedWith({ looksAs: groups?.() }, folder));
    if (isProject(join(folder, '.git'))) return { root: folder, configFile: null, start };
    if (folder === realHome || folder === dirname(folder)) return { root: start, configFile: null, start };
  }
}

/** `project/configs/x.yaml` and `project/x.yaml` are both of `project`. */
function rootOf(configFile: PathText): PathText {
  const folder = dirname(configFile);
  return basename(folder) === 'configs' ? dirname(folder) : folder;
}

function configIn(folder: PathText): PathText | null {
  const name = CONFIG_NAMES.find((each) => exists(join(folder, each)));
  return name === undefined ? null : join(folder, name);
}

/** Even a link that leads nowhere exists. What cannot be looked at is an error: "no config" would mean "defaults", and a clean-up by defaults. */
function exists(path: PathText): boolean {
  try {
    return lstatSync(fsPath(path), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === undefined) throw error;
    if (errno === 'ENOTDIR') return false;
    throw configError(
      `cannot tell whether there is a ${escapeText(path)} (${errno})`,
      undefined,
      'name the config with --config FILE',
    );
  }
}

function isOwn(path: PathText, uid: number): boolean {
  const owner = lstatSync(fsPath(path), { throwIfNoEntry: false })?.uid;
  return owner !== undefined && isOurs(owner, { uid, trusted: false });
}

function realFolder(path: PathText, problem: (errno: string) => OutputsError): PathText {
  // node:path would resolve a relative cwd against the process's own, silently.
  if (!isAbsolute(path)) throw problem('ENOENT');
  try {
    const real = textOfBytes(realpathSync.native(fsPath(path), 'buffer'));
    if (!statSync(fsPath(real)).isDirectory()) throw problem('ENOTDIR');
    return real;
  } catch (error) {
    const errno = errnoOf(error);
    throw errno === undefined ? error : problem(errno);
  }
}

function realPathIfAny(path: PathText): PathText | null {
  try {
    return textOfBytes(realpathSync.native(fsPath(path), 'buffer'));
  } catch {
    return null;
  }
}

/** Absolute. Empty is a variable that was not set (`--project "$DIR"`), never "here". */
function namedPath(given: PathText, cwd: PathText, flag: string): PathText {
  if (given === '' || given.includes('\0')) throw usageError(`${flag} was given an empty name`);
  if (!isAbsolute(given) && !isAbsolute(cwd)) throw gone();
  return resolve(cwd, given);
}

function gone(): OutputsError {
  return usageError(
    'the current folder no longer exists',
    'change to a folder that does, or name the project with --project DIR',
  );
}
