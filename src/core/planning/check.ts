// Puts together what is not as the conventions say, of everything that was looked at. Decides nothing by itself: each rule is a file in
// `policy/check/`.

import { type Glob, globFindings } from '../policy/check/globs.ts';
import { temporaryFindings, unfinishedFindings } from '../policy/check/leftovers.ts';
import { lonelyFindings } from '../policy/check/lonely.ts';
import { type Named, nameFindings } from '../policy/check/names.ts';
import { sameNameFindings } from '../policy/check/same-names.ts';
import { trackedFindings } from '../policy/check/tracked.ts';
import { conventionsOf } from '../policy/conventions.ts';
import { layoutsFor } from '../policy/layout.ts';
import { byCodePoint } from '../policy/order.ts';
import { nameOf } from '../policy/path-parts.ts';
import { trackedBelow } from '../policy/protect.ts';
import { recognise } from '../policy/recognise.ts';
import { isTrash } from '../policy/skeleton.ts';
import type { CheckRule, Finding, Instant, PathText, Project, Scan, Section } from '../types.ts';

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

/** A wrong name says more than its letter case. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const bad = new Set(findings.flatMap(({ rule, path }) => (rule === 'bad-name' || rule === 'wrong-section' ? [path] : [])));
  return findings.filter(({ rule, path }) => rule !== 'case-glob' || !bad.has(path));
}
