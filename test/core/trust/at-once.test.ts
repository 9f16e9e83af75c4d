import { describe, expect, it } from 'vitest';
import { mayGoAtOnce } from '../../../src/core/trust/at-once.ts';
import type { SectionKind, Trust } from '../../../src/core/types/project.ts';

const NOBODY: Trust = { project: false, paths: [] };

function asked(
  kind: SectionKind,
  path: string,
  { outputs = '/p/outputs', trust = NOBODY, patterns = ['*.log'] as string[] } = {},
) {
  return !mayGoAtOnce({ kind, path, patterns }, { root: '/p', outputs, trust });
}

describe('goes at once', () => {
  it.each([
    ['cache', '/p/outputs/cache'],
    ['cache', '/p/outputs/cache/hub'],
    ['cache', '/p/outputs/preprocessed'],
    ['logs', '/p/outputs/logs'],
    ['logs', '/p/outputs/tb'],
    ['logs', '/p/outputs/cache/logs'],
  ] as const)('%s in %s', (kind, path) => expect(asked(kind, path)).toBe(false));

  it.each(['runs', 'out', 'output', 'experiments', 'exp', 'results', 'work_dirs', 'data/outputs', 'train_output', 'multirun'])(
    'a cache or logs at their default place in %s',
    (name) => {
      const outputs = `/p/${name}`;
      expect(asked('cache', `${outputs}/cache`, { outputs })).toBe(false);
      expect(asked('logs', `${outputs}/logs`, { outputs })).toBe(false);
    },
  );

  it('anything of a project that the user trusts', () => {
    const trust = { project: true, paths: [] };
    expect(asked('cache', '/p/data', { trust })).toBe(false);
    expect(asked('logs', '/p/data', { trust, patterns: ['*'] })).toBe(false);
  });

  it('a place outside that the user trusts', () => {
    expect(asked('cache', '/mnt/big/cache', { trust: { project: false, paths: ['/mnt/big'] } })).toBe(false);
  });
});

describe('is treated like results', () => {
  it.each([
    ['cache', '/p/data'],
    ['cache', '/p/outputs2/cache'],
    ['logs', '/p/src/pkg'],
    ['cache', '/p/outputs/checkpoints'],
    ['cache', '/p/outputs/Checkpoints/unet'],
    ['cache', '/p/outputs/logs'],
    ['cache', '/p/outputs/results/tables'],
    ['logs', '/p/outputs/models'],
    ['logs', '/p/outputs/results'],
    ['cache', '/mnt/big/cache'],
  ] as const)('what a config calls %s in %s', (kind, path) => expect(asked(kind, path)).toBe(true));

  it('any other folder in outputs that a config puts over other things', () => {
    expect(asked('cache', '/p/data/raw', { outputs: '/p/data' })).toBe(true);
    expect(asked('logs', '/p/data/tb', { outputs: '/p/data' })).toBe(true);
  });

  it.each(['/p/data', '/p/corpora', '/p/pkg', '/p/docs', '/p/src/pkg', '/p/outputs-data', '/p/datasets'])(
    'a cache and logs in %s, which is no usual outputs directory',
    (outputs) => {
      expect(asked('cache', `${outputs}/cache`, { outputs })).toBe(true);
      expect(asked('logs', `${outputs}/logs`, { outputs })).toBe(true);
    },
  );

  it('logs whose patterns match more than logs, in a trusted place too', () => {
    expect(asked('logs', '/p/outputs/logs', { patterns: ['*.log', '*'] })).toBe(true);
    expect(asked('logs', '/mnt/logs', { patterns: ['*'], trust: { project: false, paths: ['/mnt/logs'] } })).toBe(true);
  });

  it('a cache in the project where the trusted place holds the whole project', () => {
    expect(asked('cache', '/p/data', { trust: { project: false, paths: ['/'] } })).toBe(true);
  });
});
