// What the user's own configuration says, and when it counts.

import { chmodSync, chownSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTrust } from '../../../../src/core/config/read/read-trust.ts';
import { type Tree, tree } from '../../../support/tree.ts';

const FILE = 'home/.config/outputs/config.yaml';
const uid = process.geteuid?.() ?? -1;
const read = (t: Tree, file = FILE) => readTrust(t.at('p'), { uid, systemHome: t.at('home'), userConfig: t.at(file) });
const made = (text: (t: Tree) => string): Tree => {
  const t = tree({ 'p/x': '' });
  t.add({ [FILE]: text(t) });
  return t;
};
const TRUSTING = (t: Tree) => `projects:\n  ${t.at('p')}/:\n    trusted: true\n    paths: [/mnt/a/, "/mnt/b c"]\n`;

describe('what it says', () => {
  it('is nothing without a file, and nothing of other projects', async () => {
    using t = tree({ 'p/x': '' });
    expect(await read(t)).toEqual({ trust: { project: false, paths: [] }, warnings: [] });
    t.add({ [FILE]: 'projects: { /other: { trusted: true } }\n' });
    expect(await read(t)).toEqual({ trust: { project: false, paths: [] }, warnings: [] });
  });
  it('is about the project at exactly that root', async () => {
    using t = made(TRUSTING);
    expect(await read(t)).toEqual({ trust: { project: true, paths: ['/mnt/a', '/mnt/b c'] }, warnings: [] });
  });
  it.each([
    ['project: {}', '1:1', /unknown key `project`.*/, /did you mean `projects`/],
    ['projects: []', '1:11', /expected a mapping of project folders; found a list/, null],
    ['projects: {rel: {}}', '1:12', /`rel` in `projects`: expected an absolute path/, null],
    ['projects:\n  /a: {trust: true}', '2:8', /unknown key `trust`/, /trusted/],
    ['projects:\n  /a: {trusted: "yes"}', '2:17', /expected true or false; found "yes"/, null],
    ['projects:\n  /a: {paths: [/b, c]}', '2:20', /expected an absolute path without \.\./, null],
    ['projects:\n  /a: {paths: [/b/../c]}', '2:16', /expected an absolute path without \.\./, null],
  ])('%j is an error at its place', async (text, at, says, hint) => {
    using t = made(() => text);
    const error = await read(t).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'config', message: expect.stringMatching(says) });
    const { place, hint: found } = error as { place: { line: number; column: number }; hint?: string };
    expect(`${place.line}:${place.column}`).toBe(at);
    if (hint !== null) expect(found).toMatch(hint);
  });
});

describe('when it counts', () => {
  const NOT = { trust: { project: false, paths: [] } };
  it.each<[string, RegExp, (t: Tree) => void]>([
    ['everybody can write to it', /others can write to it/, (t) => chmodSync(t.at(FILE), 0o602)],
    ['a group can write to it', /others can write to it/, (t) => chmodSync(t.at(FILE), 0o660)],
    ['everybody can replace it', /write to its folder/, (t) => chmodSync(t.at('home/.config/outputs'), 0o777)],
    ['everybody can replace its folder', /write to its folder/, (t) => chmodSync(t.at('home'), 0o777)],
  ])('not where %s', async (_, says, spoil) => {
    using t = made(TRUSTING);
    spoil(t);
    expect(await read(t)).toMatchObject({ ...NOT, warnings: [{ text: expect.stringMatching(says) }] });
  });
  it.skipIf(uid !== 0)('not where it belongs to another user, nor its folder, nor what a link leads to', async () => {
    for (const of of [FILE, 'home/.config/outputs', 'home']) {
      using t = made(TRUSTING);
      chownSync(t.at(of), 4242, 4242);
      expect(await read(t)).toMatchObject({ ...NOT, warnings: [{ text: expect.stringMatching(/belongs to another user/) }] });
    }
    using t = made(TRUSTING);
    mkdirSync(t.at('theirs'));
    renameSync(t.at(FILE), t.at('theirs/file'));
    symlinkSync(t.at('theirs/file'), t.at(FILE));
    expect((await read(t)).trust.project).toBe(true);
    chownSync(t.at('theirs'), 4242, 4242);
    expect(await read(t)).toMatchObject(NOT);
  });
  it('not where it lies in the project, unless the project holds the home', async () => {
    using t = tree({ 'p/x': '' });
    t.add({ 'p/xdg/outputs/config.yaml': TRUSTING(t) });
    expect(await read(t, 'p/xdg/outputs/config.yaml')).toMatchObject({
      ...NOT,
      warnings: [{ text: expect.stringMatching(/XDG_CONFIG_HOME/) }],
    });
    const user = { uid, systemHome: t.at('p'), userConfig: t.at('p/xdg/outputs/config.yaml') };
    expect(await readTrust(t.at('p'), user)).toMatchObject({ trust: { project: true }, warnings: [] });
  });
});
