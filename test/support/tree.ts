// Makes a real temporary tree from an object, and photographs a tree so that "unchanged" can be compared exactly.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fsPath, textOfBytes, textOfLatin1 } from '../../src/core/lib/path-text.ts';
import type { Instant, PathText } from '../../src/core/types/primitives.ts';

/** For trees of thousands of folders: removing one took ext4 3 ms here, memory 20 µs. */
export const IN_MEMORY: string = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** One thing to make. A bare string is a file's text. `bytes` makes a file of that size; `{}` an empty file. */
export interface Leaf {
  readonly text?: string | Uint8Array;
  readonly bytes?: number;
  readonly dir?: true;
  /** The link's target, as written into it. */
  readonly link?: PathText;
  /** Another path of this tree that this is a second name of. */
  readonly hardLink?: PathText;
  /** A named pipe. */
  readonly fifo?: true;
  /** How long before `now` it was last modified: `8d`, `3h`, `10min`, `30s`, with a leading `-` for the future. */
  readonly age?: string;
  readonly mode?: number;
}

export type TreeSpec = Readonly<Record<PathText, Leaf | string>>;

export interface Tree extends Disposable {
  /** Absolute real path of the tree's folder. */
  readonly root: PathText;
  /** Absolute path of something inside. */
  at(path: PathText): PathText;
  /** Makes more things in the same tree. */
  add(spec: TreeSpec): void;
  remove(): void;
}

/**
 * `using t = tree({ 'outputs/logs/a.log': { bytes: 10, age: '8d' } })`. Parents are made as needed; keys are PathText, so
 * `'a\udcff.log'` is a name with the byte FF. Ages count back from `now`, by default the real clock.
 */
export function tree(spec: TreeSpec = {}, now: Instant = BigInt(Date.now()) * 1_000_000n, folder: string = tmpdir()): Tree {
  const root = realpathSync.native(mkdtempSync(join(folder, 'outputs-test-')));
  const locked: string[] = [];
  const add = (more: TreeSpec): void => {
    for (const [path, leaf] of Object.entries(more))
      make(`${root}/${path}`, root, typeof leaf === 'string' ? { text: leaf } : leaf);
    // Deepest first, and after everything exists: making a file changes its folder's time.
    for (const [path, leaf] of Object.entries(more).sort(([a], [b]) => b.length - a.length)) {
      if (typeof leaf === 'string') continue;
      const full = fsPath(`${root}/${path}`);
      if (leaf.age !== undefined) {
        const at = (Number(now / 1000n) - secondsOf(leaf.age) * 1e6) / 1e6;
        (leaf.link === undefined ? utimesSync : lutimesSync)(full, at, at);
      }
      if (leaf.mode !== undefined) {
        chmodSync(full, leaf.mode);
        if (leaf.dir) locked.push(`${root}/${path}`);
      }
    }
  };
  const remove = (): void => {
    for (const path of locked) {
      try {
        chmodSync(fsPath(path), 0o700);
      } catch {
        // Removed by the test.
      }
    }
    // Not fs.rmSync: Node 20 gives up on paths longer than 4096 bytes.
    execFileSync('rm', ['-rf', '--', root]);
  };
  add(spec);
  return { root, at: (path) => `${root}/${path}`, add, remove, [Symbol.dispose]: remove };
}

function make(path: PathText, root: PathText, leaf: Leaf): void {
  const full = fsPath(path);
  mkdirSync(fsPath(leaf.dir ? path : dirname(path)), { recursive: true });
  if (leaf.dir) return;
  if (leaf.link !== undefined) symlinkSync(fsPath(leaf.link), full);
  else if (leaf.hardLink !== undefined) linkSync(fsPath(`${root}/${leaf.hardLink}`), full);
  else if (leaf.fifo) execFileSync('mkfifo', ['--', path]);
  else writeFileSync(full, leaf.text ?? Buffer.alloc(leaf.bytes ?? 0, 'x'));
}

/** A chain of `levels` directories of one name, in a Node of its own: the whole path is too long for any one call. */
export function makeDeep(path: PathText, levels: number, name: PathText): void {
  const script = `const [path, levels, name] = process.argv.slice(1); process.chdir(path);
    for (let n = 0; n < Number(levels); n++) { fs.mkdirSync(name); process.chdir(name); }`;
  execFileSync(process.execPath, ['-e', script, path, String(levels), name]);
}

const SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, min: 60, s: 1 };

function secondsOf(age: string): number {
  const [, sign, amount, unit] = /^(-?)([\d.]+)(d|h|min|s)$/.exec(age) ?? [];
  const seconds = SECONDS[unit ?? ''];
  if (seconds === undefined) throw new Error(`not an age: ${age}`);
  return (sign === '-' ? -1 : 1) * Number(amount) * seconds;
}

/** Everything about one object that a careless program could change. */
export interface Shot {
  readonly type: 'file' | 'directory' | 'link' | 'other';
  readonly mode: string;
  readonly uid: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ino: bigint;
  /** SHA-256 of a file's bytes, or a link's target. */
  readonly content?: string;
}

/** The whole tree, itself included (key `''`), byte for byte: two of them are equal exactly if nothing changed. Compare with `toEqual`. */
export function snapshot(path: PathText): Record<PathText, Shot> {
  const shots: Record<PathText, Shot> = {};
  const left: PathText[] = [''];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const full = fsPath(at === '' ? path : `${path}/${at}`);
    const stats = lstatSync(full, { bigint: true });
    const type = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'link' : 'other';
    shots[at] = {
      type,
      mode: (stats.mode & 0o7777n).toString(8).padStart(4, '0'),
      uid: stats.uid,
      size: stats.size,
      mtimeNs: stats.mtimeNs,
      ino: stats.ino,
      ...(type === 'file' && { content: createHash('sha256').update(readFileSync(full)).digest('hex') }),
      ...(type === 'link' && { content: textOfBytes(readlinkSync(full, { encoding: 'buffer' })) }),
    };
    if (type !== 'directory') continue;
    for (const name of readdirSync(full, { encoding: 'latin1' }))
      left.push(at === '' ? textOfLatin1(name) : `${at}/${textOfLatin1(name)}`);
  }
  return shots;
}

/** Of an outputs directory: without what every operation writes down in the trash. */
export function outputsListing(path: PathText): PathText[] {
  return listing(path).filter((at) => !/^\.trash\/(RESERVE(\.\d)?|history\.jsonl|[^/]+\/state\.jsonl)$/.test(at));
}

/** The paths of a tree, sorted: the short form for tests about what is there and not how it looks. */
export function listing(path: PathText): PathText[] {
  return Object.keys(snapshot(path))
    .filter((at) => at !== '')
    .sort();
}
