// Opens a git repository without git: where its index and objects lie, of what kind it is, and which commit a name means. Everything
// is read by us, never more than a bounded part and never through a link or a pipe, because git would read the configuration with it.

import { lstatSync, readlinkSync } from 'node:fs';
import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import { textAt } from '../../disk/read-small-text.ts';
import { realPathOf } from '../../disk/real-path.ts';
import { bytesAt, namesIn } from '../../disk/stat-and-read.ts';
import { type OutputsError, refusal } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { fsPath, textOfBytes } from '../../lib/path-text.ts';
import { folderOf, nameOf, pathIn } from '../../lib/paths.ts';
import type { PathText } from '../../types/primitives.ts';
import {
  alternateTargets,
  commonDirTarget,
  gitFileTarget,
  headOf,
  packedCommit,
  type RepositoryKind,
  refNames,
  repositoryKind,
  splitRevision,
} from '../git-texts.ts';
import { type Asker, isOurs, isSharedWith } from './find-repository.ts';
import { isPartOfIndex, isWholeIndex } from './git-index.ts';

export interface Repository extends RepositoryKind {
  /** The folder of its files. */
  readonly top: PathText;
  /** Real path of what belongs to this working tree: HEAD and the index. */
  readonly own: PathText;
  /** Real path of what all its working trees share: objects, branches, tags. */
  readonly shared: PathText;
}

const LONGEST_TEXT = 64 * 1024;
/** Some hundred thousand tags. */
const LARGEST_PACKED_REFS = 64 * 1024 * 1024;
/** Ten million files. A longer one has the wrong checksum. */
const LARGEST_INDEX = 1 << 30;
const NOTHING = Buffer.alloc(0);
/** Names that stand for names. Git follows five. */
const LONGEST_WAY = 5;
/** As many as the kernel follows. */
const MOST_LINKS = 40;
const MOST_ALTERNATES = { depth: 6, folders: 100 } as const;

/** Throws a refusal where it is not whole, or where a part of it is somebody else's. `about` completes "cannot ask git …". */
export function openRepository(top: PathText, asker: Asker, about: string): Repository {
  const cannot = (why: string, hint?: string): OutputsError => cannotAsk(about, top, why, hint);
  const own = ownFolder(top, cannot);
  const commonDir = read(own, 'commondir');
  const common = commonDir === null ? own : commonDirTarget(commonDir);
  const shared = common === null ? null : realPathOf(common.startsWith('/') ? common : pathIn(own, common));
  if (shared === null) throw cannot(`${escapeText(own)}/commondir leads nowhere`);
  const isBelieved = isSharedWith(asker, top);
  if (!isBelieved) refuseForeign([own, shared, `${own}/index`, `${shared}/objects`], asker, cannot);
  refuseForeignObjects(pathIn(shared, 'objects'), isBelieved, asker, cannot);
  const config = read(shared, 'config', cannot);
  const kind = config === null ? ({ format: 'sha1', refs: 'files', ignoresCase: false } as const) : repositoryKind(config);
  if (kind === null) throw cannot(`${escapeText(shared)}/config names a form of repositories that is not known`);
  const repository = { top, own, shared, ...kind };
  refuseWithoutIndex(repository, cannot);
  return repository;
}

export const TRUST_HINT = 'nothing was touched; if you trust everybody who can write there, say so once: outputs trust';

export function belongsTo(path: PathText, uid: number): string {
  return `${escapeText(path)} belongs to user ${uid}, who could say that nothing is tracked`;
}

export function cannotAsk(about: string, top: PathText, why: string, hint = 'nothing was touched'): OutputsError {
  return refusal(`cannot ask git ${about} in ${escapeText(top)}: ${why}`, hint);
}

type Refuse = (why: string, hint?: string) => OutputsError;

