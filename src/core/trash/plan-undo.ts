// Decides what an undo does: everything that lies in the trash goes back to its old name, the last moved first. What has no name to go
// back to is a conflict, told of one by one; it stays in the trash.

import { escapeText } from '../lib/escape.ts';
import { groupBy } from '../lib/group-by.ts';
import { pathIn } from '../lib/paths.ts';
import { planOf } from '../plans/assemble-plan.ts';
import type { UndoConflict } from '../types/operation.ts';
import type { Action, Plan } from '../types/plan.ts';
import type { Instant, Warning } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import {
  baseOf,
  isRenewal,
  type LocatedOperation,
  type MoveOnDisk,
  type OperationOnDisk,
  type SectionOnDisk,
} from './item-location.ts';

export interface UndoPlan {
  readonly plan: Plan;
  readonly conflicts: readonly UndoConflict[];
}

export function planUndo(located: LocatedOperation, project: Project, now: Instant): UndoPlan {
  const sections = new Map(located.sections.map((section) => [section.recorded.name, section]));
  const placed: readonly Placed[] = located.moves.map((move) => ({ move, section: sectionOf(move, sections) }));
  const removed = placed.filter(({ move }) => !isRenewal(move));
  const units = unitsOf(placed);
  const toReturn = units.filter((unit) => unit.every(({ move }) => whyNotReturned(move) === null)).flat();
  const toRestore = removed.filter(({ move: { is } }) => is === 'in-trash' || is === 'both').reverse();
  const folders = new Set(
    [...toRestore, ...toReturn].flatMap(({ move, section }) => [
      ...(section.directory === null ? [section.path] : []),
      ...move.missingFolders.map((folder) => pathIn(section.path, folder)),
    ]),
  );
  const actions: readonly Action[] = [
    ...[...folders].sort((a, b) => a.length - b.length).map((path) => ({ do: 'make-directory', path }) as const),
    ...toRestore.map(({ move, section }) => restoreOf(located.operation, project, move, section)),
    ...toReturn.flatMap((each) => returnOf(located.operation, project, each)),
  ];
  return {
    plan: planOf({
      command: 'undo',
      madeAt: now,
      outputs: project.outputs,
      sections: located.sections.flatMap(({ recorded: { name, kind }, path, directory }) =>
        directory === null ? [] : [{ name, kind, path, directory }],
      ),
      newSections: located.sections.flatMap(({ recorded: { name, kind }, path }) =>
        folders.has(path) ? [{ name, kind, path }] : [],
      ),
      verdicts: [],
      actions,
      problems: [],
      warnings: [...project.warnings, ...warningsOf(located)],
    }),
    conflicts: [...removed.flatMap(({ move, section }) => conflictOf(move, section)), ...units.flatMap(conflictsIn)],
  };
}

interface Placed {
  readonly move: MoveOnDisk;
  readonly section: SectionOnDisk;
}

/** What was renamed together, of which something is left to undo; the last first. */
function unitsOf(placed: readonly Placed[]): readonly (readonly Placed[])[] {
  const units = groupBy(placed, ({ move }) => (isRenewal(move) ? move.unit : null));
  return [...units.values()].filter((unit) => unit.some(({ move }) => !isAsBefore(move))).reverse();
}

function isAsBefore({ is, isLeft }: MoveOnDisk): boolean {
  return is === 'in-place' && isLeft !== true;
}

function returnOf(operation: OperationOnDisk, project: Project, { move, section }: Placed): readonly Action[] {
  if (!isRenewal(move)) return [];
  const { n: number, item, unit, section: name } = move;
  const base = baseOf(operation);
  const common = {
    ...{ section: name, item, unit, operation: operation.id, number, back: pathIn(section.path, item.path) },
    ...(base !== project.outputs && { base }),
  };
  return move.do === 'rename'
    ? [{ do: 'rename-back', ...common, to: move.to }]
    : [{ do: 'rewrite-back', ...common, says: move.says }];
}

