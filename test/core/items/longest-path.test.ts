import { describe, expect, it } from 'vitest';
import { LONGEST_PATH, pathLimit } from '../../../src/core/items/longest-path.ts';

describe('which paths are remembered', () => {
  it('are all that a system call takes, however many', () => {
    const fits = pathLimit();
    const path = 'a'.repeat(4096);
    for (let n = 0; n < 200_000; n++) if (!fits(path)) expect.unreachable();
  });

  it('are none that are longer than the limit', () => {
    expect(pathLimit()('a'.repeat(LONGEST_PATH))).toBe(true);
    expect(pathLimit()('a'.repeat(LONGEST_PATH + 1))).toBe(false);
  });

  it('are no more long ones once they take 256 MiB together', () => {
    const fits = pathLimit();
    const path = 'a'.repeat(4096 + 61_440);
    const seen = Array.from({ length: 5000 }, () => fits(path));
    expect(seen.lastIndexOf(true)).toBe(Math.floor((256 * 1024 * 1024) / 61_440) - 1);
    expect(fits('a'.repeat(4096))).toBe(true);
  });
});
