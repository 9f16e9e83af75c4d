// Asks the rest of the machine about what a scan found: what git tracks, what processes use, what links lead to. Changes nothing.

import { deviceText, superblockOf, superblocks } from '../../disk/mounts.ts';
import type { GitMeans } from '../../git/read/ask-git.ts';
import { trackedFiles } from '../../git/read/tracked-files.ts';
import { linksOf } from '../../references/read/symlinks.ts';
import type { ExternalState, Scan } from '../../types/items.ts';
import type { Plan } from '../../types/plan.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { type Devices, openFiles } from './open-files.ts';

export interface Machine extends GitMeans {
  /** Where process information is: `/proc`. */
  readonly proc: PathText;
}

/** Throws a refusal where an answer that matters cannot be had: no answer is not "nothing there". */
export async function collectExternalState(project: Project, scans: readonly Scan[], machine: Machine): Promise<ExternalState> {
  const filled = scans.filter(({ items }) => items.length > 0);
  return { ...(await usersOf(project, scans, filled, machine)), pointedAt: linksOf(project, scans) };
}

/** The same for sections of which only the directory was looked at: whatever is in them may be in use. Links matter to checkpoints only. */
export async function collectUnlistedState(project: Project, scans: readonly Scan[], machine: Machine): Promise<Users> {
  return usersOf(project, scans, scans, machine);
}

/** What programs have open now where a plan acts. */
export function heldNow({ sections }: Pick<Plan, 'sections'>, proc: PathText): ExternalState['held'] {
  const points = superblocks(`${proc}/self/mountinfo`);
  return openFiles(
    proc,
    devicesOf(
      sections.map(({ directory, path }) => ({ directory, realPath: path })),
      points,
    ),
  ).held;
}

function devicesOf(places: readonly Pick<Scan, 'directory' | 'realPath'>[], points: ReturnType<typeof superblocks>): Devices {
  return new Map(
    places.flatMap(({ directory, realPath }) =>
      directory === null ? [] : [[directory.dev, superblockOf(realPath, points) ?? deviceText(directory.dev)]],
    ),
  );
}

type Users = Omit<ExternalState, 'pointedAt'>;

async function usersOf(project: Project, all: readonly Scan[], filled: readonly Scan[], machine: Machine): Promise<Users> {
  const points = superblocks(`${machine.proc}/self/mountinfo`);
  const devices = devicesOf(filled, points);
  const tracked = await trackedFiles([project.outputs, ...all.map((scan) => scan.realPath)], project, machine);
  const processes = devices.size === 0 ? { held: new Map(), unseenProcesses: 0 } : openFiles(machine.proc, devices);
  return { tracked, ...processes, euid: machine.uid };
}
