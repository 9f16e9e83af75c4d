import { homedir } from 'node:os';
import { describe, expect, it, test } from 'vitest';
import { checkPlaces, checkPlacesForInit } from '../../../../src/core/guard/read/check-places.ts';
import { OutputsError } from '../../../../src/core/lib/errors.ts';
import type { PathText } from '../../../../src/core/types/primitives.ts';
import type { Project } from '../../../../src/core/types/project.ts';
import { canMount, inChild } from '../../../support/child.ts';
import { projectAt, sectionAt } from '../../../support/section.ts';
import { snapshot, type Tree, type TreeSpec, tree } from '../../../support/tree.ts';

type Check = typeof checkPlaces;
const ALL = { project: false, paths: ['/'] } as const;

/** What is said against changing `cache`, and that nothing was changed to find out. */
function verdict(
  t: Tree,
  changes: Partial<Project> = {},
  check: Check = checkPlaces,
  home: PathText | null = '/home/nobody',
): string | null {
  const project = projectAt(t.root, changes);
  const before = snapshot(t.root);
  try {
    check(
      project,
      project.sections.filter(({ name }) => name === 'cache'),
      { home },
    );
    return null;
  } catch (error) {
    if (!(error instanceof OutputsError) || error.code !== 'refused') throw error;
    return error.message;
  } finally {
    expect(snapshot(t.root)).toEqual(before);
  }
}

const FINE = { 'outputs/cache/x': '' };

test.each<[string, TreeSpec, (t: Tree) => Partial<Project>]>([
  ['an ordinary project', FINE, () => ({})],
  ['a section that is not there yet', { 'outputs/logs/x': '' }, () => ({})],
  ['a project in a git repository', { ...FINE, '.git/HEAD': '' }, () => ({})],
  ['a section beside outputs', { ...FINE, 'scratch/x': '' }, (t) => ({ sections: [sectionAt(t.at('scratch'))] })],
  ['a linked section that is not touched', { ...FINE, 'outputs/models': { link: '/data' } }, () => ({})],
])('allowed: %s', (_, spec, changes) => {
  using t = tree(spec);
  expect(verdict(t, changes(t))).toBeNull();
});

