// Decides what `check --fix` does: which files get their nearest correct name, and which pointers are rewritten. A file keeps its name, with
// the reason, when a text that we may not edit uses the old name, when it is being written, or when it is protected.

import { byCodePoint } from '../lib/code-point-order.ts';
import { pathIn } from '../lib/paths.ts';
import { plannedSection, planOf } from '../plans/assemble-plan.ts';
import { inUse, type Protection, protectionOf, recent, stuck, trackedByGit } from '../protection/protection-reasons.ts';
import type { Mention } from '../types/checkpoints.ts';
import type { ExternalState, Item, Scan } from '../types/items.ts';
import type { Plan } from '../types/plan.ts';
import type { Instant, PathText, Warning } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { Finding, FixObstacle, FixStay } from '../types/reports.ts';
import { type Candidates, type RenameCandidate, stayOf } from './choose-renames.ts';
import { type CheckInput, checkOutputs, namedOf } from './collect-findings.ts';
import { fixActions, type Namer, newTextsOf } from './fix-actions.ts';
import type { Named } from './rules/bad-names.ts';
import { withNewNames } from './scan-after-renames.ts';

/** What is known of the candidates besides their names. Keys are absolute paths of their files. */
export interface FixFacts {
  readonly surroundings: ExternalState;
  readonly namers: readonly Namer[];
  /** Who says that it must keep its name: mentions in the project's files, pointers that cannot be rewritten, promotions. */
  readonly obstacles: ReadonlyMap<PathText, FixObstacle>;
  readonly warnings: readonly Warning[];
}

export interface FixInput extends Candidates, FixFacts {
  readonly project: Project;
  readonly scans: readonly Scan[];
  readonly now: Instant;
  /** What found them, to see whether the new names do any better. */
  readonly check: CheckInput;
}

export interface FixPlan {
  readonly plan: Plan;
  readonly stays: readonly FixStay[];
  /** Findings that would remain. */
  readonly left: readonly Finding[];
}

interface Obstacle {
  readonly why: FixObstacle;
  readonly about?: PathText;
}

export function planFix(input: FixInput): FixPlan {
  const { project, scans, surroundings, now } = input;
  const protections = new Map(scans.map((scan) => [scan.section.name, protectionOf(project, scan, surroundings)]));
  const stays = [...input.stays];
  let going = input.candidates;
  const dropWhere = (obstacleOf: (candidate: RenameCandidate) => Obstacle | null): boolean => {
    const before = going.length;
    going = going.filter((candidate) => {
      const obstacle = obstacleOf(candidate);
      if (obstacle === null) return true;
      stays.push(...candidate.findings.map((finding) => stayOf(finding, obstacle.why, obstacle.about)));
      return false;
    });
    return going.length < before;
  };
  dropWhere((candidate) => obstacleFor(candidate, input, protections));
  // One that stays may leave a pointer half rewritten, or another name wrong: until nothing changes any more.
  for (let again = true; again; ) {
    const fixed = fixedNamers(going, input);
    const wrong = stillWrong(going, input);
    again = dropWhere((candidate) => fixed.get(candidate) ?? wrong.get(candidate) ?? null);
  }
  const plan = planOf({
    command: 'check',
    madeAt: now,
    outputs: project.outputs,
    sections: scans.flatMap(plannedSection).sort((a, b) => byCodePoint(a.name, b.name)),
    verdicts: [],
    actions: fixActions(going, input.namers),
    problems: scans.flatMap(({ problems }) => problems),
    warnings: [...project.warnings, ...input.warnings],
    unseenProcesses: surroundings.unseenProcesses,
  });
  return {
    plan,
    stays: stays.sort((a, b) => byCodePoint(a.path, b.path) || byCodePoint(a.rule, b.rule)),
    left: findingsAfter(going, input),
  };
}

function obstacleFor(
  { files, named }: RenameCandidate,
  input: FixInput,
  protections: ReadonlyMap<string, Protection>,
): Obstacle | null {
  const { scans, project, now, obstacles } = input;
  const scan = scans.find(({ section }) => section.name === named.section.name);
  const problem = scan?.problems[0];
  if (problem !== undefined)
    return { why: { code: 'unreadable', errno: problem.code }, about: pathIn(named.section.path, problem.path) };
  for (const { item } of files) {
    const about = pathIn(named.section.path, item.path);
    const why = protectedBy(item, protections.get(named.section.name), { project, now }) ?? obstacles.get(about);
    if (why !== undefined && why !== null) return { why, about };
  }
  const paths = new Set(files.map(({ item }) => pathIn(named.section.path, item.path)));
  for (const { section, item, means } of input.namers) {
    if (![...means.keys()].some((path) => paths.has(path))) continue;
    const why = protectedBy(item, protections.get(section), { project, now });
    const path = scans.find((each) => each.section.name === section)?.section.path ?? '';
    if (why !== null) return { why, about: pathIn(path, item.path) };
  }
  return null;
}

