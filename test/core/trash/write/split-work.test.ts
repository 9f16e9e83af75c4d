import { describe, expect, it } from 'vitest';
import { walkItems } from '../../../../src/core/items/walk-items.ts';
import { cutItems } from '../../../../src/core/trash/write/split-work.ts';
import type { Item } from '../../../../src/core/types/items.ts';
import { deepItem, itemsOf } from '../../../support/items.ts';
import { fc } from '../../../support/properties.ts';

const files = (folder: string, count: number) => Array.from({ length: count }, (_, n) => ({ path: `${folder}/${n}` }));

/** What the pieces hold, and the folders that are divided between them: every object once. */
function covered(items: readonly Item[]): readonly string[] {
  const { pieces, divided } = cutItems(items);
  const inPieces = pieces.flatMap((piece) => [...walkItems(piece.items)].map(({ path }) => path));
  return [...inPieces, ...divided.map((way) => way.at(-1)?.path ?? '')].sort();
}

const all = (items: readonly Item[]): readonly string[] => [...walkItems(items)].map(({ path }) => path).sort();

describe('cutItems', () => {
  it('puts every object into exactly one piece, and ends no piece far beyond its size', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 900 })), { maxLength: 12 }),
        (spec) => {
          const items = itemsOf(
            spec.flatMap(([depth, count], n) => files(['top', ...Array(depth).fill('d'), `f${n}`].join('/'), count)),
          );
          expect(covered(items)).toEqual(all(items));
          for (const { objects, items: its, way } of cutItems(items).pieces) {
            expect(objects).toBe([...walkItems(its)].length);
            expect(objects).toBeLessThanOrEqual(500);
            for (const item of its) expect(item.path.startsWith(way.at(-1)?.path ?? '')).toBe(true);
          }
        },
      ),
    );
  });

  it('names a divided folder before what lies in it', () => {
    const items = itemsOf([...files('a/b/c', 1200), ...files('a', 600)]);
    expect(cutItems(items).divided.map((way) => way.map(({ path }) => path))).toEqual([
      ['a'],
      ['a', 'a/b'],
      ['a', 'a/b', 'a/b/c'],
    ]);
  });

  it('takes nothing with another name for plain, nor what is on two devices', () => {
    const linked = itemsOf([{ path: 'one/a' }, { path: 'two/a', sameInodeAs: 'one/a' }, { path: 'three/b' }]);
    const plain = cutItems(linked).pieces.filter(({ isPlain }) => isPlain);
    expect(plain.flatMap(({ items }) => items.map(({ path }) => path))).toEqual(['three']);
    const [folder] = itemsOf([{ path: 'd/x' }]) as readonly [Item];
    const over: Item = { ...folder, children: folder.children.map((file) => ({ ...file, facts: { ...file.facts, dev: 8n } })) };
    expect(cutItems([over]).pieces).toMatchObject([{ isPlain: false }]);
  });

  it('does not divide a chain of folders for ever: each piece says its way', () => {
    const { pieces, divided } = cutItems([deepItem(20_000, 'x')]);
    expect(divided.length).toBe(32);
    expect(pieces).toHaveLength(1);
    expect(pieces[0]?.isPlain).toBe(false);
  });
});
