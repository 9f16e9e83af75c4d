// By which layout checkpoints were read, and on what evidence: a line for each layout, with the first folder that it was seen in.

import { counted } from '../../core/lib/amounts.ts';
import { groupBy } from '../../core/lib/group-by.ts';
import { pathIn } from '../../core/lib/paths.ts';
import type { LayoutRead } from '../../core/types/plan.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { JsonFields } from '../text/json-document.ts';

/** What two layouts read is a warning, and not told here. */
export function layoutLines(reads: readonly LayoutRead[]): string[] {
  return [...groupBy(reads, ({ layout }) => layout)].map(([layout, [first, ...others]]) => {
    const more = others.length === 0 ? '' : ` (and ${counted(others.length, 'more folder')})`;
    return `read as ${layout}: ${first?.why}${more}`;
  });
}

export function layoutFields({ section, folder, layout, why }: LayoutRead, project: Project): JsonFields {
  return { section, folder: folderIn(project, section, folder), layout, why };
}

function folderIn(project: Project, section: string, folder: PathText): PathText {
  const path = project.sections.find(({ name }) => name === section)?.path ?? project.outputs;
  return folder === '' ? path : pathIn(path, folder);
}
