// Decides which of a project's places lie outside of it, and which of those its user trusts it with. Nothing is ever changed in the
// others, and the project's own file has no say in it.

import { escapeText } from '../lib/escape.ts';
import { isIn } from '../lib/paths.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';

type Places = Pick<Project, 'root' | 'outputs' | 'sections' | 'trust'>;

/** Whether something may be changed at `path`, as far as trust goes. */
export function isAllowedPlace(path: PathText, { root, trust }: Pick<Project, 'root' | 'trust'>): boolean {
  return [root, ...trust.paths].some((folder) => isIn(path, folder));
}

/** The outputs directory and the sections in use; what lies in another of them is not named again. */
export function untrustedPlaces(project: Places): readonly PathText[] {
  const { outputs, sections } = project;
  const all = [outputs, ...sections.filter(({ active }) => active).map(({ path }) => path)];
  const outside = [...new Set(all.filter((path) => !isAllowedPlace(path, project)))];
  return outside.filter((path) => !outside.some((other) => other !== path && isIn(path, other)));
}

/** The line that trusts these places, or the project itself, as a shell takes it, fit for a screen. `named`: how this run was told which. */
export function trustCommand(places: readonly PathText[], named: Named = {}): string {
  const { project, config } = named;
  const flags = [...(project === undefined ? [] : ['-C', project]), ...(config === undefined ? [] : ['--config', config])];
  return ['outputs trust', ...[...flags, ...places].map((word) => escapeText(shellWord(word)))].join(' ');
}

interface Named {
  readonly project?: PathText | undefined;
  readonly config?: PathText | undefined;
}

function shellWord(path: PathText): string {
  if (/^[\w/.,:@%+=-]+$/.test(path)) return path;
  return path.includes("'") ? `"${path.replace(/["$`\\]/g, '\\$&')}"` : `'${path}'`;
}
