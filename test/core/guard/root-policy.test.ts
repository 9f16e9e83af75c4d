import { describe, expect, test } from 'vitest';
import {
  type Component,
  decidePrivilege,
  isFirstUserNamespace,
  openToEverybody,
  type PrivilegeFacts,
  primaryGroup,
} from '../../../src/core/guard/root-policy.ts';

const folder = (path: string, uid: number, mode = 0o755, more: Partial<Component> = {}): Component => ({
  path,
  uid,
  gid: uid,
  mode,
  isLink: false,
  ...more,
});
const ROOTS = [folder('/', 0), folder('/srv', 0), folder('/srv/outputs', 0)];
const ALICE = [folder('/', 0), folder('/home', 0), folder('/home/alice', 1000), folder('/home/alice/outputs', 1000)];
const ALICE_OWNS = { uid: 1000, gid: 1000 };

function decide(components: readonly Component[], more: Partial<PrivilegeFacts> = {}): string {
  const decision = decidePrivilege({ euid: 0, owner: { uid: 0, gid: 0 }, components, overflowUid: null, ...more });
  if (decision.as === 'owner') return `user ${decision.uid}, group ${decision.gid}`;
  return decision.as === 'nobody' ? `refused for ${decision.path}` : decision.as;
}

describe('root', () => {
  test.each<[string, readonly Component[], Partial<PrivilegeFacts>, string]>([
    ['goes on in its own tree', ROOTS, {}, 'ourselves'],
    ['becomes the owner of the outputs', ALICE, { owner: ALICE_OWNS }, 'user 1000, group 1000'],
    ['goes on below a sticky folder that all can write to', [...ROOTS, folder('/tmp', 0, 0o1777)], {}, 'ourselves'],
    [
      "not below one that is not sticky, though everything is root's",
      [...ROOTS, folder('/data', 0, 0o777)],
      {},
      'refused for /data',
    ],
    ['not below one that a group can write to', [...ROOTS, folder('/data', 0, 0o775, { gid: 50 })], {}, 'refused for /data'],
    ['but the group may be its own, as with umask 002', [...ROOTS, folder('/data', 0, 0o775)], {}, 'ourselves'],
    ['the mode of a link says nothing', [...ROOTS, folder('/data', 0, 0o777, { isLink: true })], {}, 'ourselves'],
    ['not below a folder of somebody else', [...ROOTS, folder('/data', 1001)], {}, 'refused for /data'],
    ["nor by somebody else's link", [...ROOTS, folder('/data', 1001, 0o777, { isLink: true })], {}, 'refused for /data'],
    ["nor to the owner's by a third", [...ALICE, folder('/data', 1001)], { owner: ALICE_OWNS }, 'refused for /data'],
    ['the owner may let a group write', [...ALICE, folder('/data', 1000, 0o775)], { owner: ALICE_OWNS }, 'user 1000, group 1000'],
    [
      'in a user namespace, who is outside is as good as root',
      [folder('/', 65_534), ...ROOTS],
      { overflowUid: 65_534 },
      'ourselves',
    ],
    ['in the first one, nobody is somebody', [folder('/', 65_534), ...ROOTS], {}, 'refused for /'],
    [
      'cannot become somebody who is outside',
      [folder('/', 0), folder('/outputs', 65_534)],
      { owner: { uid: 65_534, gid: 65_534 }, overflowUid: 65_534 },
      'ourselves',
    ],
  ])('%s', (_, components, more, expected) => {
    expect(decide(components, more)).toBe(expected);
  });
});

test.each([1000, -1])('user %d stays who it is, whatever the folders are like', (euid) => {
  expect(decide([...ROOTS, folder('/data', 1001, 0o777)], { euid })).toBe('ourselves');
});

test('places that everybody can write to, each once', () => {
  const places = [folder('/a', 1, 0o777), folder('/b', 1, 0o1777), folder('/c', 1, 0o775), folder('/a', 1, 0o777)];
  expect(openToEverybody(places)).toEqual(['/a']);
});

test.each([
  [0, 0],
  [1000, 100],
  [10, null],
  [7, null],
])('the primary group of user %d is %j', (uid, expected) => {
  const passwd = 'root:x:0:0:root:/root:/bin/sh\n# 7\nalice:x:1000:100:Alice,,,:/home/alice:/bin/sh\n+::::::\nodd:x:7:\n';
  expect(primaryGroup(passwd, uid)).toBe(expected);
});

test.each([
  ['         0          0 4294967295\n', true],
  ['         0       1000          1\n', false],
  ['         0     100000      65536\n', false],
  ['', false],
])('uid_map %j is the first user namespace: %s', (map, expected) => {
  expect(isFirstUserNamespace(map)).toBe(expected);
});