function refuseForeign(paths: readonly PathText[], asker: Asker, cannot: Refuse): void {
  for (const path of new Set(paths)) {
    const owner = attempt(() => lstatSync(fsPath(path)).uid);
    if (owner.ok && !isOurs(owner.value, asker)) throw cannot(belongsTo(path, owner.value), TRUST_HINT);
  }
}

/**
 * Git takes objects from the folders that `info/alternates` names, and from those that these name, five deep; of a sparse index it reads
 * there what is tracked. One that is not there gives nothing: git says so itself.
 */
function refuseForeignObjects(objects: PathText, isBelieved: boolean, asker: Asker, cannot: Refuse): void {
  const seen = new Set<PathText>();
  let folders: readonly PathText[] = [objects];
  for (let depth = 0; folders.length > 0; depth++) {
    const real = new Set(folders.flatMap((folder) => realPathOf(folder) ?? []));
    const fresh = [...real].filter((folder) => !seen.has(folder));
    for (const folder of fresh) seen.add(folder);
    if (depth > MOST_ALTERNATES.depth || seen.size > MOST_ALTERNATES.folders)
      throw cannot(`${escapeText(objects)}/info/alternates leads to too many other folders of objects`);
    // What a group shares is believed for a look; what it borrows from elsewhere only where that is shared too.
    const judged = fresh.filter((folder) => (folder === objects ? !isBelieved : !isSharedWith(asker, folder)));
    const ways = folders.filter((folder) => judged.includes(realPathOf(folder) ?? ''));
    const links = ways.flatMap((folder) => linksOnTheWay(folder));
    refuseForeign([...links, ...judged, ...judged.map((folder) => `${folder}/info/alternates`)], asker, cannot);
    folders = fresh.flatMap((folder) => alternatesOf(folder, cannot));
  }
}

/** Whoever owns one of these links decides which objects git reads, whoever owns those. */
function linksOnTheWay(path: PathText): readonly PathText[] {
  const links: PathText[] = [];
  let way = path;
  for (let n = 1; n <= way.split('/').length && links.length < MOST_LINKS; n++) {
    const names = way.split('/');
    const place = names.slice(0, n).join('/');
    const target = attempt(() => textOfBytes(readlinkSync(fsPath(place), { encoding: 'buffer' })));
    if (place === '' || !target.ok) continue;
    links.push(place);
    const whole = target.value.startsWith('/') ? target.value : pathIn(folderOf(place) || '/', target.value);
    way = [whole, ...names.slice(n)].join('/');
    n = 0;
  }
  return links;
}

function alternatesOf(objects: PathText, cannot: Refuse): readonly PathText[] {
  const text = read(pathIn(objects, 'info'), 'alternates', cannot);
  const targets = text === null ? [] : alternateTargets(text);
  if (targets === null)
    throw cannot(`${escapeText(objects)}/info/alternates has a path in quotes`, 'write it without them; nothing was touched');
  return targets.map((target) => (target.startsWith('/') ? target : pathIn(objects, target)));
}

/** What `.git` is, or where the file of that name leads. */
function ownFolder(top: PathText, cannot: Refuse): PathText {
  const named = pathIn(top, '.git');
  const real = realPathOf(named);
  if (real === null) throw cannot(`${escapeText(named)} leads nowhere`);
  const type = attempt(() => lstatSync(fsPath(real)));
  if (type.ok && type.value.isDirectory()) return real;
  const text = read(folderOf(real) || '/', nameOf(real), cannot);
  const target = text === null ? null : gitFileTarget(text);
  const folder = target === null ? null : realPathOf(target.startsWith('/') ? target : pathIn(top, target));
  if (folder === null) throw cannot(`${escapeText(named)} names no repository`);
  return folder;
}

/**
 * Without an index git would say that nothing is tracked: so it is before the first `git add`, and after somebody removed it.
 */
