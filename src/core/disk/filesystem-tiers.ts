// Decides what can be promised on a filesystem. Numbers: statfs(2) and Linux's `magic.h`.

/**
 * `full`: one machine, lasting inode numbers. `shared`: other machines change it too, and what they have open cannot be seen.
 * `weak`: inode numbers may be made up as needed, so that what is moved may not be known again. `unknown`: nobody has looked into it.
 */
type Tier = 'full' | 'shared' | 'weak' | 'unknown';

export interface Filesystem {
  readonly name: string;
  readonly tier: Tier;
}

const KNOWN: ReadonlyMap<number, Filesystem> = new Map(
  (
    [
      [0xef53, 'ext4', 'full'],
      [0x58465342, 'xfs', 'full'],
      [0x9123683e, 'btrfs', 'full'],
      [0xf2f52010, 'f2fs', 'full'],
      [0xca451a4e, 'bcachefs', 'full'],
      [0x2fc12fc1, 'zfs', 'full'],
      [0x01021994, 'tmpfs', 'full'],
      [0x858458f6, 'ramfs', 'full'],
      [0x794c7630, 'overlay', 'full'],
      [0x6969, 'nfs', 'shared'],
      [0x0bd00bd0, 'lustre', 'shared'],
      [0x00c36400, 'ceph', 'shared'],
      [0x47504653, 'gpfs', 'shared'],
      [0x19830326, 'beegfs', 'shared'],
      [0x5346414f, 'afs', 'shared'],
      [0x7461636f, 'ocfs2', 'shared'],
      [0x01161970, 'gfs2', 'shared'],
      [0xff534d42, 'cifs', 'weak'],
      [0xfe534d42, 'smb', 'weak'],
      [0x517b, 'smb', 'weak'],
      [0x01021997, '9p', 'weak'],
      [0x65735546, 'a FUSE filesystem', 'weak'],
      [0x4d44, 'fat', 'weak'],
      [0x2011bab0, 'exfat', 'weak'],
      [0x786f4256, 'a VirtualBox shared folder', 'weak'],
    ] as const
  ).map(([magic, name, tier]) => [magic, { name, tier }]),
);

/** `magic`: the `f_type` of statfs(2); some systems give it as a negative number. */
export function filesystemOfMagic(magic: number): Filesystem {
  const number = magic >>> 0;
  return KNOWN.get(number) ?? { name: `filesystem 0x${number.toString(16)}`, tier: 'unknown' };
}

/** Why the blocks of a file do not tell what removing it frees there; null where they do, as far as anybody knows. */
export function whyNotFreed({ name }: Filesystem): string | null {
  switch (name) {
    case 'btrfs':
    case 'bcachefs':
    case 'zfs':
      return `on ${name}, files are compressed and share blocks with copies and snapshots, so less than this can become free`;
    case 'xfs':
      return 'on xfs, files can share blocks with copies (reflinks), so less than this can become free';
    case 'overlay':
      return 'on overlay, what lies in a lower layer (an image) keeps its blocks, so less than this can become free';
    default:
      return null;
  }
}

/** What a person should know before trusting it; null where there is nothing. `places`: what lies there, fit for a screen. */
export function weaknessText({ name, tier }: Filesystem, places: string): string | null {
  switch (tier) {
    case 'full':
      return null;
    case 'shared':
      return `${places} on ${name}: what programs on other machines have open cannot be seen`;
    case 'weak':
      return `${places} on ${name}: files there may not be known again, and what is not stays where it is`;
    case 'unknown':
      return `${places} on ${name}, on which outputs was never tried`;
    default:
      return tier satisfies never;
  }
}
