// Finds the file-name patterns that the project's own files use to look for outputs.

import { withRoot } from '../../disk/directory.ts';
import type { GitMeans } from '../../git/read/ask-git.ts';
import { readmeOwner } from '../../items/readme-owner.ts';
import { pathIn } from '../../lib/paths.ts';
import { listTexts } from '../../references/read/list-texts.ts';
import { isReadme } from '../../references/which-texts.ts';
import { textReader } from '../../scan/text-reader.ts';
import type { Project } from '../../types/project.ts';
import { type Glob, globsIn } from '../rules/case-globs.ts';

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
