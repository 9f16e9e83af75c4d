// The document of `outputs compare --json`. JSON knows no NaN and no infinity: those are words.

import type { CompareReport } from '../../core/types/reports.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function compareDocument({ columns, rows, unread, project }: CompareReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    metrics: columns.map(({ name, mode }) => ({ name, mode })),
    results: rows.map(({ name, source, values }, row) => ({
      model: name,
      ...source,
      values: columns.flatMap(({ name: metric, best }, at): JsonFields[] => {
        const value = values[at] ?? null;
        return value === null
          ? []
          : [{ metric, value: Number.isFinite(value) ? value : String(value), best: best.includes(row) }];
      }),
    })),
    unread: unread.map((each): JsonFields => ({ ...each })),
    warnings: project.warnings.map(warningFields),
  });
}
