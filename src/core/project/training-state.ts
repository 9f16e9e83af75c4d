// What the project was when a model was promoted: the commit of its repository, and the bytes of its config.

import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { attempt, openPath, withRoot } from '../disk/directory.ts';
import { bytesAt } from '../disk/look.ts';
import { OutputsError } from '../errors.ts';
import { fsPath, textOfBytes } from '../path-text.ts';
import { folderOf, nameOf } from '../policy/path-parts.ts';
import type { Project, PromotionRecord } from '../types.ts';
import { askGit } from './git.ts';
import { gitTopOf } from './landmarks.ts';
import { realPathOf } from './real-path.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Null without a repository, before its first commit, and where git cannot be asked: a model is no worse for it. */
export async function commitOf({ root }: Project, env: Env, uid: number): Promise<PromotionRecord['git']> {
  const top = gitTopOf(root);
  if (top === null) return null;
  const ask = async (args: readonly string[], answers: readonly number[]): Promise<string | null> => {
    try {
      const answer = await askGit(top, ['--git-dir=.git', '--work-tree=.', ...args], { env, answers, about: 'for the commit' });
      return textOfBytes(answer);
    } catch (error) {
      if (error instanceof OutputsError) return null;
      throw error;
    }
  };
  const commit = (await ask(['rev-parse', '--verify', '--quiet', 'HEAD'], [0, 1, 128]))?.trim() ?? '';
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return null;
  // To compare a file git may run a filter that the repository names (`filter.*.clean`): only in one of our own.
  const owner = attempt(() => lstatSync(fsPath(`${top}/.git`)).uid);
  if (!owner.ok || owner.value !== uid) return { commit, dirty: null };
  const changes = await ask(['status', '--porcelain', '--untracked-files=no', '--ignore-submodules=all'], [0]);
  return { commit, dirty: changes === null ? null : changes !== '' };
}

const LARGEST_CONFIG = 16 * 1024 * 1024;

export function configDigest({ configFile, root }: Project): PromotionRecord['config'] {
  const path = configFile === null ? null : realPathOf(configFile);
  if (path === null || configFile === null) return null;
  const bytes = attempt(() => withRoot((disk) => bytesAt(openPath(disk, folderOf(path) || '/'), nameOf(path), LARGEST_CONFIG)));
  if (!bytes.ok || bytes.value === null) return null;
  const sha256 = createHash('sha256').update(bytes.value).digest('hex');
  return { path: configFile.startsWith(`${root}/`) ? configFile.slice(root.length + 1) : configFile, sha256 };
}
