import { expect, test } from 'vitest';
import { mayHideAChange } from '../../../src/core/disk/mtime-resolution.ts';

const LOOK = 1_756_082_560_500_000_000n;
const MS = 1_000_000n;

test.each([
  ['long before', LOOK - 60_000n * MS, false],
  ['just before', LOOK - 20n * MS, true],
  ['some ticks before', LOOK - 150n * MS, false],
  ['in whole seconds, one before', 1_756_082_559_000_000_000n, true],
  ['in whole seconds, two before', 1_756_082_558_000_000_000n, true],
  ['in whole seconds, five before', 1_756_082_555_000_000_000n, false],
  ['by a clock that is ahead', LOOK + 60_000n * MS, true],
  ['before 1970, in whole seconds', -5_000_000_000n, false],
])('written to %s', (_, mtimeNs, hides) => {
  expect(mayHideAChange({ mtimeNs }, LOOK)).toBe(hides);
});
