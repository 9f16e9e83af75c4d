// Decides whether deleting may happen in the configured places at all. Pure: what the disk says comes in (`guard/read/check-places.ts`).
// Scars: Steam's `rm -rf "$STEAMROOT/"*`, an 8-way spelling of `/`, `/p/outputs` taken for a parent of `/p/outputs2`.

import { isRepositoryData } from '../items/nested-repositories.ts';
import { OutputsError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { isIn } from '../lib/paths.ts';
import { isAllowedPlace, trustCommand, untrustedPlaces } from '../trust/outside-places.ts';
import type { InodeKey, ObjectType } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { Origin, Project } from '../types/project.ts';

/** A directory that is never emptied, nor anything that holds it. */
export interface ProtectedDirectory {
  readonly path: PathText;
  /** Its inode, where it exists: a bind mount or another spelling has the same. */
  readonly key: InodeKey | null;
  /** `your home directory`. */
  readonly what: string;
  /** What lies in it is as untouchable: git's own data, keys, the system's settings. */
  readonly whole?: true;
}

/** A configured directory and what is really there. */
export interface GuardedPlace {
  /** `section "cache"`. */
  readonly what: string;
  readonly path: PathText;
  readonly origin: Origin;
  /** What lies at the path itself; null where nothing does. */
  readonly type: ObjectType | null;
  /** Why that could not be told. */
  readonly errno: string | null;
  /** The first link on the way, the last component included. */
  readonly link: { readonly path: PathText; readonly leadsTo: PathText | null } | null;
  /** It holds a `.git`, `.hg`, `.svn` or `.jj`, or is a bare repository: its history lies in no other place. */
  readonly repository: boolean;
  /** The bare repository that it lies in, if it lies in one. */
  readonly bare: PathText | null;
  /** Its inode, links followed, where there is one. */
  readonly key: InodeKey | null;
  /** Inodes from `/` down to it, links followed, as far as they exist. */
  readonly chain: readonly InodeKey[];
}

/** Enough to say what lies in what. */
type Spot = Pick<GuardedPlace, 'path' | 'key' | 'chain'>;

export interface GuardedPlaces {
  readonly project: Project;
  readonly outputs: GuardedPlace;
  /** Where something is going to be changed. */
  readonly chosen: readonly GuardedPlace[];
  /** Every section, in use or not: what lies in a folder goes with it. */
  readonly all: readonly GuardedPlace[];
  readonly trash: Spot;
  /** The configuration in force, if there is one. */
  readonly config: Spot | null;
  readonly landmarks: readonly ProtectedDirectory[];
  /** `init` makes it; everything else needs it. */
  readonly outputsMayBeMissing: boolean;
}

/** Throws the first reason against it as a refusal (exit 4). */
export function guardPlaces(places: GuardedPlaces): void {
  for (const place of [places.outputs, ...places.chosen]) {
    refuseUnseen(place);
    refuseLink(place);
    refuseLandmark(place, places.landmarks);
    refuseFile(place);
    refuseRepository(place);
    refuseOutside(place, places.project);
  }
  if (places.outputs.type === null && !places.outputsMayBeMissing) {
    throw refused(places.outputs, 'does not exist', 'make it with: outputs init');
  }
  for (const place of [places.outputs, ...places.chosen]) refuseConfig(place, places.config);
  refuseOverlaps(places);
}

function refuseUnseen(place: GuardedPlace): void {
  if (place.errno !== null)
    throw refused(place, `cannot be looked at (${place.errno})`, 'what lies there is unknown, so nothing is touched');
}

function refuseLandmark(place: GuardedPlace, landmarks: readonly ProtectedDirectory[]): void {
  const hit = landmarks.find((landmark) => landmark.path === place.path || (place.key !== null && landmark.key === place.key));
  if (hit !== undefined) throw refused(place, `is ${hit.what}`, OWN_FOLDER);
  const above = landmarks.find((landmark) => landmark.whole && holds({ ...landmark, chain: [] }, place));
  if (above !== undefined) throw refused(place, `lies in ${above.what}, ${escapeText(above.path)}`, OWN_FOLDER);
  if (place.path.split('/').some((name) => isRepositoryData(name)))
    throw refused(place, "lies in a repository's own data", OWN_FOLDER);
  if (place.bare !== null) throw refused(place, `lies in the repository ${escapeText(place.bare)}`, OWN_FOLDER);
}

const OWN_FOLDER = 'give it a folder of its own inside the project';

function refuseLink(place: GuardedPlace): void {
  if (place.link === null) return;
  const { path, leadsTo } = place.link;
  const which = path === place.path ? 'is a link' : `is reached through the link ${escapeText(path)}`;
  if (leadsTo === null) throw refused(place, `${which} that leads nowhere`, 'remove the link or make what it leads to');
  throw refused(
    place,
    `${which} to ${escapeText(leadsTo)}`,
    `links are not followed: configure the real path instead, and if it is outside the project, say so: ${trustCommand([leadsTo])}`,
  );
}

function refuseFile(place: GuardedPlace): void {
  if (place.type !== null && place.type !== 'directory')
    throw refused(place, 'is not a directory', 'move it away, then: outputs init');
}

function refuseRepository(place: GuardedPlace): void {
  if (place.repository) throw refused(place, 'is a repository of its own', 'give it a folder that is none');
}

function refuseConfig(place: GuardedPlace, config: Spot | null): void {
  if (config === null || !holds(place, config)) return;
  throw refused(place, `holds the configuration in force, ${escapeText(config.path)}`, 'give it a folder of its own');
}

function refuseOutside(place: GuardedPlace, project: Project): void {
  if (isAllowedPlace(place.path, project)) return;
  const places = untrustedPlaces(project);
  const asked = places.some((each) => isIn(place.path, each)) ? places : [place.path];
  throw refused(
    place,
    `is outside the project ${escapeText(project.root)}`,
    `nothing is changed there until you trust the project with it: ${trustCommand(asked)}`,
  );
}

function refuseOverlaps({ outputs, all, trash }: GuardedPlaces): void {
  for (const place of all) {
    if (holds(place, outputs)) throw refused(place, 'holds the whole outputs directory', 'give it a folder of its own');
    if (holds(trash, place)) throw refused(place, 'lies in the trash', 'give it a folder of its own');
    for (const other of all) {
      if (other === place || !holds(place, other)) continue;
      const how = samePlace(place, other) ? 'is the same folder as' : 'holds';
      throw refused(place, `${how} ${other.what}, ${escapeText(other.path)}`, 'give each section a folder of its own');
    }
  }
}

/** Whether `inner` is `outer` or lies in it, by name or by inode. */
function holds(outer: Spot, inner: Spot): boolean {
  return isIn(inner.path, outer.path) || (outer.key !== null && inner.chain.includes(outer.key));
}

function samePlace(a: Spot, b: Spot): boolean {
  return holds(a, b) && holds(b, a);
}

function refused(place: GuardedPlace, why: string, hint?: string): OutputsError {
  const key = place.origin.from === 'default' ? '' : `, set by ${place.origin.key},`;
  const message = `${place.what}${key} is ${escapeText(place.path)}, which ${why}`;
  return new OutputsError('refused', message, {
    ...(place.origin.from !== 'default' && { place: place.origin.place }),
    ...(hint !== undefined && { hint }),
  });
}
