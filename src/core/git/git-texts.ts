// Reads the few small texts by which git finds its own things: where a repository lies, what kind it is, which commit a name means.
// Pure, and strict: what is not understood is null, which is never "nothing".

import type { PathText } from '../types/primitives.ts';
import type { ObjectFormat } from './empty-repository.ts';

/** Where a `.git` that is a file leads, as written. */
export function gitFileTarget(text: PathText): PathText | null {
  return /^gitdir: ([^\n\r\0]+)\r?\n?$/.exec(text)?.[1] ?? null;
}

/** Where a worktree's repository lies, as written in its `commondir`. */
export function commonDirTarget(text: PathText): PathText | null {
  return /^([^\n\r\0]+)\r?\n?$/.exec(text)?.[1] ?? null;
}

/**
 * Folders of objects that `objects/info/alternates` names, as written: absolute, or from the folder of objects that it lies in. Null where
 * one is quoted, which only paths with strange bytes are.
 */
export function alternateTargets(text: PathText): readonly PathText[] | null {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.some((line) => line.startsWith('"') || line.includes('\0')) ? null : lines;
}

export interface RepositoryKind {
  readonly format: ObjectFormat;
  /** `other`: names of commits are kept in a form that only git reads (reftable). */
  readonly refs: 'files' | 'other';
  /** Git found, when it made the repository, that the disk takes `A` and `a` for one name. */
  readonly ignoresCase: boolean;
}

/** Without a value it is true. */
const BARE_IGNORECASE = /^\s*(?:\[[^\]]*\]\s*)?ignorecase\s*(?:[;#].*)?$/i;

/** Of its `config`. Git, too, takes extensions from this file alone and follows no include for them. */
export function repositoryKind(config: string): RepositoryKind | null {
  let section = '';
  let format: ObjectFormat = 'sha1';
  let refs: RepositoryKind['refs'] = 'files';
  let ignoresCase = false;
  for (const line of config.split('\n')) {
    const header = /^\s*\[\s*([^\]"]*?)\s*(?:"[^\n]*")?\s*\]/.exec(line);
    if (header !== null) section = (header[1] ?? '').toLowerCase();
    const [, key, value] = /^\s*(?:\[[^\]]*\]\s*)?([A-Za-z]+)\s*=\s*"?([^"\s;#]*)/.exec(line) ?? [];
    if (section === 'core' && BARE_IGNORECASE.test(line)) ignoresCase = true;
    if (key === undefined || value === undefined) continue;
    if (section === 'core' && key.toLowerCase() === 'ignorecase') ignoresCase = !/^(?:false|no|off|0+|)$/i.test(value);
    if (section === 'core' && key.toLowerCase() === 'repositoryformatversion' && !/^[01]$/.test(value)) return null;
    if (section !== 'extensions') continue;
    if (key.toLowerCase() === 'objectformat') {
      const known = (['sha1', 'sha256'] as const).find((each) => each === value.toLowerCase());
      if (known === undefined) return null;
      format = known;
    }
    if (key.toLowerCase() === 'refstorage' && value.toLowerCase() !== 'files') refs = 'other';
  }
  return { format, refs, ignoresCase };
}

export type Head = { readonly commit: string } | { readonly ref: PathText };

/** Of HEAD, and of any file that stands for a name. */
export function headOf(text: PathText): Head | null {
  const [, ref, commit] = /^(?:ref:\s*(\S[^\n]*?)|([0-9a-f]{40}|[0-9a-f]{64}))\s*$/.exec(text) ?? [];
  if (commit !== undefined) return { commit };
  return ref !== undefined && isRefName(ref) ? { ref } : null;
}

/** What git would accept as the full name of a branch or tag; never a way out of the folder of names. */
export function isRefName(name: PathText): boolean {
  const parts = name.split('/');
  if (parts[0] !== 'refs' || parts.length < 2) return false;
  return parts.every(
    (part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock') && !/\.\.|@\{|[\0-\x20\x7f~^:?*[\\]/.test(part),
  );
}

/** What `packed-refs` says of a name; null where it says nothing. */
export function packedCommit(packed: string, ref: PathText): string | null {
  for (const line of packed.split('\n')) {
    if (line.length > ref.length && line.endsWith(` ${ref}`)) {
      const [commit = ''] = line.split(' ', 1);
      return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) && line.length === commit.length + 1 + ref.length ? commit : null;
    }
  }
  return null;
}

/** `main~3` is `main` and `~3`; what follows the name is for git. */
export function splitRevision(revision: string): { readonly name: string; readonly rest: string } {
  const end = /[~^:]|@\{/.exec(revision)?.index ?? revision.length;
  return { name: revision.slice(0, end), rest: revision.slice(end) };
}

/** Full names that a short one may stand for, in git's order. */
export function refNames(name: string): readonly string[] {
  const places = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'];
  return [...places.map((place) => place + name), `refs/remotes/${name}/HEAD`].filter(isRefName);
}
