import { describe, expect, test } from 'vitest';
import { type Owned, type SpeakerFacts, type Use, whoSpeaks } from '../../../src/core/trust/speaker.ts';

const [ROOT, ME, COLLEAGUE, OUTSIDE] = [0, 1000, 1001, 65_534];
const TEAM = 50;

const owned = (path: string, uid: number, mode: number, more: Partial<Owned> = {}): Owned => ({
  path,
  uid,
  gid: uid,
  mode,
  isLink: false,
  ...more,
});
const file = (uid: number, mode = 0o644, more: Partial<Owned> = {}) => owned('c.yaml', uid, mode, more);
const folder = (uid: number, mode = 0o755, more: Partial<Owned> = {}) => owned('project', uid, mode, more);
const configs = (uid: number, mode = 0o755, more: Partial<Owned> = {}) => owned('configs', uid, mode, more);
const link = (uid: number) => owned('c.yaml', uid, 0o777, { isLink: true });
const shared = (uid: number, mode = 0o2775) => folder(uid, mode, { gid: TEAM });

function asked(who: number, what: readonly [readonly Owned[], readonly Owned[]], more: Partial<SpeakerFacts> = {}): string {
  const [files, folders] = what;
  const facts = { euid: who, groups: [who, TEAM], overflowUid: null, trusted: false, files, folders };
  const answers = (['look', 'change', 'shell'] as const).map((use: Use) => {
    const speaker = whoSpeaks({ ...facts, use, ...more });
    return speaker.speaks ? 'speaks' : `${speaker.path}: ${speaker.remedy}`;
  });
  return [...new Set(answers)].join(', ');
}

type Row = readonly [string, readonly Owned[], readonly Owned[], string];

const FOR_A_USER: readonly Row[] = [
  ['their own', [file(ME)], [folder(ME), configs(ME)], 'speaks'],
  ["root's", [file(ROOT)], [folder(ROOT), configs(ROOT)], 'speaks'],
  ["root's, in a folder that our group may write to", [file(ROOT)], [shared(ROOT)], 'speaks'],
  ['their own, in a folder of root', [file(ME)], [folder(ROOT)], 'speaks'],
  ['their own, which a group may write to, as with umask 002', [file(ME, 0o664)], [folder(ME, 0o775)], 'speaks'],
  ['their own, in a sticky folder such as /tmp', [file(ME)], [folder(ROOT, 0o1777)], 'speaks'],
  ["a link of theirs to root's file", [file(ROOT), link(ME)], [folder(ME)], 'speaks'],
  ["a stranger's", [file(COLLEAGUE)], [folder(COLLEAGUE)], 'c.yaml: trust'],
  ["a stranger's file in their own folder", [file(COLLEAGUE)], [folder(ME)], 'c.yaml: trust'],
  ["a stranger's, in a sticky folder above", [file(COLLEAGUE)], [folder(ROOT, 0o1777)], 'c.yaml: trust'],
  ["a stranger's link to root's file", [file(ROOT), link(COLLEAGUE)], [folder(ME)], 'c.yaml: trust'],
  ["root's file in a stranger's folder", [file(ROOT)], [folder(COLLEAGUE)], 'project: trust'],
  ["their own file in a stranger's folder of configs", [file(ME)], [folder(ME), configs(COLLEAGUE)], 'configs: trust'],
  ["a colleague's, in a folder of our group", [file(COLLEAGUE)], [shared(COLLEAGUE)], 'speaks, c.yaml: trust'],
  ["a colleague's, in root's folder for our group", [file(COLLEAGUE)], [shared(ROOT)], 'speaks, c.yaml: trust'],
  ["their own, in a colleague's folder of our group", [file(ME)], [shared(COLLEAGUE)], 'speaks, project: trust'],
  ['a folder of our group that it may only read', [file(COLLEAGUE)], [shared(COLLEAGUE, 0o2755)], 'c.yaml: trust'],
  ['a folder of our group that everybody may write to', [file(COLLEAGUE)], [shared(COLLEAGUE, 0o2777)], 'project: trust'],
  ['a folder of our group that is sticky for everybody', [file(COLLEAGUE)], [shared(COLLEAGUE, 0o3777)], 'c.yaml: trust'],
  ['a folder of a group that we are not in', [file(COLLEAGUE)], [folder(COLLEAGUE, 0o2775, { gid: 99 })], 'c.yaml: trust'],
  ['their own file, which everybody may write to', [file(ME, 0o666)], [folder(ME)], 'c.yaml: trust'],
  ["root's file, which everybody may write to", [file(ROOT, 0o666)], [folder(ROOT)], 'c.yaml: trust'],
  ['a sticky bit on a file protects nothing', [file(ME, 0o1666)], [folder(ME)], 'c.yaml: trust'],
  ['a project that everybody may write to', [file(ME)], [folder(ME, 0o777)], 'project: trust'],
  ['a folder of configs that everybody may write to', [file(ME)], [folder(ME), configs(ME, 0o777)], 'configs: trust'],
];

