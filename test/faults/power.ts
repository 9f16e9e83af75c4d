// Cuts the power: the command is killed at a call, and what the disk holds at that moment, without what was only in memory, is what
// the next mount finds. A copy of a mounted image is exactly that.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { escapeText } from '../../src/core/lib/escape.ts';
import type { Command, Fault } from './command.ts';
import type { Ledger, Point } from './ledger.ts';
import { judgeTree, type Stage, stage, undoAll } from './oracle.ts';
import { faultAt, type Place, placesOf } from './points.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

interface Filesystem {
  readonly type: 'ext4' | 'xfs' | 'btrfs';
  readonly megabytes: number;
  readonly format: readonly string[];
  readonly mount: string;
  /** Copies of one disk have one name, by which btrfs before Linux 6.7 takes two mounted ones for the same. */
  readonly atOnce: number;
}

const FILESYSTEMS: readonly Filesystem[] = [
  { type: 'ext4', megabytes: 16, format: ['-q', '-F'], mount: 'loop', atOnce: 2 },
  // xfs refuses a second one of the same name, unless it is told not to look.
  { type: 'xfs', megabytes: 320, format: ['-q', '-f'], mount: 'loop,nouuid', atOnce: 2 },
  { type: 'btrfs', megabytes: 128, format: ['-q', '-f'], mount: 'loop', atOnce: 1 },
];

/** Which commands: one that moves files, one that moves folders, and the ways back. */
const CUT = new Set(['prune-checkpoints', 'clean artifacts', 'undo', 'purge']);

export async function power(ledger: Ledger, command: Command, scratch: string): Promise<void> {
  const { tools } = ledger;
  if (!tools.strace) return ledger.skip('every cut', 'strace is missing or may not trace', true);
  if (!tools.loop) return ledger.skip('every cut', 'needs root and loop devices');
  for (const filesystem of FILESYSTEMS.filter(({ type }) => ledger.full || type === 'ext4')) {
    if (!tools.mkfs(filesystem.type)) {
      ledger.skip(filesystem.type, `mkfs.${filesystem.type} is missing`, true);
      continue;
    }
    const disk = await makeDisk(filesystem, scratch);
    if (disk === null) {
      ledger.skip(filesystem.type, 'this kernel cannot mount it');
      continue;
    }
    for (const scenario of SCENARIOS.filter(({ name }) => CUT.has(name))) await cutEverywhere(ledger, disk, scenario, command);
    disk.remove();
  }
}

interface Disk {
  readonly name: string;
  readonly atOnce: number;
  /** A copy of the empty disk, mounted; `cut` gives what would be on it after a power cut. */
  fresh(): Mounted;
  remove(): void;
}

interface Mounted {
  readonly root: string;
  /** Written out whole: what happens from here on can be cut. */
  settle(): void;
  cut(): void;
  close(): void;
}

async function makeDisk({ type, megabytes, format, mount: options, atOnce }: Filesystem, scratch: string): Promise<Disk | null> {
  const folder = join(scratch, type);
  mkdirSync(folder);
  const empty = join(folder, 'empty.img');
  execFileSync('truncate', ['-s', `${megabytes}M`, empty]);
  execFileSync(`mkfs.${type}`, [...format, empty], { stdio: 'ignore' });
  let count = 0;
  const fresh = (): Mounted => {
    const number = count++;
    const root = join(folder, `mnt${number}`);
    let image = join(folder, `${number}.img`);
    mkdirSync(root);
    const copy = (from: string, to: string): void => void execFileSync('cp', ['--sparse=always', '--', from, to]);
    copy(empty, image);
    const mount = (): void => void execFileSync('mount', ['-o', options, image, root], { stdio: 'ignore' });
    const unmount = (): void => void execFileSync('umount', [root]);
    mount();
    return {
      root,
      settle: () => void execFileSync('sync', ['-f', root]),
      cut() {
        const after = join(folder, `${number}-after.img`);
        copy(image, after);
        unmount();
        rmSync(image);
        image = after;
        mount();
      },
      close() {
        unmount();
        rmSync(image);
        rmSync(root, { recursive: true });
      },
    };
  };
  try {
    fresh().close();
  } catch {
    return null;
  }
  return { name: type, atOnce, fresh, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

async function stageOn(scenario: Scenario, mounted: Mounted, command: Command): Promise<Stage> {
  const at = await stage(scenario, command, mounted.root);
  mounted.settle();
  return at;
}

async function cutEverywhere(ledger: Ledger, disk: Disk, scenario: Scenario, command: Command): Promise<void> {
  const places = await placesOn(disk, scenario, command);
  const cuts = places.map(
    (place): Point => ({
      name: `${disk.name}: ${scenario.name}: power cut before ${place.syscall} ${place.k}: ${escapeText(place.what)}`,
      run: () => cutOnce(disk, scenario, command, faultAt(place, 'signal=KILL')),
    }),
  );
  const end: Point = {
    name: `${disk.name}: ${scenario.name}: power cut right after the end`,
    run: () => cutOnce(disk, scenario, command, null),
  };
  const { share } = ledger;
  const tried = cuts.filter((_, index) => share === null || index % 3 === share.third - 1);
  ledger.note(`${disk.name}: ${scenario.name}: ${tried.length + 1} of ${cuts.length + 1} cuts`);
  await ledger.points([...tried, end], disk.atOnce);
  const journal = places.find(({ syscall, what }) => syscall === 'fsync' && what.includes('plan.jsonl'));
  if (scenario.ends !== 'moved' || journal === undefined) return;
  const control: Point = {
    name: `${disk.name}: ${scenario.name}: with the journal's fsync faked, a cut at the end must be noticed`,
    run: async () => {
      const wrong = await cutOnce(disk, scenario, command, faultAt(journal, 'retval=0'));
      return wrong.length > 0 ? [] : ['the oracle finds nothing wrong: it would not find a real fault either'];
    },
  };
  await ledger.points([control], 1);
}

async function placesOn(disk: Disk, scenario: Scenario, command: Command): Promise<readonly Place[]> {
  const mounted = disk.fresh();
  try {
    const { t, project } = await stageOn(scenario, mounted, command);
    return (await placesOf(command, project, t.root, scenario.args)).changing;
  } finally {
    mounted.close();
  }
}

async function cutOnce(disk: Disk, scenario: Scenario, command: Command, fault: Fault | null): Promise<string[]> {
  const mounted = disk.fresh();
  try {
    const at = await stageOn(scenario, mounted, command);
    const ran = await command.run(at.project, scenario.args, fault === null ? {} : { fault });
    if (fault?.inject === 'signal=KILL' && !ran.killed) return ['never killed'];
    mounted.cut();
    const wrong = judgeTree(scenario, at);
    if (wrong.length > 0 || !scenario.undoable) return wrong;
    return await undoAll(scenario, at, command);
  } finally {
    mounted.close();
  }
}
