// Which folder is the project, on real trees.

import { chmodSync, chownSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findProject, type ProjectRequest } from '../../../../src/core/config/read/find-project.ts';
import { OutputsError } from '../../../../src/core/lib/errors.ts';
import { type Tree, tree } from '../../../support/tree.ts';

const BASE: Omit<ProjectRequest, 'cwd'> = { env: {}, home: null, uid: 0 };

function find(t: Tree, cwd: string, more: Partial<ProjectRequest> = {}) {
  const { root, configFile } = findProject({ ...BASE, cwd: cwd === '' ? t.root : t.at(cwd), ...more });
  const below = (path: string) => (path === t.root ? '.' : path.replace(`${t.root}/`, ''));
  return { root: below(root), configFile: configFile === null ? null : below(configFile) };
}

function thrown(run: () => unknown): OutputsError {
  try {
    run();
  } catch (error) {
    if (error instanceof OutputsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('findProject, upwards', () => {
  it('finds the config of the nearest folder above, configs/ first', () => {
    using t = tree({
      'p/configs/project_config.yaml': '',
      'p/project_config.yaml': '',
      'p/src/deep/x.py': '',
      'p/sub/project_config.yaml': '',
      'p/sub/a/x.py': '',
    });
    expect(find(t, 'p/src/deep')).toEqual({ root: 'p', configFile: 'p/configs/project_config.yaml' });
    expect(find(t, 'p')).toEqual({ root: 'p', configFile: 'p/configs/project_config.yaml' });
    expect(find(t, 'p/configs')).toEqual({ root: 'p', configFile: 'p/configs/project_config.yaml' });
    expect(find(t, 'p/sub/a')).toEqual({ root: 'p/sub', configFile: 'p/sub/project_config.yaml' });
  });

  it.each([
    ['a .git folder', { 'p/.git/HEAD': '' }],
    ['a .git file, as in a worktree', { 'p/.git': 'gitdir: elsewhere' }],
  ])('stops after the folder with %s', (_, git) => {
    using t = tree({ 'configs/project_config.yaml': '', 'p/src/x.py': '', ...git });
    expect(find(t, 'p/src')).toEqual({ root: 'p', configFile: null });
  });

  it('looks in the folder with .git itself', () => {
    using t = tree({ 'p/.git/HEAD': '', 'p/project_config.yaml': '', 'p/src/x.py': '' });
    expect(find(t, 'p/src')).toEqual({ root: 'p', configFile: 'p/project_config.yaml' });
  });

  it('stops after home, however home is spelt', () => {
    using t = tree({ 'configs/project_config.yaml': '', 'me/work/x.py': '', alias: { link: 'me' } });
    expect(find(t, 'me/work', { home: t.at('me') })).toEqual({ root: 'me/work', configFile: null });
    expect(find(t, 'me/work', { home: t.at('alias') })).toEqual({ root: 'me/work', configFile: null });
    expect(find(t, 'me/work', { home: 'me' })).toEqual({ root: '.', configFile: 'configs/project_config.yaml' });
    t.add({ 'me/project_config.yaml': '' });
    expect(find(t, 'me/work', { home: t.at('me') })).toEqual({ root: 'me', configFile: 'me/project_config.yaml' });
  });

  it('without a config is where it began', () => {
    using t = tree({ 'a/b/x': '', '.git': '' });
    t.add({ 'c/.git/HEAD': '' });
    expect(find(t, 'a/b')).toEqual({ root: '.', configFile: null });
    expect(find(t, 'c')).toEqual({ root: 'c', configFile: null });
  });

  it.skipIf(process.geteuid?.() !== 0)("counts a colleague's .git only in a folder that a group of ours shares", () => {
    using t = tree({ 'shared/.git/HEAD': '', 'shared/src/x': '', 'theirs/.git/HEAD': '', 'theirs/src/x': '' });
    const [ME, COLLEAGUE, GROUP] = [61_001, 61_002, 61_600];
    chmodSync(t.root, 0o755);
    for (const place of ['shared', 'theirs']) {
      chownSync(t.at(place), COLLEAGUE, GROUP);
      chownSync(t.at(`${place}/.git`), COLLEAGUE, GROUP);
      chmodSync(t.at(place), place === 'shared' ? 0o2775 : 0o2755);
    }
    const mine = { uid: ME, groups: () => [ME, GROUP] };
    expect(find(t, 'shared/src', mine)).toEqual({ root: 'shared', configFile: null });
    expect(find(t, 'theirs/src', mine)).toEqual({ root: 'theirs/src', configFile: null });
    expect(find(t, 'shared/src', { uid: ME, groups: () => [ME] })).toEqual({ root: 'shared/src', configFile: null });
    for (const mode of [0o2777, 0o3777]) {
      chmodSync(t.at('shared'), mode);
      expect(find(t, 'shared/src', mine)).toEqual({ root: 'shared/src', configFile: null });
    }
  });

  it('resolves the links on the way to the current folder', () => {
    using t = tree({ 'real/configs/project_config.yaml': '', alias: { link: 'real' } });
    expect(find(t, 'alias')).toEqual({ root: 'real', configFile: 'real/configs/project_config.yaml' });
  });

  it('takes a config that is a dangling link, a folder or a pipe for a config, so that reading it fails', () => {
    using t = tree({
      'a/configs/project_config.yaml': { link: 'nowhere' },
      'b/project_config.yaml/x': '',
      'c/project_config.yaml': { fifo: true },
      configs: 'a file',
      '.git': '',
    });
    expect(find(t, 'a').configFile).toBe('a/configs/project_config.yaml');
    expect(find(t, 'b').configFile).toBe('b/project_config.yaml');
    expect(find(t, 'c').configFile).toBe('c/project_config.yaml');
    expect(find(t, '')).toEqual({ root: '.', configFile: null });
  });

  it('does not take "cannot look" for "no config"', () => {
    using t = tree({ 'a/x': '', 'a/configs': { link: 'configs' } });
    expect(thrown(() => find(t, 'a'))).toMatchObject({
      code: 'config',
      message: expect.stringMatching(/configs\/project_config\.yaml \(ELOOP\)/),
    });
  });

  it('keeps names that are not UTF-8', () => {
    using t = tree({ 'a\udcff/configs/project_config.yaml': '', 'a\udcff/src/x': '' });
    expect(find(t, 'a\udcff/src')).toEqual({ root: 'a\udcff', configFile: 'a\udcff/configs/project_config.yaml' });
  });

  it.each(['', '/nowhere/at/all'])('says that the current folder %j is gone', (cwd) => {
    expect(thrown(() => findProject({ ...BASE, cwd }))).toMatchObject({
      code: 'usage',
      message: 'the current folder no longer exists',
    });
  });
});

describe('findProject, by flags', () => {
  it('--config: the root is the folder above configs/, or the one that holds the file', () => {
    using t = tree({ 'p/configs/t4.yaml': '', 'p/other.yaml': '', 'p/x/configs/deep/c.yaml': '' });
    expect(find(t, 'p/x', { config: '../configs/t4.yaml' })).toEqual({ root: 'p', configFile: 'p/configs/t4.yaml' });
    expect(find(t, 'p', { config: 'other.yaml' })).toEqual({ root: 'p', configFile: 'p/other.yaml' });
    expect(find(t, 'p/configs', { config: 't4.yaml' })).toEqual({ root: 'p', configFile: 'p/configs/t4.yaml' });
    expect(find(t, '', { config: t.at('p/x/configs/deep/c.yaml') }).root).toBe('p/x/configs/deep');
  });

  it('--project: as if started in that folder', () => {
    using t = tree({
      'configs/project_config.yaml': '',
      'p/x': '',
      'q/project_config.yaml': '',
      'q/src/x.py': '',
      alias: { link: 'q' },
      'r/.git/HEAD': '',
    });
    expect(find(t, 'q', { project: '../p' })).toEqual({ root: '.', configFile: 'configs/project_config.yaml' });
    expect(find(t, '', { project: 'q/src' })).toEqual({ root: 'q', configFile: 'q/project_config.yaml' });
    expect(find(t, 'q', { project: '../r' })).toEqual({ root: 'r', configFile: null });
    expect(find(t, 'p', { project: '../q' })).toEqual({ root: 'q', configFile: 'q/project_config.yaml' });
    expect(find(t, '', { project: 'alias/' })).toEqual({ root: 'q', configFile: 'q/project_config.yaml' });
  });

  it('both: the config as named from that folder', () => {
    using t = tree({ 'p/configs/project_config.yaml': '', 'p/configs/t4.yaml': '', 'p/src/x.py': '' });
    expect(find(t, '', { project: 'p/src', config: '../configs/t4.yaml' })).toEqual({
      root: 'p',
      configFile: 'p/configs/t4.yaml',
    });
  });

  it('needs no current folder for absolute names', () => {
    using t = tree({ 'p/project_config.yaml': '' });
    expect(findProject({ ...BASE, cwd: '', project: t.at('p') }).root).toBe(t.at('p'));
    expect(findProject({ ...BASE, cwd: '', config: t.at('p/project_config.yaml') }).root).toBe(t.at('p'));
    expect(thrown(() => findProject({ ...BASE, cwd: '', project: 'p' }))).toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/current folder/),
    });
  });

  it.each([
    [{ project: 'nowhere' }, /--project nowhere is not a folder.*ENOENT/],
    [{ project: 'file' }, /--project file is not a folder.*ENOTDIR/],
    [{ project: '' }, /--project DIR was given an empty name/],
    [{ config: '' }, /--config FILE was given an empty name/],
    [{ config: 'nowhere/c.yaml' }, /--config .*nowhere\/c\.yaml cannot be read \(ENOENT\)/],
    [{ project: 'a\u001b[2J' }, /a\\x1b\[2J/],
    [{ project: 'a\0b' }, /./],
  ])('refuses %j', (flags, says) => {
    using t = tree({ file: '' });
    expect(thrown(() => find(t, '', flags))).toMatchObject({ code: 'usage', message: expect.stringMatching(says) });
  });
});
