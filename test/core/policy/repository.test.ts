import { expect, it } from 'vitest';
import { isRepository } from '../../../src/core/policy/repository.ts';
import { itemsOf, type Spec } from '../../support/items.ts';

it.each<[string, readonly Spec[], boolean]>([
  ['a clone', [{ path: 'a/.git/HEAD' }, { path: 'a/x' }], true],
  ['a worktree', [{ path: 'a/.git' }], true],
  ['a folder that holds one further down', [{ path: 'a/b/.git/HEAD' }], false],
  ['a name that ends like it', [{ path: 'a/x.git' }, { path: 'a/.gitignore' }], false],
  ['a file', [{ path: '.git' }], false],
])('%s: %#', (_, specs, expected) => {
  expect(itemsOf(specs).map(isRepository)).toEqual([expected]);
});
