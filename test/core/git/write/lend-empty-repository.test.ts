import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_REPOSITORY_FOLDERS, emptyRepositoryFiles, type ObjectFormat } from '../../../../src/core/git/empty-repository.ts';
import { emptyRepositories } from '../../../../src/core/git/write/lend-empty-repository.ts';
import { canMount } from '../../../support/child.ts';
import { gitIn } from '../../../support/hostile-checkout.ts';
import { CRON_ENV, command } from '../../../support/run.ts';
import { snapshot, tree } from '../../../support/tree.ts';

const INSTALLED = resolve(import.meta.dirname, '../../../../configs/git');
const newName = (): string => 'made';

describe.each<ObjectFormat>(['sha1', 'sha256'])('%s', (format) => {
  it('is installed with the files that a temporary one gets', () => {
    for (const [path, text] of Object.entries(emptyRepositoryFiles(format)))
      expect(readFileSync(`${INSTALLED}/${format}/${path}`, 'utf8')).toBe(text);
    expect(readdirSync(`${INSTALLED}/${format}`).sort()).toEqual(['HEAD', 'config', ...EMPTY_REPOSITORY_FOLDERS].sort());
  });

  it('is made where none is installed, after a place that has no room, and gone afterwards, whatever happens', async () => {
    using t = tree({ tmp: { dir: true } });
    const lend = emptyRepositories({ installed: t.at('nowhere'), temporary: [t.at('missing'), t.at('tmp')], newName });
    const seen = lend(format, async (folder) => {
      expect(folder).toBe(t.at('tmp/made'));
      expect(readFileSync(`${folder}/config`, 'utf8')).toBe(emptyRepositoryFiles(format)['config']);
      throw new Error('asked in vain');
    });
    await expect(seen).rejects.toThrow('asked in vain');
    expect(readdirSync(t.at('tmp'))).toEqual([]);
  });
});

it('what somebody prepared under its name is not taken', async () => {
  using t = tree({ 'tmp/made/HEAD': 'theirs' });
  const lend = emptyRepositories({ installed: null, temporary: [t.at('tmp')], newName });
  await expect(lend('sha1', async () => 0)).rejects.toMatchObject({ code: 'refused' });
  expect(readFileSync(t.at('tmp/made/HEAD'), 'utf8')).toBe('theirs');
});

it.skipIf(!canMount())('where none is installed and no temporary place can be written to, removal refuses', () => {
  using t = tree({ 'outputs/cache/tracked': 'x', 'outputs/cache/other': { text: 'x', age: '9d' } }, undefined, '/var/tmp');
  gitIn(t.root, 'init', '-q');
  gitIn(t.root, 'add', '-f', 'outputs/cache/tracked');
  const before = snapshot(t.at('outputs/cache'));
  const readOnly = (folder: string): string => `mount --bind "${folder}" "${folder}"; mount -o remount,bind,ro "${folder}"`;
  const mounts = ['/tmp', '/dev/shm'].map(readOnly).join('; ');
  const hide = `mount -t tmpfs none "${INSTALLED}"`;
  const under = (setUp: string, ...args: readonly string[]) => {
    const line = ['-Urm', 'sh', '-ec', `${setUp}; exec "$@"`, 'sh', process.execPath, command, ...args];
    return spawnSync('unshare', line, { cwd: t.root, env: { ...CRON_ENV, HOME: '/nonexistent' }, encoding: 'utf8' });
  };
  for (const args of [['--dry-run'], ['--yes']]) {
    const { status, stderr } = under(`${mounts}; ${hide}`, 'clean', '--cache', ...args);
    expect([status, stderr]).toEqual([
      4,
      expect.stringMatching(/cannot make a temporary folder to ask git with \(.*EROFS.*\n.*TMPDIR/),
    ]);
    expect(snapshot(t.at('outputs/cache'))).toEqual(before);
  }
  // Each alone does no harm.
  for (const setUp of [mounts, hide]) expect(under(setUp, 'clean', '--cache', '--dry-run').status).toBe(0);
});
