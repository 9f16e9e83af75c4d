// A section on a mount of its own, as `docker run -v /data/checkpoints:/app/outputs/checkpoints` makes one: nothing is ever copied to
// another file system, so it has a trash of its own.

import { describe, expect, test } from 'vitest';
import { canMount, inChild } from '../support/child.ts';
import { tree } from '../support/tree.ts';

const IMPORTS = `
  import { run } from './test/support/context.ts';
  import { listing, snapshot } from './test/support/tree.ts';
  import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
  const project = process.env.ROOT;
  const outputs = project + '/outputs';
  const NOW = BigInt(Date.now()) * 1_000_000n;
  let n = 0;
  const go = async (...argv) => {
    const { code, stdout, stderr } = await run(argv, { cwd: project, now: NOW + BigInt(++n) * 1_000_000_000n, id: '20261123T0905' + String(n).padStart(2, '0') + 'Z-0' });
    return { code, said: stdout + stderr };
  };
  const old = (path) => { writeFileSync(path, path); utimesSync(path, 1e9 + n, 1e9 + n++); };
  mkdirSync(project + '/configs'); writeFileSync(project + '/configs/project_config.yaml', 'outputs: {}\\n');
  for (const k of [1, 2, 3]) old(outputs + '/checkpoints/UNet_epoch_' + k + '.pth');
  mkdirSync(outputs + '/models'); old(outputs + '/models/m.pth'); mkdirSync(outputs + '/checkpoints/run'); old(outputs + '/checkpoints/run/x');
  const entries = (at) => listing(outputs + '/' + at).filter((path) => !path.startsWith('.trash'));
  const trashed = (at) => listing(outputs + '/' + at + '/.trash').filter((path) => /items\\/./.test(path));`;

const MOUNT = 'mkdir -p "$ROOT/outputs/checkpoints"; mount -t tmpfs none "$ROOT/outputs/checkpoints"';
const ok = expect.objectContaining({ code: 0 });

describe.skipIf(!canMount())('a section on another mount', () => {
  test('is pruned, undone, listed and purged like any other', () => {
    using t = tree();
    const answer = inChild(
      t,
      IMPORTS,
      `const before = entries('checkpoints');
       const prune = await go('prune-checkpoints', '--keep-last', '1', '--yes');
       const pruned = [entries('checkpoints'), trashed('checkpoints').length];
       const undo = await go('undo');
       const back = entries('checkpoints');
       const clean = await go('clean', '--checkpoints', '--models', '--yes');
       const cleaned = [entries('checkpoints'), entries('models'), trashed('checkpoints').length, trashed('').length];
       const summary = await go('prune-logs', '-n', '--json');
       const undone = [await go('undo'), await go('undo')];
       const all = [entries('checkpoints'), entries('models')];
       const again = await go('clean', '--checkpoints', '--yes');
       const empty = await go('clean', '--trash', '--yes');
       return { before, prune, pruned, undo, back, clean, cleaned, undone, all, again, empty, left: trashed('checkpoints'), trash: JSON.parse(summary.said).trash.operations, warnings: JSON.parse(summary.said).warnings };`,
      { mount: MOUNT },
    ) as Record<string, unknown>;
    expect(answer).toMatchObject({
      ...{ prune: ok, pruned: [['UNet_epoch_3.pth', 'run', 'run/x'], 2], undo: ok, clean: ok, cleaned: [[], [], 5, 1], trash: 2 },
      // Both parts were written down as ended: nobody speaks of an interruption.
      warnings: [],
      ...{ undone: [ok, ok], all: [answer['before'], ['m.pth']], again: ok, empty: ok, left: [] },
    });
    expect(answer['back']).toEqual(answer['before']);
  });
});
