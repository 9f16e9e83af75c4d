// What is there, how much, where, and how old. Reads; changes nothing.

import { sectionNamed } from '../config/find-section.ts';
import { freeSpaceAt } from '../disk/free-space.ts';
import { realPathOf } from '../disk/real-path.ts';
import { worthOf } from '../items/section-kinds.ts';
import { numberText } from '../lib/amounts.ts';
import { isIn } from '../lib/paths.ts';
import { cutoff } from '../lib/quantities.ts';
import { lockHolder } from '../lock/write/lock-project.ts';
import { type CensusPlace, type Counted, takeCensus } from '../scan/census.ts';
import type { Duration, PathText } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import type { StatusReport } from '../types/reports.ts';
import { trashAsItIs } from './expire-trash.ts';
import type { Host } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { unfinishedWarnings } from './recover-trash.ts';

export interface StatusOptions {
  readonly sections?: readonly string[];
}

/** `sections`: names; none is all of them, and what lies beside them. Throws a usage error for a name that no section has. */
export function status({ project, host }: OpenProject, { sections: names = [] }: StatusOptions = {}): StatusReport {
  const chosen = chosenSections(project, names);
  const { counted, total } = takeCensus(placesOf(project, chosen, host), (objects) =>
    host.progress.say(() => `counting: ${numberText(objects)}`),
  );
  const heldBy = lockHolder(project.outputs, host.context.proc);
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
    trash: trashAsItIs(project, host.context.now()),
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
function placesOf(project: Project, chosen: readonly Section[], { now }: Host): readonly CensusPlace[] {
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
