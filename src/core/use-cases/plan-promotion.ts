// Looks at a checkpoint and at the models, and plans its promotion; and clears away what one that was cut short has left.

import { lstatSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { findCheckpoint } from '../checkpoints/read/find-checkpoint.ts';
import { inspectUnit } from '../checkpoints/read/inspect-checkpoint.ts';
import { attempt, openPath, withRoot } from '../disk/directory.ts';
import { factsOf } from '../disk/facts.ts';
import type { Spot } from '../disk/find-item.ts';
import { isPlaceholder } from '../disk/is-placeholder.ts';
import { factsAt } from '../disk/stat-and-read.ts';
import { checkPlaces } from '../guard/read/check-places.ts';
import { isoText, numberText } from '../lib/amounts.ts';
import { refusal, usageError } from '../lib/errors.ts';
import { escapeText, pathText } from '../lib/escape.ts';
import { fsPath } from '../lib/path-text.ts';
import { findEntry } from '../plans/read/find-entry.ts';
import { modelCard } from '../promotion/model-card.ts';
import { modelName } from '../promotion/model-name.ts';
import { planPromote } from '../promotion/plan-promotion.ts';
import { planLeftovers } from '../promotion/plan-undo-promotion.ts';
import { cardNameOf, isPromotionLeftover, modelOfMetadata } from '../promotion/promotion-metadata.ts';
import { promotionRecord } from '../promotion/promotion-record.ts';
import { promotionsIn } from '../promotion/read/read-promotions.ts';
import { commitOf, configDigest } from '../promotion/read/training-state.ts';
import { scanSection } from '../scan/scan-section.ts';
import type { Item, Scan } from '../types/items.ts';
import type { Plan, PromotionRecord } from '../types/plan.ts';
import type { PathText, Warning } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import { collectEvidence } from './examine-checkpoints.ts';
import type { Host } from './host.ts';
import { runPlan } from './run-plan.ts';

export interface Promoting {
  /** As it was given. */
  readonly checkpoint: PathText;
  readonly as?: string;
  readonly how: PromotionRecord['how'];
  readonly acceptUnknown: boolean;
  readonly models: Section;
}

/** The one that is called so, else the first of that kind. */
export function modelsSection({ sections, profile }: Project): Section {
  const models = sections.filter(({ kind, active }) => kind === 'models' && active);
  const found = models.find(({ name }) => name === 'models') ?? models[0];
  if (found === undefined)
    throw usageError(`no section of kind models is in use in the profile ${profile}`, 'choose another with --profile NAME');
  return found;
}

/** Throws a refusal where it is not to be promoted, a usage error where nobody can say which is meant. Changes nothing. */
export async function promotionPlan(promoting: Promoting, project: Project, host: Host): Promise<Plan> {
  const { models, how, acceptUnknown } = promoting;
  const { context, request, now, progress } = host;
  checkPlaces(project, [models], request);
  const checkpoints = { ...project, sections: project.sections.filter(({ kind }) => kind === 'checkpoints') };
  const { section, path } = findEntry(promoting.checkpoint, checkpoints, context.cwd(), scanSection);
  const scan = scanSection(section, (objects) => progress.say(() => `looking at ${section.name}: ${numberText(objects)}`));
  const evidence = (await collectEvidence(project, [scan], host)).get(section.name);
  if (evidence === undefined) throw refusal(`${escapeText(section.path)} cannot be looked at`);
  const unit = findCheckpoint(scan, evidence.recognition, path);
  const name = modelName(promoting.as, unit, models.naming);
  if (!name.ok) throw usageError(name.why, 'say another with --as NAME');
  const looked = () => withRoot((root) => inspectUnit(openPath(root, scan.realPath), unit));
  const inspection = evidence.inspections.get(unit.path) ?? looked();
  const { git, unasked } = await commitOf(project, context);
  const record = promotionRecord({
    ...{ name: name.value, how, project, scan, unit, inspection, evidence },
    git,
    config: configDigest(project),
    promotedAt: isoText(now),
    tool: `outputs ${context.version}`,
    timeText: isoText,
  });
  progress.clear();
  return planPromote({
    ...{ project, now, scan, unit, inspection, record, acceptUnknown },
    models: { section: models, names: namesAmong(scanSection(models)), dev: deviceOf(models.path) },
    card: modelCard(record),
    warnings: [
      ...evidence.warnings,
      ...(unasked === null ? [] : [{ text: `the commit is not written down in full: ${unasked}` }]),
    ],
  });
}

/** Null where the section is not there yet. What is going to be cleared away is in nobody's way. */
function namesAmong(scan: Scan): ReadonlySet<PathText> | null {
  const { section, directory, items, problems } = scan;
  const [problem] = problems.filter(({ path }) => path === '');
  if (problem !== undefined) throw refusal(`${escapeText(section.path)} cannot be looked at (${problem.code})`);
  const orphans = new Set(orphansIn(scan).map(({ path }) => path));
  return directory === null ? null : new Set(items.map(({ path }) => path).filter((path) => !orphans.has(path)));
}

/** Of the folder, or of the nearest above it that is there. */
function deviceOf(path: PathText): bigint {
  const seen = attempt(() => factsOf(lstatSync(fsPath(path), { bigint: true })));
  return seen.ok || path === '/' ? (seen.ok ? seen.value.dev : -1n) : deviceOf(dirname(path));
}

/** Under the lock, which nobody else promotes under. What is said of it are warnings. */
export async function clearLeftovers(models: Section, project: Project, host: Host): Promise<readonly Warning[]> {
  const scan = scanSection(models);
  const plan = planLeftovers({ project, scan, orphans: orphansIn(scan), now: host.now });
  if (plan === null) return [];
  const { outcomes } = await runPlan(plan, host);
  return plan.verdicts.map(({ entry }, n) => {
    const went = outcomes[n]?.result === 'done' ? 'is in the trash now' : 'is still there';
    return { text: `${pathText(entry.absolute, project.root)} was left by a promotion that was cut short, and ${went}` };
  });
}

/** What describes a model that is not there, and that nobody has written in; and a name that was only kept free for one. */
function orphansIn(scan: Scan): readonly Item[] {
  if (scan.directory === null) return [];
  return withRoot((root) => {
    const folder = openPath(root, scan.realPath);
    const described = promotionsIn(folder, scan.items).flatMap(({ item, metadata, read, isAsWritten, card }) => {
      const isFree = item === null || (read.ok && isNameKeptFree({ parent: folder, name: item.path }, read.value.operation));
      if (!isFree || !isAsWritten) return [];
      return [metadata, ...(item === null ? [] : [item]), ...(card?.isAsWritten ? [card.item] : [])];
    });
    return [...described, ...emptyTexts(scan.items)];
  });
}

/** Where there are no hard links a text gets its name before its content. Only beside what such a promotion left, and written after that. */
function emptyTexts(items: readonly Item[]): readonly Item[] {
  const left = items.filter(({ path }) => isPromotionLeftover(path));
  return items.filter(
    ({ path, facts }) =>
      (path.endsWith(cardNameOf('')) || modelOfMetadata(path) !== null) &&
      facts.type === 'file' &&
      facts.size === 0n &&
      left.some((each) => each.facts.mtimeNs <= facts.mtimeNs),
  );
}

/** A promotion is the first action of its plan, or the second, after its folder. */
function isNameKeptFree(spot: Spot, operation: string): boolean {
  const facts = attempt(() => factsAt(spot.parent, spot.name));
  // Killed before the first byte was in it.
  if (facts.ok && facts.value?.type === 'file' && facts.value.size === 0n) return true;
  return [0, 1].some((number) => isPlaceholder(spot, operation, number));
}
