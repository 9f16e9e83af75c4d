import { describe, expect, test } from 'vitest';
import { type GuardedPlace, type GuardedPlaces, guardPlaces } from '../../../src/core/guard/refuse-unsafe-places.ts';
import { OutputsError } from '../../../src/core/lib/errors.ts';
import { isIn } from '../../../src/core/lib/paths.ts';
import type { PathText } from '../../../src/core/types/primitives.ts';
import { projectAt } from '../../support/section.ts';

/** A directory at `path` whose inode is its path, as is that of every folder above. */
function place(what: string, path: PathText, changes: Partial<GuardedPlace> = {}): GuardedPlace {
  const names = path.split('/').slice(1);
  const chain = ['/', ...names.map((_, at) => `/${names.slice(0, at + 1).join('/')}`)];
  return {
    what,
    path,
    origin: { from: 'default' },
    type: 'directory',
    errno: null,
    link: null,
    repository: false,
    bare: null,
    key: path,
    chain,
    ...changes,
  };
}

function missing(what: string, path: PathText): GuardedPlace {
  const whole = place(what, path);
  return { ...whole, type: null, key: null, chain: whole.chain.slice(0, -1) };
}

const OUTPUTS = place('the outputs directory', '/p/outputs');
const CACHE = place('section "cache"', '/p/outputs/cache');
const LOGS = place('section "logs"', '/p/outputs/logs');

function places(changes: Partial<GuardedPlaces> = {}): GuardedPlaces {
  return {
    project: projectAt('/p'),
    outputs: OUTPUTS,
    chosen: [CACHE],
    all: [CACHE, LOGS],
    trash: missing('the trash', '/p/outputs/.trash'),
    config: place('the configuration', '/p/configs/project_config.yaml'),
    landmarks: [
      { path: '/', key: '/', what: 'the root of the whole disk' },
      { path: '/p', key: '/p', what: 'the project itself' },
      { path: '/home/me', key: '/home/me', what: 'your home directory' },
      { path: '/nowhere', key: null, what: 'a place that does not exist' },
    ],
    outputsMayBeMissing: false,
    ...changes,
  };
}

/** What is said, with the hint, or null when all is well. */
function verdict(changes: Partial<GuardedPlaces>): string | null {
  try {
    guardPlaces(places(changes));
    return null;
  } catch (error) {
    if (!(error instanceof OutputsError) || error.code !== 'refused') throw error;
    return `${error.message} | ${error.hint ?? ''}`;
  }
}

/** Only the chosen section, which is also the one that is configured. */
function chosen(section: GuardedPlace): Partial<GuardedPlaces> {
  return { chosen: [section], all: [section, LOGS] };
}

describe('allowed', () => {
  test.each<[string, Partial<GuardedPlaces>]>([
    ['an ordinary section', {}],
    ['a section that does not exist yet', chosen(missing('section "cache"', '/p/outputs/cache'))],
    ['a section beside the outputs directory, in the project', chosen(place('section "cache"', '/p/cache'))],
    [
      'a section outside, listed',
      {
        ...chosen(place('section "cache"', '/data/me/cache')),
        project: projectAt('/p', { trust: { project: false, paths: ['/data/me'] } }),
      },
    ],
    [
      'a section outside, itself listed',
      { ...chosen(place('section "cache"', '/data')), project: projectAt('/p', { trust: { project: false, paths: ['/data'] } }) },
    ],
    ['a repository that is not touched', { all: [CACHE, place('section "x"', '/p/x', { repository: true })] }],
    ['no configuration at all', { config: null }],
    ['a name that begins like another', { all: [CACHE, place('section "cache2"', '/p/outputs/cache2')] }],
    [
      'another section that is a link elsewhere',
      { all: [CACHE, place('section "models"', '/p/outputs/models', { type: 'link', key: '/data/m' })] },
    ],
    [
      'another section that is a link to nowhere',
      { all: [CACHE, { ...missing('section "models"', '/p/outputs/models'), type: 'link' }] },
    ],
    [
      'a missing outputs directory, where it will be made',
      { outputs: missing('the outputs directory', '/p/outputs'), chosen: [], all: [], outputsMayBeMissing: true },
    ],
  ])('%s', (_, changes) => {
    expect(verdict(changes)).toBeNull();
  });
});

