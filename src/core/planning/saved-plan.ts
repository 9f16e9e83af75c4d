// Decides what is left of a saved plan now: exactly the objects it lists, each only if nothing happened to it since and nothing
// protects it by now. Everything else it lists stays, by name and with the reason.

import { refusal } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { everyItem } from '../policy/every-item.ts';
import type { Removal, SavedPlan } from '../policy/plan-file.ts';
import { type Protection, protectionOf, protects } from '../policy/protect.ts';
import { isRepository } from '../policy/repository.ts';
import { isSkeleton, isTrash } from '../policy/skeleton.ts';
import { survivorsOf } from '../policy/survivors.ts';
import type { Item, PathText, Plan, Project, Reason, Scan, Section, StepOutcome, Verdict } from '../types.ts';
import { entryOf } from './entry.ts';
import type { PlanningInput } from './plan.ts';
import { isSameItem, planId } from './plan-id.ts';
import { checkpointsIn, type Found } from './prune-checkpoints.ts';
import { errnosOf, kept, removed } from './verdict.ts';

export type SavedPlanInput = Omit<PlanningInput, 'disposal'>;

/** Throws a refusal for a plan that is not about this project, or not what its id says. */
export function sectionsOfSaved(saved: SavedPlan, project: Project): readonly Section[] {
  if (planId(saved) !== saved.id) throw refusal('the plan is damaged: it is not the one that its id names', SAVE_ANEW);
  if (saved.root !== project.root || saved.outputs !== project.outputs) {
    throw refusal(
      `the plan is for ${escapeText(saved.outputs)}, and this project's outputs are in ${escapeText(project.outputs)}`,
      'run apply in the project that the plan was made for',
    );
  }
  return saved.sections.map(({ name, kind, path }) => {
    const section = project.sections.find((each) => each.name === name);
    if (section?.active && section.kind === kind && section.path === path) return section;
    throw refusal(`section \`${escapeText(name)}\` is configured otherwise than when the plan was saved`, SAVE_ANEW);
  });
}

const SAVE_ANEW = 'save a new one: --dry-run --plan FILE';

/** The plan to carry out; it keeps the id that was shown. Throws a refusal where a section's folder is another one by now. */
export function planSaved(saved: SavedPlan, input: SavedPlanInput): Plan {
  const places = new Map(saved.sections.map((section) => [section.name, placeOf(section, saved, input)]));
  const survivors = survivorsIn(saved, [...places.values()]);
  const judged = saved.actions.map((action, n) => {
    const place = places.get(action.section);
    if (place === undefined) throw new Error('an action in a section that the plan does not have');
    return { action, verdict: verdictOn(action, place, survivors, saved.reasons[n] ?? { code: 'cleaned' }) };
  });
  return {
    id: saved.id,
    command: saved.command,
    madeAt: input.now,
    outputs: saved.outputs,
    sections: [...places.values()].map(({ planned }) => planned),
    verdicts: judged.map(({ verdict }) => verdict),
    actions: judged.flatMap(({ action, verdict }) => (verdict.keep ? [] : [action])),
    problems: input.scans.flatMap(({ problems }) => problems),
    warnings: input.project.warnings,
  };
}

interface SectionNow {
  readonly planned: Plan['sections'][number];
  readonly scan: Scan;
  readonly items: ReadonlyMap<PathText, Item>;
  readonly protection: Protection;
  /** Only where the plan was one of `prune-checkpoints`, which protects more. */
  readonly found: ReadonlyMap<PathText, Found> | null;
}

