// The document of `outputs check --json`.

import { severityOf } from '../../core/conventions/rules/severity.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { CheckReport, Finding } from '../../core/types/reports.ts';
import { findingText } from '../text/finding-text.ts';
import { documentPieces, type JsonFields, problemFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function checkDocument({ findings, files, problems, project }: CheckReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    files,
    findings: findings.map((finding) => fieldsOf(finding, project.root)),
    problems: problems.map((problem) => problemFields(problem, project)),
    warnings: project.warnings.map(warningFields),
  });
}

function fieldsOf(finding: Finding, root: PathText): JsonFields {
  const { rule, path, section, correct } = finding;
  return { rule, severity: severityOf(rule), path, section, correct, text: findingText(finding, root), line: lineOf(finding) };
}

/** In the file itself. */
export function lineOf(finding: Finding): number | undefined {
  return finding.rule === 'secret' ? (finding.line ?? undefined) : undefined;
}
