// The document of `outputs paths --json`: what shell scripts and training code read.

import { escapeText } from '../../core/lib/escape.ts';
import { isPlainText } from '../../core/lib/path-text.ts';
import type { Origin } from '../../core/types/project.ts';
import type { PathsReport } from '../../core/types/reports.ts';
import { base64Of, documentPieces, type JsonFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function pathsDocument({ project, only, form }: PathsReport): Iterable<string> {
  const sections = project.sections.filter(({ name, active }) => active && (only === null || name === only));
  const strange = sections.filter(({ path }) => !isPlainText(path));
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    project: project.root,
    config: project.configFile,
    profile: project.profile,
    root: project.outputs,
    paths: Object.fromEntries(sections.map(({ name, path }) => [name, isPlainText(path) ? path : escapeText(path)])),
    // Beside `paths`, not in it: whoever loops over `paths` must meet sections only.
    pathsBase64: strange.length === 0 ? undefined : Object.fromEntries(strange.map(({ name, path }) => [name, base64Of(path)])),
    origins:
      form === 'explain'
        ? Object.fromEntries([
            ['root', originFields(project.outputsOrigin)],
            ...sections.map(({ name, origin }) => [name, originFields(origin)]),
          ])
        : undefined,
    warnings: project.warnings.length === 0 ? undefined : project.warnings.map(warningFields),
  });
}

function originFields(origin: Origin): JsonFields {
  return origin.from === 'default' ? { from: 'default' } : { from: origin.from, key: origin.key, ...origin.place };
}
