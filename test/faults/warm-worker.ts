// Runs commands without a fault one after another in one process that stays: to start Node for each of them is most of what they cost.

import type { PathText } from '../../src/core/types/primitives.ts';
import { run } from '../support/context.ts';
import { operationId } from './operation-id.ts';

export interface WarmRequest {
  readonly cwd: PathText;
  readonly args: readonly string[];
}

export interface WarmAnswer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

let commands = 0;

process.on('message', async ({ cwd, args }: WarmRequest) => {
  // Of a process of its own no two ids are the same; of ours neither.
  const id = operationId(process.pid * 1000 + commands++);
  const now = (): bigint => BigInt(Date.now()) * 1_000_000n;
  const answer: WarmAnswer = await run(args, { cwd, id, now, env: { PATH: '/usr/bin:/bin:/usr/sbin', CI: 'true' } }).then(
    ({ code, stdout, stderr }) => ({ status: code, stdout, stderr }),
    (error: unknown) => ({ status: 70, stdout: '', stderr: String(error) }),
  );
  process.send?.(answer);
});
