// Decides the `outputs:` block that `init --write-config` appends: what is in force now, written down, so that appending it
// changes no path. Text, because a parsed and re-serialised config loses comments and other tools' number forms (`1e-4`).

import { formatDuration } from '../lib/quantities.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';

/** The block as text ending in a newline, to follow `before` (the config as it is). */
export function configBlock(project: Project, before: string): string {
  const newline = /^[^\n]*\r\n/.test(before) ? '\r\n' : '\n';
  const lines = [
    '# Where everything is written, and what may be pruned. Read by the `outputs` command; other programs may ignore it.',
    'outputs:',
    `  root: ${rootValue(project)}`,
    `  profile: ${project.profile}`,
    '  sections:',
    ...project.sections.map((section) => `    ${section.name}: { path: ${sectionValue(project, section)} }`),
    `  trash: { keep: ${formatDuration(project.trashKeep)} }`,
    `  grace: ${formatDuration(project.grace)}`,
  ];
  const separator = before === '' ? '' : before.endsWith('\n') ? newline : newline + newline;
  return separator + lines.join(newline) + newline;
}

/** `${…}` for a key that other code reads: the two can then never disagree. */
function sectionValue(project: Project, section: Section): string {
  const { origin } = section;
  if (origin.from === 'known-key') return quoted(`\${${origin.key}}`);
  return quoted(relative(project.outputs, section.path));
}

function rootValue(project: Project): string {
  const { outputsOrigin: origin } = project;
  return origin.from === 'known-key' ? quoted(`\${${origin.key}}`) : quoted(relative(project.root, project.outputs));
}

function relative(base: PathText, path: PathText): PathText {
  return path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path;
}

/** Plain where YAML cannot misread it, otherwise double-quoted. */
function quoted(text: string): string {
  return /^[A-Za-z][A-Za-z0-9_/-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
