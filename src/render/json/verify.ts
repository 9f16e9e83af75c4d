// The document of `outputs verify --json`.

import type { VerifiedEntry, VerifyReport } from '../../core/types/reports.ts';
import { documentPieces, type JsonFields, problemFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function verifyDocument({ entries, problems, project }: VerifyReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    entries: entries.map(entryFields),
    problems: problems.map((problem) => problemFields(problem, project)),
    warnings: project.warnings.map(warningFields),
  });
}

function entryFields(entry: VerifiedEntry): JsonFields {
  return {
    path: entry.path,
    section: entry.section,
    format: entry.format,
    completeness: entry.completeness,
    damaged: entry.damaged,
    why: entry.why,
    bytes: entry.bytes,
    tensors: entry.tensors,
    parameters: entry.parameters,
    dtypes: entry.dtypes,
    epoch: entry.epoch,
    step: entry.step,
    optimizer: entry.optimizer,
    metrics: entry.metrics,
    names: entry.names,
    checksums: entry.checksums,
  };
}
