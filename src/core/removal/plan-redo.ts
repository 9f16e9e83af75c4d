// Decides what is moved to the trash again: what an undo put back, each thing only if it is the same as then, and only if nothing protects it now.

import { walkItems } from '../items/walk-items.ts';
import type { RecordedMove, RecordedPlan, RecordedRename } from '../journal/journal-format.ts';
import { append } from '../lib/group-by.ts';
import { plannedSection } from '../plans/assemble-plan.ts';
import { PLANNING_COMMANDS, type SavedPlan } from '../plans/plan-file.ts';
import { planId } from '../plans/plan-id.ts';
import { isCopyOf } from '../trash/copied.ts';
import { isRenewal } from '../trash/item-location.ts';
import type { Facts, Item } from '../types/items.ts';
import type { Action, Plan, Reason, RenameAction } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import { planSaved, type SavedPlanInput } from './recheck-saved-plan.ts';

/** The sections that it moved something in, as far as they are configured. */
export function sectionsToRedo({ moves }: RecordedPlan, { sections }: Project): readonly Section[] {
  const names = new Set(moves.map(({ section }) => section));
  return sections.filter(({ name, active }) => active && names.has(name));
}

/** The command whose protections count. What it was to delete for good goes to the trash this time. */
export function commandToRedo({ command }: RecordedPlan): SavedPlan['command'] {
  return PLANNING_COMMANDS.find((each) => each === command) ?? 'clean';
}

export function planRedo(recorded: RecordedPlan, input: SavedPlanInput): Plan {
  const scans = input.scans.filter(({ directory }) => directory !== null);
  const now = new Map(
    scans.map(({ section, items }) => [section.name, new Map([...walkItems(items)].map((item) => [item.path, item]))] as const),
  );
  const moves = recorded.moves.filter((move) => now.has(move.section) && !isRenewal(move));
  const itemNow = ({ section, item }: RecordedMove): Item | undefined => now.get(section)?.get(item.path);
  // As for undo: one object that is the recorded one shows that this is no copy of the project; then nothing else is taken for one.
  const isOriginal = moves.some((move) => isInode(move.item.facts, itemNow(move)?.facts));
  const saved: SavedPlan = {
    id: '',
    command: commandToRedo(recorded),
    madeAt: input.now,
    root: input.project.root,
    outputs: input.project.outputs,
    sections: scans.flatMap(plannedSection),
    actions: moves.map((move) => ({
      do: 'trash',
      section: move.section,
      item: asRestored(move.item, itemNow(move), isOriginal ? isSame : isCopy),
    })),
    reasons: moves.map(reasonOf),
  };
  const plan = planSaved(saved, { ...input, scans });
  return { ...plan, id: planId(plan) };
}

function reasonOf({ why }: RecordedMove): Reason {
  return why === 'stale-incomplete'
    ? { code: 'stale-incomplete', why: 'it was removed as incomplete before' }
    : { code: 'cleaned' };
}

/** Putting back changes a ctime, and nothing else. What is not the same any more stays as it was recorded, and so is seen to have changed. */
function asRestored(then: Item, now: Item | undefined, isAsThen: (then: Facts, now: Facts) => boolean): Item {
  if (now === undefined) return then;
  const others = walkItems([now])[Symbol.iterator]();
  for (const item of walkItems([then])) {
    const other = others.next();
    if (other.done || item.children.length !== other.value.children.length || !isAsThen(item.facts, other.value.facts))
      return then;
  }
  return now;
}

function isInode(a: Facts, b: Facts | undefined): boolean {
  return b !== undefined && a.type === b.type && a.dev === b.dev && a.ino === b.ino && a.birthtimeNs === b.birthtimeNs;
}

function isSame(a: Facts, b: Facts): boolean {
  return isInode(a, b) && a.size === b.size && a.mtimeNs === b.mtimeNs;
}

function isCopy(then: Facts, now: Facts): boolean {
  return isCopyOf(now, then);
}

export interface RenamedAgain {
  readonly actions: readonly RenameAction[];
  /** What was renamed then, and is not now. */
  readonly missed: readonly RecordedRename[];
}

/** Of all that could be renamed, what was renamed before: the same file, the same names. A pointer goes with what it names. */
export function renamedAgain({ moves }: RecordedPlan, actions: readonly Action[]): RenamedAgain {
  const before = moves.filter((move) => move.do === 'rename');
  const then = new Map(before.map((move) => [namesIn(move), move]));
  const pairs = actions.flatMap((action) => {
    if (action.do !== 'rename') return [];
    const move = then.get(namesIn(action));
    return move === undefined ? [] : [{ move, action }];
  });
  const isOriginal = pairs.some(({ move, action }) => isInode(move.item.facts, action.item.facts));
  const isAsThen = isOriginal ? isSame : isCopy;
  const same = new Map<Action, RecordedRename>(
    pairs.flatMap(({ move, action }) => (isAsThen(move.item.facts, action.item.facts) ? [[action, move]] : [])),
  );
  const units = new Map<PathText, RenameAction[]>();
  for (const action of actions) {
    if (action.do !== 'rename' && action.do !== 'rewrite') continue;
    append(units, action.unit, action);
  }
  const again = [...units.values()].filter((unit) => unit.every((action) => action.do !== 'rename' || same.has(action))).flat();
  const done = new Set(again.map((action) => same.get(action)));
  return { actions: again, missed: before.filter((move) => !done.has(move)) };
}

function namesIn({ section, item, to }: RecordedRename | (RenameAction & { readonly do: 'rename' })): string {
  return JSON.stringify([section, item.path, to]);
}
