// The document of `outputs promote --json`: what was made, or in a dry run would be, and what is written down of it.

import { bytesOfItems } from '../../core/items/count-bytes.ts';
import { isoText } from '../../core/lib/amounts.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import { cardNameOf, metadataNameOf } from '../../core/promotion/promotion-metadata.ts';
import type { PromoteReport } from '../../core/types/reports.ts';
import { documentPieces, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function promoteDocument({ dryRun, plan, operation }: PromoteReport): Iterable<string> {
  const index = plan.actions.findIndex((action) => action.do === 'promote');
  const action = plan.actions[index];
  if (action?.do !== 'promote') throw new Error('a promotion that promotes nothing');
  const outcome = operation?.outcomes[index];
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    command: 'promote',
    dryRun,
    planId: plan.id,
    model: action.path,
    metadata: metadataNameOf(action.path),
    card: cardNameOf(action.path),
    cardIsKept: action.card === null,
    bytes: bytesOfItems(action.parts),
    record: action.record,
    ...(outcome && (outcome.result === 'done' ? { result: 'done' } : outcome)),
    operation:
      operation === null ? null : { id: operation.id, startedAt: isoText(operation.startedAt), state: stateOf(operation) },
    warnings: plan.warnings.map(warningFields),
  });
}
