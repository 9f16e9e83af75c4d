// Decides which keep rules hold in a section: the defaults of its kind, and rule by rule what stands under its `keep:`.

import type { Count, Duration } from '../../types/primitives.ts';
import { type Every, type KeepRules, PERIODS, type Period } from '../../types/project.ts';

/** As written: flat, the rules of periods with an underscore. */
export type KeepBlock = {
  readonly [Rule in 'best' | 'final' | 'last' | Period]?: Count | undefined;
} & {
  readonly [Rule in 'within' | `within_${Period}`]?: Duration | undefined;
} & { readonly every?: Every | undefined };

export function mergedRules(defaults: KeepRules, block: KeepBlock): KeepRules {
  const { best, final, last, every, within } = block;
  const periods = { ...defaults.periods, ...given(Object.fromEntries(PERIODS.map((each) => [each, block[each]]))) };
  const spans = Object.fromEntries(PERIODS.map((each) => [each, block[`within_${each}`]]));
  const periodsWithin = { ...defaults.periodsWithin, ...given(spans) };
  return {
    ...defaults,
    ...given({ best, final, last, every, within }),
    ...(Object.keys(periods).length > 0 && { periods }),
    ...(Object.keys(periodsWithin).length > 0 && { periodsWithin }),
  };
}

/** Without what is undefined. */
function given<Rules extends object>(rules: Rules): { readonly [Rule in keyof Rules]?: Exclude<Rules[Rule], undefined> } {
  const entries = Object.entries(rules).filter(([, rule]) => rule !== undefined);
  return Object.fromEntries(entries) as { readonly [Rule in keyof Rules]?: Exclude<Rules[Rule], undefined> };
}
