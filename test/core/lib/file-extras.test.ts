import { expect, test } from 'vitest';
import { accessListDiffers, fixingFlag, namesOfAttributes, strangeAttribute } from '../../../src/core/lib/file-extras.ts';

const PLAIN = 'user::rw-\ngroup::r--\nother::r--\n';
const DEFAULT = 'default:user::rwx\ndefault:user:7:rw-\ndefault:group::r-x\ndefault:mask::rwx\ndefault:other::r-x\n';

test.each([
  ['a plain file in a plain folder', `${PLAIN}\nuser::rwx\n`, 0o644, false],
  ['a list of its own', `user::rw-\nuser:7:rw-\ngroup::r--\nmask::rw-\nother::r--\n\nuser::rwx\n`, 0o664, true],
  [
    'the default list of its folder',
    `user::rw-\nuser:7:rw-\ngroup::r-x\t#effective:r--\nmask::rw-\nother::r--\n\nuser::rwx\n${DEFAULT}`,
    0o664,
    false,
  ],
  ['none, where a new one would get one', `${PLAIN}\nuser::rwx\n${DEFAULT}`, 0o644, true],
])('%s', (_, printed, mode, expected) => expect(accessListDiffers(printed, mode)).toBe(expected));

test('what every file has is not strange', () => {
  expect(strangeAttribute(namesOfAttributes('# file: /p/a\nsecurity.selinux\nsystem.posix_acl_access\n\n'))).toBe(null);
  expect(strangeAttribute(namesOfAttributes('# file: /p/a\nsecurity.selinux\nuser.x\n\n'))).toBe('user.x');
});

test.each([
  ['--------------e------- /p/a\n--------------e------- /p\n', null],
  ['-----a--------e------- /p/a\n--------------e------- /p\n', /\+a/],
  ['--------------e------- /p/a\n----i---------e------- /p\n', /folder is immutable/],
])('flags %j', (printed, expected) => {
  const flag = fixingFlag(printed);
  if (expected === null) expect(flag).toBe(null);
  else expect(flag).toMatch(expected);
});
