// `outputs status`: what is there, how much, where, and how old. What people run first; reads, and changes nothing.

import type { Command } from 'commander';
import { sectionNamed } from '../../core/config/find-section.ts';
import { loadProject } from '../../core/config/read/load-project.ts';
import { freeSpaceAt } from '../../core/disk/free-space.ts';
import { realPathOf } from '../../core/disk/real-path.ts';
import { worthOf } from '../../core/items/section-kinds.ts';
import { numberText } from '../../core/lib/amounts.ts';
import { isIn } from '../../core/lib/paths.ts';
import { cutoff } from '../../core/lib/quantities.ts';
import { lockHolder } from '../../core/lock/write/lock-project.ts';
import { type CensusPlace, type Counted, takeCensus } from '../../core/scan/census.ts';
import type { Duration, PathText } from '../../core/types/primitives.ts';
import type { Project, Section } from '../../core/types/project.ts';
import type { StatusReport } from '../../core/types/reports.ts';
import { trashAsItIs } from '../../core/use-cases/expire-trash.ts';
import { unfinishedWarnings } from '../../core/use-cases/recover-trash.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface StatusFlags {
  readonly section?: readonly string[];
}

export function define(command: Command): void {
  command.argument('[section...]', 'look only into these sections; default: all, and what lies beside them');
  addHelpNotes(command, {
    examples: [
      ['outputs status', 'everything, and what the trash holds'],
      ['outputs status logs cache', 'two sections'],
      ['outputs status --json', 'for scripts'],
    ],
    exits: [0, 2, 3, 4],
  });
}

export async function run({ section: names = [] }: StatusFlags, session: Session): Promise<StatusReport> {
  const project = await loadProject(session.request);
  const chosen = chosenSections(project, names);
  const { counted, total } = takeCensus(placesOf(project, chosen, session), (objects) =>
    session.progress.say(() => `counting: ${numberText(objects)}`),
  );
  const heldBy = lockHolder(project.outputs, session.context.proc);
  const found = [...chosen, null].flatMap((section, at) => {
    const { census, problems } = counted[at] ?? {};
    if (census === undefined || problems === undefined) return [];
    const keepsWithin = section === null ? null : ageKept(section);
    return [{ section, path: section?.path ?? project.outputs, census, keepsWithin, problems }];
  });
  return {
    report: 'status',
    project: { ...project, warnings: [...project.warnings, ...(heldBy === null ? unfinishedWarnings(project) : [])] },
    sections: found,
    total,
    trash: trashAsItIs(project, session.context.now()),
    rooms: roomsOf(counted),
    heldBy,
    problems: counted.flatMap(({ problems }) => problems),
  };
}

/** In use or not: all of them take room. */
function chosenSections(project: Project, names: readonly string[]): readonly Section[] {
  if (names.length === 0) return project.sections;
  const named = names.map((name) => project.sections.find((section) => section.name === name) ?? sectionNamed(project, name));
  return [...new Set(named)];
}

/** One a section, and where all are asked for, one for what lies in none. */
function placesOf(project: Project, chosen: readonly Section[], { now }: Session): readonly CensusPlace[] {
  const { outputs, sections } = project;
  const realPaths = sections.map(({ path }) => realPathOf(path) ?? path);
  const trashIn = (path: PathText): PathText => `${realPathOf(path) ?? path}/.trash`;
  const places = chosen.map((section): CensusPlace => {
    const { name, path } = section;
    const within = ageKept(section);
    return { name, path, without: [...realPaths, trashIn(path)], ...(within !== null && { before: cutoff(now, within) }) };
  });
  const isWhole = chosen === sections && !sections.some(({ path }) => isIn(outputs, path));
  return isWhole ? [...places, { name: '', path: outputs, without: [...realPaths, trashIn(outputs)] }] : places;
}

/** Checkpoints are not kept by their age as of now. */
function ageKept({ kind, keep }: Section): Duration | null {
  return worthOf({ kind }) === 'irreplaceable' ? null : (keep.within ?? null);
}

/** Each filesystem once, by the outermost place on it. */
function roomsOf(counted: readonly Counted[]): StatusReport['rooms'] {
  const outermost = new Map<bigint, PathText>();
  for (const { device, realPath } of counted) {
    const known = device === null ? undefined : outermost.get(device);
    if (device !== null && (known === undefined || isIn(known, realPath))) outermost.set(device, realPath);
  }
  return [...outermost.values()].flatMap((path) => {
    const room = freeSpaceAt(path);
    return room === null ? [] : [{ path, ...room }];
  });
}
