import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { at } from '../../support/small-project.ts';
import { type Tree, tree } from '../../support/tree.ts';

const CONFIG = 'configs/project_config.yaml';

const configOf = (place: Tree): string => readFileSync(place.at(CONFIG), 'utf8');

function project(config: string, names: readonly string[] = ['UNet_epoch_1.pth', 'UNet_epoch_2.pth']): Tree {
  const files = Object.fromEntries(names.map((name) => [`outputs/checkpoints/${name}`, { bytes: 10, age: '3d' }]));
  return tree({ [CONFIG]: config, ...files });
}

const pin = (place: Tree, ...words: readonly string[]) => run(['pin', ...words], at(place));
const unpin = (place: Tree, ...words: readonly string[]) => run(['unpin', ...words], at(place));

describe('outputs unpin', () => {
  it.each([
    ['no block', 'lr: 1e-4 # small\n'],
    ['no line end', 'lr: 1e-4'],
    ['an empty file', ''],
    ['an empty block', 'outputs:\n'],
    ['a list', 'outputs:\n  pinned:\n    - checkpoints/x # why\n  # end\nz: 1\n'],
    ['a flow list', 'outputs:\n  pinned: [a, b]\n'],
    ['an empty flow list', 'outputs:\n  pinned: []\n'],
    ['an empty list', 'outputs:\n  pinned:\n  grace: 0s\n'],
    ['CRLF', 'a: 1\r\noutputs:\r\n  grace: 0s\r\n'],
    ['anchors', 'x: &x 1e-4\noutputs:\n  pinned: &p\n    - a\ny: *x\n'],
  ])('gives back the very bytes of a config with %s', async (_, config) => {
    using place = project(config, ['UNet_epoch_1.pth', 'we ird [1]: #.pth']);
    expect((await pin(place, 'UNet_epoch_1.pth', 'we ird [1]: #.pth')).code).toBe(0);
    expect(configOf(place)).not.toBe(config);
    expect(await unpin(place, 'we ird [1]: #.pth', 'UNet_epoch_1.pth')).toMatchObject({ code: 0, stderr: '' });
    expect(configOf(place)).toBe(config);
  });

  it('takes out a pattern as it is listed, and an entry that is gone', async () => {
    using place = project('outputs:\n  pinned: ["checkpoints/*_2.pth", checkpoints/gone.pth]\n');
    expect(await unpin(place, 'checkpoints/*_2.pth')).toMatchObject({
      code: 0,
      stdout: 'unpin  checkpoints/*_2.pth\nTook 1 pin out of configs/project_config.yaml.\n',
    });
    expect((await unpin(place, 'gone.pth')).code).toBe(0);
    expect(configOf(place)).toBe('outputs:\n  pinned: []\n');
  });

  it('takes out a pin that was written by hand, in any form', async () => {
    using place = project('outputs:\n  pinned: [outputs/checkpoints/UNet_epoch_1.pth]\n');
    expect((await unpin(place, 'UNet_epoch_1.pth')).code).toBe(0);
    expect(configOf(place)).toBe('outputs:\n  pinned: []\n');
  });

  it('says by what it is pinned otherwise', async () => {
    using place = project('outputs:\n  pinned: ["checkpoints/*"]\n', ['a.pth']);
    expect(await unpin(place, 'a.pth')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("outputs unpin 'checkpoints/*'"),
    });
    using kept = project('outputs:\n', ['a.pth', 'a.keep']);
    expect(await unpin(kept, 'a.pth')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/pinned by a\.keep\n.*remove that file/),
    });
    expect(await unpin(kept, 'b.pth')).toMatchObject({ code: 2, stderr: expect.stringContaining('b.pth is not pinned') });
    expect(await unpin(kept)).toMatchObject({ code: 2 });
  });
});
