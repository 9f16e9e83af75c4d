// The documents of `outputs pin --json` and `outputs unpin --json`, and of `outputs pin --list --json`.

import { isoText } from '../../core/lib/amounts.ts';
import { stateOf } from '../../core/plans/operation-result.ts';
import type { PinReport, PinsReport } from '../../core/types/reports.ts';
import { documentPieces, type JsonFields, SCHEMA_VERSION, warningFields } from '../text/json-document.ts';

export function pinDocument({ command, dryRun, project, pins, plan, operation }: PinReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    command,
    dryRun,
    planId: plan.id,
    config: project.configFile,
    pins,
    operation:
      operation === null ? null : { id: operation.id, startedAt: isoText(operation.startedAt), state: stateOf(operation) },
    warnings: plan.warnings.map(warningFields),
  });
}

export function pinsDocument({ project, pins }: PinsReport): Iterable<string> {
  return documentPieces({
    schemaVersion: SCHEMA_VERSION,
    config: project.configFile,
    pins: pins.map(({ from, by, entries }) => ({ from, by, entries: entries.map((path): JsonFields => ({ path })) })),
    warnings: project.warnings.map(warningFields),
  });
}
