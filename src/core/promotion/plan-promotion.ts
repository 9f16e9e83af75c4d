// Decides what a promotion makes: which checkpoint becomes a model, under which name, and why it does not. Makes new names only.

import { walkItems } from '../items/walk-items.ts';
import { refusal } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { folderOf, pathIn } from '../lib/paths.ts';
import { planOf } from '../plans/assemble-plan.ts';
import type { Inspection, Unit } from '../types/checkpoints.ts';
import type { Scan } from '../types/items.ts';
import type { Action, Plan, PromotionRecord } from '../types/plan.ts';
import type { Instant, PathText, Warning } from '../types/primitives.ts';
import type { Project, Section } from '../types/project.ts';
import { cardNameOf, metadataNameOf } from './promotion-metadata.ts';

export interface PromoteInput {
  readonly project: Project;
  readonly now: Instant;
  /** Of the section that the checkpoint lies in. */
  readonly scan: Scan;
  readonly unit: Unit;
  readonly inspection: Inspection;
  readonly models: {
    readonly section: Section;
    /** What lies directly in it; null where it is not there yet. */
    readonly names: ReadonlySet<PathText> | null;
    /** Its device, or that of the folder that it will be made in. */
    readonly dev: bigint;
  };
  readonly record: PromotionRecord;
  readonly card: string;
  readonly acceptUnknown: boolean;
  readonly warnings: readonly Warning[];
}

/** Throws a refusal (exit 4) with the reason and what to do about it. */
export function planPromote(input: PromoteInput): Plan {
  const { project, scan, unit, record, card, models } = input;
  refuseUnsound(input);
  const folder = models.section.path;
  const isFile = unit.parts.length === 1 && unit.parts[0]?.facts.type === 'file';
  const names = models.names ?? new Set();
  const model = pathIn(folder, record.name);
  for (const taken of [record.name, metadataNameOf(record.name)])
    if (names.has(taken))
      throw refusal(
        `${escapeText(pathIn(folder, taken))} is there already, and nothing is ever overwritten`,
        'choose another name with --as NAME',
      );
  const actions: Action[] = [
    ...(models.names === null ? [{ do: 'make-directory', path: folder } as const] : []),
    {
      do: 'promote',
      section: scan.section.name,
      parts: unit.parts,
      unitFolder: isFile ? null : unitFolderOf(unit),
      path: model,
      record,
      card: names.has(cardNameOf(record.name)) ? null : card,
    },
  ];
  return planOf({
    command: 'promote',
    madeAt: input.now,
    outputs: project.outputs,
    // Reading is free: also where a link leads to the section.
    sections:
      scan.directory === null
        ? []
        : [{ name: scan.section.name, kind: scan.section.kind, path: scan.realPath, directory: scan.directory }],
    verdicts: [],
    actions,
    problems: [],
    warnings: [...project.warnings, ...input.warnings],
  });
}

/** Seen from here the parts keep their places: the folder itself, or the one that holds all the shards. */
function unitFolderOf({ parts, path }: Unit): PathText {
  if (parts.length === 1) return path;
  return parts.map((part) => folderOf(part.path)).reduce((a, b) => commonFolder(a, b));
}

function commonFolder(a: PathText, b: PathText): PathText {
  if (a === b || b.startsWith(`${a}/`)) return a;
  return a === '' ? '' : commonFolder(folderOf(a), b);
}

function refuseUnsound({ scan, unit, inspection, acceptUnknown, record, models }: PromoteInput): void {
  const shown = escapeText(pathIn(scan.realPath, unit.path));
  const unfinished = unit.unfinished ?? (inspection.completeness === 'incomplete' ? inspection.why : null);
  if (unfinished !== null)
    throw refusal(`${shown} is incomplete: ${escapeText(unfinished)}`, 'only a complete checkpoint becomes a model');
  if (inspection.completeness === 'unknown' && !acceptUnknown)
    throw refusal(
      `nobody can tell whether ${shown} is complete: ${escapeText(inspection.why)}`,
      'try to load it; if that works, add --accept-unknown',
    );
  for (const { path, facts, closed } of walkItems(unit.parts)) {
    const inside = escapeText(pathIn(scan.realPath, path));
    if (closed !== undefined) throw refusal(`${inside} cannot be looked into`, 'make it readable, and try again');
    if (facts.type === 'link')
      throw refusal(
        `${inside} is a link, and what it leads to is not part of the checkpoint`,
        'put the file itself there, and try again',
      );
    if (facts.type === 'other') throw refusal(`${inside} is no file and no folder`, 'take it away, and try again');
    if (record.how === 'link' && facts.dev !== models.dev)
      throw refusal(
        `${shown} and ${escapeText(models.section.path)} are on two file systems, and a hard link cannot lead from one to the other (EXDEV)`,
        'leave out --link, and it is copied',
      );
  }
}
