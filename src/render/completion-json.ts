// The JSON document of `completion`.

import type { CompletionReport } from '../core/types.ts';
import { documentPieces, SCHEMA_VERSION } from './json.ts';

export function completionDocument({ shell, script }: CompletionReport): Iterable<string> {
  return documentPieces({ schemaVersion: SCHEMA_VERSION, shell, script });
}
