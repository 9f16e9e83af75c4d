// The document of `outputs undo --json`: what came back, or in a dry run would, and what could not.

import { amountOfItems } from '../../core/items/count-bytes.ts';
import { isoText } from '../../core/lib/amounts.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import type { StepOutcome } from '../../core/types/operation.ts';
import type { UndoReport } from '../../core/types/reports.ts';
import { placeOfReturn } from '../reports/undo.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';
import { historyFields } from './history.ts';

export function undoDocument({ dryRun, undoes, plan, conflicts, operation }: UndoReport): Iterable<string> {
  const steps = plan.actions.map((action, index) => ({ action, outcome: operation?.outcomes[index] }));
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    command: 'undo',
    dryRun,
    planId: plan.id,
    undoes: undoes && historyFields(undoes),
    folders: steps.flatMap(({ action, outcome }) =>
      action.do === 'make-directory' ? [{ path: action.path, ...outcomeFields(outcome) }] : [],
    ),
    entries: steps.flatMap(({ action, outcome }) =>
      action.do === 'restore' || action.do === 'rename-back' || action.do === 'rewrite-back'
        ? [
            {
              path: placeOfReturn(action),
              section: action.section,
              ...amountOfItems([action.item]),
              ...outcomeFields(outcome),
            },
          ]
        : [],
    ),
    conflicts: conflicts.map(({ path, why }) => ({ path, why })),
    operation:
      operation === null ? null : { id: operation.id, startedAt: isoText(operation.startedAt), state: stateOf(operation) },
    warnings: plan.warnings.map(warningFields),
  });
}

/** Of `done` only the word: nothing is freed or held by putting back. */
function outcomeFields(outcome: StepOutcome | undefined): JsonFields {
  if (outcome === undefined) return {};
  return outcome.result === 'done' ? { result: outcome.result } : outcome;
}