function placeOf(planned: Plan['sections'][number], saved: SavedPlan, input: SavedPlanInput): SectionNow {
  const scan = input.scans.find(({ section }) => section.name === planned.name);
  const [then, now] = [planned.directory, scan?.directory ?? null];
  const isSame = now !== null && now.dev === then.dev && now.ino === then.ino && now.birthtimeNs === then.birthtimeNs;
  if (scan === undefined || now === null || !isSame || scan.realPath !== planned.path) {
    throw refusal(`${escapeText(planned.path)} is not the folder that the plan was saved for`, SAVE_ANEW);
  }
  const { grace } = input.project;
  const found = saved.command === 'prune-checkpoints' ? checkpointsIn(scan, { ...input, grace }).found : null;
  return {
    planned: { ...planned, directory: now },
    scan,
    items: new Map([...everyItem(scan.items)].map((item) => [item.path, item])),
    protection: protectionOf(input.project, scan, input.surroundings),
    found: found && new Map(found.map((each) => [each.path, each])),
  };
}

/** Of each model, whatever the plan says: recomputed from what is there now. */
function survivorsIn(saved: SavedPlan, places: readonly SectionNow[]): ReadonlySet<Item> {
  const survivors = places.flatMap(({ planned, found }) => {
    const listed = new Set(saved.actions.flatMap(({ section, item }) => (section === planned.name ? [item.path] : [])));
    const contenders = [...(found?.values() ?? [])].map((each) => ({
      ...each,
      keep: !listed.has(each.path) || each.protections.length > 0,
    }));
    return [...survivorsOf(contenders)].map(({ item }) => item);
  });
  return new Set(survivors);
}

const PROTECTED: StepOutcome = { result: 'skipped', why: 'protected' };
const CHANGED: StepOutcome = { result: 'skipped', why: 'changed' };
const GONE: StepOutcome = { result: 'gone' };

function verdictOn({ item }: Removal, place: SectionNow, survivors: ReadonlySet<Item>, why: Reason): Verdict {
  const now = place.items.get(item.path);
  const entry = entryOf(place.scan.section, place.scan.realPath, item);
  const checkpoint = place.found?.get(item.path)?.checkpoint;
  if (now === undefined) return kept(entry, [{ code: 'not-removed', outcome: GONE }]);
  if (!isSameItem(now, item)) return kept(entry, [{ code: 'not-removed', outcome: CHANGED }], checkpoint);
  const reasons = protectionsOf(now, place, survivors);
  if (reasons.length === 0) return removed(entry, why, checkpoint);
  return kept(entry, [{ code: 'not-removed', outcome: PROTECTED }, ...reasons], checkpoint);
}

function protectionsOf(
  item: Item,
  { found, items, protection, scan }: SectionNow,
  survivors: ReadonlySet<Item>,
): readonly Reason[] {
  if (found !== null) {
    const checkpoint = found.get(item.path);
    if (checkpoint === undefined) return [{ code: 'unrecognized' }];
    const unread = scan.problems[0];
    return [
      ...checkpoint.protections,
      ...(survivors.has(item) ? [{ code: 'survivor' } as const] : []),
      ...(unread === undefined ? [] : [{ code: 'unreadable', errno: unread.code } as const]),
    ];
  }
  const blind = errnosOf(scan).get('');
  if (blind !== undefined) return [{ code: 'unreadable', errno: blind }];
  if (isTrash(item.path.split('/')[0] ?? '') || isSkeleton(item.path)) return [{ code: 'skeleton' }];
  const folders = foldersOf(item.path);
  if (folders.flatMap((folder) => items.get(folder) ?? []).some(isRepository)) return [{ code: 'repository' }];
  const above = folders.map(protection.pins.by);
  const pinnedAbove = [protection.pins.whole, ...above].find((pattern) => pattern !== null) ?? null;
  for (const each of everyItem([item])) {
    const reasons = protects(each, pinnedAbove ?? protection.pins.by(each.path), protection);
    if (reasons.length > 0) return reasons;
    if (isRepository(each)) return [{ code: 'repository' }];
    if (each.closed !== undefined) return [{ code: 'unreadable', errno: 'EACCES' }];
  }
  return [];
}

/** Every folder above a path: `a`, `a/b` for `a/b/c`. */
function foldersOf(path: PathText): PathText[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}