/** All of it stays as it is, and says why: half of it would be none. */
function conflictsIn(unit: readonly Placed[]): readonly UndoConflict[] {
  const whys = unit.map(({ move, section }) => whyNotReturned(move, section));
  if (whys.every((why) => why === null)) return [];
  return unit.map(({ move, section }, k) => ({
    ...{ number: move.n, path: pathIn(section.path, move.item.path), why: whys[k] ?? 'together' },
  }));
}

function whyNotReturned({ is }: MoveOnDisk, section?: SectionOnDisk): UndoConflict['why'] | null {
  switch (is) {
    case 'renewed':
    case 'halfway':
    case 'in-trash':
    case 'both':
    case 'in-place':
      return null;
    case 'hidden':
      return section?.closed ?? 'folder';
    case 'missing':
    case 'taken':
    case 'stray':
      return is;
    default:
      return is satisfies never;
  }
}

function sectionOf({ section }: MoveOnDisk, sections: ReadonlyMap<string, SectionOnDisk>): SectionOnDisk {
  const found = sections.get(section);
  if (found === undefined) throw new Error('a move in a section that the journal does not have');
  return found;
}

function restoreOf(
  operation: OperationOnDisk,
  { outputs }: Project,
  { n, item, section }: MoveOnDisk,
  { path }: SectionOnDisk,
): Action {
  const base = baseOf(operation);
  return {
    ...{ do: 'restore', section, item, operation: operation.id, number: n, to: pathIn(path, item.path) },
    ...(base !== outputs && { base }),
  };
}

function conflictOf(move: MoveOnDisk, section: SectionOnDisk): readonly UndoConflict[] {
  const why = whyNot(move, section);
  return why === null ? [] : [{ number: move.n, path: pathIn(section.path, move.item.path), why }];
}

function whyNot({ is, do: deed }: MoveOnDisk, { closed }: SectionOnDisk): UndoConflict['why'] | null {
  switch (is) {
    case 'in-trash':
    case 'both':
    case 'in-place':
    case 'renewed':
    case 'halfway':
      return null;
    case 'hidden':
      return closed ?? 'folder';
    case 'missing':
      // It was to be freed, and it was.
      return deed === 'purge' ? null : 'missing';
    case 'taken':
    case 'stray':
      return is;
    default:
      return is satisfies never;
  }
}

/** A folder that was to be deleted for good may have lost some of what was in it before that was interrupted. */
function warningsOf({ operation, moves, sections, strays }: LocatedOperation): readonly Warning[] {
  const begun = moves.filter(
    ({ is, do: deed, item }) => deed === 'purge' && is === 'in-trash' && item.facts.type === 'directory',
  );
  return [
    ...sections.flatMap((section) => closedWarning(section, operation)),
    ...(begun.length === 0
      ? []
      : [{ text: `deleting ${begun.length} of these folders for good had begun: what is left of them is put back` }]),
    ...(strays.length === 0 ? [] : [{ text: `${strays.length} things in this part of the trash are not ours; they stay there` }]),
  ];
}

/** What to do about a section that nothing can go back to. */
function closedWarning({ recorded, closed, refusal }: SectionOnDisk, { path }: OperationOnDisk): readonly Warning[] {
  const name = escapeText(recorded.name);
  switch (closed) {
    case null:
      return [];
    case 'section':
      return [
        {
          text: `no section is called ${name} any more: name one so in the configuration and run undo again, or take its things from ${escapeText(path)}/items by hand`,
        },
      ];
    case 'refused':
      return [{ text: `nothing can be put back into section ${name}: ${refusal ?? 'its folder is refused'}` }];
    case 'mount':
      return [
        {
          text: `section ${name} is on another disk than its things in the trash, and undo copies nothing: take them from ${escapeText(path)}/items by hand`,
        },
      ];
    default:
      return closed satisfies never;
  }
}

/** For a report where there is nothing to undo. */
export function planNothing({ outputs, warnings }: Project, now: Instant): UndoPlan {
  const nothing = { sections: [], verdicts: [], actions: [], problems: [] };
  return { plan: planOf({ command: 'undo', madeAt: now, outputs, warnings, ...nothing }), conflicts: [] };
}
