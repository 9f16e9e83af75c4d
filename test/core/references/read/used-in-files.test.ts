import { symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadProject } from '../../../../src/core/config/read/load-project.ts';
import { usedFiles } from '../../../../src/core/references/read/used-in-files.ts';
import { sampleProject } from '../../../support/run.ts';
import { writeConfig } from '../../../support/write-config.ts';

it('finds what patterns name, and says which name nothing', async () => {
  using project = sampleProject({ git: false });
  writeConfig(project.path, 'outputs: { used_in: ["scripts/*.sh", "src/**/train.py", "gone.py", "scripts/train.sh"] }\n');
  const loaded = await loadProject({ cwd: project.path, env: {}, home: null, uid: 0 });
  expect(await usedFiles(loaded)).toEqual({
    files: ['scripts/train.sh', 'src/imgae_dx/cli/train.py'],
    warnings: [{ text: expect.stringContaining('gone.py') }],
  });
});

it('follows no link out of the project', async () => {
  using project = sampleProject({ git: false });
  symlinkSync(tmpdir(), join(project.path, 'elsewhere'));
  writeConfig(project.path, 'outputs: { used_in: ["elsewhere/**", "elsewhere/*", "**/elsewhere/*"] }\n');
  const loaded = await loadProject({ cwd: project.path, env: {}, home: null, uid: 0 });
  expect((await usedFiles(loaded)).files).toEqual([]);
});
