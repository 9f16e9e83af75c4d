import { describe, expect, test } from 'vitest';
import { freeSpaceAt, isNearlyFull } from '../../../src/core/disk/free-space.ts';
import { IN_MEMORY } from '../../support/tree.ts';

describe('room', () => {
  test('is told in bytes, for a disk that is there', () => {
    const room = freeSpaceAt(IN_MEMORY);
    expect(room?.freeBytes).toBeLessThanOrEqual(room?.totalBytes ?? 0);
    expect(room?.totalBytes).toBeGreaterThan(1_000_000);
    expect(freeSpaceAt('/nowhere/at/all')).toBeNull();
    // It has no blocks at all.
    expect(freeSpaceAt('/proc')).toBeNull();
  });

  test.each([
    [4, 100, 0, true],
    [5, 100, 0, false],
    [50, 100, 51, true],
    [50, 100, 50, false],
  ])('%i of %i free with %i in the trash is nearly full: %s', (freeBytes, totalBytes, held, expected) => {
    expect(isNearlyFull({ freeBytes, totalBytes }, held)).toBe(expected);
  });
});