describe('refused', () => {
  test.each<[string, Partial<GuardedPlaces>, RegExp]>([
    ['no outputs directory', { outputs: missing('the outputs directory', '/p/outputs') }, /does not exist \| .*outputs init/],
    ['the root, by name', chosen(place('section "cache"', '/', { key: '/' })), /is the root of the whole disk/],
    ['the root, by inode', chosen(place('section "cache"', '/p/outputs/x', { key: '/' })), /is the root of the whole disk/],
    [
      'the project',
      { outputs: place('the outputs directory', '/p') },
      /the outputs directory is \/p, which is the project itself/,
    ],
    [
      'home, bound to a folder in the project',
      chosen(place('section "cache"', '/p/outputs/h', { key: '/home/me' })),
      /is your home directory/,
    ],
    ['a landmark that does not exist, by name', chosen(missing('section "cache"', '/nowhere')), /is a place that does not exist/],
    ["git's data", chosen(place('section "cache"', '/p/.git/outputs')), /lies in a repository's own data/],
    [
      'a linked section',
      chosen(
        place('section "cache"', '/p/outputs/cache', { type: 'link', link: { path: '/p/outputs/cache', leadsTo: '/data/c\n' } }),
      ),
      /which is a link to \/data\/c\\n \| .*real path/,
    ],
    [
      'a section below a linked folder',
      chosen(place('section "cache"', '/p/outputs/cache', { link: { path: '/p/outputs', leadsTo: '/data' } })),
      /is reached through the link \/p\/outputs to \/data/,
    ],
    [
      'a dangling section',
      chosen({
        ...missing('section "cache"', '/p/outputs/cache'),
        type: 'link',
        link: { path: '/p/outputs/cache', leadsTo: null },
      }),
      /is a link that leads nowhere/,
    ],
    ['a section that is a file', chosen(place('section "cache"', '/p/outputs/cache', { type: 'file' })), /is not a directory/],
    ['a section that is a FIFO', chosen(place('section "cache"', '/p/outputs/cache', { type: 'other' })), /is not a directory/],
    [
      'a section nobody may look at',
      chosen({ ...missing('section "cache"', '/p/outputs/cache'), errno: 'EACCES' }),
      /cannot be looked at \(EACCES\)/,
    ],
    [
      'a section outside',
      chosen(place('section "cache"', '/data/cache')),
      /is outside the project \/p \| .*outputs trust \/data\/cache/,
    ],
    ['/p2, which only begins like /p', chosen(place('section "cache"', '/p2/cache')), /is outside the project/],
    ['outputs outside', { outputs: place('the outputs directory', '/data/outputs') }, /is outside the project/],
    [
      'two sections in one folder',
      { all: [CACHE, place('section "tb"', '/p/outputs/cache')] },
      /is the same folder as section "tb"/,
    ],
    [
      'one section in another',
      { all: [CACHE, place('section "tb"', '/p/outputs/cache/tb')] },
      /"cache" is .* holds section "tb"/,
    ],
    [
      'the other way round',
      { all: [place('section "x"', '/p/outputs/a/b'), place('section "y"', '/p/outputs/a')] },
      /"y" is .* holds section "x"/,
    ],
    [
      'two names of one folder, by inode',
      {
        all: [CACHE, place('section "tb"', '/p/outputs/tb', { key: '/p/outputs/cache', chain: ['/', '/p', '/p/outputs/cache'] })],
      },
      /is the same folder as section "tb"/,
    ],
    [
      'a section reached inside another through a link',
      { all: [CACHE, place('section "tb"', '/p/outputs/tb', { key: '9', chain: ['/', '/p', '/p/outputs/cache', '9'] })] },
      /"cache" is .* holds section "tb"/,
    ],
    ['a missing section in a section', { all: [CACHE, missing('section "tb"', '/p/outputs/cache/tb')] }, /holds section "tb"/],
    [
      'a section that is the outputs directory',
      { all: [CACHE, place('section "all"', '/p/outputs')] },
      /holds the whole outputs directory/,
    ],
    ['the trash as a section', { all: [CACHE, place('section "t"', '/p/outputs/.trash')] }, /lies in the trash/],
    [
      'a section that is a git repository',
      chosen(place('section "cache"', '/p/outputs/cache', { repository: true })),
      /which is a repository of its own/,
    ],
    ['outputs that are one', { outputs: place('the outputs directory', '/p/outputs', { repository: true }) }, /a repository/],
    [
      'the folder of the configuration in force',
      chosen(place('section "cache"', '/p/configs')),
      /which holds the configuration in force, \/p\/configs\/project_config.yaml/,
    ],
    [
      'the folder that the configuration is linked from',
      {
        ...chosen(CACHE),
        config: place('the configuration', '/p/c.yaml', { chain: ['/', '/p', '/p/outputs', '/p/outputs/cache', '9'] }),
      },
      /holds the configuration in force/,
    ],
    ['a section in the trash', { all: [CACHE, place('section "t"', '/p/outputs/.trash/op/items')] }, /lies in the trash/],
  ])('%s', (_, changes, expected) => {
    expect(verdict(changes)).toMatch(expected);
  });

  test('names the key and where it is written', () => {
    const origin = {
      from: 'config',
      key: 'outputs.sections.cache.path',
      place: { file: '/p/c.yaml', line: 3, column: 9 },
    } as const;
    try {
      guardPlaces(places(chosen(place('section "cache"', '/data/cache', { origin }))));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ place: origin.place });
      expect(String(error)).toContain('section "cache", set by outputs.sections.cache.path, is /data/cache, which is outside');
    }
  });
});

test.each([
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/a/b', '/', true],
  ['/ab', '/a', false],
  ['/a', '/a/b', false],
])('%s is in %s: %s', (path, folder, expected) => expect(isIn(path, folder)).toBe(expected));
