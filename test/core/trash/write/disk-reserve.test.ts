import { lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openPath, withRoot } from '../../../../src/core/disk/directory.ts';
import {
  LEAST_RESERVE_BYTES,
  makeReserve,
  RESERVE,
  RESERVE_BYTES,
  reserveBytes,
  withReserve,
} from '../../../../src/core/trash/write/disk-reserve.ts';
import { tree } from '../../../support/tree.ts';

const full = (errno: string): never => {
  throw Object.assign(new Error(errno), { code: errno, syscall: 'write' });
};

test('is really there: written, not sparse, and for us alone; once made it is left alone', () => {
  using t = tree();
  withRoot((root) => {
    makeReserve(openPath(root, t.root));
    const made = lstatSync(t.at(RESERVE));
    expect(made.blocks * 512).toBeGreaterThanOrEqual(RESERVE_BYTES);
    expect(made.mode & 0o777).toBe(0o600);
    makeReserve(openPath(root, t.root));
    expect(lstatSync(t.at(RESERVE)).ino).toBe(made.ino);
    expect(readdirSync(t.root)).toHaveLength(9);
  });
});

test('one that a crash left half written is made anew; what is no plain file is not ours', () => {
  using t = tree({ [RESERVE]: 'half' });
  using other = tree({ [`${RESERVE}/mine`]: 'x' });
  withRoot((root) => {
    makeReserve(openPath(root, t.root));
    expect(lstatSync(t.at(RESERVE)).size).toBe(RESERVE_BYTES);
    const trash = openPath(root, other.root);
    makeReserve(trash);
    expect(withReserve(trash, () => full('ENOSPC'))).toEqual({ ok: false, errno: 'ENOSPC' });
    expect(readdirSync(other.at(RESERVE))).toEqual(['mine']);
  });
});

test.each(['ENOSPC', 'EDQUOT'])('%s gives it up, and what was tried is tried once more', (errno) => {
  using t = tree();
  withRoot((root) => {
    const trash = openPath(root, t.root);
    makeReserve(trash);
    let tries = 0;
    const step = (): string => (++tries === 1 ? full(errno) : readdirSync(t.root).join());
    expect(withReserve(trash, step)).toEqual({ ok: true, value: 'RESERVE.0' });
    // Now there is none to give up.
    expect(withReserve(trash, () => full(errno))).toEqual({ ok: false, errno });
    makeReserve(trash, 'again');
    expect(readdirSync(t.root)).toHaveLength(9);
    // What does not help even so is given up for nothing, and made again at once.
    expect(withReserve(trash, () => full(errno))).toEqual({ ok: false, errno });
    expect(lstatSync(t.at(RESERVE)).size).toBe(RESERVE_BYTES);
  });
});

test('any other error leaves it alone', () => {
  using t = tree();
  withRoot((root) => {
    const trash = openPath(root, t.root);
    makeReserve(trash);
    writeFileSync(t.at('x'), '');
    expect(withReserve(trash, () => full('EIO'))).toEqual({ ok: false, errno: 'EIO' });
    expect(lstatSync(t.at(RESERVE)).size).toBe(RESERVE_BYTES);
  });
});

test.each([
  ['nobody can tell', null, RESERVE_BYTES],
  ['a terabyte', 1e12, RESERVE_BYTES],
  ['64 MiB', 64 << 20, 2 << 20],
  ['1 MiB', 1 << 20, LEAST_RESERVE_BYTES],
])('of a disk of %s', (_, totalBytes, expected) => {
  expect(reserveBytes(totalBytes === null ? null : { totalBytes })).toBe(expected);
});
