// A project that asks for places outside of it: everybody is told, nothing there is changed, until the user says so.

import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, TERMINALS } from '../support/context.ts';
import { snapshot, type Tree, tree } from '../support/tree.ts';

const FILE = 'home/.config/outputs/config.yaml';
const HOME = { 'home/Documents/thesis': 'x', 'home/.ssh/id': 'x', 'home/x/y': 'x' };

/** `${where}` stands for the tree. */
function asking(config: string, files: Readonly<Record<string, string>> = {}): Tree {
  const t = tree({ ...HOME, 'p/outputs/cache/a': 'x', 'p/outputs/logs/a.log': 'x', ...files });
  t.add({ 'p/configs/project_config.yaml': config.replaceAll('WHERE', t.root) });
  return t;
}

function outputs(t: Tree, argv: readonly string[], more: Partial<Parameters<typeof run>[1]> = {}) {
  const setting = { cwd: t.at('p'), home: t.at('home'), systemHome: t.at('home'), userConfig: t.at(FILE) };
  return run(argv, { env: { HOME: t.at('home'), PATH: process.env['PATH'] ?? '' }, ...setting, ...more });
}

const CHANGES = [
  ['clean', '--cache'],
  ['clean', '--cache', '--dry-run'],
  ['clean', '--all', '--yes'],
  ['prune', '--yes'],
  ['init'],
  ['check', '--fix', '--yes'],
];
const LOOKS = [['paths'], ['status'], ['env'], ['check'], ['verify'], ['history'], ['parse', 'a.log'], ['doctor']];

describe('a config that allows itself a place', () => {
  const CONFIG =
    'outputs:\n  allow: [WHERE/home/Documents]\n  sections:\n    cache: { path: WHERE/home/Documents, keep: { within: 1d } }\n';

  it.each(CHANGES.map((argv) => [argv]))('%j refuses, and prints the line to run', async (argv) => {
    using t = asking(CONFIG);
    const before = snapshot(t.root);
    const ran = await outputs(t, argv);
    expect(ran).toMatchObject({ code: 4, stderr: expect.stringContaining(`outputs trust ${t.at('home/Documents')}`) });
    expect(snapshot(t.root)).toEqual(before);
  });

  it.each(LOOKS.map((argv) => [argv]))('%j tells it once, and shows the place', async (argv) => {
    using t = asking(CONFIG);
    const { code, stdout, stderr } = await outputs(t, argv);
    expect([0, 1, 3]).toContain(code);
    expect(stderr.match(/outputs\.allow allows nothing any more/g)).toHaveLength(1);
    expect(stderr).toContain(`project_config.yaml:2:10: `);
    expect(stderr.trimEnd()).toMatch(/outputs trust \S+\/home\/Documents$/m);
    if (argv[0] === 'paths') expect(stdout).toContain(t.at('home/Documents'));
  });

  it('says it in a dry run of what it does not concern, and does not let it stop that', async () => {
    using t = asking(CONFIG);
    expect(await outputs(t, ['prune-logs', '--dry-run'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('outputs.allow allows nothing any more'),
    });
  });

  it('is obeyed and silent once the user says so, or for one run', async () => {
    using t = asking(CONFIG);
    const dry = ['clean', '--cache', '--dry-run'];
    const flag = await outputs(t, [...dry, '--trust', '../home/Documents']);
    expect(flag).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('thesis') });
    expect((await outputs(t, ['trust', t.at('home/Documents')])).code).toBe(0);
    expect(await outputs(t, dry)).toMatchObject({ code: 0, stderr: '' });
    expect((await outputs(t, ['trust', '--remove'])).code).toBe(0);
    expect((await outputs(t, dry)).code).toBe(4);
  });
});

