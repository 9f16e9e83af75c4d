import { expect, it } from 'vitest';
import { isRepository } from '../../../src/core/items/nested-repositories.ts';
import { itemsOf, type Spec } from '../../support/items.ts';

it.each<[string, readonly Spec[], boolean]>([
  ['a clone', [{ path: 'a/.git/HEAD' }, { path: 'a/x' }], true],
  ['a worktree', [{ path: 'a/.git' }], true],
  ['a folder that holds one further down', [{ path: 'a/b/.git/HEAD' }], false],
  ['a name that ends like it', [{ path: 'a/x.git' }, { path: 'a/.gitignore' }], false],
  ['a file', [{ path: '.git' }], false],
  ...['.hg', '.svn', '.jj', '.sl', '.bzr', '_darcs'].map((mark): [string, readonly Spec[], boolean] => [
    mark,
    [{ path: `a/${mark}/x` }],
    true,
  ]),
  ['a bare one', [{ path: 'a/HEAD' }, { path: 'a/objects/x' }, { path: 'a/refs/x' }], true],
  ['two of three names', [{ path: 'a/refs/x' }, { path: 'a/objects/x' }], false],
])('%s: %#', (_, specs, expected) => {
  expect(itemsOf(specs).map(isRepository)).toEqual([expected]);
});
