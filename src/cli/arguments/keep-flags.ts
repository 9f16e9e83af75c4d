// The flags that say what pruning keeps.

import type { Command } from 'commander';
import { parseEvery } from '../../core/lib/quantities.ts';
import { parseGroupBy } from '../../core/retention/groups.ts';
import { PERIODS } from '../../core/types/project.ts';
import { countFlag, durationFlag, flagReader } from './shared-flags.ts';

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
