// What is not edited where nobody can say what a new file would lose: the programs that can are hidden, or fail, in a mount namespace.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canMount } from '../../support/child.ts';
import { CRON_ENV, command } from '../../support/run.ts';
import { snapshot, type Tree, tree } from '../../support/tree.ts';

const CONFIG = 'project_name: p\noutputs:\n  sections: {}\n';
const UNKNOWN = 'nobody here says whether it has an access list or extended attributes';

function project(): Tree {
  return tree({
    'configs/project_config.yaml': CONFIG,
    'outputs/checkpoints/unet_Epoch_1.pth': { bytes: 9, age: '9d' },
    'outputs/checkpoints/last_checkpoint': { text: 'unet_Epoch_1.pth', age: '9d' },
    fails: { text: '#!/bin/sh\nexit 1\n', mode: 0o755 },
  });
}

/** The command where each of these programs is `instead`. */
function withoutPrograms(t: Tree, instead: string, programs: string, ...args: readonly string[]) {
  const hide = `for name in ${programs}; do file="$(readlink -f "/usr/bin/$name")"; [ ! -e "$file" ] || mount --bind "${instead}" "$file"; done`;
  const line = ['-Urm', 'sh', '-ec', `${hide}; exec "$@"`, 'sh', process.execPath, command, ...args];
  const { status, stdout, stderr } = spawnSync('unshare', line, {
    cwd: t.root,
    env: { ...CRON_ENV, HOME: '/nonexistent' },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

it.runIf(process.env['CI'])('CI can mount', () => expect(canMount()).toBe(true));

describe.skipIf(!canMount())('where the programs that tell of access lists and attributes', () => {
  it.each([
    ['are not installed', '/dev/null', 'getfacl getfattr python3'],
    ['are installed in part', '/dev/null', 'getfattr python3'],
    ['fail', 'fails', 'getfacl getfattr python3'],
    ['fail in part', 'fails', 'getfacl python3'],
  ])('%s, pin and check --fix edit nothing and say what to do', (_, instead, programs) => {
    using t = project();
    const before = snapshot(t.at('outputs/checkpoints'));
    const file = instead.startsWith('/') ? instead : t.at(instead);
    const pinned = withoutPrograms(t, file, programs, 'pin', 'outputs/checkpoints/unet_Epoch_1.pth');
    expect(pinned).toMatchObject({ status: 4, stderr: expect.stringContaining(UNKNOWN) });
    expect(pinned.stderr).toMatch(
      /add by hand, at configs\/project_config\.yaml:\d+:\n.*pinned:.*\n.*- checkpoints\/unet_Epoch_1\.pth/,
    );
    const fixed = withoutPrograms(t, file, programs, 'check', '--fix', '--yes');
    expect(fixed).toMatchObject({ status: 1, stdout: expect.stringContaining(`names it and cannot be rewritten: ${UNKNOWN}`) });
    expect(readFileSync(t.at('configs/project_config.yaml'), 'utf8')).toBe(CONFIG);
    expect(snapshot(t.at('outputs/checkpoints'))).toEqual(before);
  });

  it('are not installed, but Python is, it is asked', () => {
    using t = project();
    const pinned = withoutPrograms(t, '/dev/null', 'getfacl getfattr', 'pin', 'outputs/checkpoints/unet_Epoch_1.pth');
    expect(pinned).toMatchObject({ status: 0, stderr: '' });
  });
});
