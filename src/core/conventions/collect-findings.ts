// Collects the findings of `check` from all rules. Each rule is a file in `conventions/rules/`.

import { isTrash } from '../items/reserved-names.ts';
import { layoutsFor } from '../layouts/compile-layouts.ts';
import { recognise } from '../layouts/recognise-checkpoints.ts';
import { byCodePoint } from '../lib/code-point-order.ts';
import { nameOf } from '../lib/paths.ts';
import { trackedBelow } from '../protection/protection-reasons.ts';
import type { Scan } from '../types/items.ts';
import type { Instant, PathText } from '../types/primitives.ts';
import type { CheckRule, Project, Section } from '../types/project.ts';
import type { Finding } from '../types/reports.ts';
import { type Named, nameFindings } from './rules/bad-names.ts';
import { type Glob, globFindings } from './rules/case-globs.ts';
import { sameNameFindings } from './rules/duplicate-names.ts';
import { temporaryFindings, unfinishedFindings } from './rules/leftovers.ts';
import { trackedFindings } from './rules/tracked-outputs.ts';
import { lonelyFindings } from './rules/unpaired.ts';
import { conventionsOf } from './section-conventions.ts';

export interface CheckInput {
  readonly project: Project;
  readonly scans: readonly Scan[];
  readonly now: Instant;
  /** Absolute paths of files that git tracks. */
  readonly tracked: ReadonlySet<PathText>;
  /** Folders, relative to the project, that git does not ignore; null without git. */
  readonly notIgnored: readonly PathText[] | null;
  readonly globs: readonly Glob[];
  readonly secrets: readonly Finding[];
  readonly skip: ReadonlySet<CheckRule>;
}

/** By path, then by rule. */
export function checkOutputs(input: CheckInput): readonly Finding[] {
  const { project, scans, now, skip } = input;
  const named = scans.map((scan) => namedOf(scan, project));
  const findings = [
    ...scans.flatMap((scan, at) => inSection(scan, named[at] as Named, named, input)),
    ...lonelyFindings(named),
    ...input.secrets,
    ...(input.notIgnored ?? []).map(
      (folder): Finding => ({ rule: 'not-ignored', path: folderPath(project, folder), section: sectionAt(project, folder) }),
    ),
  ];
  return withoutRepeats(findings.filter(({ rule }) => !skip.has(rule))).sort(
    (a, b) => byCodePoint(a.path, b.path) || byCodePoint(a.rule, b.rule),
  );

  function inSection(scan: Scan, each: Named, all: readonly Named[], { globs, tracked }: CheckInput): readonly Finding[] {
    const { section, items } = each;
    const isCheckpoints = section.kind === 'checkpoints';
    const ofTracked = trackedFindings(section, trackedBelow(scan.realPath, { tracked }));
    if (section.kind === 'cache') return [...temporaryFindings(section, items, now), ...ofTracked];
    return [
      ...nameFindings(each, all),
      ...sameNameFindings(section, items),
      ...globFindings(each, globs),
      ...(isCheckpoints && each.recognition !== null
        ? unfinishedFindings(section, each.recognition, { now, grace: project.grace })
        : temporaryFindings(section, items, now)),
      ...ofTracked,
    ];
  }
}

/** One section, and what its names say; of every section but a cache as if checkpoints could lie there. */
export function namedOf({ section, items: all, realPath }: Scan, project: Project): Named {
  const items = all.filter(({ path }) => !isTrash(path));
  const conventions = conventionsOf(section);
  if (section.kind === 'cache') return { section, items, recognition: null, conventions };
  const layouts = layoutsFor(asCheckpoints(section, project), project.layouts ?? {});
  return { section, items, recognition: recognise(layouts, items, nameOf(realPath)), conventions };
}

/** A checkpoint among results is one by the names that checkpoints have. */
function asCheckpoints(section: Section, { sections }: Project): Section {
  if (section.kind === 'checkpoints') return section;
  const naming = sections.find(({ kind }) => kind === 'checkpoints')?.naming ?? [];
  return { ...section, kind: 'checkpoints', layout: 'auto', naming };
}

function folderPath({ root }: Project, folder: PathText): PathText {
  return folder.startsWith('/') ? folder : `${root}/${folder}`;
}

function sectionAt(project: Project, folder: PathText): string | null {
  return project.sections.find(({ path }) => path === folderPath(project, folder))?.name ?? null;
}

/** Drops letter-case findings of files whose whole name is wrong. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const bad = new Set(findings.flatMap(({ rule, path }) => (rule === 'bad-name' || rule === 'wrong-section' ? [path] : [])));
  return findings.filter(({ rule, path }) => rule !== 'case-glob' || !bad.has(path));
}
