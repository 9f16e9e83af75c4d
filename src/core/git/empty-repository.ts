// What a repository holds that has nothing in it: git is asked with one of ours, so that it never reads the configuration of another.
// `configs/git/` has the same files; a test holds both equal.

import type { PathText } from '../types/primitives.ts';

export type ObjectFormat = 'sha1' | 'sha256';

/** Lends an empty repository of this format for as long as `use` takes. Throws a refusal where none can be had. */
export type LendEmptyRepository = <T>(format: ObjectFormat, use: (folder: PathText) => Promise<T>) => Promise<T>;

const EXTENSIONS: Readonly<Record<ObjectFormat, string>> = { sha1: '', sha256: '[extensions]\n\tobjectformat = sha256\n' };

export const EMPTY_REPOSITORY_FOLDERS = ['refs', 'info'] as const;

/** By path. Patterns for a sparse checkout, because without some git opens up every folder that a sparse index keeps closed. */
export function emptyRepositoryFiles(format: ObjectFormat): Readonly<Record<string, string>> {
  const version = format === 'sha1' ? 0 : 1;
  return {
    HEAD: 'ref: refs/heads/none\n',
    config: `[core]\n\trepositoryformatversion = ${version}\n\tbare = false\n${EXTENSIONS[format]}`,
    'info/sparse-checkout': '/*\n!/*/\n',
  };
}