const FOR_ROOT: readonly Row[] = [
  ['its own', [file(ROOT)], [folder(ROOT), configs(ROOT)], 'speaks'],
  ['its own, with umask 002', [file(ROOT, 0o664)], [folder(ROOT, 0o775)], 'speaks'],
  ['its own, below a sticky folder', [file(ROOT)], [folder(ROOT, 0o1777)], 'speaks'],
  ["a user's", [file(ME)], [folder(ME)], 'c.yaml: owner'],
  ["a user's file in root's folder", [file(ME)], [folder(ROOT)], 'c.yaml: owner'],
  ["a user's file in a sticky folder", [file(ME)], [folder(ROOT, 0o1777)], 'c.yaml: owner'],
  ["a user's file in a folder that root shares with a group", [file(ME)], [shared(ROOT)], 'project: owner'],
  ["its own file in a user's folder", [file(ROOT)], [folder(ME)], 'project: owner'],
  ["a user's link to root's file", [file(ROOT), link(ME)], [folder(ROOT)], 'c.yaml: owner'],
  ['its own, which a group may write to', [file(ROOT, 0o664, { gid: TEAM })], [folder(ROOT)], 'c.yaml: owner'],
  ['its own, in a folder that a group may write to', [file(ROOT)], [shared(ROOT)], 'project: owner'],
  ['its own, which everybody may write to', [file(ROOT, 0o666)], [folder(ROOT)], 'c.yaml: owner'],
  ['its own, in a folder that everybody may write to', [file(ROOT)], [folder(ROOT, 0o777)], 'project: owner'],
  ["nobody's, outside of user namespaces", [file(OUTSIDE)], [folder(OUTSIDE)], 'c.yaml: owner'],
];

describe('for a user', () => {
  test.each(FOR_A_USER)('%s', (_, files, folders, expected) => {
    expect(asked(ME, [files, folders])).toBe(expected);
  });

  test.each(FOR_A_USER)('trusted: %s', (_, files, folders) => {
    expect(asked(ME, [files, folders], { trusted: true })).toBe('speaks');
  });
});

describe('for root', () => {
  test.each(FOR_ROOT)('%s', (_, files, folders, expected) => {
    expect(asked(ROOT, [files, folders])).toBe(expected);
  });

  test.each(FOR_ROOT)('whatever root trusts: %s', (_, files, folders, expected) => {
    expect(asked(ROOT, [files, folders], { trusted: true })).toBe(expected);
  });

  test('is never laxer than for a user who trusts nothing', () => {
    for (const [, files, folders] of FOR_A_USER) {
      if (asked(ME, [files, folders]) !== 'speaks') expect(asked(ROOT, [files, folders])).not.toBe('speaks');
    }
  });

  test('in a user namespace, whoever is outside of it is as good as root', () => {
    expect(asked(ROOT, [[file(OUTSIDE)], [folder(OUTSIDE)]], { overflowUid: OUTSIDE })).toBe('speaks');
    expect(asked(ME, [[file(OUTSIDE)], [folder(OUTSIDE)]], { overflowUid: OUTSIDE })).toBe('c.yaml: trust');
  });
});

test('where there are no users, every file speaks', () => {
  expect(asked(-1, [[file(COLLEAGUE, 0o666)], [folder(COLLEAGUE, 0o777)]])).toBe('speaks');
});
