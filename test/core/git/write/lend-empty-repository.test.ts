import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EMPTY_REPOSITORY_FOLDERS, emptyRepositoryFiles, type ObjectFormat } from '../../../../src/core/git/empty-repository.ts';
import { emptyRepositories } from '../../../../src/core/git/write/lend-empty-repository.ts';
import { tree } from '../../../support/tree.ts';

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
