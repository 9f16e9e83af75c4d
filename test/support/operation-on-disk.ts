// Operations as `trash/read/read-operations.ts` reads them, without a disk.

import type { StateEvent } from '../../src/core/journal/state-records.ts';
import type { OperationOnDisk } from '../../src/core/trash/item-location.ts';
import type { Instant } from '../../src/core/types/primitives.ts';

interface Shape {
  readonly items?: readonly string[];
  readonly events?: readonly StateEvent[];
  readonly startedAt?: Instant;
  readonly count?: number;
}

export function operationOnDisk(
  id: string,
  { items = ['0'], events = [], startedAt = 0n, count = 1 }: Shape = {},
): OperationOnDisk {
  return {
    id,
    folder: id,
    path: `/work/p/outputs/.trash/${id}`,
    head: {
      operation: id,
      planId: '0123456789ab',
      command: 'clean',
      startedAt,
      who: { argv: ['clean'], user: 'me', uid: 1000, host: 'here', boot: null, pid: 1 },
      outputs: '/work/p/outputs',
      sections: [],
      count,
    },
    trouble: null,
    records: events.map((event, n) => ({ at: BigInt(n), op: id, event })),
    items,
    changedAt: null,
  };
}
