// The document of `outputs check --fix --json`: what is renamed and what says it, what stays and why, and what is still found.

import { severityOf } from '../../core/conventions/rules/severity.ts';
import { isoText } from '../../core/lib/amounts.ts';
import { folderOf, nameOf, pathIn } from '../../core/lib/paths.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import type { StepOutcome } from '../../core/types/operation.ts';
import type { CheckFixReport } from '../../core/types/reports.ts';
import { trashFields, trashWarnings } from '../blocks/trash-summary.ts';
import { stayText, stepsOf } from '../reports/check-fix.ts';
import { findingText } from '../text/finding-text.ts';
import { documentPieces, type JsonFields, problemFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function checkFixDocument(report: CheckFixReport): Iterable<string> {
  const { plan, project, stays, operation, left } = report;
  const steps = stepsOf(report);
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    command: 'check',
    dryRun: report.dryRun,
    planId: plan.id,
    renames: steps.flatMap(({ action, path, outcome }) =>
      action.do === 'rename'
        ? [
            {
              path,
              to: pathIn(folderOf(path), nameOf(action.to)),
              section: action.section,
              unit: action.unit,
              ...outcomeFields(outcome),
            },
          ]
        : [],
    ),
    rewrites: steps.flatMap(({ action, path, outcome }) =>
      action.do === 'rewrite'
        ? [
            {
              path,
              section: action.section,
              unit: action.unit,
              link: 'link' in action.says ? action.says.link : undefined,
              ...outcomeFields(outcome),
            },
          ]
        : [],
    ),
    stays: stays.map((stay) => {
      const { path, rule, correct, about, why } = stay;
      return { path, rule, correct, about, reason: why, text: stayText(stay, project.root) };
    }),
    findings: left.map((finding) => ({
      ...{ rule: finding.rule, severity: severityOf(finding.rule), path: finding.path, section: finding.section },
      ...{ correct: finding.correct, text: findingText(finding, project.root) },
    })),
    operation:
      operation === null ? null : { id: operation.id, startedAt: isoText(operation.startedAt), state: stateOf(operation) },
    trash: report.trash ? trashFields(report.trash, isoText) : null,
    unseenProcesses: plan.unseenProcesses ?? 0,
    problems: plan.problems.map((problem) => problemFields(problem, project)),
    warnings: [...plan.warnings.map(warningFields), ...trashWarnings(report.trash)],
  });
}

function outcomeFields(outcome: StepOutcome | undefined): JsonFields {
  if (outcome === undefined) return {};
  return outcome.result === 'done' ? { result: outcome.result } : outcome;
}
