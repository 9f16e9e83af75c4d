// The document of `outputs doctor --json`.

import type { DoctorFinding, DoctorReport } from '../../core/types/reports.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function doctorDocument({ findings, facts, read, unread, project }: DoctorReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    project: project.root,
    findings: findings.map(findingFields),
    facts,
    read,
    unread,
    warnings: project.warnings.map(warningFields),
  });
}

function findingFields({ code, place, path, says, config, fix }: DoctorFinding): JsonFields {
  return { code, file: place?.file, line: place?.line, column: place?.column, path, says, config, fix };
}
