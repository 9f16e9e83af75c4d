// `outputs unpin`: takes out of the config what `pin` wrote, or a pattern that somebody wrote by hand.

import type { Command } from 'commander';
import { nearest } from '../../core/lib/did-you-mean.ts';
import { usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { placesMeant } from '../../core/plans/read/find-entry.ts';
import { keepFilesIn } from '../../core/protection/keep-files.ts';
import { patternsNaming } from '../../core/protection/pin-pattern.ts';
import { pinnedBy } from '../../core/protection/pins.ts';
import { scanSection } from '../../core/scan/scan-section.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { PinChange, PinReport } from '../../core/types/reports.ts';
import { changePins, type PinFlags } from '../../core/use-cases/change-pins.ts';
import { addHelpNotes, waitOption, yesOption } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface UnpinFlags extends PinFlags {
  readonly entries: readonly string[];
}

export function define(command: Command): void {
  command
    .argument('<entries...>', 'paths of entries, there or gone, or patterns as outputs pin --list prints them')
    .option('-n, --dry-run', 'show what would happen and change nothing')
    .addOption(yesOption(command))
    .addOption(waitOption(command));
  addHelpNotes(command, {
    examples: [
      ['outputs unpin UNet_epoch_40.pth', 'what outputs pin pinned'],
      ["outputs unpin 'checkpoints/*_40.pth'", 'a pattern of the config'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: UnpinFlags, session: Session): Promise<PinReport> {
  const { withoutPin } = await import('../../core/protection/read/edit-pins-in-yaml.ts');
  const meant = (project: Project) => {
    const changes = flags.entries.flatMap((entry) => changesFor(entry, project, session));
    const first = new Map(changes.map((change) => [change.pattern, change]));
    return [...first.values()];
  };
  return changePins({ command: 'unpin', flags, meant, edit: withoutPin }, session);
}

function changesFor(given: PathText, project: Project, { context }: Session): readonly PinChange[] {
  const written = project.pinned.filter((pattern) => pattern === given || escapeText(pattern) === given);
  if (written.length > 0) return written.map((pattern) => ({ path: null, pattern, already: false }));
  const places = placesMeant(given, project, context.cwd());
  const named = places.flatMap(({ section, path, absolute }) =>
    patternsNaming(project, section, path).map((pattern) => ({ path: absolute, pattern, already: false })),
  );
  if (named.length > 0) return named;
  for (const { section, path } of places) {
    const by = pinnedBy(project, section, path);
    if (by !== null)
      throw pinnedOtherwise(given, `\`${escapeText(by)}\``, `outputs unpin '${escapeText(by)}' takes out the pattern`);
    const keepFile = keepFilesIn(scanSection(section).items).get(path);
    if (keepFile !== undefined) throw pinnedOtherwise(given, escapeText(keepFile), 'remove that file');
  }
  const close = nearest(given, project.pinned);
  const hint = close === undefined ? 'outputs pin --list lists what is pinned' : `did you mean ${escapeText(close)}?`;
  throw usageError(`${escapeText(given)} is not pinned`, hint);
}

function pinnedOtherwise(given: PathText, by: string, hint: string) {
  return usageError(`${escapeText(given)} is pinned by ${by}`, hint);
}
