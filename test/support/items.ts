// Builds what planning decides on, items, scans and projects, without a disk.

import { byCodePoint } from '../../src/core/lib/code-point-order.ts';
import type { ExternalState, Facts, Item, ObjectType, Problem, Scan } from '../../src/core/types/items.ts';
import type { Duration, Instant, PathText } from '../../src/core/types/primitives.ts';
import type { Project, Section, SectionKind } from '../../src/core/types/project.ts';

const NS_PER_SECOND = 1_000_000_000n;
export const MINUTE = 60;
export const HOUR: number = 60 * MINUTE;
export const DAY: number = 24 * HOUR;

/** 2025-08-25T00:42:40Z */
export const NOW: Instant = 1_756_082_560n * NS_PER_SECOND;

export function ago(seconds: number): Instant {
  return NOW - BigInt(Math.round(seconds * 1e9));
}

export function duration(part: Partial<Duration>): Duration {
  return { years: 0, months: 0, days: 0, seconds: 0, ...part };
}

const inodes = new Map<PathText, bigint>();

/** The same path always has the same inode, so that two looks at one tree see the same objects. */
function inodeOf(path: PathText): bigint {
  const known = inodes.get(path);
  if (known !== undefined) return known;
  const next = BigInt(1000 + inodes.size);
  inodes.set(path, next);
  return next;
}

/** One object to build. Without `type` it is a file of 100 bytes, 10 days old. */
export interface Spec {
  readonly path: PathText;
  readonly type?: ObjectType;
  readonly size?: number;
  /** What it takes on the disk, in blocks of 512 bytes; as many as its size needs unless it is said. */
  readonly blocks?: number;
  /** Seconds before NOW. */
  readonly age?: number;
  /** Another name of this path's inode. */
  readonly sameInodeAs?: PathText;
  readonly closed?: 'unreadable' | 'mount';
  readonly leadsTo?: PathText;
}

export function factsOf({
  path,
  type = 'file',
  size = 100,
  blocks = Math.ceil(size / 512),
  age = 10 * DAY,
  sameInodeAs,
}: Spec): Facts {
  const modified = ago(age);
  return {
    type,
    dev: 7n,
    ino: inodeOf(sameInodeAs ?? path),
    size: BigInt(size),
    blocks: type === 'directory' ? 0 : blocks,
    mtimeNs: modified,
    ctimeNs: modified,
    birthtimeNs: modified,
    nlink: sameInodeAs === undefined ? 1n : 2n,
    mode: 0o644,
    uid: 1000,
  };
}

/** The inode key of the object at this path. */
export function keyOf(path: PathText): string {
  return `7:${inodeOf(path)}`;
}

type Growing = Item & { readonly children: Item[] };

/** A tree from a flat list; the folders on the way need no spec of their own, and are as old as old can be. */
export function itemsOf(specs: readonly Spec[]): readonly Item[] {
  const shared = new Set(specs.flatMap(({ sameInodeAs }) => (sameInodeAs === undefined ? [] : [sameInodeAs])));
  const top: Item[] = [];
  const folders = new Map<PathText, Growing>();
  const childrenOf = (path: PathText): Item[] => {
    const at = path.lastIndexOf('/');
    return at < 0 ? top : folderAt(path.slice(0, at)).children;
  };
  const folderAt = (path: PathText): Growing => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const made: Growing = { path, facts: factsOf({ path, type: 'directory', age: 1000 * DAY }), children: [] };
    folders.set(path, made);
    childrenOf(path).push(made);
    return made;
  };
  for (const spec of specs) {
    const { path, closed, leadsTo } = spec;
    const facts = shared.has(path) ? { ...factsOf(spec), nlink: 2n } : factsOf(spec);
    if (spec.type === 'directory' && closed === undefined) folderAt(path);
    else {
      childrenOf(path).push({
        path,
        facts,
        children: [],
        ...(closed !== undefined && { closed }),
        ...(leadsTo !== undefined && { leadsTo: keyOf(leadsTo) }),
      });
    }
  }
  for (const children of [top, ...[...folders.values()].map((folder) => folder.children)]) {
    children.sort((a, b) => byCodePoint(a.path, b.path));
  }
  return top;
}

/** One folder in another, so many levels deep, with one file at the bottom. */
export function deepItem(levels: number, fileName: PathText): Item {
  const prefix = (depth: number): PathText => 'd/'.repeat(depth);
  const facts = factsOf({ path: 'd', type: 'directory' });
  const path = prefix(levels) + fileName;
  let item: Item = { path, facts: factsOf({ path }), children: [] };
  for (let depth = levels; depth > 0; depth--) {
    item = { path: `${prefix(depth - 1)}d`, facts, children: [item] };
  }
  return item;
}

export const OUTPUTS: PathText = '/project/outputs';

export function sectionOf(kind: SectionKind, overrides: Partial<Section> = {}): Section {
  return {
    name: kind,
    kind,
    path: `${OUTPUTS}/${kind}`,
    origin: { from: 'default' },
    active: true,
    patterns: kind === 'logs' ? ['*.log'] : [],
    naming: [],
    layout: 'auto',
    keep: {},
    ...overrides,
  };
}

export function projectOf(overrides: Partial<Project> = {}): Project {
  return {
    root: '/project',
    name: null,
    configFile: null,
    profile: 'development',
    outputs: OUTPUTS,
    outputsOrigin: { from: 'default' },
    sections: [],
    pinned: [],
    trust: { project: false, paths: [] },
    trashKeep: duration({ days: 7 }),
    grace: duration({ seconds: 10 * MINUTE }),
    usedIn: [],
    warnings: [],
    ...overrides,
  };
}

export function scanOf(section: Section, specs: readonly Spec[], problems: readonly Omit<Problem, 'section'>[] = []): Scan {
  return {
    section,
    realPath: section.path,
    directory: factsOf({ path: section.path, type: 'directory' }),
    items: itemsOf(specs),
    problems: problems.map((problem) => ({ section: section.name, ...problem })),
  };
}

/** A machine on which nothing is open, tracked or linked. */
export const ALONE: ExternalState = { tracked: new Set(), held: new Map(), unseenProcesses: 0, pointedAt: new Map() };
