// Looks at every section in use and says what is not as the conventions say, of the files that were asked for.

import { resolve } from 'node:path/posix';
import { type CheckInput, checkOutputs } from '../conventions/collect-findings.ts';
import { changedSince, type Since } from '../conventions/read/changed-since.ts';
import { findGlobs } from '../conventions/read/find-globs.ts';
import { findSecrets } from '../conventions/read/find-secrets.ts';
import { realPathOf } from '../disk/real-path.ts';
import { passedOverAround } from '../git/read/find-repository.ts';
import { trackedFiles } from '../git/read/tracked-files.ts';
import { excludeNestedSections } from '../guard/exclude-nested-sections.ts';
import { initFacts } from '../init/read/init-facts.ts';
import { walkItems } from '../items/walk-items.ts';
import { numberText } from '../lib/amounts.ts';
import { usageError } from '../lib/errors.ts';
import { isIn } from '../lib/paths.ts';
import { isTracked } from '../protection/protection-reasons.ts';
import { scanSection } from '../scan/scan-section.ts';
import type { Scan } from '../types/items.ts';
import type { PathText, Warning } from '../types/primitives.ts';
import type { CheckRule, Project } from '../types/project.ts';
import type { Finding } from '../types/reports.ts';
import type { Host } from './host.ts';

/** Which of them are told. */
export interface ChecksRequest {
  readonly path?: readonly PathText[];
  readonly since?: string;
  readonly skip?: readonly CheckRule[];
}

interface Findings {
  readonly scans: readonly Scan[];
  readonly findings: readonly Finding[];
  /** What they were found by. */
  readonly check: CheckInput;
  readonly isAsked: (finding: Finding) => boolean;
  readonly warnings: readonly Warning[];
}

export async function findingsIn(project: Project, asked: ChecksRequest, host: Host): Promise<Findings> {
  const { context, request, progress, now } = host;
  const skip = new Set([...(project.checkSkip ?? []), ...(asked.skip ?? [])]);
  const isNamed = namedTest(asked, request.cwd);
  const since = asked.since === undefined ? null : await changedSince(project, asked.since, context);
  await context.saveMemory();
  const sections = project.sections.filter(({ active }) => active);
  const scans = excludeNestedSections(
    sections.map((section) =>
      scanSection(section, (objects) => progress.say(() => `looking at ${section.name}: ${numberText(objects)}`)),
    ),
  );
  progress.say(() => 'reading');
  const secrets = skip.has('secret') ? { findings: [], passedOver: 0 } : findSecrets(scans);
  const tracked = await trackedFiles([project.outputs, ...scans.map(({ realPath }) => realPath)], project, context);
  const check = {
    ...{ project, scans, now, skip },
    secrets: secrets.findings,
    tracked,
    notIgnored: skip.has('not-ignored') ? null : (await initFacts(project, context)).notIgnored,
    globs: skip.has('case-glob') ? [] : await findGlobs(project, context),
  };
  const written = since === null ? null : writtenSince(scans, since, tracked);
  const isAsked = ({ path }: Finding): boolean => isNamed(path) && (written === null || written.has(path));
  const findings = checkOutputs(check).filter(isAsked);
  progress.clear();
  return {
    scans,
    findings,
    check,
    isAsked,
    warnings: [...passedOverAround(project, context.uid), ...passedOver(secrets.passedOver)],
  };
}

function passedOver(count: number): readonly Warning[] {
  return count === 0 ? [] : [{ text: `${numberText(count)} texts were not searched for keys: there are too many` }];
}

/** A link may lie in the way of the current folder; the sections' own paths are as configured. */
function namedTest({ path: paths = [] }: ChecksRequest, cwd: PathText): (path: PathText) => boolean {
  const named = paths.flatMap((path) => {
    if (path === '' || path.includes('\0')) throw usageError('a file has a name');
    const asked = resolve(cwd, path);
    return [asked, realPathOf(asked) ?? asked];
  });
  return (path) => named.length === 0 || named.some((each) => isIn(path, each));
}

/** A fresh clone has just written everything: of what git tracks, its word counts. */
function writtenSince(scans: readonly Scan[], { changed, at }: Since, tracked: ReadonlySet<PathText>): ReadonlySet<PathText> {
  const written = new Set<PathText>();
  for (const { section, items, realPath } of scans) {
    for (const { path, facts } of walkItems(items)) {
      const real = `${realPath}/${path}`;
      if (isTracked(real, tracked) ? changed.has(real) : facts.mtimeNs >= at) written.add(`${section.path}/${path}`);
    }
  }
  return written;
}
