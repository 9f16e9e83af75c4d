// What `outputs parse` prints: one name a line, with what it says.

import { escapeText } from '../../core/lib/escape.ts';
import type { ParsedName, ParseReport } from '../../core/types/reports.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

/** Tabs between: what is given, its kind, its section, and the fields. */
export function parseText({ names }: ParseReport): string {
  return names.map((each) => `${cellsOf(each).map(escapeText).join('\t')}\n`).join('');
}

function cellsOf({ given, reading, within }: ParsedName): readonly string[] {
  if (reading === null) return [given, 'unknown', within ?? '-', 'it follows no name template'];
  return [given, reading.kind, reading.section, ...Object.entries(reading.values).map(([field, value]) => `${field}=${value}`)];
}

export function parseDocument({ names, project }: ParseReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    names: names.map(fieldsOf),
    warnings: project.warnings.map(warningFields),
  });
}

function fieldsOf({ given, reading, within }: ParsedName): JsonFields {
  if (reading === null) return { given, kind: null, section: within };
  const { checkpoint, section, kind, template, values } = reading;
  return { given, kind, section, template, values, ...(checkpoint !== undefined && { checkpoint: { ...checkpoint } }) };
}