function protectedBy(
  item: Item,
  protection: Protection | undefined,
  { project, now }: { readonly project: Project; readonly now: Instant },
): FixObstacle | null {
  if (protection === undefined) return null;
  const folders = item.path.split('/').map((_, at, names) => names.slice(0, at + 1).join('/'));
  const by = protection.pins.whole ?? folders.map(protection.pins.by).find((each) => each !== null) ?? null;
  if (by !== null) return { code: 'pinned', by };
  const [why] = [
    ...inUse(item, protection),
    ...trackedByGit(item, protection),
    ...stuck(item, protection),
    ...recent(item, project.grace, now),
  ];
  return (why as FixObstacle | undefined) ?? null;
}

function fixedNamers(going: readonly RenameCandidate[], input: FixInput): ReadonlyMap<RenameCandidate, Obstacle> {
  const fixed = new Map<RenameCandidate, Obstacle>();
  for (const { namer, candidates, text } of newTextsOf(going, input.namers)) {
    if (text.ok) continue;
    const section = input.scans.find((each) => each.section.name === namer.section)?.section.path ?? '';
    const why = { code: 'fixed-pointer', by: pathIn(section, namer.item.path), why: text.why } as const;
    for (const candidate of candidates) fixed.set(candidate, { why });
  }
  return fixed;
}

function checkAfter(
  going: readonly RenameCandidate[],
  { scans, check }: FixInput,
): { readonly scans: readonly Scan[]; readonly findings: readonly Finding[] } {
  const after = scans.map((scan) => {
    const own = going.filter(({ named }) => named.section.name === scan.section.name).flatMap(({ files }) => files);
    return own.length === 0 ? scan : { ...scan, items: withNewNames(scan.items, own) };
  });
  return { scans: after, findings: checkOutputs({ ...check, scans: after }) };
}

/** A new name must answer what was found, make no half set of shards of what was none, and leave a checkpoint of several files whole. */
function stillWrong(going: readonly RenameCandidate[], input: FixInput): ReadonlyMap<RenameCandidate, Obstacle> {
  const wrong = new Map<RenameCandidate, Obstacle>();
  if (going.length === 0) return wrong;
  const { scans, findings } = checkAfter(going, input);
  const found = new Set(findings.flatMap(({ path, rule }) => (OF_NAMES.has(rule) ? [path] : [])));
  const looks = new Map(scans.map((scan) => [scan.section.name, namedOf(scan, input.project)]));
  for (const candidate of going) {
    const { named, files, parts } = candidate;
    const isFound = files.some(({ to }) => found.has(pathIn(named.section.path, to)));
    if (isFound || (parts !== null && !isWhole(candidate, looks.get(named.section.name))))
      wrong.set(candidate, { why: { code: 'still-wrong' } });
  }
  return wrong;
}

const OF_NAMES: ReadonlySet<string> = new Set(['bad-name', 'wrong-section', 'case-glob', 'duplicate-name', 'unfinished']);

function isWhole({ parts, files }: RenameCandidate, look: Named | undefined): boolean {
  const to = new Map(files.map((file) => [file.item.path, file.to]));
  const wanted = new Set(parts?.parts.map(({ path }) => to.get(path) ?? path));
  return (
    look?.recognition?.units.some(({ parts: now }) => now.length === wanted.size && now.every(({ path }) => wanted.has(path))) ??
    false
  );
}

function findingsAfter(going: readonly RenameCandidate[], input: FixInput): readonly Finding[] {
  const { findings } = checkAfter(going, input);
  const names = new Map(
    going.flatMap(({ named, files }) =>
      files.map(({ item, to }) => [pathIn(named.section.path, item.path), pathIn(named.section.path, to)] as const),
    ),
  );
  // What was read in a file was read under its old name.
  return findings.map((finding) => ({ ...finding, path: names.get(finding.path) ?? finding.path }));
}

/** Files that the project's texts may name. */
export function mentionObstacle([first]: readonly Mention[]): FixObstacle | null {
  if (first === undefined) return null;
  return { code: 'referenced', by: first.by, ...(first.line !== undefined && { line: first.line }) };
}

/** Every file of the candidates, by its absolute path. */
export function filesOf(candidates: readonly RenameCandidate[]): ReadonlyMap<PathText, Item> {
  return new Map(
    candidates.flatMap(({ named, files }) => files.map(({ item }) => [pathIn(named.section.path, item.path), item] as const)),
  );
}
