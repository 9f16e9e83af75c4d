import { describe, expect, it } from 'vitest';
import type { BudgetOutcome } from '../../../src/core/types/plan.ts';
import { budgetLines } from '../../../src/render/blocks/budget.ts';
import { PLAIN } from '../../../src/render/text/style.ts';
import { HOSTILE, RAW_CONTROLS } from '../../support/report.ts';

const VIEW = { style: PLAIN, width: 80, verbose: false };
const BASE = '/p';

function outcome(more: Partial<BudgetOutcome> = {}): BudgetOutcome {
  return { need: 5000, freedByRules: 1000, steps: [], freed: 6000, shortBy: 0, ...more };
}

describe('what a budget gave up', () => {
  it('is told step by step, with what is lost', () => {
    const steps = [
      { path: '/p/a', bytes: 0, allocatedBytes: 0, lost: 'epoch 1 of UNet' },
      { path: '/p/b', bytes: 2000, allocatedBytes: 2000, lost: 'epoch 2 of UNet' },
      { path: '/p/c', bytes: 3000, allocatedBytes: 3000, lost: null, copyOf: '/p/d' },
    ];
    expect(budgetLines(outcome({ steps }), BASE, VIEW)).toEqual([
      '        FREES  GIVEN UP FOR THE BUDGET  WHAT IS LOST',
      'with the next  a                        epoch 1 of UNet',
      '       2.0 kB  b                        epoch 2 of UNet',
      '       3.0 kB  c                        nothing: d has the same bytes',
      'Budget: 5.0 kB had to go; 6.0 kB can, 1.0 kB of it by the rules.',
    ]);
  });
  it('says by how much it falls short', () => {
    expect(budgetLines(outcome({ freed: 4000, shortBy: 1000 }), BASE, VIEW)).toEqual([
      'Budget: 5.0 kB had to go; 4.0 kB can, 1.0 kB of it by the rules.',
      'That is 1.0 kB short: the rest is protected, has changed, or is the last of its kind.',
    ]);
  });
  it('is nothing where there is nothing to free', () => {
    expect(budgetLines(outcome({ need: 0 }), BASE, VIEW)).toEqual(['Budget: nothing has to go.']);
  });
  it('is shortened on a terminal only, and never raw', () => {
    const steps = Array.from({ length: 30 }, () => ({ path: `/p/${HOSTILE}`, bytes: 1, allocatedBytes: 1, lost: HOSTILE }));
    expect(budgetLines(outcome({ steps }), BASE, { ...VIEW, width: 300 })).toHaveLength(23);
    expect(budgetLines(outcome({ steps }), BASE, { ...VIEW, width: null })).toHaveLength(32);
    expect(budgetLines(outcome({ steps }), BASE, { ...VIEW, verbose: true }).join('')).not.toMatch(RAW_CONTROLS);
  });
});