describe('home', () => {
  it('is what the system says as well as what $HOME says, and keys in it stay whatever is trusted', () => {
    using t = tree({ ...FINE, 'h/.ssh/id': '', 'h/.cache/x': '' });
    const homes = { home: '/elsewhere', systemHome: t.at('h'), userConfig: t.at('h/.config/outputs/config.yaml') };
    const says = (path: string): string => {
      const project = projectAt(t.root, { outputs: t.at('outputs'), sections: [sectionAt(t.at(path))], trust: ALL });
      try {
        checkPlaces(project, project.sections, homes);
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    expect(says('h')).toMatch(/your home directory/);
    expect(says('h/.ssh')).toMatch(/is a folder of keys/);
    expect(says('h/.ssh/more')).toMatch(/lies in a folder of keys/);
    expect(says('h/.cache')).toMatch(/many programs share/);
    expect(says('h/.config/outputs')).toMatch(/your own configuration/);
    expect(says('h/.cache/mine')).toBe('');
  });
});

describe('refused', () => {
  test.each<[string, TreeSpec, (t: Tree) => Partial<Project>, RegExp]>([
    ['no outputs directory', { x: '' }, () => ({}), /does not exist/],
    ['an outputs directory that is a file', { outputs: '' }, () => ({}), /outputs, which is not a directory/],
    ['a linked outputs directory', { outputs: { link: 'real' }, 'real/cache/x': '' }, () => ({}), /which is a link to .*\/real$/],
    ['a linked section', { outputs: { dir: true }, 'outputs/cache': { link: '/usr' } }, () => ({}), /which is a link to \/usr$/],
    ['a dangling section', { outputs: { dir: true }, 'outputs/cache': { link: 'no' } }, () => ({}), /a link that leads nowhere/],
    [
      'a section linked to itself',
      { outputs: { dir: true }, 'outputs/cache': { link: 'cache' } },
      () => ({}),
      /a link that leads nowhere/,
    ],
    [
      'a linked folder on the way',
      { 'outputs/x': '', 'real/cache/x': '', way: { link: 'real' } },
      (t) => ({ sections: [sectionAt(t.at('way/cache'))] }),
      /is reached through the link .*\/way to .*\/real$/,
    ],
    ['a section that is a file', { 'outputs/cache': '' }, () => ({}), /which is not a directory/],
    ['the project itself', FINE, (t) => ({ sections: [sectionAt(t.root)] }), /which is the project itself/],
    [
      'a folder above the project',
      FINE,
      (t) => ({
        sections: [
          sectionAt(
            t
              .at('..')
              .replace('/..', '')
              .replace(/\/[^/]*$/, ''),
          ),
        ],
      }),
      /which is /,
    ],
    ['the root', FINE, () => ({ sections: [sectionAt('/')] }), /the root of the whole disk/],
    ['a system folder', FINE, () => ({ sections: [sectionAt('/usr')], trust: ALL }), /a system directory/],
    ['a folder that holds one', FINE, () => ({ sections: [sectionAt('/')], trust: ALL }), /the root/],
    [
      'a system folder by another name',
      FINE,
      () => ({ sections: [sectionAt('/proc/1/../../usr')], trust: ALL }),
      /a system directory|a link/,
    ],
    ['the repository', { ...FINE, '.git/HEAD': '' }, (t) => ({ sections: [sectionAt(t.at('.git'))] }), /git/],
    [
      'a folder in it',
      { ...FINE, '.git/HEAD': '' },
      (t) => ({ sections: [sectionAt(t.at('.git/cache'))] }),
      /a repository's own data/,
    ],
    ['outside the project', FINE, () => ({ sections: [sectionAt('/data/cache')] }), /is outside the project/],
    [
      'two sections, one of them a link to the other',
      { ...FINE, 'outputs/tb': { link: 'cache' } },
      (t) => ({ sections: [sectionAt(t.at('outputs/cache')), sectionAt(t.at('outputs/tb'), 'logs', 'tb')] }),
      /is the same folder as section "tb"/,
    ],
    [
      'a section that a link leads into',
      { 'outputs/cache/sub/x': '', 'outputs/tb': { link: 'cache/sub' } },
      (t) => ({ sections: [sectionAt(t.at('outputs/cache')), sectionAt(t.at('outputs/tb'), 'logs', 'tb')] }),
      /"cache" is .* holds section "tb"/,
    ],
    [
      'the outputs directory as a section',
      FINE,
      (t) => ({ sections: [sectionAt(t.at('outputs'))] }),
      /holds the whole outputs directory/,
    ],
    [
      'a section of another profile in it',
      { 'outputs/artifacts/ckpt/x': '' },
      (t) => ({
        sections: [
          sectionAt(t.at('outputs/artifacts'), 'cache'),
          { ...sectionAt(t.at('outputs/artifacts/ckpt'), 'checkpoints'), active: false },
        ],
      }),
      /"cache" is .* holds section "checkpoints"/,
    ],
    ['a section with a .git of its own', { ...FINE, 'outputs/cache/.git/HEAD': '' }, () => ({}), /a repository of its own/],
    ['a section that is a worktree', { ...FINE, 'outputs/cache/.git': 'gitdir: x' }, () => ({}), /a repository of its own/],
    ['an outputs directory with a .git', { ...FINE, 'outputs/.git/HEAD': '' }, () => ({}), /a repository of its own/],
    [
      'the folder of the configuration',
      { ...FINE, 'configs/c.yaml': '' },
      (t) => ({ configFile: t.at('configs/c.yaml'), sections: [sectionAt(t.at('configs'))] }),
      /the folder of the configuration/,
    ],
    [
      'the folder that the configuration is linked from',
      { ...FINE, 'outputs/cache/c.yaml': '', 'c.yaml': { link: 'outputs/cache/c.yaml' } },
      (t) => ({ configFile: t.at('c.yaml') }),
      /holds the configuration in force/,
    ],
    ['the own source', { ...FINE, 'src/a.py': '' }, (t) => ({ sections: [sectionAt(t.at('src'))] }), /the project's source code/],
    ['the own source as outputs', { 'src/a.py': '' }, (t) => ({ outputs: t.at('src') }), /the project's source code/],
    ['a folder in .hg', { ...FINE, '.hg/x': '' }, (t) => ({ sections: [sectionAt(t.at('.hg/x'))] }), /a repository's own data/],
    ['a folder in .svn', FINE, (t) => ({ sections: [sectionAt(t.at('deep/.SVN/x'))] }), /a repository's own data/],
    ['a section with a .jj', { ...FINE, 'outputs/cache/.jj/x': '' }, () => ({}), /a repository of its own/],
    [
      'a bare repository',
      { ...FINE, 'outputs/cache/HEAD': '', 'outputs/cache/objects/x': '', 'outputs/cache/refs/x': '' },
      () => ({}),
      /a repository of its own/,
    ],
    [
      'a folder in a bare repository',
      { ...FINE, 'r/HEAD': '', 'r/objects/x': '', 'r/refs/x': '' },
      (t) => ({ sections: [sectionAt(t.at('r/objects'))] }),
      /lies in the repository/,
    ],
    ['what lies in /etc', FINE, () => ({ sections: [sectionAt('/etc/x')], trust: ALL }), /lies in a system directory/],
    ['a section in the trash', FINE, (t) => ({ sections: [sectionAt(t.at('outputs/.trash/x'))] }), /lies in the trash/],
  ])('%s', (_, spec, changes, expected) => {
    using t = tree(spec);
    expect(verdict(t, changes(t))).toMatch(expected);
  });

  test('home and what holds it, also where home is a link', () => {
    using t = tree({ 'outputs/cache/me/x': '', home: { link: 'outputs/cache/me' } });
    const section = { outputs: t.at('x'), trust: { project: false, paths: [t.root] } };
    expect(verdict(t, section, checkPlacesForInit, t.at('outputs/cache'))).toMatch(/which is your home directory/);
    expect(verdict(t, section, checkPlacesForInit, t.at('outputs/cache/me'))).toMatch(
      /which is a folder that holds your home directory/,
    );
    expect(verdict(t, section, checkPlacesForInit, t.at('home'))).toMatch(/which is a folder that holds your home directory/);
    expect(verdict(t, {}, checkPlaces, null)).toBeNull();
    expect(verdict(t, { sections: [sectionAt(homedir())], trust: ALL }, checkPlaces, homedir())).toMatch(/your home directory/);
  });

  test('the top of a repository that the project lies in', () => {
    using t = tree({ '.git/HEAD': '', 'p/outputs/x': '', 'p/outputs/cache/x': '' });
    const project = projectAt(t.at('p'), { trust: { project: false, paths: [t.root] }, sections: [sectionAt(t.root)] });
    expect(() => checkPlaces(project, project.sections, { home: null })).toThrow(
      /a folder that holds the project itself|top of a git/,
    );
  });

  test('what may not be looked at, as an ordinary user', () => {
    using t = tree({ 'outputs/x': '', 'locked/cache/x': '', locked: { dir: true, mode: 0o600 } });
    const said = inChild(
      t,
      `import { checkPlaces } from './src/core/guard/read/check-places.ts';
       import { projectAt, sectionAt } from './test/support/section.ts';`,
      `const project = projectAt(root, { sections: [sectionAt(root + '/locked/cache')] });
       try { checkPlaces(project, project.sections, { home: null }); } catch (error) { return error.message; }`,
      { unprivileged: true },
    );
    expect(said).toMatch(/cannot be looked at \(EACCES\)/);
  });

  test.skipIf(!canMount())('a protected folder that is mounted on a section', () => {
    using t = tree({ ...FINE, 'home/precious': '' });
    const said = inChild(
      t,
      `import { checkPlaces } from './src/core/guard/read/check-places.ts'; import { projectAt } from './test/support/section.ts';`,
      `const project = projectAt(root);
       try { checkPlaces(project, project.sections, { home: root + '/home' }); } catch (error) { return error.message; }`,
      { mount: 'mount --bind "$ROOT/home" "$ROOT/outputs/cache"' },
    );
    expect(said).toMatch(/which is your home directory/);
  });
});

describe('for init', () => {
  test('what is missing is no objection', () => {
    using t = tree();
    expect(verdict(t, {}, checkPlacesForInit)).toBeNull();
  });

  test.each<[string, TreeSpec, RegExp]>([
    ['a link', { outputs: { link: 'nowhere' } }, /a link that leads nowhere/],
    ['a file', { outputs: '' }, /is not a directory/],
  ])('%s is', (_, spec, expected) => {
    using t = tree(spec);
    expect(verdict(t, {}, checkPlacesForInit)).toMatch(expected);
  });
});
