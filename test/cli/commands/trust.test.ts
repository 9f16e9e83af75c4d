// `outputs trust`: the user's own file is made, edited and listed; no project can stand in for it.

import { chmodSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Outcome, run } from '../../support/context.ts';
import { type Tree, tree } from '../../support/tree.ts';

const FILE = 'home/.config/outputs/config.yaml';

function place(files: Readonly<Record<string, string>> = {}): Tree {
  return tree({ 'p/configs/project_config.yaml': 'a: 1\n', 'mnt/cache/x': '', ...files });
}

function trust(t: Tree, ...words: readonly string[]): Promise<Outcome> {
  return run(['trust', ...words], { cwd: t.at('p'), home: t.at('home'), userConfig: t.at(FILE) });
}

describe('outputs trust', () => {
  it('makes the file for the user’s eyes alone, with the project’s root and the place', async () => {
    using t = place();
    const ran = await trust(t, '../mnt/cache');
    expect(ran).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(`Added to ${t.at(FILE)}`) });
    expect(lstatSync(t.at(FILE)).mode & 0o777).toBe(0o600);
    expect(readFileSync(t.at(FILE), 'utf8')).toMatch(/^# .*\n\nprojects:\n {2}\S+\/p:\n {4}paths:\n {6}- \S+\/mnt\/cache\n$/);
    expect((await trust(t)).code).toBe(0);
    expect(readFileSync(t.at(FILE), 'utf8')).toContain('trusted: true');
  });

  it('keeps comments and everything else, and takes out only its own', async () => {
    const before = '# mine\nprojects:\n  # work\n  /other:\n    trusted: true\n    paths: [ /a ] # why\n';
    using t = place({ [FILE]: before });
    expect((await trust(t, t.at('mnt/cache'))).code).toBe(0);
    const after = readFileSync(t.at(FILE), 'utf8');
    for (const kept of ['# mine', '# work\n  /other:', 'paths: [ /a ] # why', t.at('mnt/cache')]) expect(after).toContain(kept);
    expect((await trust(t, '--remove')).code).toBe(0);
    expect(readFileSync(t.at(FILE), 'utf8')).toBe(before);
  });

  it('changes nothing in a dry run, nor where it says so already', async () => {
    using t = place();
    expect(await trust(t, '-n')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was changed.') });
    expect(() => lstatSync(t.at('home'))).toThrow();
    await trust(t, '-y');
    const { ino } = lstatSync(t.at(FILE));
    expect(await trust(t)).toMatchObject({ code: 0, stdout: expect.stringContaining('trusted already') });
    expect(lstatSync(t.at(FILE)).ino).toBe(ino);
  });

  it('lists every project', async () => {
    using t = place({ [FILE]: 'projects: { /other: { paths: [/a] }, /third: { trusted: true } }\n' });
    expect((await trust(t, '--list')).stdout).toMatch(/^\/other\n {2}\/a .*\n\/third\n {2}the project/);
    expect(JSON.parse((await trust(t, '--list', '--json')).stdout)).toMatchObject({
      did: 'list',
      projects: [
        { root: '/other', trusted: false, paths: [{ path: '/a' }] },
        { root: '/third', trusted: true, paths: [] },
      ],
    });
  });

  it('writes where a link really leads: the link could be turned later', async () => {
    using t = place();
    symlinkSync('mnt', t.at('link'));
    await trust(t, t.at('link/cache/new'));
    expect(readFileSync(t.at(FILE), 'utf8')).toContain(t.at('mnt/cache/new'));
  });

  it.each([
    ['/', 4, /root of the whole disk/],
    ['/etc', 4, /a system directory/],
    ['home', 4, /home directory/],
    ['.', 4, /holds (the project|your home)/],
    ['p/outputs', 2, /lies in the project/],
  ])('refuses %s', async (path, code, says) => {
    using t = place({ 'home/x': '' });
    expect(await trust(t, path.startsWith('/') ? path : t.at(path))).toMatchObject({ code, stderr: expect.stringMatching(says) });
    expect(() => lstatSync(t.at('home/.config'))).toThrow();
  });

  it('does not believe, or add to, a file that others could have written', async () => {
    using t = place({ [FILE]: 'projects: {}\n' });
    chmodSync(t.at(FILE), 0o664);
    expect(await trust(t)).toMatchObject({ code: 4, stderr: expect.stringContaining('chmod go-w') });
    expect(await trust(t, '--list')).toMatchObject({ code: 0, stderr: expect.stringContaining('does not count') });
  });
});