describe('nothing is changed', () => {
  it.each([
    ['home by the environment', 'outputs: { sections: { cache: { path: "${oc.env:HOME}" } } }', /home directory/],
    ['a folder of home by ~', 'outputs: { sections: { cache: { path: ~/Documents } } }', /outputs trust \S+Documents/],
    ['keys, even trusted', 'outputs: { sections: { cache: { path: ~/.ssh } } }', /a folder of keys/],
    ['a known key', 'paths: { cache: WHERE/home/Documents }', /outputs trust/],
    ['the own source', 'outputs: { sections: { cache: { path: WHERE/p/src } } }', /the project's source code/],
    ['the own source by a key of others', 'paths: { cache: src }', /the project's source code/],
    ['the configs', 'paths: { cache: configs }', /the folder of the configuration/],
    ['outputs that are the source', 'outputs: { root: src }', /the project's source code/],
    ['outputs in .git', 'outputs: { root: .git/x }', /repository's own data/],
    ['a section in .GIT', 'outputs: { sections: { cache: { path: WHERE/p/.GIT/x } } }', /repository's own data/],
    ['/etc', 'outputs: { sections: { cache: { path: /etc } } }', /system directory/],
  ])('%s', async (_, config, says) => {
    using t = asking(config, { 'p/src/a.py': 'x' });
    t.add({ [FILE]: `projects: { ${t.at('p')}: { paths: [${t.at('home/.ssh')}] } }\n` });
    const before = snapshot(t.root);
    for (const argv of [['clean', '--cache'], ['clean', '--cache', '--trash'], ['init']]) {
      const { code, stderr } = await outputs(t, argv);
      expect({ argv, code }).toEqual({ argv, code: 4 });
      expect(stderr).toMatch(says);
    }
    expect(snapshot(t.root)).toEqual(before);
  });

  it('through a link, whatever is trusted', async () => {
    using t = asking('outputs: { sections: { cache: { path: data } } }');
    symlinkSync(t.at('home/Documents'), t.at('p/outputs/data'));
    t.add({ [FILE]: `projects: { ${t.at('p')}: { paths: [${t.at('home/Documents')}] } }\n` });
    expect(await outputs(t, ['clean', '--cache'])).toMatchObject({ code: 4, stderr: expect.stringContaining('is a link') });
    expect(existsSync(t.at('home/Documents/thesis'))).toBe(true);
  });

  it('where HOME lies about home', async () => {
    using t = asking('outputs: { sections: { cache: { path: WHERE/home/x } } }');
    const lying = { home: t.at('p'), systemHome: t.at('home/x'), env: { HOME: t.at('p') } };
    expect(await outputs(t, ['clean', '--cache', '--trust', t.at('home')], lying)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('your home directory'),
    });
  });

  it('by name --mkdir, nor by promote', async () => {
    using t = asking('outputs: { sections: { checkpoints: { path: WHERE/home/new }, models: { path: WHERE/home/m } } }');
    const name = ['name', 'checkpoint', '--model', 'unet', '--epoch', '3', '--mkdir'];
    expect(await outputs(t, name)).toMatchObject({ code: 4, stderr: expect.stringContaining('outputs trust') });
    expect(existsSync(t.at('home/new'))).toBe(false);
  });
});

describe('init', () => {
  const CONFIG = 'outputs: { sections: { models: { path: WHERE/home/x/models } } }';

  it('asks on a terminal, writes what is answered, and goes on', async () => {
    using t = asking(CONFIG);
    const ran = await outputs(t, ['init'], { terminals: TERMINALS, answers: ['y'] });
    expect(ran).toMatchObject({ code: 0, asked: 1, stderr: expect.stringContaining(t.at('home/x/models')) });
    expect(existsSync(t.at('home/x/models'))).toBe(true);
    expect(readFileSync(t.at(FILE), 'utf8')).toContain(t.at('home/x/models'));
  });

  it('makes nothing where the answer is no', async () => {
    using t = asking(CONFIG);
    expect(await outputs(t, ['init'], { terminals: TERMINALS, answers: [''] })).toMatchObject({ code: 4, asked: 1 });
    expect(existsSync(t.at(FILE))).toBe(false);
    expect(existsSync(t.at('home/x/models'))).toBe(false);
  });
});
