// Covers: src/cli/arguments/keep-flags.ts

import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addKeepFlags } from '../../../src/cli/arguments/keep-flags.ts';
import { type KeepOptions, keepRulesFrom } from '../../../src/core/retention/keep-options.ts';
import type { KeepRules } from '../../../src/core/types/project.ts';
import { duration } from '../../support/items.ts';

const parsed = (line: string): KeepOptions =>
  addKeepFlags(new Command('x'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .parse(line.split(' ').filter(Boolean), { from: 'user' })
    .opts();
const rules = (line: string, keep: KeepRules = {}): KeepRules => keepRulesFrom(keep, parsed(line));

describe('every flag gives its rule', () => {
  it.each<readonly [string, KeepRules]>([
    ['', {}],
    ['--keep-last 3', { last: 3 }],
    ['--keep-last all', { last: 'all' }],
    ['--keep-last 0', { last: 0 }],
    ['--keep-best 2', { best: 2 }],
    ['--keep-every 10', { every: { count: 10, unit: 'any' } }],
    ['--keep-every 10epochs', { every: { count: 10, unit: 'epochs' } }],
    ['--keep-every 1000steps', { every: { count: 1000, unit: 'steps' } }],
    ['--keep-within 1y2mo3d', { within: duration({ years: 1, months: 2, days: 3 }) }],
    ['--keep-hourly 1 --keep-daily 2', { periods: { hourly: 1, daily: 2 } }],
    ['--keep-weekly 3 --keep-monthly 4 --keep-yearly all', { periods: { weekly: 3, monthly: 4, yearly: 'all' } }],
    ['--keep-within-hourly 2d', { periodsWithin: { hourly: duration({ days: 2 }) } }],
    [
      '--keep-within-daily 7d --keep-within-weekly 1mo --keep-within-monthly 1y --keep-within-yearly 9y',
      {
        periodsWithin: {
          daily: duration({ days: 7 }),
          weekly: duration({ months: 1 }),
          monthly: duration({ years: 1 }),
          yearly: duration({ years: 9 }),
        },
      },
    ],
  ])('%s', (line, expected) => expect(rules(line)).toEqual(expected));
});

it('stands in for the section’s rules one by one', () => {
  const keep: KeepRules = {
    last: 1,
    best: 1,
    final: 'all',
    periods: { daily: 7, weekly: 4 },
    periodsWithin: { hourly: duration({ days: 1 }) },
  };
  expect(rules('', keep)).toEqual(keep);
  expect(rules('--keep-last 5 --keep-daily 0 --keep-monthly 2', keep)).toEqual({
    ...keep,
    last: 5,
    periods: { daily: 0, weekly: 4, monthly: 2 },
  });
});

it('says what else is wanted', () => {
  expect(parsed('--group-by run --remove-incomplete --simulate')).toMatchObject({
    groupBy: { model: false, run: true },
    removeIncomplete: true,
    simulate: true,
  });
  expect(parsed('--allow-empty-group a/b --allow-empty-group=.').allowEmptyGroup).toEqual(['a/b', '.']);
});
