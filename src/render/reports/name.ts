// What `outputs name` prints: one path, for scripts.

import { escapeText } from '../../core/lib/escape.ts';
import type { NameReport } from '../../core/types/reports.ts';
import { documentPieces, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

/** In a pipe exact, byte by byte. */
export function nameText({ path }: NameReport, toTerminal: boolean): string {
  return `${toTerminal ? escapeText(path) : path}\n`;
}

export function nameDocument({ project, kind, section, template, values, name, path }: NameReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    path,
    name,
    kind,
    section: section.name,
    template,
    values,
    warnings: project.warnings.map(warningFields),
  });
}
