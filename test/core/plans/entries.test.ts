import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../src/core/plans/entries.ts';
import type { Item } from '../../../src/core/types/items.ts';
import { ago, DAY, deepItem, HOUR, itemsOf, OUTPUTS, type Spec, sectionOf } from '../../support/items.ts';

const cache = sectionOf('cache');
const one = (...specs: readonly Spec[]): Item => itemsOf(specs)[0] as Item;

describe('entryOf', () => {
  it('says where a file is, how large and how old', () => {
    expect(entryOf(cache, '/real/cache', one({ path: 'a.bin', size: 7, age: HOUR }))).toMatchObject({
      section: 'cache',
      kind: 'cache',
      path: 'a.bin',
      absolute: '/real/cache/a.bin',
      bytes: 7,
      files: 1,
      modifiedAt: ago(HOUR),
    });
  });

  it('counts what a folder holds, as new as the newest in it', () => {
    const folder = one(
      { path: 'run/a.bin', size: 5, age: 9 * DAY },
      { path: 'run/sub/b.bin', size: 6, age: 2 * DAY },
      { path: 'run/sub/link', type: 'link', size: 3, age: 4 * DAY },
    );
    expect(entryOf(cache, cache.path, folder)).toMatchObject({ bytes: 14, files: 3, modifiedAt: ago(2 * DAY) });
  });

  it('says where something in it was not seen', () => {
    expect(
      entryOf(cache, cache.path, one({ path: 'a/b', type: 'directory', closed: 'unreadable' }, { path: 'a/x' })),
    ).toMatchObject({
      isPartial: true,
      files: 1,
    });
    expect(entryOf(cache, cache.path, one({ path: 'a/x' })).isPartial).toBeUndefined();
  });

  it('counts two names of one inode once', () => {
    const folder = one({ path: 'run/a.bin', size: 5 }, { path: 'run/b.bin', size: 5, sameInodeAs: 'run/a.bin' });
    expect(entryOf(cache, cache.path, folder)).toMatchObject({ bytes: 5, files: 2 });
  });

  it('belongs to no section where it lies beside them', () => {
    expect(entryOf(null, OUTPUTS, one({ path: 'x' }))).toMatchObject({ section: null, kind: null, absolute: `${OUTPUTS}/x` });
  });

  it('stands 20,000 levels', () =>
    expect(entryOf(cache, cache.path, deepItem(20_000, 'x'))).toMatchObject({ files: 1, bytes: 100 }));
});
