import { expect, it } from 'vitest';
import { globsIn } from '../../../../src/core/conventions/rules/case-globs.ts';

it.each<readonly [string, readonly (readonly [string, string | null])[]]>([
  ['ls outputs/checkpoints/unet*.pth', [['unet*.pth', 'checkpoints']]],
  ['find "$DIR" -name "*epoch*.pth"', [['*epoch*.pth', null]]],
  ['glob.glob(os.path.join(d, "unet*"))', [['unet*', null]]],
  ['rm -f ${LOGS}/unet_*.log', [['unet_*.log', null]]],
  ['for f in ./logs/{a,b}*.log', []],
  ['x = batch * size; y = a*b; **kwargs; *args; int *p', []],
  ['*.log */ /* comment */ `**bold**`', []],
  [
    "glob('*epoch*') *words* outputs/logs/*unet*",
    [
      ['*epoch*', null],
      ['*unet*', 'logs'],
    ],
  ],
  [`${'x'.repeat(3000)} unet*`, []],
])('%s', (text, expected) => {
  expect(globsIn(text, '/p/x').map(({ text: glob, folder }) => [glob, folder])).toEqual(expected);
});

it('knows the line', () =>
  expect(globsIn('a\n\nunet*\n', '/p/x')).toEqual([{ text: 'unet*', folder: null, by: '/p/x', line: 3 }]));
