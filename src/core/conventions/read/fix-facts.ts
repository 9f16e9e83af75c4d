// Collects facts about files to be renamed: what names them and whether it can be rewritten, what is in them, and what was promoted.

import { inspectUnits } from '../../checkpoints/read/inspect-checkpoint.ts';
import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import type { GitMeans } from '../../git/read/ask-git.ts';
import { walkItems } from '../../items/walk-items.ts';
import { folderOf, nameOf, pathIn } from '../../lib/paths.ts';
import { promotionsIn } from '../../promotion/read/read-promotions.ts';
import { findMentions } from '../../references/read/find-mentions.ts';
import type { Mention, Unit } from '../../types/checkpoints.ts';
import type { ExternalState, Item, Scan } from '../../types/items.ts';
import type { PathText, Warning } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { FixObstacle } from '../../types/reports.ts';
import type { RenameCandidate } from '../choose-renames.ts';
import type { Namer } from '../fix-actions.ts';
import { type FixFacts, filesOf, mentionObstacle } from '../plan-fix.ts';
import type { Named } from '../rules/bad-names.ts';
import { pointersNaming } from './pointers-to-file.ts';
import { linksNaming } from './symlinks-to-file.ts';

export interface FixLook {
  readonly project: Project;
  readonly scans: readonly Scan[];
  readonly all: readonly Named[];
  readonly candidates: readonly RenameCandidate[];
  readonly surroundings: ExternalState;
  readonly means: GitMeans;
}

export async function fixFacts(look: FixLook): Promise<FixFacts> {
  const { project, scans, candidates, surroundings } = look;
  const obstacles = new Map<PathText, FixObstacle>();
  const warnings: Warning[] = [];
  const namers: Namer[] = [];
  const say = (path: PathText, why: FixObstacle | null): void => {
    if (why !== null && !obstacles.has(path)) obstacles.set(path, why);
  };
  sayPromoted(project, scans, say);
  for (const scan of scans) {
    const own = candidates.filter(({ named }) => named.section.name === scan.section.name);
    const named = look.all.find(({ section }) => section.name === scan.section.name);
    if (own.length === 0 || named === undefined) continue;
    const files = filesOf(own);
    const units = [...files.values()].map(unitOf);
    sayUnfinished(scan, named, units, say);
    const pointed = pointersNaming(scan, named, files, project);
    namers.push(...pointed.namers);
    for (const [path, why] of pointed.obstacles) say(path, why);
    const found = await findMentions(project, scan, units, look.means);
    warnings.push(...found.warnings);
    for (const [path, mentions] of found.mentions) {
      const absolute = pathIn(scan.section.path, path);
      say(absolute, mentionObstacle(elsewhere(mentions, absolute)));
    }
  }
  const linked = linksNaming(project, scans, filesOf(candidates));
  namers.push(...linked.namers);
  for (const [path, why] of linked.obstacles) say(path, why);
  return { surroundings, namers, obstacles, warnings: [...new Map(warnings.map((warning) => [warning.text, warning])).values()] };
}

/** What a file says of itself moves along. */
function elsewhere(mentions: readonly Mention[], path: PathText): readonly Mention[] {
  return mentions.filter(({ by }) => by !== path);
}

/** By itself, for those who ask about checkpoints. */
function unitOf(item: Item): Unit {
  return { path: item.path, parts: [item], checkpoint: { model: '', role: 'regular' }, run: folderOf(item.path), layout: '' };
}

type Say = (path: PathText, why: FixObstacle) => void;

/** Being written, or cut short; and what a checkpoint says inside of another, which nobody can rewrite. */
function sayUnfinished({ section, ...scan }: Scan, { recognition }: Named, own: readonly Unit[], say: Say): void {
  if (recognition === null) return;
  const at = (path: PathText): PathText => pathIn(section.path, path);
  for (const { item, why } of recognition.unfinished) say(at(item.path), { code: 'incomplete', why });
  for (const { parts, unfinished: why } of recognition.units)
    if (why !== undefined) for (const { path } of parts) say(at(path), { code: 'incomplete', why });
  if (section.kind !== 'checkpoints' && section.kind !== 'models') return;
  const units = [...own, ...recognition.units];
  const byName = new Map(own.map(({ path }) => [nameOf(path), path]));
  for (const [path, { completeness, why, names }] of inspectUnits({ section, ...scan }, units, 'state')) {
    if (completeness === 'incomplete') say(at(path), { code: 'incomplete', why });
    for (const name of names) {
      const meant = byName.get(nameOf(name));
      if (meant !== undefined && meant !== path)
        say(at(meant), { code: 'fixed-pointer', by: at(path), why: 'it says so inside a checkpoint' });
    }
  }
}

/** A model, what describes it, and the checkpoint that it says it comes from. */
function sayPromoted({ root }: Project, scans: readonly Scan[], say: Say): void {
  for (const { section, realPath, items, directory } of scans) {
    if (section.kind !== 'models' || directory === null) continue;
    const found = attempt(() => withRoot((top) => promotionsIn(openPath(top, realPath), items)));
    for (const { model, metadata, read, card, item } of found.ok ? found.value : []) {
      const by = pathIn(section.path, metadata.path);
      const its = [model, metadata.path, ...(card === null ? [] : [card.item.path])];
      for (const path of its) say(pathIn(section.path, path), { code: 'promoted', by });
      for (const { path } of item === null ? [] : walkItems([item])) say(pathIn(section.path, path), { code: 'promoted', by });
      if (read.ok)
        say(read.value.source.startsWith('/') ? read.value.source : pathIn(root, read.value.source), { code: 'promoted', by });
    }
  }
}
