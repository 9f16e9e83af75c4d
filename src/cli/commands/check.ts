// `outputs check`: whether everything is named and placed as the conventions say. Reads, and changes nothing.

import { resolve } from 'node:path/posix';
import type { Command } from 'commander';
import { usageError } from '../../core/errors.ts';
import { escapeText } from '../../core/escape.ts';
import { apart } from '../../core/planning/apart.ts';
import { checkOutputs } from '../../core/planning/check.ts';
import { isIn } from '../../core/planning/guard.ts';
import { everyItem } from '../../core/policy/every-item.ts';
import { nearest } from '../../core/policy/nearest.ts';
import { changedSince, type Since } from '../../core/project/changed-since.ts';
import { findGlobs } from '../../core/project/find-globs.ts';
import { findSecrets } from '../../core/project/find-secrets.ts';
import { initFacts } from '../../core/project/init-facts.ts';
import { gitTopOf } from '../../core/project/landmarks.ts';
import { loadProject } from '../../core/project/load-project.ts';
import { realPathOf } from '../../core/project/real-path.ts';
import { scanSection } from '../../core/project/scan.ts';
import { trackedFiles } from '../../core/project/tracked-files.ts';
import { CHECK_RULES, type CheckReport, type CheckRule, type PathText, type Scan, type Warning } from '../../core/types.ts';
import { numberText } from '../../render/amounts.ts';
import { addHelpNotes } from '../flags.ts';
import type { Session } from '../session.ts';

interface CheckFlags {
  readonly path?: readonly PathText[];
  readonly format?: CheckReport['form'];
  readonly since?: string;
  readonly skip?: readonly CheckRule[];
}

const FORMS = ['human', 'json', 'github', 'sarif'] as const;

export function define(command: Command): void {
  command
    .argument('[path...]', 'tell only of these files, and of what lies below these folders')
    .addOption(command.createOption('--format <format>', 'for whom').choices(FORMS))
    .option('--since <revision>', 'tell only of files that changed since this commit')
    .addOption(command.createOption('--skip <rule>', 'do not look for this, as often as needed').argParser(skipped));
  addHelpNotes(command, {
    examples: [
      ['outputs check', 'what is wrong, where, and the nearest correct name'],
      ['outputs check --skip best-without-source', 'all but one rule; outputs.check.skip in the config says it for good'],
      ['outputs check --since main', 'what changed since then'],
      ['outputs check --format github', 'annotations in a GitHub Action; sarif for code scanning'],
    ],
    exits: [0, 1, 2, 3, 4],
  }).addHelpText('after', `\nRules:\n  ${CHECK_RULES.join('\n  ')}`);
}

function skipped(text: string, before: readonly CheckRule[] = []): readonly CheckRule[] {
  const rule = CHECK_RULES.find((each) => each === text);
  if (rule !== undefined) return [...before, rule];
  const meant = nearest(text, CHECK_RULES);
  const hint = meant === undefined ? `the rules are ${CHECK_RULES.join(', ')}` : `did you mean ${meant}?`;
  throw usageError(`--skip ${escapeText(text)}: there is no such rule`, hint);
}

export async function run(flags: CheckFlags, session: Session): Promise<CheckReport> {
  const { context, request, progress, now } = session;
  const { env } = context;
  const project = await loadProject(request);
  const skip = new Set([...(project.checkSkip ?? []), ...(flags.skip ?? [])]);
  const isNamed = namedTest(flags, request.cwd);
  const since = flags.since === undefined ? null : await changedSince(project, flags.since, env);
  await context.saveMemory();
  const sections = project.sections.filter(({ active }) => active);
  const scans = apart(
    sections.map((section) =>
      scanSection(section, (objects) => progress.say(() => `looking at ${section.name}: ${numberText(objects)}`)),
    ),
  );
  progress.say(() => 'reading');
  const secrets = skip.has('secret') ? { findings: [], passedOver: 0 } : findSecrets(scans);
  const tracked = await trackedFiles([project.outputs, ...scans.map(({ realPath }) => realPath)], env);
  const findings = checkOutputs({
    ...{ project, scans, now, skip },
    secrets: secrets.findings,
    tracked,
    notIgnored: skip.has('not-ignored') ? null : (await initFacts(project, env)).notIgnored,
    globs: skip.has('case-glob') ? [] : await findGlobs(project, env),
  });
  const written = since === null ? null : writtenSince(scans, since, tracked);
  progress.clear();
  const warnings = [...project.warnings, ...passedOver(secrets.passedOver)];
  return {
    ...{ report: 'check', project: { ...project, warnings }, form: flags.format ?? 'human' },
    base: gitTopOf(project.root) ?? project.root,
    findings: findings.filter(({ path }) => isNamed(path) && (written === null || written.has(path))),
    files: scans.reduce((sum, { items }) => sum + filesIn(items), 0),
    problems: scans.flatMap(({ problems }) => problems),
    version: context.version,
  };
}

function filesIn(items: Scan['items']): number {
  let files = 0;
  for (const { facts } of everyItem(items)) if (facts.type !== 'directory') files++;
  return files;
}

function passedOver(count: number): readonly Warning[] {
  return count === 0 ? [] : [{ text: `${numberText(count)} texts were not searched for keys: there are too many` }];
}

/** A link may lie in the way of the current folder; the sections' own paths are as configured. */
function namedTest({ path: paths = [] }: CheckFlags, cwd: PathText): (path: PathText) => boolean {
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
    for (const { path, facts } of everyItem(items)) {
      const real = `${realPath}/${path}`;
      if (tracked.has(real) ? changed.has(real) : facts.mtimeNs >= at) written.add(`${section.path}/${path}`);
    }
  }
  return written;
}
