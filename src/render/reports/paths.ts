// How resolved paths are printed: lines for people, one raw path or exports for shells.

import { escapeText } from '../../core/lib/escape.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { Origin, Project } from '../../core/types/project.ts';
import type { PathsReport } from '../../core/types/reports.ts';
import { originText } from '../text/reason-text.ts';
import { exportLine, variableName } from '../text/shell-quote.ts';

export interface NamedPath {
  readonly name: string;
  readonly path: PathText;
  readonly origin: Origin;
}

/** The outputs directory as `root`, then the active sections in the order of the configuration. */
export function namedPaths(project: Project): readonly NamedPath[] {
  const root: NamedPath = { name: 'root', path: project.outputs, origin: project.outputsOrigin };
  return [root, ...project.sections.filter((section) => section.active)];
}

/** `toTerminal`: everything is escaped. In a pipe the single path and the exports are exact, byte by byte. */
export function pathsText(report: PathsReport, toTerminal: boolean): string {
  const { project, only, form } = report;
  const paths = namedPaths(project).filter(({ name }) => only === null || name === only);
  if (form === 'plain' && only !== null) return paths.map(({ path }) => `${toTerminal ? escapeText(path) : path}\n`).join('');
  if (form === 'plain') return paths.map(({ name, path }) => `${escapeText(name)}\t${escapeText(path)}\n`).join('');
  if (form === 'explain') {
    return paths.map(({ name, path, origin }) => `${escapeText(name)}\t${escapeText(path)}\t${originText(origin)}\n`).join('');
  }
  const variables = paths.map(({ name, path }) => ({ variable: variableName(name), path }));
  if (only === null) variables.unshift({ variable: 'OUTPUTS_PROJECT', path: project.root });
  const lines = variables.map(({ variable, path }) => exportLine(form, variable, path));
  return lines.map((line) => `${toTerminal ? escapeText(line) : line}\n`).join('');
}
