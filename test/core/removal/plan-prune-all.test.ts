import { describe, expect, it } from 'vitest';
import { prunedSections, prunePlan } from '../../../src/core/removal/plan-prune-all.ts';
import { ALONE, DAY, duration, NOW, projectOf, scanOf, sectionOf } from '../../support/items.ts';
import { removal } from '../../support/report.ts';

const LOGS = sectionOf('logs', { keep: { within: duration({ days: 7 }) } });
const CACHE = sectionOf('cache', { keep: { within: duration({ days: 30 }) } });
const CHECKPOINTS = sectionOf('checkpoints');
const others = [sectionOf('artifacts'), sectionOf('results'), sectionOf('models')];

describe('prune', () => {
  it('looks at sections that have a rule and are in use', () => {
    const sections = [CHECKPOINTS, LOGS, CACHE, ...others];
    expect(prunedSections(projectOf({ sections })).map(({ name }) => name)).toEqual(['checkpoints', 'logs', 'cache']);
    const silent = [sectionOf('cache'), sectionOf('logs'), sectionOf('checkpoints', { active: false })];
    expect(prunedSections(projectOf({ sections: silent }))).toEqual([]);
  });

  const input = {
    project: projectOf({ sections: [LOGS, CACHE, CHECKPOINTS] }),
    scans: [
      scanOf(LOGS, [{ path: 'old.log', age: 8 * DAY }]),
      scanOf(CACHE, [{ path: 'old/x', age: 31 * DAY }]),
      scanOf(CHECKPOINTS, [{ path: 'a.pth' }]),
    ],
    surroundings: ALONE,
    now: NOW,
    disposal: 'default',
  } as const;

  it('is one plan, each kind in its own way', () => {
    const checkpoints = { ...removal([{ path: 'UNet_epoch_1.pth' }]).plan, warnings: [] };
    const plan = prunePlan(input, checkpoints);
    expect(plan.command).toBe('prune');
    expect(plan.actions.map((action) => 'item' in action && [action.do, action.item.path])).toEqual([
      ['trash', 'UNet_epoch_1.pth'],
      ['unlink', 'old.log'],
      ['purge', 'old'],
    ]);
    expect(prunePlan(input, checkpoints).id).toBe(plan.id);
  });
  it('has an id of its own where there is one section only', () => {
    const checkpoints = removal([{ path: 'UNet_epoch_1.pth' }]).plan;
    const plan = prunePlan({ ...input, scans: [] }, checkpoints);
    expect(plan.actions).toEqual(checkpoints.actions);
    expect(plan.id).not.toBe(checkpoints.id);
  });
});
