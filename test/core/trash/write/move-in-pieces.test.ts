// On an overlay file system, as in every container: what lies in a lower layer is renamed file by file, or by copying it up.

import { describe, expect, test } from 'vitest';
import { canMount, inChild } from '../../../support/child.ts';
import { tree } from '../../../support/tree.ts';

const IMPORTS = `
  import { run } from './test/support/context.ts';
  import { listing, snapshot } from './test/support/tree.ts';
  import { appendFileSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
  const project = process.env.ROOT + '/m/o';
  const NOW = BigInt(Date.now()) * 1_000_000n;
  let n = 0;
  const go = async (...argv) => {
    const { code, stdout, stderr } = await run(argv, { cwd: project, now: NOW + BigInt(++n) * 1_000_000_000n, id: '20261123T090500Z-' + n });
    return { code, said: stdout + stderr };
  };
  const files = (path) => Object.fromEntries(Object.entries(snapshot(project + '/' + path)).filter(([at, { type }]) => at !== '' && type !== 'directory')
    .map(([at, { type, mode, mtimeNs, content }]) => [at, [type, mode, String(mtimeNs), content]]));`;

const MOUNT = `
  mkdir "$ROOT/m"; mount -t tmpfs none "$ROOT/m"; cd "$ROOT/m"; mkdir l u w o
  mkdir -p l/configs l/outputs/checkpoints l/outputs/models/run/sub l/outputs/cache/big/deep l/outputs/logs
  echo 'outputs: {}' > l/configs/project_config.yaml
  for n in 1 2 3; do head -c 1000 /dev/zero > l/outputs/checkpoints/UNet_epoch_$n.pth; touch -d "$n days ago" l/outputs/checkpoints/UNet_epoch_$n.pth; done
  echo a > l/outputs/models/run/a; echo b > l/outputs/models/run/sub/b; ln -s ../a l/outputs/models/run/sub/link
  echo c > l/outputs/cache/big/c; echo d > l/outputs/cache/big/deep/d; echo old > l/outputs/logs/old.log; touch -d '9 days ago' l/outputs/logs/old.log
  mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w,userxattr o; cd /`;

/** Not every kernel lets an ordinary user mount one. */
function canOverlay(): boolean {
  if (!canMount()) return false;
  using t = tree();
  try {
    return inChild(t, '', 'return true', { mount: MOUNT }) === true;
  } catch {
    return false;
  }
}

describe.skipIf(!canOverlay())('on overlay', () => {
  test('folders and files of a lower layer go to the trash and come back, and what is deleted is freed', () => {
    using t = tree();
    const answer = inChild(
      t,
      IMPORTS,
      `const before = [files('outputs/models'), files('outputs/checkpoints')];
       const models = await go('clean', '--models', '--yes');
       const gone = listing(project + '/outputs/models');
       const undone = await go('undo');
       const checkpoints = await go('prune-checkpoints', '--keep-last', '1', '--yes');
       const again = await go('undo');
       const same = JSON.stringify([files('outputs/models'), files('outputs/checkpoints')]) === JSON.stringify(before);
       const cache = await go('clean', '--cache', '--logs', '--permanent', '--yes');
       const left = [listing(project + '/outputs/cache'), listing(project + '/outputs/logs'), listing(project + '/outputs/.trash').filter((p) => p.includes('items'))];
       const once = await go('clean', '--models', '--yes');
       const empty = await go('clean', '--trash', '--yes');
       return { models, gone, undone, checkpoints, again, same, cache, left, once, empty, trash: listing(project + '/outputs/.trash').filter((p) => p.includes('items')) };`,
      { mount: MOUNT },
    );
    const ok = expect.objectContaining({ code: 0 });
    expect(answer).toEqual({
      ...{ models: ok, gone: [], undone: ok, checkpoints: ok, again: ok, same: true, cache: ok, left: [[], [], []], once: ok },
      empty: expect.objectContaining({ code: 0, said: expect.stringContaining('Freed 1 operation') }),
      trash: [],
    });
  });
});
