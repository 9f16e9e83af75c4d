// The JSON document of `trust`.

import type { TrustReport } from '../../core/types/reports.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function trustDocument(report: TrustReport): Iterable<string> {
  const { did, dryRun, file, root, changes, trusted, outcome, warnings } = report;
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    did,
    dryRun,
    file,
    project: root,
    changes,
    projects: trusted.map(
      ({ root: each, project, paths }): JsonFields => ({
        root: each,
        trusted: project,
        paths: paths.map((path): JsonFields => ({ path })),
      }),
    ),
    written: outcome?.result === 'done',
    warnings: warnings.map(warningFields),
  });
}