function refuseWithoutIndex(repository: Repository, cannot: Refuse): void {
  const { own, refs } = repository;
  const head = read(own, 'HEAD', cannot);
  // With reftable HEAD is always "ref: refs/heads/.invalid", which is no name that git allows.
  if (head === null || (refs === 'files' && headOf(head) === null))
    throw cannot(`${escapeText(own)} has no HEAD that says anything`);
  const index = attempt(() => lstatSync(fsPath(`${own}/index`)));
  if (index.ok && !index.value.isFile()) throw cannot(`${escapeText(own)}/index is not a file`);
  if (index.ok) {
    refuseDamagedIndex(repository, cannot);
    return;
  }
  if (index.errno !== 'ENOENT') throw cannot(`${escapeText(own)}/index cannot be looked at (${index.errno})`);
  if (refs === 'other' || commitNamed('HEAD', repository) !== null)
    throw cannot(`${escapeText(own)}/index is missing`, 'git reset makes it again; nothing was touched');
}

/** Git would answer from it, with other names than were added. */
function refuseDamagedIndex({ own, format }: Repository, cannot: Refuse): void {
  const read = attempt(() =>
    withRoot((root) => {
      const folder = openPath(root, own);
      const bytes = bytesAt(folder, 'index', LARGEST_INDEX);
      if (bytes === null) return null;
      if (!isWholeIndex(bytes, format)) return 'index';
      const parts = namesIn(folder).filter((name) => isPartOfIndex(name, bytes));
      return parts.find((name) => !isWholeIndex(bytesAt(folder, name, LARGEST_INDEX) ?? NOTHING, format)) ?? null;
    }),
  );
  if (!read.ok) throw cannot(`${escapeText(own)}/index cannot be read (${read.errno})`);
  if (read.value !== null)
    throw cannot(
      `${escapeText(own)}/${read.value} is damaged: its checksum is wrong`,
      'nothing was touched; to make the index again, remove that file and run git reset (what was staged must be staged again)',
    );
}

/** A small text. Null where there is none, and without `cannot` where it cannot be read. */
function read(folder: PathText, name: PathText, cannot?: Refuse, most: number = LONGEST_TEXT): PathText | null {
  const text = attempt(() => withRoot((root) => textAt(openPath(root, folder), name, most)));
  const answer = text.ok ? text.value : text;
  if (answer.ok) return answer.value;
  if (answer.errno !== 'ENOENT' && cannot !== undefined)
    throw cannot(`${escapeText(pathIn(folder, name))} cannot be read (${answer.errno})`);
  return null;
}

/** The commit, or the tag, that a name such as `HEAD`, `main` or `v1` stands for. Null where it is no such name. */
export function commitNamed(name: string, repository: Repository): string | null {
  if (repository.refs === 'other') return null;
  if (name === 'HEAD' || name === '@') return followed(read(repository.own, 'HEAD'), repository);
  for (const ref of refNames(name)) {
    const commit = commitOfRef(ref, repository, 0);
    if (commit !== null) return commit;
  }
  return null;
}

/** `REVISION` with its name replaced by what it stands for, as git can read it without the names. */
export function withoutNames(revision: string, repository: Repository): string {
  const { name, rest } = splitRevision(revision);
  const commit = commitNamed(name === '' && rest.startsWith('@{') ? 'HEAD' : name, repository);
  return commit === null ? revision : commit + rest;
}

function followed(text: string | null, repository: Repository, depth = 0): string | null {
  const head = text === null ? null : headOf(text);
  if (head === null || depth > LONGEST_WAY) return null;
  return 'commit' in head ? head.commit : commitOfRef(head.ref, repository, depth + 1);
}

/** A working tree has names of its own below `refs/worktree` and `refs/bisect`; they are looked for first. */
function commitOfRef(ref: PathText, repository: Repository, depth: number): string | null {
  for (const folder of new Set([repository.own, repository.shared])) {
    const loose = followed(read(pathIn(folder, folderOf(ref)), nameOf(ref)), repository, depth);
    if (loose !== null) return loose;
  }
  const packed = read(repository.shared, 'packed-refs', undefined, LARGEST_PACKED_REFS);
  return packed === null ? null : packedCommit(packed, ref);
}
