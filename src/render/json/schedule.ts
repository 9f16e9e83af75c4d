// The JSON document of `schedule`.

import type { SchedulePart, ScheduleReport } from '../../core/types/reports.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function scheduleDocument({ did, form, dryRun, declined, name, parts, toRun, project }: ScheduleReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    did,
    form,
    dryRun,
    declined,
    name,
    parts: parts.map(partFields),
    toRun,
    warnings: project.warnings.map(warningFields),
  });
}

function partFields({ path, text, outcome }: SchedulePart): JsonFields {
  if (typeof outcome === 'string') return { path, text, outcome };
  return { path, text, outcome: 'failed', why: outcome.failed };
}
