// Filesystems that are not like ext4. exFAT through FUSE, on a loop device, has no hard links, no modes, and makes inode numbers up as
// needed. What overlay cannot move is in `immovable.test.ts`. Mounting needs root.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command, outputs } from '../support/run.ts';

const NOBODY = 65_534;
const tools = ['mkfs.exfat', 'mount.exfat-fuse', 'losetup'].every((tool) => spawnSync('which', [tool]).status === 0);
const canMount = tools && process.getuid?.() === 0 && spawnSync('losetup', ['-f']).status === 0;
if (!canMount) process.stderr.write('skipped: exFAT through FUSE (needs root, exfat-fuse and exfatprogs)\n');

it.runIf(process.env['CI'])('CI has the tools of exFAT', () => expect(tools).toBe(true));

const canOverlay = spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs none /mnt']).status === 0;

function shell(line: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-ec', line], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** A project on it, which belongs to `uid`. */
function weakProject(uid: number, mask: string): { readonly path: string; [Symbol.dispose](): void } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'outputs-exfat-')));
  shell(`chmod 755 ${folder}; truncate -s 64M ${folder}/image; mkfs.exfat ${folder}/image; mkdir ${folder}/mount`);
  const device = shell(`losetup -f --show ${folder}/image`);
  shell(`mount.exfat-fuse -o allow_other,uid=${uid},gid=${uid},umask=${mask} ${device} ${folder}/mount 2>&1`);
  const path = join(folder, 'mount/project');
  for (const name of ['checkpoints', 'cache/run', 'results/run']) mkdirSync(join(path, 'outputs', name), { recursive: true });
  for (const epoch of [1, 2, 3]) writeFileSync(join(path, `outputs/checkpoints/UNet_epoch_${epoch}.pth`), `${epoch}`);
  writeFileSync(join(path, 'outputs/cache/run/x'), 'x');
  writeFileSync(join(path, 'outputs/results/run/x'), 'x');
  return {
    path,
    [Symbol.dispose]() {
      shell(`umount ${folder}/mount; losetup -d ${device}`);
      rmSync(folder, { recursive: true });
    },
  };
}

describe.skipIf(!canMount)('on exFAT through FUSE', () => {
  it('removes, keeps in the trash, and says what is weak', () => {
    using place = weakProject(NOBODY, '077');
    const ran = outputs(place.path, ['prune-checkpoints', '--keep-last', '1', '--grace', '0s', '--yes']);
    expect(ran).toMatchObject({
      status: 0,
      stderr: 'warning: outputs on a FUSE filesystem: files there may not be known again, and what is not stays where it is\n',
    });
    expect(readdirSync(join(place.path, 'outputs/checkpoints'))).toEqual(['UNet_epoch_3.pth']);
    expect(outputs(place.path, ['clean', '--cache'])).toMatchObject({ status: 0 });
    expect(outputs(place.path, ['clean', '--results', '--yes'])).toMatchObject({ status: 0 });
    expect(readdirSync(join(place.path, 'outputs/cache'))).toEqual([]);
    expect(readdirSync(join(place.path, 'outputs/results'))).toEqual([]);
    expect(readdirSync(join(place.path, 'outputs/.trash'))).not.toContain('holder.json');
  });

  it('keeps what git tracks under a name in other letters', () => {
    using place = weakProject(0, '022');
    const git = `cd ${place.path}; git init -q; git add -f outputs/cache/run/x`;
    shell(`${git}; cd outputs; mv cache c; mv c Cache; cd Cache; mv run r; mv r RUN; echo x > RUN/other`);
    for (const ignoresCase of ['true', 'false']) {
      shell(`cd ${place.path}; git config core.ignorecase ${ignoresCase}`);
      expect(outputs(place.path, ['clean', '--cache', '--yes'])).toMatchObject({ stdout: expect.stringContaining('tracked') });
      expect(readdirSync(join(place.path, 'outputs/Cache'))).toEqual(['RUN']);
      expect(readdirSync(join(place.path, 'outputs/Cache/RUN'))).toContain('x');
    }
  });

  it('root does not work where everybody can write', () => {
    using place = weakProject(0, '000');
    expect(outputs(place.path, ['clean', '--cache'])).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('can be changed by others (mode 777)'),
    });
    expect(readdirSync(join(place.path, 'outputs/cache'))).toEqual(['run']);
  });
});

describe.skipIf(!canOverlay)('in a mount of its own', () => {
  /** Runs shell lines in a namespace with a tmpfs, `$O` being the command; the last lines are what is there in the end. */
  const within = (lines: string): string[] => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'outputs-mount-')));
    const make =
      'mkdir -p outputs/checkpoints outputs/results/run; for n in 1 2 3; do echo $n > outputs/checkpoints/UNet_epoch_$n.pth; done; echo x > outputs/results/run/x';
    const script = `exec 2>&1; mount -t tmpfs none "$PWD"; cd "$PWD"; ${lines.replaceAll('MAKE', make)}; cd outputs; find checkpoints results -type f | sort`;
    try {
      const { stdout } = spawnSync('unshare', ['-m', 'sh', '-c', script], {
        cwd: folder,
        env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', O: `${process.execPath} ${command}` },
        encoding: 'utf8',
      });
      return stdout.trim().split('\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const PRUNE = '$O prune-checkpoints --keep-last 1 --grace 0s --yes --quiet; echo $?; $O clean --results --yes --quiet; echo $?';

  it('tmpfs is like any other', () => {
    expect(within(`mkdir -m 755 p; cd p; MAKE; ${PRUNE}`)).toEqual(['0', '0', 'checkpoints/UNet_epoch_3.pth']);
  });

  const OVERLAY = 'mkdir -p low/p up work m; mount -t overlay o -o lowerdir=low,upperdir=up,workdir=work m';

  it('overlay too, for what was made in it', () => {
    expect(within(`${OVERLAY}; cd m/p; MAKE; ${PRUNE}`)).toEqual(['0', '0', 'checkpoints/UNet_epoch_3.pth']);
  });
});
