import { describe, expect, it } from 'vitest';
import { keepFilesIn } from '../../../src/core/protection/keep-files.ts';
import { itemsOf, type Spec } from '../../support/items.ts';

const kept = (...specs: readonly (string | Spec)[]) =>
  Object.fromEntries(keepFilesIn(itemsOf(specs.map((spec) => (typeof spec === 'string' ? { path: spec } : spec)))));

describe('a keep file', () => {
  it.each<readonly [string, readonly (string | Spec)[], Readonly<Record<string, string>>]>([
    ['by the whole name', ['a.pth', 'a.pth.keep'], { 'a.pth': 'a.pth.keep', 'a.pth.keep': 'a.pth.keep' }],
    ['by the name without its ending', ['a.pth', 'a.keep'], { 'a.pth': 'a.keep', 'a.keep': 'a.keep' }],
    ['of a folder', ['run-5/model.bin', 'run-5.keep'], { 'run-5': 'run-5.keep', 'run-5.keep': 'run-5.keep' }],
    ['of a name with a dot', ['l=0.1.ckpt', 'l=0.1.keep'], { 'l=0.1.ckpt': 'l=0.1.keep', 'l=0.1.keep': 'l=0.1.keep' }],
    ['in its own folder only', ['a.pth', 'b/a.pth', 'b/a.keep'], { 'b/a.pth': 'b/a.keep', 'b/a.keep': 'b/a.keep' }],
    [
      'with a newline in the name',
      ['a\nb.pth', 'a\nb.pth.keep'],
      { 'a\nb.pth': 'a\nb.pth.keep', 'a\nb.pth.keep': 'a\nb.pth.keep' },
    ],
    ['of nothing', ['b.pth', 'a.keep'], {}],
    ['of a longer name', ['ab.pth', 'a.keep'], {}],
    ['without a name', ['a.pth', '.keep'], {}],
    ['that is a link', ['a.pth', { path: 'a.keep', type: 'link' }], {}],
    [
      'that is a pipe, a socket or a device',
      ['a.pth', { path: 'a.keep', type: 'other' }],
      { 'a.pth': 'a.keep', 'a.keep': 'a.keep' },
    ],
    ['that is a folder', ['a.pth', { path: 'a.keep', type: 'directory' }], {}],
  ])('%s', (_, specs, expected) => {
    expect(kept(...specs)).toEqual(expected);
  });

  it('keeps both where both are there', () => {
    expect(kept('a.pth', 'a.json', 'a.keep')).toEqual({ 'a.pth': 'a.keep', 'a.json': 'a.keep', 'a.keep': 'a.keep' });
  });
});
