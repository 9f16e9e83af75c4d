// Reads the user's own configuration: which projects they trust with what. It lies outside of every project, and counts only where
// nobody but the user and root could have written it. Nearly nobody has one: then this is one `lstat`.

import { lstatSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { attempt } from '../../disk/directory.ts';
import { realPathOf } from '../../disk/real-path.ts';
import { nearest } from '../../lib/did-you-mean.ts';
import { configError, type OutputsError, refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { fsPath } from '../../lib/path-text.ts';
import { isIn } from '../../lib/paths.ts';
import { type Access, isOursOrRoots, othersMayReplaceIn, othersMayWrite } from '../../trust/access.ts';
import type { Owned } from '../../trust/speaker.ts';
import { absolutePathOf, NO_TRUST, type TrustedProject, trustIn } from '../../trust/user-trust.ts';
import type { PathText, Warning } from '../../types/primitives.ts';
import type { Trust } from '../../types/project.ts';
import { isInside } from './config-path.ts';
import { type ConfigSource, isMapping, type KeyPath, valueAt } from './config-types.ts';
import type { ProjectRequest } from './find-project.ts';
import { readConfigFile } from './read-config-file.ts';

export interface UserConfig {
  readonly projects: readonly TrustedProject[];
  /** Why it does not count. */
  readonly warnings: readonly Warning[];
}

type User = Pick<ProjectRequest, 'uid' | 'systemHome' | 'userConfig'>;

/** What the user says of the project at `root`. Throws config errors with their place. */
export async function readTrust(
  root: PathText,
  user: User,
): Promise<{ readonly trust: Trust; readonly warnings: readonly Warning[] }> {
  const { projects, warnings } = await readUserConfig(root, user);
  return { trust: trustIn(projects, root), warnings };
}

/** Throws config errors. `root`: the project that must not be able to speak for the user. */
export async function readUserConfig(root: PathText, user: User): Promise<UserConfig> {
  const { userConfig: file, uid } = user;
  if (file === undefined || file === null || !isThere(file)) return { projects: [], warnings: [] };
  const why = whyNotBelieved(file, user, root);
  if (why !== null) return { projects: [], warnings: [{ text: `${escapeText(file)} does not count: ${why}` }] };
  const { parseConfig } = await import('./yaml-source.ts');
  return {
    projects: projectsIn(
      parseConfig(
        readConfigFile(file, (files) => requireOurs(files, uid)),
        file,
      ),
    ),
    warnings: [],
  };
}

/** Once more of what was opened: the name may have been given to another file since. */
function requireOurs(files: readonly Owned[], uid: number): void {
  const strange = files.find((each) => !isOursOrRoots(each, uid) || othersMayWrite(each));
  if (strange !== undefined) throw refusal(`${escapeText(strange.path)} was replaced while it was looked at`, 'run it again');
}

/** What cannot be looked at is there: that is said when it is read. */
function isThere(path: PathText): boolean {
  const seen = attempt(() => lstatSync(fsPath(path)));
  return seen.ok || !(seen.errno === 'ENOENT' || seen.errno === 'ENOTDIR' || seen.errno === 'EACCES');
}

/** The file, what it really is, and every folder on the way to both. */
function whyNotBelieved(file: PathText, { uid, systemHome = null }: User, root: PathText): string | null {
  const real = realPathOf(file);
  if (real === null) return 'it is a link that leads nowhere';
  if (isInside(real, root) && (systemHome === null || !isIn(systemHome, root)))
    return 'it lies in the project, which cannot speak for you: XDG_CONFIG_HOME leads there';
  for (const path of new Set([file, real])) {
    const access = accessOf(path);
    if (access === null) return 'it cannot be looked at';
    if (!isOursOrRoots(access, uid)) return `it belongs to another user (uid ${access.uid})`;
    if (othersMayWrite(access))
      return `others can write to it (mode ${modeText(access)}); take that away with: chmod go-w ${escapeText(file)}`;
  }
  return whyNoPlaceToBelieve(new Set([...foldersAbove(file), ...foldersAbove(real)]), uid);
}

/** Why a file that is to be made there would not count. */
export function whyNotBelievedAt(file: PathText, { uid }: Pick<User, 'uid'>): string | null {
  return whyNoPlaceToBelieve(foldersAbove(file), uid);
}

function whyNoPlaceToBelieve(folders: Iterable<PathText>, uid: number): string | null {
  for (const folder of folders) {
    const access = accessOf(folder);
    if (access === null) continue;
    if (!isOursOrRoots(access, uid)) return `its folder ${escapeText(folder)} belongs to another user (uid ${access.uid})`;
    if (othersMayReplaceIn(access, uid)) {
      const name = escapeText(folder);
      return `others can write to its folder ${name} (mode ${modeText(access)}); take that away with: chmod go-w ${name}`;
    }
  }
  return null;
}

function accessOf(path: PathText): Access | null {
  const seen = attempt(() => lstatSync(fsPath(path)));
  if (!seen.ok) return null;
  const { uid, gid, mode } = seen.value;
  return { uid, gid, mode: mode & 0o7777, isLink: seen.value.isSymbolicLink() };
}

function modeText({ mode }: Access): string {
  return mode.toString(8);
}

/** From the nearest up to `/`. */
function foldersAbove(path: PathText): readonly PathText[] {
  const above = dirname(path);
  return above === path ? [] : [above, ...foldersAbove(above)];
}

function projectsIn(source: ConfigSource): readonly TrustedProject[] {
  requireKeys(source, [], ['projects']);
  const projects = valueAt(source.value, ['projects']);
  if (projects === undefined || projects === null) return [];
  if (!isMapping(projects)) throw wrong(source, ['projects'], 'expected a mapping of project folders');
  return Object.keys(projects).map((key) => {
    const root = absolutePathOf(key);
    if (root === null)
      throw configError(
        `\`${escapeText(key)}\` in \`projects\`: expected an absolute path without ..`,
        source.keyPlace(['projects', key]),
      );
    return { root, ...projectAt(source, ['projects', key]) };
  });
}

function projectAt(source: ConfigSource, keys: KeyPath): Trust {
  const written = valueAt(source.value, keys);
  if (written === undefined || written === null) return NO_TRUST;
  if (!isMapping(written)) throw wrong(source, keys, 'expected a mapping');
  requireKeys(source, keys, ['trusted', 'paths']);
  const trusted = written['trusted'] ?? false;
  if (typeof trusted !== 'boolean') throw wrong(source, [...keys, 'trusted'], 'expected true or false');
  const paths = written['paths'] ?? [];
  if (!Array.isArray(paths)) throw wrong(source, [...keys, 'paths'], 'expected a list');
  return {
    project: trusted,
    paths: paths.map((path: unknown, index) => {
      const place = typeof path === 'string' ? absolutePathOf(path) : null;
      if (place === null) throw wrong(source, [...keys, 'paths', index], 'expected an absolute path without ..');
      return place;
    }),
  };
}

function requireKeys(source: ConfigSource, keys: KeyPath, valid: readonly string[]): void {
  const mapping = keys.length === 0 ? source.value : valueAt(source.value, keys);
  const unknown = Object.keys(isMapping(mapping) ? mapping : {}).find((key) => !valid.includes(key));
  if (unknown === undefined) return;
  const meant = nearest(unknown, valid);
  throw configError(
    `unknown key \`${escapeText(unknown)}\`${keys.length === 0 ? '' : ` in \`${escapeText(keys.join('.'))}\``}`,
    source.keyPlace([...keys, unknown]),
    `${meant === undefined ? '' : `did you mean \`${meant}\`? `}Valid keys here: ${valid.join(', ')}`,
  );
}

function wrong(source: ConfigSource, keys: KeyPath, says: string): OutputsError {
  return configError(`\`${escapeText(keys.join('.'))}\`: ${says}; found ${source.found(keys)}`, source.valuePlace(keys));
}
