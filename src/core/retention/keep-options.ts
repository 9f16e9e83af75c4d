// Which rules hold where a caller names some: they stand in for the section's own `keep:`, rule by rule.

import type { Count, Duration, PathText } from '../types/primitives.ts';
import type { Every, GroupBy, KeepRules } from '../types/project.ts';

export interface KeepOptions {
  readonly keepLast?: Count;
  readonly keepBest?: Count;
  readonly keepEvery?: Every;
  readonly keepWithin?: Duration;
  readonly keepHourly?: Count;
  readonly keepDaily?: Count;
  readonly keepWeekly?: Count;
  readonly keepMonthly?: Count;
  readonly keepYearly?: Count;
  readonly keepWithinHourly?: Duration;
  readonly keepWithinDaily?: Duration;
  readonly keepWithinWeekly?: Duration;
  readonly keepWithinMonthly?: Duration;
  readonly keepWithinYearly?: Duration;
  readonly groupBy?: GroupBy;
  /** Names of groups, as a refusal lists them. */
  readonly allowEmptyGroup?: readonly PathText[];
  readonly removeIncomplete?: true;
}

export function keepRulesFrom(keep: KeepRules, options: KeepOptions): KeepRules {
  const periods = given({
    hourly: options.keepHourly,
    daily: options.keepDaily,
    weekly: options.keepWeekly,
    monthly: options.keepMonthly,
    yearly: options.keepYearly,
  });
  const periodsWithin = given({
    hourly: options.keepWithinHourly,
    daily: options.keepWithinDaily,
    weekly: options.keepWithinWeekly,
    monthly: options.keepWithinMonthly,
    yearly: options.keepWithinYearly,
  });
  const single = given({ last: options.keepLast, best: options.keepBest, every: options.keepEvery, within: options.keepWithin });
  return {
    ...keep,
    ...single,
    ...(Object.keys(periods).length > 0 && { periods: { ...keep.periods, ...periods } }),
    ...(Object.keys(periodsWithin).length > 0 && { periodsWithin: { ...keep.periodsWithin, ...periodsWithin } }),
  };
}

function given<T extends object>(values: T): { readonly [Key in keyof T]?: Exclude<T[Key], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { readonly [Key in keyof T]?: Exclude<T[Key], undefined> };
}
