import { describe, expect, it } from 'vitest';
import type { Access } from '../../../src/core/trust/access.ts';
import { distrustOf, modesIn } from '../../../src/core/trust/shared-trash.ts';

const [ALICE, BOB, TEAM, OTHERS] = [1001, 1002, 600, 700];
const folder = (uid: number, mode: number, gid = TEAM): Access => ({ uid, gid, mode, isLink: false });
const bob = { euid: BOB, egid: OTHERS, takesGroup: false };
const root = { euid: 0, egid: 0, takesGroup: false };

describe('what is made', () => {
  it.each([
    ['a setgid folder of the group', folder(ALICE, 0o2775), bob, 0o770],
    ['a folder of our own group', folder(ALICE, 0o775, OTHERS), bob, 0o770],
    ['a folder of the group, where new ones get its group', folder(ALICE, 0o775), { ...bob, takesGroup: true }, 0o770],
    ['a sticky one, whose rule is passed on', folder(ALICE, 0o3775), bob, 0o1770],
    ['a folder of a group that new ones would not get', folder(ALICE, 0o775), bob, 0o700],
    ['a folder that the group may not write to', folder(ALICE, 0o2755), bob, 0o700],
    ['a folder that the group may write to but not read', folder(ALICE, 0o2720), bob, 0o700],
    ['a folder that everybody may write to', folder(ALICE, 0o2777), bob, 0o700],
    ['a folder of the group, by root', folder(0, 0o2775), root, 0o700],
    ['a folder of root’s own group, by root', folder(0, 0o775, 0), root, 0o770],
  ])('in %s', (_, above, maker, mode) => {
    expect(modesIn(above, maker)).toEqual({ folder: mode, file: mode === 0o700 ? 0o600 : 0o660 });
  });
});

describe('what is believed', () => {
  it.each([
    ['ours alone', folder(BOB, 0o700), folder(BOB, 0o755), null],
    ['ours alone, in a folder of the group', folder(BOB, 0o2700), folder(ALICE, 0o2775), null],
    ['a colleague’s, shared', folder(ALICE, 0o2770), folder(ALICE, 0o2775), null],
    ['shared, of somebody who made it for the group', folder(0, 0o2770), folder(0, 0o2775), null],
    ['a colleague’s alone', folder(ALICE, 0o2700), folder(ALICE, 0o2775), 'not-shared'],
    ['a colleague’s, shared with another group', folder(ALICE, 0o770, OTHERS), folder(ALICE, 0o2775), 'not-shared'],
    ['ours, and half open to the group', folder(BOB, 0o2720), folder(ALICE, 0o2775), 'not-shared'],
    ['everybody’s', folder(ALICE, 0o2777), folder(ALICE, 0o2775), 'open'],
    ['ours, open to a group, in a folder that is ours alone', folder(BOB, 0o770), folder(BOB, 0o755), 'open'],
    ['another user’s', folder(ALICE, 0o700), folder(BOB, 0o755), 'theirs'],
    ['another user’s, open to a group, in a folder that is ours alone', folder(ALICE, 0o770), folder(BOB, 0o755), 'theirs'],
    ['another user’s, in a folder that everybody may write to', folder(ALICE, 0o2770), folder(ALICE, 0o2777), 'theirs'],
  ])('%s', (_, trash, above, is) => {
    expect(distrustOf(trash, above, BOB)?.is ?? null).toBe(is);
  });

  it('root believes no group but its own', () => {
    expect(distrustOf(folder(0, 0o2770), folder(0, 0o2775), 0)).toEqual({ is: 'open' });
    expect(distrustOf(folder(ALICE, 0o2770), folder(0, 0o2775), 0)).toEqual({ is: 'theirs' });
    expect(distrustOf(folder(0, 0o770, 0), folder(0, 0o775, 0), 0)).toBeNull();
  });

  it('where users have no numbers, everything is ours', () => {
    expect(distrustOf(folder(0, 0o700, 0), folder(0, 0o755, 0), -1)).toBeNull();
  });
});
