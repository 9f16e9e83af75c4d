import { describe, expect, it } from 'vitest';
import { stateOf } from '../../../src/core/plans/operation-result.ts';
import type { StepOutcome } from '../../../src/core/types/operation.ts';
import { operation } from '../../support/report.ts';

const done: StepOutcome = { result: 'done', freedBytes: 0, heldBytes: 0 };

describe('stateOf', () => {
  it.each<readonly [readonly StepOutcome[], string]>([
    [[], 'done'],
    [[done, { result: 'gone' }], 'done'],
    [[done, { result: 'failed', errno: 'EIO' }], 'partial'],
    [[done, { result: 'skipped', why: 'extra' }], 'partial'],
    [
      [
        { result: 'failed', errno: 'EIO' },
        { result: 'skipped', why: 'interrupted' },
      ],
      'interrupted',
    ],
  ])('%j', (outcomes, state) => expect(stateOf(operation({ outcomes }))).toBe(state));
});
