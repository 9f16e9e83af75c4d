// `outputs promote`: makes a model of a checkpoint, with what is known of it beside. Changes nothing that is there.

import type { Command } from 'commander';
import type { PromoteReport } from '../../core/types/reports.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import { type PromoteOptions, promote } from '../../core/use-cases/promote.ts';
import { addHelpNotes, waitOption, yesOption } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

export function define(command: Command): void {
  command
    .argument('<checkpoint>', 'a path as prune-checkpoints prints it, or as the shell completes it')
    .option('--as <name>', "the model's name; default: by the config, or the checkpoint's own")
    .option('--link', 'a hard link instead of a copy: no room is taken, and who changes the one changes both')
    .option('--accept-unknown', 'also where nobody can tell from its bytes whether it is complete')
    .option('-n, --dry-run', 'show what would happen and change nothing')
    .addOption(yesOption(command))
    .addOption(waitOption(command));
  addHelpNotes(command, {
    examples: [
      ['outputs promote UNet_best.pth', 'copied into models/, with UNet_best.pth.promoted.json and a card'],
      ['outputs promote run1/checkpoint-500 --as unet-v2', 'a whole folder, under another name'],
      ['outputs promote UNet_best.pth --link', 'no second copy on the disk'],
      ['outputs verify --deep', 'compare all models with their SHA-256 later'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: PromoteOptions, session: Session): Promise<PromoteReport> {
  return promote({ project: await loadToChange(session, flags), host: session }, flags);
}
