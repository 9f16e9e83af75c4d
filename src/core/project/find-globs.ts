// Reads the project's own files for the patterns of names that they look for among outputs.

import { withRoot } from '../disk/directory.ts';
import { type Glob, globsIn } from '../policy/check/globs.ts';
import { readmeOwner } from '../policy/outputs-readme.ts';
import { pathIn } from '../policy/path-parts.ts';
import { isReadme } from '../policy/project-texts.ts';
import type { Project } from '../types.ts';
import type { GitMeans } from './git.ts';
import { listTexts } from './list-texts.ts';
import { textReader } from './text-reader.ts';

const LARGEST = 1024 * 1024;

/** What cannot be read looks for nothing: `prune-checkpoints` says so where it matters. */
export async function findGlobs(project: Project, means: GitMeans): Promise<readonly Glob[]> {
  const { folders } = await listTexts(project, means);
  const globs: Glob[] = [];
  withRoot((root) => {
    for (const { folder, files } of folders) {
      const read = textReader(root, folder);
      for (const file of files) {
        const text = read(file, LARGEST);
        if (!text.ok || !text.value.includes('*') || text.value.includes('\0')) continue;
        if (isReadme(file) && readmeOwner(text.value).owner === 'ours') continue;
        globs.push(...globsIn(text.value, pathIn(folder, file)));
      }
    }
  });
  return globs;
}
