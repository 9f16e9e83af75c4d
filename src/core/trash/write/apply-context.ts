// What the actions of one run share.

import type { Directory } from '../../disk/directory.ts';
import type { FoundItem } from '../../disk/find-item.ts';
import type { ShouldStop } from '../../disk/write/cancellation.ts';
import type { OurChanges } from '../../disk/write/compare-tree.ts';
import type { Facts, InodeKey } from '../../types/items.ts';
import type { Swept } from '../../types/operation.ts';
import type { Instant, PathText } from '../../types/primitives.ts';
import type { Holding } from '../../types/project.ts';
import type { Freed, MayEnter } from './free-tree.ts';
import type { Move } from './move-to-trash.ts';
import type { Trash } from './trash-folders.ts';
import type { HelperProgram } from './worker-pool.ts';

/** A section of the plan, and how something in it is found. */
export interface SectionHandle extends Holding {
  readonly path: PathText;
  /** As it was when the plan was made; null where the plan makes it. */
  readonly directory: Facts | null;
  readonly find: (path: PathText) => FoundItem;
}

export interface MovedFolder {
  /** Of its action. */
  readonly number: number;
  /** What goes and comes back with it; null where it is the whole thing. */
  readonly unit: string | null;
  readonly move: Move;
  /** Absolute path of the folder that it lies in now. */
  readonly path: PathText;
}

export interface ApplyContext {
  readonly root: Directory;
  readonly operation: string;
  /** Nothing was looked at before. */
  readonly plannedAt: Instant;
  /** Null where no action needs it. */
  readonly trashFor: (deed: 'trash' | 'purge', section: string) => Trash | null;
  readonly restoring: Restoring;
  readonly sections: ReadonlyMap<string, SectionHandle>;
  readonly ours: OurChanges;
  /** Directories that something was moved out of, to be synced at the end. */
  readonly sources: Map<InodeKey, Directory>;
  /** Inodes with several names that already count as held by the trash. */
  readonly held: Set<InodeKey>;
  readonly freed: Freed;
  /** Folders that have left their places and are freed when all have: until then what they hold is out of the way, and a crash loses nothing. */
  readonly toFree: MovedFolder[];
  readonly shouldStop: ShouldStop;
  readonly mayEnter: MayEnter;
  /** What each sweep came to. */
  readonly swept: Swept[];
  /** Of a sweep: how many files went so far. */
  readonly sweeping: (removed: number) => void;
  /** Of a promotion: how many bytes of a file are there. */
  readonly copying: (path: PathText, bytes: number) => void;
  readonly pause: () => Promise<void>;
  readonly helpers: HelperProgram | null;
  readonly muchToDo: () => Promise<void>;
}

export function sectionHandle(name: string, work: ApplyContext): SectionHandle {
  const section = work.sections.get(name);
  if (section === undefined) throw new Error('no such section in the plan');
  return section;
}

/** The operations that a plan takes from, and the folders that it gave something back to, to be synced at the end. */
export interface Restoring {
  readonly sources: ReadonlyMap<string, Trash>;
  readonly targets: Map<InodeKey, Directory>;
}
