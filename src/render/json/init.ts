// The document of `outputs init --json`: what was made, or in a dry run would be.

import { isoText } from '../../core/lib/amounts.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import type { StepOutcome } from '../../core/types/operation.ts';
import type { Action } from '../../core/types/plan.ts';
import type { InitReport } from '../../core/types/reports.ts';
import { trashFields, trashWarnings } from '../blocks/trash-summary.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function initDocument({ dryRun, plan, operation, trash }: InitReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    command: plan.command,
    dryRun,
    planId: plan.id,
    actions: plan.actions.map((action, index) => actionFields(action, operation?.outcomes[index])),
    operation:
      operation === null ? null : { id: operation.id, startedAt: isoText(operation.startedAt), state: stateOf(operation) },
    trash: trash ? trashFields(trash, isoText) : null,
    warnings: [...plan.warnings.map(warningFields), ...trashWarnings(trash)],
  });
}

function actionFields(action: Action, outcome: StepOutcome | undefined): JsonFields {
  const path = 'path' in action ? action.path : 'item' in action ? action.item.path : action.rule.section.path;
  return { do: action.do, path, ...(outcome && outcomeFields(outcome)) };
}

/** Of `done` only the word: what was freed or held means nothing where something was made. */
function outcomeFields(outcome: StepOutcome): JsonFields {
  return outcome.result === 'done' ? { result: outcome.result } : outcome;
}
