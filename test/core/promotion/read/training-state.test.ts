// The commit and the config that a promotion records, with real repositories.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commitOf, configDigest } from '../../../../src/core/promotion/read/training-state.ts';
import { MEANS } from '../../../support/git-means.ts';
import { projectAt } from '../../../support/section.ts';
import { type Tree, tree } from '../../../support/tree.ts';

const IDENTITY = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
const git = (t: Tree, ...args: readonly string[]): string =>
  execFileSync('git', [...IDENTITY, ...args], { cwd: t.root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

function committed(t: Tree): string {
  git(t, 'init', '-q');
  git(t, 'add', 'train.py');
  git(t, 'commit', '-qm', 'first');
  return git(t, 'rev-parse', 'HEAD');
}

describe('the commit', () => {
  it('is null without a repository, and before its first commit', async () => {
    using t = tree({ 'train.py': 'x' });
    expect(await commitOf(projectAt(t.root), MEANS)).toEqual({ git: null, unasked: null });
    git(t, 'init', '-q');
    expect(await commitOf(projectAt(t.root), MEANS)).toEqual({ git: null, unasked: null });
  });

  it.each<readonly [what: string, change: (t: Tree) => void, dirty: boolean | null]>([
    ['is clean when no tracked file changed', (t) => writeFileSync(t.at('notes.txt'), 'untracked'), false],
    ['is dirty when a tracked file changed', (t) => writeFileSync(t.at('train.py'), 'changed'), true],
    [
      'is dirty when a change is staged',
      (t) => {
        writeFileSync(t.at('new.py'), 'y');
        git(t, 'add', 'new.py');
      },
      true,
    ],
    [
      'is of unknown state when only a filter could compare the changed file',
      (t) => {
        writeFileSync(t.at('.gitattributes'), 'train.py filter=lfs\n');
        writeFileSync(t.at('train.py'), 'changed');
      },
      null,
    ],
  ])('%s', async (_, change, dirty) => {
    using t = tree({ 'train.py': 'x' });
    const commit = committed(t);
    change(t);
    expect(await commitOf(projectAt(t.root), MEANS)).toEqual({ git: { commit, dirty }, unasked: null });
  });

  it('is null when the index of the repository is damaged, and the reason is given', async () => {
    using t = tree({ 'train.py': 'x' });
    committed(t);
    writeFileSync(t.at('.git/index'), 'not an index');
    const { git: found, unasked } = await commitOf(projectAt(t.root), MEANS);
    expect(found).toBeNull();
    expect(unasked).toContain('index');
  });
});

describe('the config', () => {
  it('is its path in the project and the hash of its bytes', () => {
    using t = tree({ 'configs/project_config.yaml': 'outputs: {}\n' });
    const sha256 = createHash('sha256').update('outputs: {}\n').digest('hex');
    const project = projectAt(t.root, { configFile: t.at('configs/project_config.yaml') });
    expect(configDigest(project)).toEqual({ path: 'configs/project_config.yaml', sha256 });
  });

  it('is null without a file, and when the file is gone', () => {
    using t = tree({});
    expect(configDigest(projectAt(t.root))).toBeNull();
    expect(configDigest(projectAt(t.root, { configFile: t.at('gone.yaml') }))).toBeNull();
  });
});
