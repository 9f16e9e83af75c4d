import { expect, it } from 'vitest';
import { absoluteFolders, libraryLists } from '../../../src/core/environment/search-folders.ts';

it.each([
  [undefined, []],
  ['', []],
  ['.', []],
  [':/a::b:/c d:', ['/a', '/c d']],
])('folders of %j that are named from the root: %j', (list, folders) => {
  expect(absoluteFolders(list)).toEqual(folders);
});

it('passes on lists of libraries without the folder that a program is started in', () => {
  expect(libraryLists({ LD_LIBRARY_PATH: ':/a;b', DYLD_LIBRARY_PATH: ':', OTHER: '/x' })).toEqual({ LD_LIBRARY_PATH: '/a' });
});
