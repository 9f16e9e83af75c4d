import { closeSync, constants, openSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { takeKernelLock } from '../../../../src/core/lock/write/flock.ts';
import { tree } from '../../../support/tree.ts';

const open = (path: string): number => openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);

test('is of the open directory: a second opening of it is busy until the first is closed', () => {
  using t = tree({ a: { dir: true } });
  const [first, second] = [open(t.at('a')), open(t.at('a'))];
  try {
    expect(takeKernelLock(first)).toBe('taken');
    expect(takeKernelLock(second)).toBe('busy');
    closeSync(first);
    expect(takeKernelLock(second)).toBe('taken');
  } finally {
    closeSync(second);
  }
});

describe('is unavailable', () => {
  test('where there is no helper', () => {
    using t = tree({ a: { dir: true }, 'not-a-program': '' });
    const descriptor = open(t.at('a'));
    expect(takeKernelLock(descriptor, [t.at('nothing'), t.at('not-a-program')])).toBe('unavailable');
    closeSync(descriptor);
  });

  test.each([
    ['says so (util-linux, ENOLCK)', 'echo "flock: 3: No locks available" >&2; exit 71'],
    ['says so with the number of a conflict (busybox)', 'echo "flock: No locks available" >&2; exit 1'],
    ['is killed', 'kill -9 $$'],
    ['does not start', ''],
  ])('where the helper %s', (_, does) => {
    using t = tree({ a: { dir: true } });
    writeFileSync(t.at('flock'), does === '' ? '#!/nowhere\n' : `#!/bin/sh\n${does}\n`, { mode: 0o755 });
    const descriptor = open(t.at('a'));
    expect(takeKernelLock(descriptor, [t.at('flock')])).toBe('unavailable');
    closeSync(descriptor);
  });
});
