import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { at, smallProject } from '../../support/small-project.ts';

describe('prune-checkpoints', () => {
  it('lets flags stand in for the config, rule by rule', async () => {
    using place = smallProject('outputs:\n  sections: { checkpoints: { keep: { last: 1, every: 1 } } }\n');
    const kept = async (...flags: string[]) => {
      const { stdout } = await run(['prune-checkpoints', '--dry-run', '--json', ...flags], at(place));
      return JSON.parse(stdout).totals.kept.entries;
    };
    expect(await kept()).toBe(4);
    expect(await kept('--keep-every', '3')).toBe(2);
    expect(await kept('--keep-every', '2')).toBe(3);
    expect(await kept('--keep-every', '1000', '--keep-last', 'all')).toBe(4);
  });
  it.each<[string, (path: string) => unknown]>([
    ['pipe', (path) => execFileSync('mkfifo', [path])],
    ['socket', (path) => new Promise<void>((done) => createServer().listen(path, done).unref())],
    ['folder', (path) => mkdirSync(path)],
  ])('touches nothing beside a %s that is called like a pointer, and says so', async (_, make) => {
    using place = smallProject();
    const prune = () => run(['prune-checkpoints', '--dry-run', '--json', '--keep-last', '1', '--grace', '0s'], at(place));
    expect(JSON.parse((await prune()).stdout).totals.removed.entries).toBeGreaterThan(0);
    await make(place.at('outputs/checkpoints/latest'));
    const { stdout } = await prune();
    expect(JSON.parse(stdout).totals.removed.entries).toBe(0);
    expect(stdout).toContain('it is no regular file');
  });
  it('takes a grace period', async () => {
    using place = smallProject();
    const why = async (grace: string) => (await run(['prune-checkpoints', '-n', '--grace', grace], at(place))).stdout;
    expect(await why('60h')).toMatch(/UNet_epoch_2\.pth.*changed in the last 60h/);
    expect(await why('36h')).not.toMatch(/UNet_epoch_2\.pth.*changed/);
  });
});
