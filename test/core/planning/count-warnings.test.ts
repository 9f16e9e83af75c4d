import { expect, it } from 'vitest';
import { countWarnings } from '../../../src/core/planning/count-warnings.ts';
import type { Checkpoint, KeepRules } from '../../../src/core/types.ts';

const named = (path: string, model: string, role: Checkpoint['role']) => ({ path, checkpoint: { model, role } });
const FOUND = [
  named('a_best.pth', 'a', 'best'),
  named('a_best_2.pth', 'a', 'best'),
  named('run/a_best.pth', 'a', 'best'),
  named('b_final.pth', 'b', 'final'),
  named('b_epoch_1.pth', 'b', 'regular'),
];

const SAYS = 'named best and final checkpoints always stay; the number counts ranked ones once metrics are known';

it.each<[string, KeepRules, readonly string[]]>([
  ['no count', {}, []],
  ['all', { best: 'all', final: 'all' }, []],
  ['as many as there are', { best: 2, final: 1 }, []],
  ['fewer', { best: 1, final: 1, last: 0 }, [`best: 1 asked for, and 2 of one model stay: ${SAYS}`]],
  [
    'none',
    { best: 0, final: 0 },
    [`best: 0 asked for, and 2 of one model stay: ${SAYS}`, `final: 0 asked for, and 1 of one model stays: ${SAYS}`],
  ],
])('%s', (_, rules, expected) => {
  expect(countWarnings(FOUND, rules).map(({ text }) => text)).toEqual(expected);
});
