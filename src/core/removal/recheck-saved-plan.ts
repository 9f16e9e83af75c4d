// Decides what is left of a saved plan now: exactly the objects it lists, each only if nothing happened to it since and nothing
// protects it by now. Everything else it lists stays, by name and with the reason.
// Over 250 lines on purpose: every reason for which a listed object stays stands in one place.

import { checkpointsIn, type FoundCheckpoints } from '../checkpoints/classify-entries.ts';
import { inodeKey } from '../items/inode-key.ts';
import { isRepository } from '../items/nested-repositories.ts';
import { isReservedName, isTrash } from '../items/reserved-names.ts';
import { isReproducible, worthOf } from '../items/section-kinds.ts';
import { walkItems } from '../items/walk-items.ts';
import { refusal } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { append } from '../lib/group-by.ts';
import { pathIn } from '../lib/paths.ts';
import { olderThan, parseDuration } from '../lib/quantities.ts';
import type { PlanningInput } from '../plans/assemble-plan.ts';
import { entryOf, entryOfParts } from '../plans/entries.ts';
import type { SavedPlan } from '../plans/plan-file.ts';
import { isSameItem, planId } from '../plans/plan-id.ts';
import { errnosOf, kept, removed } from '../plans/verdicts.ts';
import { becauseOf, neededInCache, type Protection, protectionOf, protects } from '../protection/protection-reasons.ts';
import { BY_MODEL_AND_RUN } from '../retention/groups.ts';
import { keepAtLeastOne } from '../retention/keep-at-least-one.ts';
import { orderedCandidates } from '../retention/order-candidates.ts';
import type { Evidence } from '../types/checkpoints.ts';
import type { InodeKey, Item, Scan } from '../types/items.ts';
import type { StepOutcome } from '../types/operation.ts';
import type { Plan, Reason, RemovalAction, Verdict } from '../types/plan.ts';
import type { Instant, PathText } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import { budgetOfSaved } from './budget-of-saved.ts';

export interface SavedPlanInput extends Omit<PlanningInput, 'disposal'> {
  /** Of every section of checkpoints in the plan, by its name, where it `prunesCheckpoints`. */
  readonly evidence: ReadonlyMap<string, Evidence>;
}

/** Throws a refusal for a plan that is not about this project, or not what its id says. */
export function sectionsOfSaved(saved: SavedPlan, project: Project): readonly Section[] {
  if (planId(saved) !== saved.id) throw refusal('the plan is damaged: it is not the one that its id names', SAVE_ANEW);
  if (saved.root !== project.root || saved.outputs !== project.outputs) {
    throw refusal(
      `the plan is for ${escapeText(saved.outputs)}, and this project's outputs are in ${escapeText(project.outputs)}`,
      'run apply in the project that the plan was made for',
    );
  }
  refuseWholeLogs(saved);
  return saved.sections.map(({ name, kind, path }) => {
    const section = project.sections.find((each) => each.name === name);
    if (section?.active && section.kind === kind && section.path === path) {
      if (section.irreplaceable && saved.actions.some((action) => action.section === name && action.do === 'unlink'))
        throw refusal(
          `the plan would delete at once what only the project's file calls ${kind}: section \`${escapeText(name)}\``,
          SAVE_ANEW,
        );
      return section;
    }
    throw refusal(`section \`${escapeText(name)}\` is configured otherwise than when the plan was saved`, SAVE_ANEW);
  });
}

/** As older versions planned them. Logs that do not go for their age are moved, never unlinked. */
function refuseWholeLogs({ sections, actions, reasons }: SavedPlan): void {
  const logs = new Set(sections.filter((section) => worthOf(section) === 'by-age').map(({ name }) => name));
  const isUnsound = actions.some(
    (action, n) => action.do === 'unlink' && logs.has(action.section) && reasons[n]?.code !== 'older-than',
  );
  if (isUnsound) throw refusal('the plan would delete logs for good whatever their age, as an older version did', SAVE_ANEW);
}

