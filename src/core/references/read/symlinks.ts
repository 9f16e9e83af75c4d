// Which checkpoints, and what in caches, symbolic links lead to: `latest -> UNet_epoch_7.pth` says that somebody counts on that file.
//
// Asked are all links below the outputs directory and below every section, in use or not, and those directly in the project's folder.
// Not asked are caches (Hugging Face's hold a link for every file, each into the cache itself: `caches/keep-linked.ts`), the trash, other
// mounts, and what cannot be read. Only folders and links are looked at, never plain files, and nothing is followed.

import { attempt, type Directory, mountOf, openChild, openPath, withRoot } from '../../disk/directory.ts';
import { foldersAndLinksIn } from '../../disk/list-folders.ts';
import { realPathOf } from '../../disk/real-path.ts';
import { targetOf } from '../../disk/stat-and-read.ts';
import { inodeKey } from '../../items/inode-key.ts';
import { isTrash } from '../../items/reserved-names.ts';
import { isReproducible } from '../../items/section-kinds.ts';
import { walkItems } from '../../items/walk-items.ts';
import { refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { isIn } from '../../lib/paths.ts';
import type { InodeKey, Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';

/**
 * The inodes in scanned sections of checkpoints that a link leads to, with one such link's absolute path; and those in scanned caches that
 * a link outside of all caches leads to. Throws a refusal.
 */
export function linksOf(project: Project, scans: readonly Scan[]): Map<InodeKey, PathText> {
  const filled = scans.filter(({ items }) => items.length > 0);
  const checkpoints = filled.filter(({ section }) => section.kind === 'checkpoints');
  const caches = filled.filter(({ section }) => isReproducible(section));
  if (checkpoints.length + caches.length === 0) return new Map();
  const links = new Map<InodeKey, PathText>();
  const elsewhere = new Map<InodeKey, PathText>();
  addLinks(project, scans, (key, link, isInCache) => {
    links.set(key, link);
    if (isInCache || caches.length === 0) return;
    // By its path, too: another name of the same file, outside of the cache, needs nothing of the cache.
    const target = realPathOf(link);
    if (target !== null && caches.some(({ realPath }) => isIn(target, realPath))) elsewhere.set(key, link);
  });
  return new Map([...among(links, checkpoints), ...among(elsewhere, caches)]);
}

/** Those of what these scans found. Nothing is asked of a million files where there are no links. */
function* among(links: ReadonlyMap<InodeKey, PathText>, scans: readonly Scan[]): Generator<readonly [InodeKey, PathText]> {
  if (links.size === 0) return;
  const numbers = new Set([...links.keys()].map((key) => BigInt(key.slice(key.indexOf(':') + 1))));
  for (const { items } of scans) {
    for (const { facts } of walkItems(items)) {
      const key = numbers.has(facts.ino) ? inodeKey(facts) : null;
      const link = key === null ? undefined : links.get(key);
      if (key !== null && link !== undefined) yield [key, link];
    }
  }
}

/** Every link that leads to one of these inodes, absolute, by the same rules of where is looked. Throws a refusal. */
export function linksTo(project: Project, scans: readonly Scan[], wanted: ReadonlySet<InodeKey>): readonly PathText[] {
  const links = new Set<PathText>();
  addLinks(project, scans, (key, link) => {
    if (wanted.has(key)) links.add(link);
  });
  return [...links];
}

type AddLink = (key: InodeKey, link: PathText, isInCache: boolean) => void;

function addLinks(project: Project, scans: readonly Scan[], addLink: AddLink): void {
  for (const scan of scans) {
    const items = scan.items.filter(({ path }) => !isTrash(path));
    const isInCache = isReproducible(scan.section);
    for (const { leadsTo, path } of walkItems(items))
      if (leadsTo !== undefined) addLink(leadsTo, `${scan.realPath}/${path}`, isInCache);
  }
  const add: Walk['add'] = (key, link) => addLink(key, link, false);
  const scanned = new Set(scans.map(({ section }) => section.path));
  const others = project.sections.filter((section) => !scanned.has(section.path) && !isReproducible(section));
  const isSection = memberOf(new Set(project.sections.map(({ path }) => path)));
  walk({ start: project.root, isEntered: () => false, add }, true);
  walk({ start: project.outputs, isEntered: (path) => !isSection(path) && !isTrashOf(project.outputs, path), add }, true);
  for (const { path } of others) {
    const start = realPathOf(path);
    // A section that is elsewhere may be a whole disk: of that, its own folder.
    const isOurs = [project.root, project.outputs, ...project.trust.paths].some(
      (folder) => start !== null && isIn(start, folder),
    );
    if (start !== null) walk({ start, isEntered: (below) => isOurs && !isTrashOf(start, below), add }, false);
  }
}

/** Lengths first: each letter of a path of some MB would be read, for each of thousands of folders. */
function memberOf(paths: ReadonlySet<PathText>): (path: PathText) => boolean {
  const longest = Math.max(0, ...[...paths].map(({ length }) => length));
  return (path) => path.length <= longest && paths.has(path);
}

function isTrashOf(folder: PathText, path: PathText): boolean {
  return path.length < folder.length + LONGEST_NAME && isTrash(path.slice(folder.length + 1));
}

const LONGEST_NAME = 255;

interface Walk {
  /** Absolute, real. */
  readonly start: PathText;
  /** Whether a folder below is looked into. */
  readonly isEntered: (path: PathText) => boolean;
  readonly add: (key: InodeKey, link: PathText) => void;
}

/** A start that is not there has no links. One that must be seen and cannot may have any, so nothing is safe to remove. */
function walk(asked: Walk, mustBeSeen: boolean): void {
  const done = attempt(() => withRoot((root) => addBelow(openPath(root, asked.start), asked)));
  if (done.ok || done.errno === 'ENOENT' || !mustBeSeen) return;
  throw refusal(
    `cannot read ${escapeText(asked.start)} (${done.errno}), so links in it that lead to your files cannot be seen`,
    'make the folder readable, then try again',
  );
}

interface Waiting {
  readonly parent: Directory;
  readonly name: PathText;
  readonly path: PathText;
}

/** Depth first with a stack of its own: recursion ends a tree of 20,000 levels in a RangeError. Throws only for the top itself. */
function addBelow(top: Directory, { start, isEntered, add }: Walk): void {
  const mount = mountOf(top);
  const waiting: Waiting[] = [];
  const addIn = (directory: Directory, path: PathText): void => {
    const { folders, links } = foldersAndLinksIn(directory);
    for (const name of links) {
      const target = targetOf(directory, name);
      if (target !== null) add(inodeKey(target), `${path}/${name}`);
    }
    for (const name of folders) {
      const below = `${path}/${name}`;
      if (isEntered(below)) waiting.push({ parent: directory, name, path: below });
    }
  };
  addIn(top, start);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { parent, name, path } = next;
    attempt(() => {
      const directory = openChild(parent, name);
      if (directory.facts.dev === top.facts.dev && mountOf(directory) === mount) addIn(directory, path);
    });
  }
}
