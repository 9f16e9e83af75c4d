// What a look at the disk sees: objects, their facts, and what holds them.

import type { Instant, PathText } from './primitives.ts';
import type { Section } from './project.ts';

// ── what is on disk ─────────────────────────────────────────────────────────────────────────────────────────────────

export type ObjectType = 'file' | 'directory' | 'link' | 'other';

/**
 * What `lstat` says of one object. Inode numbers are reused at once (ext4: 2000 of 2000), so an object is the same only if
 * dev, ino, type, size, mtime and birth time all agree; ctime too, unless we have renamed it ourselves.
 */
export interface Facts {
  readonly type: ObjectType;
  readonly dev: bigint;
  readonly ino: bigint;
  /** Bytes. */
  readonly size: bigint;
  /**
   * What it takes on the disk, in units of 512 bytes, as `du` counts: holes take nothing. A number, which V8 keeps in the object itself.
   * Never part of an identity: some file systems give blocks only when they write a file out.
   */
  readonly blocks: number;
  readonly mtimeNs: Instant;
  readonly ctimeNs: Instant;
  readonly birthtimeNs: Instant;
  readonly nlink: bigint;
  readonly mode: number;
  readonly uid: number;
}

/** By what two looks at one object are compared. */
export type Identity = Pick<Facts, 'type' | 'dev' | 'ino' | 'size' | 'mtimeNs' | 'ctimeNs' | 'birthtimeNs'>;

/** `"<dev>:<ino>"`: which inode, for sets and maps. */
export type InodeKey = string;

/** One object below a section. */
export interface Item {
  /** Relative to its section, `/` between names. */
  readonly path: PathText;
  readonly facts: Facts;
  /** What a directory holds, sorted by path; empty for everything else. */
  readonly children: readonly Item[];
  /** Why a directory was not looked into; its content is unknown, not empty. */
  readonly closed?: 'unreadable' | 'mount';
  /** For a link: the inode it finally leads to, if it leads anywhere. */
  readonly leadsTo?: InodeKey;
}

/** Something that could not be read. What lies there is unknown and stays. */
export interface Problem {
  readonly section: string;
  /** Relative to the section; `''` is the section itself. */
  readonly path: PathText;
  /** The errno, e.g. `EACCES`. */
  readonly code: string;
}

/** What a look at one section found. */
export interface Scan {
  readonly section: Section;
  /** Absolute path of the section with every link resolved; equal to `section.path` wherever deleting is allowed. */
  readonly realPath: PathText;
  /** The section's own directory, or null where it does not exist. */
  readonly directory: Facts | null;
  readonly items: readonly Item[];
  readonly problems: readonly Problem[];
}

/** How much lies below one place, counted without remembering any of it. Times are rough: nothing is decided by them. */
export interface Census {
  /** Names of files, links and whatever else is no folder. */
  readonly files: number;
  /** The place itself not counted. */
  readonly folders: number;
  /** What the files hold, as in an `Entry`: each inode once. */
  readonly bytes: number;
  /** What it all takes on the disk, folders and the place itself too, as `du` says it. */
  readonly allocatedBytes: number;
  /** When what is no folder was last written; null where there is nothing. */
  readonly oldest: Instant | null;
  readonly newest: Instant | null;
  /** Files older than the age that was asked for, and what they hold. */
  readonly old: { readonly files: number; readonly bytes: number };
  /** Folders on which something else is mounted: not looked into. */
  readonly mounts: number;
}

/** Who has a file open, or works in a directory. */
export interface Holder {
  readonly pid: number;
  readonly process: string;
}

/** What the rest of the machine says about the objects in a section. */
export interface ExternalState {
  /** Absolute paths of files that git tracks; of folders, ending in `/`, where it knows only that something in them is tracked. */
  readonly tracked: ReadonlySet<PathText>;
  readonly held: ReadonlyMap<InodeKey, Holder>;
  /** Processes whose open files could not be seen (other users'). */
  readonly unseenProcesses: number;
  /** Whose sticky folders let us move everything; missing where users have no numbers. */
  readonly euid?: number;
  /**
   * Inodes in sections of checkpoints that a symbolic link leads to, with the absolute path of the link; and those in caches that a link
   * elsewhere leads to.
   */
  readonly pointedAt: ReadonlyMap<InodeKey, PathText>;
}
