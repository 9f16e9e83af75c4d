// The flags that say what pruning keeps, and how they stand in for a section's own `keep:`, rule by rule.

import type { Command } from 'commander';
import { parseEvery } from '../../core/lib/quantities.ts';
import { parseGroupBy } from '../../core/retention/groups.ts';
import type { Count, Duration, PathText } from '../../core/types/primitives.ts';
import { type Every, type GroupBy, type KeepRules, PERIODS } from '../../core/types/project.ts';
import { countFlag, durationFlag, flagReader } from './shared-flags.ts';

export interface KeepFlags extends PeriodFlags {
  readonly keepLast?: Count;
  readonly keepBest?: Count;
  readonly keepEvery?: Every;
  readonly keepWithin?: Duration;
  readonly groupBy?: GroupBy;
  /** Names of groups, as a refusal lists them. */
  readonly allowEmptyGroup?: readonly PathText[];
  readonly removeIncomplete?: true;
  readonly simulate?: true;
}

interface PeriodFlags {
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
}

export function addKeepFlags(command: Command): Command {
  command
    .option('--keep-last <n>', 'the newest regular checkpoints of each model (a number from 0, or all)', countFlag('--keep-last'))
    .option('--keep-best <n>', 'the best by metric; what is named best or final always stays', countFlag('--keep-best'))
    .option(
      '--keep-every <k>',
      'every checkpoint whose epoch is a multiple of this; 1000steps counts steps',
      flagReader('--keep-every', parseEvery),
    )
    .option(
      '--keep-within <time>',
      'all that are at most so much older than the newest, for example 2d or 1y2mo',
      durationFlag('--keep-within'),
    );
  for (const period of PERIODS) {
    const flag = `--keep-${period}`;
    command.option(`${flag} <n>`, `the newest of each of the last ${UNITS[period]} (a number, or all)`, countFlag(flag));
  }
  for (const period of PERIODS) {
    const flag = `--keep-within-${period}`;
    command.option(`${flag} <time>`, `the newest of each of the ${UNITS[period]} within this time`, durationFlag(flag));
  }
  return command
    .option(
      '--group-by <what>',
      'what competes with each other: model,run (default), model, run or none',
      flagReader('--group-by', parseGroupBy),
    )
    .option(
      '--allow-empty-group <group>',
      'let this group lose every checkpoint; may be given more than once',
      (name: string, others: readonly string[] = []) => [...others, name],
    )
    .option('--remove-incomplete', 'also remove old ones that cannot be loaded')
    .option('--simulate', 'show what the rules would have left at each past save, and change nothing');
}

const UNITS = { hourly: 'hours', daily: 'days', weekly: 'weeks', monthly: 'months', yearly: 'years' } as const;

export function keepRulesFrom(keep: KeepRules, flags: KeepFlags): KeepRules {
  const periods = given({
    hourly: flags.keepHourly,
    daily: flags.keepDaily,
    weekly: flags.keepWeekly,
    monthly: flags.keepMonthly,
    yearly: flags.keepYearly,
  });
  const periodsWithin = given({
    hourly: flags.keepWithinHourly,
    daily: flags.keepWithinDaily,
    weekly: flags.keepWithinWeekly,
    monthly: flags.keepWithinMonthly,
    yearly: flags.keepWithinYearly,
  });
  const single = given({ last: flags.keepLast, best: flags.keepBest, every: flags.keepEvery, within: flags.keepWithin });
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
