import { expect, it } from 'vitest';
import { matchesOnlyLogs } from '../../../src/core/trust/log-patterns.ts';

it.each([
  ...[
    '*.log',
    '*.log.*',
    '*.log.[0-9]',
    '*.log*',
    '*.LOG',
    'train_log.txt',
    '*_log.txt',
    'log-*.txt',
    'log.jsonl',
    'runs/**/*.log',
  ],
  ...['slurm-*.out', '*.err', '*.out.gz', '*.o[0-9]*', '*.{log,out}', '{train,eval}.log', '**/*.log'],
])('%j matches only logs', (pattern) => expect(matchesOnlyLogs(pattern)).toBe(true));

it.each([
  ...[
    '*',
    '**',
    '**/*',
    '*.*',
    '*.csv',
    '*.txt',
    '*.json',
    '*log*',
    'log*',
    '*log',
    'logs/*',
    '*.log/*',
    '*.log/**',
    'catalog.csv',
  ],
  ...['*.{log,csv}', '{*,x.log}', '{a,{.log,*}}', '?(.log-)*', '[.log-]*', '!(x.log)', '@(*|.log)', '\\*.log', '*.o*', '*.e*'],
])('%j matches other files too', (pattern) => expect(matchesOnlyLogs(pattern)).toBe(false));
