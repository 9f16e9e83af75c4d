import { expect, it } from 'vitest';
import { unitsNamed } from '../../../src/core/layouts/find-unit.ts';
import { unitsOf } from '../../support/units.ts';

const UNITS = unitsOf([
  { path: 'a/checkpoint-100', holds: ['model.bin'], step: 100 },
  { path: 'b/checkpoint-100', holds: ['model.bin'], step: 100 },
  { path: 'b/tags/one', holds: ['x.pt'], run: 'b' },
  { path: 'tf/ckpt-12.data-00000-of-00001', with: ['tf/ckpt-12.index'], step: 12 },
  { path: 'l/val/loss=0.1.ckpt', run: 'l' },
  { path: 'l/val/last.ckpt', run: 'l' },
  { path: 'top.pth' },
]);

it.each([
  ['a', 'checkpoint-100', ['a/checkpoint-100']],
  ['a', '/content/drive/b/checkpoint-100', ['a/checkpoint-100']],
  ['b', 'D:\\runs\\a\\checkpoint-100', ['b/checkpoint-100']],
  ['b', 'tags/one', ['b/tags/one']],
  ['tf', 'ckpt-12', ['tf/ckpt-12.data-00000-of-00001']],
  ['tf', '/old/machine/ckpt-12', ['tf/ckpt-12.data-00000-of-00001']],
  ['tf', 'ckpt-12.index', ['tf/ckpt-12.data-00000-of-00001']],
  ['l', '/work/val/loss=0.1.ckpt', ['l/val/loss=0.1.ckpt']],
  ['', 'top.pth', ['top.pth']],
  ['', 'checkpoint-100', []],
  ['c', 'checkpoint-100', []],
  ['a', '', []],
])('said about %j, %j means %j', (folder, name, paths) =>
  expect(unitsNamed(UNITS)(folder, name).map(({ path }) => path)).toEqual(paths),
);
