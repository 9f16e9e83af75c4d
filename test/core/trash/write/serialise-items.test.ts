import { deserialize, serialize } from 'node:v8';
import { expect, it } from 'vitest';
import { type Known, packItems, unpackItems } from '../../../../src/core/trash/write/serialise-items.ts';
import type { Item, ObjectType } from '../../../../src/core/types/items.ts';
import { itemsOf } from '../../../support/items.ts';
import { fc } from '../../../support/properties.ts';

const name = fc.constantFrom('a', 'b c', '\udcff', 'é\n', 'x'.repeat(255), '…');
const numbers = fc.record({
  ino: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  size: fc.bigInt({ min: 0n, max: 2n ** 62n }),
  // Before 1970 too.
  time: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
});

function item(type: ObjectType, last: string, children: readonly Item[], { ino, size, time }: Numbers): Item {
  const facts = { type, dev: 9n, ino, size, blocks: 8, mtimeNs: time, ctimeNs: time + 1n, birthtimeNs: -time };
  return { path: `above/${last}`, facts: { ...facts, nlink: 1n, mode: 0o644, uid: 0 }, children };
}

interface Numbers {
  readonly ino: bigint;
  readonly size: bigint;
  readonly time: bigint;
}

const tree = fc.letrec<{ item: Item }>((tie) => ({
  item: fc.oneof(
    { maxDepth: 3 },
    fc
      .tuple(fc.constantFrom<ObjectType>('file', 'link', 'other'), name, numbers)
      .map(([type, last, its]) => item(type, last, [], its)),
    fc
      .tuple(name, fc.array(tie('item'), { maxLength: 4 }), numbers)
      .map(([last, children, its]) => item('directory', last, children, its)),
  ),
}));

/** By single names, and without what nobody compares. */
function known({ path, facts, children }: Item): Known {
  const { nlink: _n, mode: _m, uid: _u, blocks: _b, ...identity } = facts;
  return { path: path.slice(path.lastIndexOf('/') + 1), facts: identity, children: children.map(known) };
}

it('tells another process everything that items are compared by', () => {
  fc.assert(
    fc.property(fc.array(tree.item, { maxLength: 5 }), (items) => {
      expect(unpackItems(deserialize(serialize(packItems(items))))).toEqual(items.map(known));
    }),
  );
});

it('costs a wire less than a hundred bytes an object', () => {
  const items = itemsOf(Array.from({ length: 1000 }, (_, n) => ({ path: `folder/blob_${n}.bin` })));
  expect(serialize(packItems(items)).length).toBeLessThan(100_000);
});
