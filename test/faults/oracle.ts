// What must hold after anything at all: no byte outside the plan moved, changed or removed; every planned thing at its place or in
// the trash, whole; and what the command said and returned is true.

import { readFileSync } from 'node:fs';
import { placeholderText } from '../../src/core/journal/restore-placeholder.ts';
import { escapeText } from '../../src/core/lib/escape.ts';
import { cardNameOf } from '../../src/core/promotion/promotion-metadata.ts';
import type { PathText } from '../../src/core/types/primitives.ts';
import { type Shot, snapshot, type Tree, tree } from '../support/tree.ts';
import type { Command, Ran } from './command.ts';
import type { Scenario } from './scenarios.ts';

type Shots = Readonly<Record<PathText, Shot>>;

export const TRASH = 'project/outputs/.trash';

export interface Stage extends Disposable {
  readonly t: Tree;
  readonly project: PathText;
  readonly origin: Shots;
}

/** A fresh tree with the scenario's earlier commands done. */
export async function stage(scenario: Scenario, command: Command, folder: string): Promise<Stage> {
  const t = tree(scenario.spec, undefined, folder);
  const project = t.at('project');
  const origin = snapshot(t.root);
  for (const { args, fault } of scenario.prepare) {
    const ran = await command.run(project, args, fault === undefined ? {} : { fault });
    const isAsMeant = fault === undefined ? ran.status === 0 : ran.killed;
    if (!isAsMeant) throw new Error(`could not prepare: ${args.join(' ')} ended with ${ran.status}: ${ran.stderr}`);
  }
  return { t, project, origin, [Symbol.dispose]: () => t.remove() };
}

/**
 * How a planned folder may go: as one thing, or divided, where something in it could not be looked at, or where its filesystem moves no
 * folders (EXDEV of overlays). Then each file of it is at its place or in the trash, and its folders may have other times, or be gone.
 */
export type Going = 'whole' | 'divided';

/** Everything the oracle finds wrong with the tree as it is now. */
export function judgeTree(scenario: Scenario, { t, origin }: Stage, going: Going = 'whole'): string[] {
  const now = snapshot(t.root);
  const wrong: string[] = [];
  const planned = plannedPaths(scenario);
  const named = new Set((scenario.renamed ?? []).map(({ to }) => `project/${to}`));
  const isPlanned = (path: PathText): boolean => planned.some((top) => isAtOrBelow(path, top)) || named.has(path);
  for (const [path, was] of Object.entries(origin)) {
    if (isPlanned(path) || isTrash(path)) continue;
    const is = now[path];
    const mayHaveChangedTimes =
      was.type === 'directory' && (planned.some((top) => top.startsWith(`${path}/`)) || isHolder(path, scenario));
    if (is === undefined) wrong.push(`lost, though no plan names it: ${escapeText(path)}`);
    else if (!sameShot(is, was, mayHaveChangedTimes) && scenario.made?.test(path) !== true)
      wrong.push(`changed, though no plan names it: ${escapeText(path)}: ${difference(was, is)}`);
  }
  for (const path of Object.keys(now)) {
    if (path in origin || isPlanned(path) || isTrash(path) || scenario.made?.test(path)) continue;
    wrong.push(`made, though no plan says so: ${escapeText(path)}`);
  }
  for (const path of scenario.trashed) wrong.push(...judgeTrashed(`project/${path}`, origin, now, going));
  for (const names of scenario.renamed ?? []) wrong.push(...judgeRenamed(names, origin, now));
  for (const path of scenario.pointers ?? []) wrong.push(...judgePointer(`project/${path}`, t, origin, now));
  for (const path of scenario.freed) wrong.push(...judgeFreed(`project/${path}`, origin, now));
  if (scenario.model !== undefined && !isWholeOrAbsent(scenario, scenario.model, now)) wrong.push('half a model has its name');
  return wrong;
}

/** What the command says about itself must agree with the tree; a run that was killed says nothing. */
export function judgeRun(scenario: Scenario, { t, origin }: Stage, ran: Ran): string[] {
  if (ran.killed) return [];
  const wrong: string[] = [];
  const said = ran.stdout + ran.stderr;
  if (ran.status === null || ran.status === 70) wrong.push(`ended with ${ran.status}: ${escapeText(ran.stderr)}`);
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(said)) wrong.push('printed a raw control character');
  if (ran.status === 0 && !isComplete(scenario, { t, origin })) wrong.push('returned 0, though not everything was done');
  if (ran.status !== 0 && ran.stderr.trim() === '' && !/\b(?:not|left|skip)\b/i.test(ran.stdout))
    wrong.push(`returned ${ran.status} without a word of what was not done`);
  return wrong;
}

