// `outputs pin`: says in the config that an entry stays, whatever a rule or a command says. Nothing else in the config changes by a byte.

import type { Command } from 'commander';
import { loadProject } from '../../core/config/read/load-project.ts';
import { usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { findEntry } from '../../core/plans/read/find-entry.ts';
import { pinsInForce } from '../../core/protection/list-pins.ts';
import { pinPattern } from '../../core/protection/pin-pattern.ts';
import { pinnedBy } from '../../core/protection/pins.ts';
import { scanSection } from '../../core/scan/scan-section.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { PinChange, PinReport, PinsReport } from '../../core/types/reports.ts';
import { changePins, type PinFlags } from '../../core/use-cases/change-pins.ts';
import { problemPath } from '../../render/text/json-document.ts';
import { addHelpNotes, waitOption, yesOption } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface PinCommandFlags extends PinFlags {
  readonly entries: readonly string[];
  readonly list?: true;
}

export function define(command: Command): void {
  command
    .argument('[entries...]', 'what stays: paths as prune-checkpoints prints them, or as the shell completes them')
    .option('--list', 'list what is pinned, and by what')
    .option('-n, --dry-run', 'show what would happen and change nothing')
    .addOption(yesOption(command))
    .addOption(waitOption(command));
  addHelpNotes(command, {
    examples: [
      ['outputs pin UNet_epoch_40.pth', 'by its name in its section'],
      ['outputs pin outputs/checkpoints/run1', 'a folder, with all that is in it'],
      ['outputs pin --list', 'what is pinned'],
      ['touch UNet_epoch_40.pth.keep', 'the same without the config: a file beside it'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: PinCommandFlags, session: Session): Promise<PinReport | PinsReport> {
  const { entries, list } = flags;
  if (list) {
    if (entries.length > 0) throw usageError('--list lists everything that is pinned', 'give entries, or --list');
    const project = await loadProject(session.request);
    const scans = project.sections.filter(({ active }) => active).map((section) => scanSection(section));
    const unread = scans
      .flatMap(({ problems }) => problems)
      .map((problem) => `${problemPath(problem, project)} (${problem.code})`);
    const warnings = unread.map((what) => ({ text: `what is pinned in ${escapeText(what)} could not be seen` }));
    return {
      report: 'pins',
      project: { ...project, warnings: [...project.warnings, ...warnings] },
      pins: pinsInForce(project, scans),
    };
  }
  if (entries.length === 0)
    throw usageError('say what to pin', 'for example outputs pin UNet_epoch_40.pth; --list lists what is');
  const { withPin } = await import('../../core/protection/read/edit-pins-in-yaml.ts');
  const meant = (project: Project) => [...new Set(entries)].map((entry) => changeFor(entry, project, session));
  return changePins({ command: 'pin', flags, meant, edit: withPin }, session);
}

function changeFor(given: PathText, project: Project, { context }: Session): PinChange {
  const { section, path, absolute } = findEntry(given, project, context.cwd(), scanSection);
  const by = pinnedBy(project, section, path);
  if (by !== null) return { path: absolute, pattern: by, already: true };
  const pattern = pinPattern(section, path);
  if (pattern.ok) return { path: absolute, pattern: pattern.value, already: false };
  throw usageError(
    `${escapeText(absolute)} ${pattern.why}`,
    'put an empty file beside it instead, with .keep behind its whole name',
  );
}