const SAVE_ANEW = 'save a new one: --dry-run --plan FILE';

/** Whether its sections of checkpoints must be looked into: `clean` takes what it finds by name, whatever it is. */
export function prunesCheckpoints({ command }: SavedPlan): boolean {
  return command === 'prune-checkpoints' || command === 'prune';
}

/** The plan to carry out; it keeps the id that was shown. Throws a refusal where a section's folder is another one by now. */
export function planSaved(saved: SavedPlan, input: SavedPlanInput): Plan {
  const places = new Map(saved.sections.map((section) => [section.name, placeOf(section, saved, input)]));
  const survivors = survivorsIn([...places.values()]);
  const judged = withoutLinked(
    saved.actions.map((action, n) => {
      const place = places.get(action.section);
      if (place === undefined) throw new Error('an action in a section that the plan does not have');
      const why = saved.reasons[n] ?? { code: 'cleaned' };
      const isCurrent =
        why.code === 'duplicate' ? isUntouched(why.of, [...places.values()], saved.madeAt) : isStillOld(why, action, input.now);
      return { action, verdict: verdictOn(action, place, survivors, { why, isCurrent }) };
    }),
    places,
  );
  const verdicts = asShown(judged, places);
  return {
    id: saved.id,
    command: saved.command,
    madeAt: input.now,
    outputs: saved.outputs,
    sections: [...places.values()].map(({ planned }) => planned),
    verdicts,
    ...(saved.need !== undefined && { budget: budgetOfSaved(saved.need, verdicts) }),
    actions: judged.flatMap(({ action, verdict }) => (verdict.keep ? [] : [action])),
    problems: input.scans.flatMap(({ problems }) => problems),
    warnings: input.project.warnings,
  };
}

interface Judged {
  readonly action: RemovalAction;
  readonly verdict: Verdict;
}

/** Nor what a link in the same cache leads to that stays: one may have come since. Until nothing changes, for what stays may hold links. */
function withoutLinked(all: readonly Judged[], places: ReadonlyMap<string, SectionNow>): readonly Judged[] {
  const judged = wholeUnits(all);
  const staying = new Map([...places].map(([name, place]) => [name, stayingLinks(place, judged)]));
  let changed = false;
  const next = judged.map(({ action, verdict }): Judged => {
    const links = staying.get(action.section);
    if (verdict.keep || links === undefined || links.size === 0) return { action, verdict };
    for (const { facts } of walkItems([action.item])) {
      const by = links.get(inodeKey(facts));
      if (by === undefined) continue;
      changed = true;
      const reasons: readonly Reason[] = [
        { code: 'not-removed', outcome: PROTECTED },
        { code: 'pointed-at', by },
      ];
      return { action, verdict: kept(verdict.entry, reasons, verdict.checkpoint) };
    }
    return { action, verdict };
  });
  return changed ? withoutLinked(next, places) : judged;
}

/** Where the links lead that stay in a cache, with the absolute path of each. */
function stayingLinks({ planned, scan }: SectionNow, judged: readonly Judged[]): ReadonlyMap<InodeKey, PathText> {
  const links = new Map<InodeKey, PathText>();
  if (!isReproducible(planned)) return links;
  const going = new Set(
    judged.flatMap(({ action, verdict }) => (!verdict.keep && action.section === planned.name ? [action.item.path] : [])),
  );
  const levels: (readonly Item[])[] = [scan.items];
  for (let level = levels.pop(); level !== undefined; level = levels.pop())
    for (const { path, leadsTo, children } of level) {
      if (going.has(path)) continue;
      if (leadsTo !== undefined && !links.has(leadsTo)) links.set(leadsTo, pathIn(scan.realPath, path));
      if (children.length > 0) levels.push(children);
    }
  return links;
}