/** Whether the command has reached what it was asked for. */
export function isComplete(scenario: Scenario, { t, origin }: Pick<Stage, 't' | 'origin'>): boolean {
  const now = snapshot(t.root);
  const planned = [...scenario.trashed, ...scenario.freed].map((path) => `project/${path}`);
  const renamed = scenario.renamed ?? [];
  switch (scenario.ends) {
    case 'moved':
    case 'freed':
      return planned.every((path) => !(path in now));
    case 'back':
      return planned.every((path) => path in now);
    case 'renamed':
      return renamed.every(({ from, to }) => `project/${to}` in now && !(`project/${from}` in now));
    case 'named as before':
      return renamed.every(({ from, to }) => `project/${from}` in now && !(`project/${to}` in now));
    case 'made':
      return 'project/configs/project_config.yaml' in now && 'project/outputs/checkpoints' in now && origin !== now;
    case 'promoted':
      return scenario.model !== undefined && isPromoted(scenario.model, now) && isCleared(scenario.model, now);
    default:
      return scenario.ends satisfies never;
  }
}

/** The same files with the same content, and what describes them beside. */
function isPromoted({ from, to }: NonNullable<Scenario['model']>, now: Shots): boolean {
  const content = (top: PathText): string =>
    JSON.stringify(Object.entries(subtree(now, `project/${top}`)).map(([path, { type, content }]) => [path, type, content]));
  return content(to) === content(from) && `project/${to}.promoted.json` in now;
}

const KEPT_FREE = BigInt(placeholderText('20261123T090500Z-00000000', 1).length);

/** Without hard links a name is kept free by a file that says so. */
function isWholeOrAbsent({ refused }: Scenario, model: NonNullable<Scenario['model']>, now: Shots): boolean {
  const shot = now[`project/${model.to}`];
  const isKeptFree = refused !== undefined && shot?.type === 'file' && (shot.size === 0n || shot.size === KEPT_FREE);
  return shot === undefined || isKeptFree || isPromoted(model, now);
}

/** Nothing is left of one that was cut short, but for a second name of the model itself; and no text is empty. */
function isCleared({ to }: NonNullable<Scenario['model']>, now: Shots): boolean {
  const isLeft = (path: PathText): boolean =>
    path.startsWith('project/outputs/models/.outputs-') && now[path]?.ino !== now[`project/${to}`]?.ino;
  const texts = [now[`project/${to}.promoted.json`], now[`project/${cardNameOf(to)}`]];
  return !Object.keys(now).some(isLeft) && texts.every((text) => text !== undefined && text.size > 0n);
}

/** The whole tree as it was at first, folder times aside where something went and came back; the trash aside. */
function judgeRestored(scenario: Scenario, { t, origin }: Stage, going: Going): string[] {
  const now = snapshot(t.root);
  const wrong: string[] = [];
  const planned = plannedPaths(scenario);
  for (const path of new Set([...Object.keys(origin), ...Object.keys(now)])) {
    if (isTrash(path) || scenario.made?.test(path)) continue;
    const [was, is] = [origin[path], now[path]];
    const isParent = planned.some((top) => top.startsWith(`${path}/`)) || isHolder(path, scenario);
    const isPart = going === 'divided' && was?.type === 'directory' && planned.some((top) => isAtOrBelow(path, top));
    if (isPart && (is === undefined || is.type === 'directory')) continue;
    if (was === undefined) wrong.push(`after undo, new: ${escapeText(path)}`);
    else if (is === undefined) wrong.push(`after undo, missing: ${escapeText(path)}`);
    else if (!sameShot(is, was, isParent)) wrong.push(`after undo, different: ${escapeText(path)}: ${difference(was, is)}`);
  }
  return wrong;
}

/** Tops of what the command may touch. */
function plannedPaths({ trashed, freed, renamed = [], pointers = [] }: Scenario): readonly PathText[] {
  return [...trashed, ...freed, ...renamed.map(({ from }) => from), ...pointers].map((path) => `project/${path}`);
}

/** By both its names, or in the trash for a moment, it is the same file; and nothing else has one of them. */
function judgeRenamed({ from, to }: { readonly from: PathText; readonly to: PathText }, origin: Shots, now: Shots): string[] {
  const was = origin[`project/${from}`];
  const named = [now[`project/${from}`], now[`project/${to}`]].filter((shot) => shot !== undefined);
  const inTrash = Object.entries(now).filter(([path, { ino }]) => isTrash(path) && ino === was?.ino);
  const others = named.filter((shot) => was === undefined || !sameShot(shot, was, false));
  return [
    ...(named.length + inTrash.length === 0 ? [`renamed, and nowhere: ${escapeText(from)}`] : []),
    ...(others.length > 0 ? [`renamed, and another file has its name: ${escapeText(from)}`] : []),
  ];
}

