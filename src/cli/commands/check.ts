// `outputs check`: whether everything is named and placed as the conventions say. Reads, and changes nothing without `--fix`.

import type { Command } from 'commander';
import { loadProject } from '../../core/config/read/load-project.ts';
import { gitTopOf } from '../../core/guard/read/protected-directories.ts';
import { walkItems } from '../../core/items/walk-items.ts';
import { nearest } from '../../core/lib/did-you-mean.ts';
import { usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import type { Scan } from '../../core/types/items.ts';
import { CHECK_RULES, type CheckRule } from '../../core/types/project.ts';
import type { CheckFixReport, CheckReport } from '../../core/types/reports.ts';
import type { FixFlags } from '../../core/use-cases/fix-names.ts';
import { findingsIn } from '../../core/use-cases/run-checks.ts';
import { addHelpNotes, waitOption } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface CheckFlags extends FixFlags {
  readonly fix?: true;
}

const FORMS = ['human', 'json', 'github', 'sarif'] as const;

export function define(command: Command): void {
  command
    .argument('[path...]', 'tell only of these files, and of what lies below these folders')
    .addOption(command.createOption('--format <format>', 'for whom').choices(FORMS))
    .option('--since <revision>', 'tell only of files that changed since this commit')
    .addOption(command.createOption('--skip <rule>', 'do not look for this, as often as needed').argParser(skipped))
    .option('--fix', 'give each file its nearest correct name, and have what names it say that')
    .option('-n, --dry-run', 'with --fix: show what would happen and change nothing')
    .option('-y, --yes', 'with --fix: do not ask')
    .addOption(waitOption(command));
  addHelpNotes(command, {
    examples: [
      ['outputs check', 'what is wrong, where, and the nearest correct name'],
      ['outputs check --skip best-without-source', 'all but one rule; outputs.check.skip in the config says it for good'],
      ['outputs check --since main', 'what changed since then'],
      ['outputs check --fix --dry-run', 'what would be renamed, what would say it, and what stays as it is'],
      ['outputs check --fix', 'shows that, asks, and does it; outputs undo takes it back'],
      ['outputs check --format github', 'annotations in a GitHub Action; sarif for code scanning'],
    ],
    exits: [0, 1, 2, 3, 4, 5, 130],
  }).addHelpText('after', `\nRules:\n  ${CHECK_RULES.join('\n  ')}`);
}

function skipped(text: string, before: readonly CheckRule[] = []): readonly CheckRule[] {
  const rule = CHECK_RULES.find((each) => each === text);
  if (rule !== undefined) return [...before, rule];
  const meant = nearest(text, CHECK_RULES);
  const hint = meant === undefined ? `the rules are ${CHECK_RULES.join(', ')}` : `did you mean ${meant}?`;
  throw usageError(`--skip ${escapeText(text)}: there is no such rule`, hint);
}

export async function run(flags: CheckFlags, session: Session): Promise<CheckReport | CheckFixReport> {
  if (flags.fix !== true) return checked(flags, session);
  return (await import('../../core/use-cases/fix-names.ts')).fixNames(flags, session);
}

async function checked(flags: CheckFlags, session: Session): Promise<CheckReport> {
  refuseWithoutFix(flags);
  const project = await loadProject(session.request);
  const { findings, scans, warnings } = await findingsIn(project, flags, session);
  return {
    ...{ report: 'check', project: { ...project, warnings: [...project.warnings, ...warnings] }, form: flags.format ?? 'human' },
    base: gitTopOf(project.root) ?? project.root,
    findings,
    files: scans.reduce((sum, { items }) => sum + filesIn(items), 0),
    problems: scans.flatMap(({ problems }) => problems),
    version: session.context.version,
  };
}

function refuseWithoutFix({ dryRun, yes, wait }: CheckFlags): void {
  const flag = dryRun ? '--dry-run' : yes ? '--yes' : wait !== undefined ? '--wait' : null;
  if (flag !== null) throw usageError(`${flag} goes with --fix`, 'without it, check changes nothing');
}

function filesIn(items: Scan['items']): number {
  let files = 0;
  for (const { facts } of walkItems(items)) if (facts.type !== 'directory') files++;
  return files;
}
