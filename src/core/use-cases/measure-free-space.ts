// Measures what a budget really gave back: what is free on the disks before and after. Blocks that a file shares with a copy or a snapshot
// are not freed with it, and nothing but the disk knows of them.

import { unusedAt } from '../disk/free-space.ts';
import type { Plan } from '../types/plan.ts';
import type { MeasuredSpace } from '../types/reports.ts';

/** Some file systems give blocks back a moment after the last name is gone (xfs, btrfs, zfs). */
const LOOKS = 5;
const MS_BETWEEN = 100;

/** What is asked when all is done; null where nothing is freed at once, or nothing had to be. */
export function measureFreeSpace(
  plan: Plan,
  sleep: (milliseconds: number) => Promise<void>,
): (() => Promise<MeasuredSpace | null>) | null {
  const need = Math.min(plan.budget?.need ?? 0, plan.budget?.freed ?? 0);
  if (need === 0 || !plan.actions.some((action) => action.do === 'purge')) return null;
  const places = [...new Map(plan.sections.map(({ directory, path }) => [directory.dev, path])).values()];
  const unused = (): number | null => {
    const each = places.map(unusedAt);
    return each.some((room) => room === null) ? null : each.reduce<number>((sum, room) => sum + (room ?? 0), 0);
  };
  const before = unused();
  return async () => {
    let after = unused();
    for (let look = 1; look < LOOKS && before !== null && after !== null && after - before < need; look++) {
      await sleep(MS_BETWEEN);
      after = unused();
    }
    if (before === null || after === null) return null;
    return { gained: after - before, shortBy: Math.max(need - (after - before), 0) };
  };
}