/** It says a name, that is there; and what it said before is at its place or in the trash, unchanged. */
function judgePointer(path: PathText, t: Tree, origin: Shots, now: Shots): string[] {
  const [was, is] = [origin[path], now[path]];
  if (was === undefined || is === undefined) return [`a pointer is gone: ${escapeText(path)}`];
  const says = is.type === 'link' ? (is.content ?? '') : readFileSync(t.at(path), 'utf8').replace(/^.*"(.*)"\s*$/s, '$1');
  const parts = `${path.slice(0, path.lastIndexOf('/'))}/${says}`.replace(/[^/]+\/\.\.\//, '');
  const isKept =
    sameShot(is, was, false) || Object.entries(now).some(([each, shot]) => isTrash(each) && sameShot(shot, was, false));
  return [
    ...(now[parts] === undefined ? [`a pointer names nothing: ${escapeText(path)} says ${escapeText(says)}`] : []),
    ...(isKept ? [] : [`what a pointer said is lost: ${escapeText(path)}`]),
  ];
}

function judgeTrashed(path: PathText, origin: Shots, now: Shots, going: Going): string[] {
  const was = subtree(origin, path);
  const is = subtree(now, path);
  if (sameTrees(is, was)) return [];
  const items = Object.keys(now).filter((each) => isTrash(each) && now[each]?.ino === was['']?.ino);
  if (items.some((item) => sameTrees(subtree(now, item), was))) return [];
  if (going === 'divided') return judgeDivided(path, was, is, now);
  const here = path in now ? 'changed at its place' : 'not at its place';
  return [`planned, ${here} and not whole in the trash: ${escapeText(path)}`];
}

function judgeDivided(path: PathText, was: Shots, is: Shots, now: Shots): string[] {
  const inTrash = Object.entries(now).flatMap(([each, shot]) => (isTrash(each) ? [shot] : []));
  const lost = Object.entries(was).filter(([below, before]) => {
    const here = is[below];
    // Undo makes anew what stood empty.
    if (before.type === 'directory') return here !== undefined && (here.type !== 'directory' || here.mode !== before.mode);
    return here !== undefined ? !sameShot(here, before, false) : !inTrash.some((shot) => sameShot(shot, before, false));
  });
  const made = Object.keys(is).filter((below) => was[below] === undefined);
  return [
    ...lost.map(([below]) => `planned, divided, and neither at its place nor in the trash: ${escapeText(path + below)}`),
    ...made.map((below) => `made in a planned folder: ${escapeText(path + below)}`),
  ];
}

/** It may be gone in part, but what is left of it is what it was, and nothing came in. */
function judgeFreed(path: PathText, origin: Shots, now: Shots): string[] {
  const was = subtree(origin, path);
  return Object.entries(subtree(now, path)).flatMap(([below, is]) => {
    const before = was[below];
    if (before !== undefined && sameShot(is, before, before.type === 'directory')) return [];
    return [`to be freed, but changed at its place: ${escapeText(`${path}/${below}`)}`];
  });
}

function subtree(shots: Shots, top: PathText): Shots {
  return Object.fromEntries(
    Object.entries(shots)
      .filter(([path]) => isAtOrBelow(path, top))
      .map(([path, shot]) => [path.slice(top.length), shot]),
  );
}

function sameTrees(some: Shots, others: Shots): boolean {
  const paths = Object.keys(others);
  return (
    paths.length === Object.keys(some).length &&
    paths.every((path) => {
      const [one, other] = [some[path], others[path]];
      return one !== undefined && other !== undefined && sameShot(one, other, false);
    })
  );
}

function sameShot(one: Shot, other: Shot, timesAside: boolean): boolean {
  return (
    one.type === other.type &&
    one.mode === other.mode &&
    one.uid === other.uid &&
    one.ino === other.ino &&
    one.content === other.content &&
    (timesAside || (one.mtimeNs === other.mtimeNs && one.size === other.size))
  );
}

function difference(was: Shot, is: Shot): string {
  return Object.entries(was)
    .filter(([key, value]) => is[key as keyof Shot] !== value)
    .map(([key, value]) => `${key} ${String(value)} → ${String(is[key as keyof Shot])}`)
    .join(', ');
}

function isTrash(path: PathText): boolean {
  return isAtOrBelow(path, TRASH);
}

function isHolder(path: PathText, { made }: Scenario): boolean {
  return path === 'project/outputs' || (made !== null && path === 'project');
}

function isAtOrBelow(path: PathText, top: PathText): boolean {
  return path === top || path.startsWith(`${top}/`);
}

const MOST_UNDOS = 6;

/** Undoes operation after operation until the tree is whole or nothing more can be done. Complaints. */
export async function undoAll(scenario: Scenario, stage: Stage, command: Command, going: Going = 'whole'): Promise<string[]> {
  let last: Ran | null = null;
  let left = judgeRestored(scenario, stage, going).length;
  for (let n = 0; n < MOST_UNDOS && left > 0; n++) {
    last = await command.run(stage.project, ['undo']);
    const wrong = judgeTree(scenario, stage, going);
    if (wrong.length > 0) return wrong.map((text) => `in undo ${n + 1}: ${text}`);
    // Not 0 where another operation holds some of it, which is then undone next.
    const now = judgeRestored(scenario, stage, going).length;
    if (now === left && last.status !== 0) break;
    left = now;
  }
  const wrong = judgeRestored(scenario, stage, going);
  return wrong.length === 0 || last === null ? wrong : [...wrong, `undo ended with ${last.status}: ${escapeText(last.stderr)}`];
}
