import { expect, test } from 'vitest';
import { gitTopOf, protectedDirectories } from '../../../../src/core/guard/read/protected-directories.ts';
import { tree } from '../../../support/tree.ts';

test('the nearest repository up, be it a folder or a worktree', () => {
  using t = tree({ '.git/HEAD': '', 'a/b/x': '', 'w/.git': 'gitdir: elsewhere', 'w/sub/x': '' });
  expect(gitTopOf(t.at('a/b'))).toBe(t.root);
  expect(gitTopOf(t.root)).toBe(t.root);
  expect(gitTopOf(t.at('w/sub'))).toBe(t.at('w'));
});

test('every folder above a landmark is one', () => {
  using t = tree({ 'a/p/x': '' });
  const paths = protectedDirectories(t.at('a/p'), { home: '/home/me/deep' }).map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(['/', '/home', '/home/me', '/home/me/deep', t.root, t.at('a'), t.at('a/p'), '/tmp', '/usr']),
  );
  expect(paths).not.toContain(t.at('a/p/x'));
});
