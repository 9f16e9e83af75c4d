// The JSON document of `completion`.

import type { CompletionReport } from '../../core/types/reports.ts';
import { documentPieces, SCHEMA_VERSION } from '../text/json-document.ts';

export function completionDocument({ shell, script }: CompletionReport): Iterable<string> {
  return documentPieces({ schemaVersion: SCHEMA_VERSION, shell, script });
}