/** A part that stays keeps all of its unit: half a sharded checkpoint is none. */
function wholeUnits(judged: readonly Judged[]): readonly Judged[] {
  const staying = new Map<string, Verdict>();
  for (const { action, verdict } of judged) if (verdict.keep && action.unit !== undefined) staying.set(unitKey(action), verdict);
  if (staying.size === 0) return judged;
  return judged.map(({ action, verdict }) => {
    const stays = verdict.keep ? undefined : staying.get(unitKey(action));
    return { action, verdict: stays === undefined ? verdict : kept(verdict.entry, withPart(stays), verdict.checkpoint) };
  });
}

/** Why a part stays because another one does. Where that one is gone, this one is not: its checkpoint has changed. */
function withPart({ reasons }: Verdict): Verdict['reasons'] {
  const [why] = reasons;
  return why.code === 'not-removed' && why.outcome.result === 'gone' ? [{ code: 'not-removed', outcome: CHANGED }] : reasons;
}

/** What goes as one is one, as when the plan was shown; parts that stay each say why. */
function asShown(judged: readonly Judged[], places: ReadonlyMap<string, SectionNow>): readonly Verdict[] {
  const parts = new Map<string, Item[]>();
  for (const { action } of judged) append(parts, unitKey(action), action.item);
  return judged.flatMap(({ action, verdict }) => {
    const { section, unit, item } = action;
    const all = parts.get(unitKey(action)) ?? [];
    const scan = places.get(section)?.scan;
    if (verdict.keep || unit === undefined || scan === undefined) return [verdict];
    return item === all[0] ? [{ ...verdict, entry: entryOfParts(scan.section, scan.realPath, unit, all) }] : [];
  });
}

function unitKey({ section, unit, item }: RemovalAction): string {
  return `${section}\0${unit ?? item.path}`;
}

interface SectionNow {
  readonly planned: Plan['sections'][number];
  readonly scan: Scan;
  readonly items: ReadonlyMap<PathText, Item>;
  /** What the plan removes of it. */
  readonly listed: ReadonlySet<PathText>;
  readonly repositories: ReadonlySet<PathText>;
  readonly protection: Protection;
  /** By the path of each part; only where the plan was one of `prune-checkpoints`, which protects more. */
  readonly found: ReadonlyMap<PathText, FoundCheckpoints> | null;
}

function placeOf(planned: Plan['sections'][number], saved: SavedPlan, input: SavedPlanInput): SectionNow {
  const scan = input.scans.find(({ section }) => section.name === planned.name);
  const [then, now] = [planned.directory, scan?.directory ?? null];
  const isSame = now !== null && now.dev === then.dev && now.ino === then.ino && now.birthtimeNs === then.birthtimeNs;
  if (scan === undefined || now === null || !isSame || scan.realPath !== planned.path) {
    throw refusal(`${escapeText(planned.path)} is not the folder that the plan was saved for`, SAVE_ANEW);
  }
  const { grace } = input.project;
  const evidence = input.evidence.get(planned.name);
  const isPruned = planned.kind === 'checkpoints' && prunesCheckpoints(saved);
  if (isPruned && evidence === undefined) throw new Error('nobody has looked at the checkpoints of a section in the plan');
  const found = isPruned && evidence !== undefined ? checkpointsIn(scan, evidence, { ...input, grace }).found : null;
  const items = [...walkItems(scan.items)];
  return {
    planned: { ...planned, directory: now, ...(scan.section.irreplaceable && { irreplaceable: true }) },
    scan,
    items: new Map(items.map((item) => [item.path, item])),
    listed: new Set(saved.actions.flatMap(({ section, item }) => (section === planned.name ? [item.path] : []))),
    repositories: new Set(items.filter(isRepository).map(({ path }) => path)),
    protection: protectionOf(input.project, scan, input.surroundings),
    found: found && new Map(found.flatMap((each) => each.unit.parts.map((part) => [part.path, each] as const))),
  };
}

