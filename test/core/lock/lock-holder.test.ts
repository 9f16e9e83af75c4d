import { describe, expect, test } from 'vitest';
import { decodeHolder, holderText, isStale, type Liveness, type LockHolder } from '../../../src/core/lock/lock-holder.ts';

const HOLDER: LockHolder = {
  lock: 'kernel',
  pid: 42,
  startTicks: '1000',
  bootId: 'boot-1',
  pidNamespace: 'pid:[1]',
  host: 'trainer',
  machineId: 'machine-1',
  user: 'me',
  command: 'clean',
  since: '2026-11-23T10:00:00.000Z',
};

describe('the holder file', () => {
  test('reads what it wrote', () => {
    expect(decodeHolder(holderText(HOLDER))).toEqual({ ok: true, value: HOLDER });
  });

  test.each([
    ['empty', ''],
    ['garbage', 'pid 42'],
    ['cut short', holderText(HOLDER).slice(0, 40)],
    ['a list', '[]'],
    ['null', 'null'],
    ['no pid', holderText(HOLDER).replace('"pid":42,', '')],
    ['a pid that would be a group', holderText(HOLDER).replace('"pid":42', '"pid":-1')],
    ['all processes', holderText(HOLDER).replace('"pid":42', '"pid":0')],
    ['a boot that is a number', holderText(HOLDER).replace('"boot-1"', '7')],
    ['another lock', holderText(HOLDER).replace('"kernel"', '"paper"')],
    ['a newer version', holderText(HOLDER).replace('"version":1', '"version":2')],
  ])('that is %s says nothing', (_, text) => {
    expect(decodeHolder(text).ok).toBe(false);
  });
});

describe('a holder is dead', () => {
  const alive: Liveness = { startTicks: '1000' };
  test.each<[string, boolean, Partial<LockHolder>, Liveness]>([
    ['its process has ended', true, {}, 'gone'],
    ['its number was given to another process', true, {}, { startTicks: '2000' }],
    ['it runs', false, {}, alive],
    ['nobody can say', false, {}, 'unknown'],
    ['its start was not known, and something has its number', false, { startTicks: null }, alive],
    ['its start was not known, and nothing has its number', true, { startTicks: null }, 'gone'],
    ['this machine was started anew', true, { bootId: 'boot-0' }, alive],
    ['another machine was', false, { bootId: 'boot-0', host: 'other' }, 'gone'],
    ['another machine of the same name was', false, { bootId: 'boot-0', machineId: 'machine-2' }, 'gone'],
    ['a machine of the same name without an id was', false, { bootId: 'boot-0', machineId: null }, 'gone'],
    ['it is in another pid namespace', false, { pidNamespace: 'pid:[2]' }, 'gone'],
    ['its pid namespace is not known', false, { pidNamespace: null }, 'gone'],
    ['its boot is not known', false, { bootId: null }, 'gone'],
    ['the machine has another name since', true, { host: 'old-name' }, 'gone'],
  ])('%s: %s', (_, dead, more, now) => {
    expect(isStale({ ...HOLDER, ...more }, HOLDER, now)).toBe(dead);
  });

  test('never, where this machine does not say which boot it is', () => {
    expect(isStale(HOLDER, { ...HOLDER, bootId: null }, 'gone')).toBe(false);
  });
});