/** Of each model, whatever the plan says: recomputed from what is there now. */
function survivorsIn(places: readonly SectionNow[]): ReadonlySet<Item> {
  const survivors = places.flatMap(({ listed, found }) => {
    const contenders = [...new Set(found?.values())];
    const goes = ({ unit, protections }: FoundCheckpoints): boolean =>
      protections.length === 0 && unit.parts.some(({ path }) => listed.has(path));
    const groups = orderedCandidates(contenders, BY_MODEL_AND_RUN);
    return [...keepAtLeastOne(groups, (each) => !goes(each))].flatMap(({ unit }) => unit.parts);
  });
  return new Set(survivors);
}

const PROTECTED: StepOutcome = { result: 'skipped', why: 'protected' };
const CHANGED: StepOutcome = { result: 'skipped', why: 'changed' };
const GONE: StepOutcome = { result: 'gone' };

/** `isCurrent`: what the reason speaks of is still so. */
interface Why {
  readonly why: Reason;
  readonly isCurrent: boolean;
}

function verdictOn({ item }: RemovalAction, place: SectionNow, survivors: ReadonlySet<Item>, { why, isCurrent }: Why): Verdict {
  const now = place.items.get(item.path);
  const entry = entryOf(place.scan.section, place.scan.realPath, item);
  const found = place.found?.get(item.path);
  const checkpoint = found?.checkpoint;
  if (now === undefined) return kept(entry, [{ code: 'not-removed', outcome: GONE }]);
  if (!isCurrent || !isSameItem(now, item) || (found !== undefined && hasGrown(found, place.listed, why)))
    return kept(entry, [{ code: 'not-removed', outcome: CHANGED }], checkpoint);
  const reasons = protectionsOf(now, place, survivors).filter(
    ({ code }) => !(code === 'incomplete' && why.code === 'stale-incomplete'),
  );
  if (reasons.length === 0) return removed(entry, why, checkpoint);
  return kept(entry, [{ code: 'not-removed', outcome: PROTECTED }, ...reasons], checkpoint);
}

/** The plan is a file: whether a log is as old as it says is looked at here. */
function isStillOld(why: Reason, { item }: RemovalAction, now: Instant): boolean {
  const limit = why.code === 'older-than' ? parseDuration(why.limit) : null;
  return limit === null || item.facts.type === 'directory' || (limit.ok && olderThan(item.facts.mtimeNs, now, limit.value));
}

/** A copy may go for what it is a copy of: that must lie there still, with nothing done to it since. */
function isUntouched(path: PathText, places: readonly SectionNow[], since: Instant): boolean {
  const [original] = places.flatMap(({ scan, found }) =>
    path.startsWith(`${scan.realPath}/`) ? (found?.get(path.slice(scan.realPath.length + 1)) ?? []) : [],
  );
  return original !== undefined && [...walkItems(original.unit.parts)].every(({ facts }) => facts.ctimeNs <= since);
}

/** Another part has come, with a time of its own perhaps (`rsync -a`), or the part that was missing. */
function hasGrown({ unit, completeness }: FoundCheckpoints, listed: ReadonlySet<PathText>, why: Reason): boolean {
  return unit.parts.some(({ path }) => !listed.has(path)) || (why.code === 'stale-incomplete' && completeness !== 'incomplete');
}

function protectionsOf(
  item: Item,
  { found, repositories, protection, scan }: SectionNow,
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
  if (isTrash(item.path.split('/')[0] ?? '') || isReservedName(item.path)) return [{ code: 'skeleton' }];
  const folders = foldersOf(item.path);
  if (folders.some((folder) => repositories.has(folder))) return [{ code: 'repository' }];
  const above = folders.map(protection.pins.by);
  const pinnedAbove = [protection.pins.whole, ...above].find((pattern) => pattern !== null) ?? null;
  const isCache = isReproducible(scan.section);
  for (const each of walkItems([item])) {
    const reasons = [
      ...protects(each, pinnedAbove ?? protection.pins.by(each.path), protection),
      ...(isCache ? neededInCache(each, protection) : []),
    ];
    if (reasons.length > 0) return each === item ? reasons : becauseOf(pathIn(scan.realPath, each.path), reasons);
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
