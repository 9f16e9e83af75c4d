// `outputs trust`: writes into the user's own configuration what this project may do that its own file cannot allow itself.

import { resolve } from 'node:path/posix';
import type { Command } from 'commander';
import { usageError } from '../../core/lib/errors.ts';
import type { TrustReport } from '../../core/types/reports.ts';
import { listTrust, writeTrust } from '../../core/use-cases/write-trust.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface TrustFlags {
  readonly paths?: readonly string[];
  readonly list?: true;
  readonly remove?: true;
  readonly dryRun?: true;
}

export function define(command: Command): void {
  command
    .argument('[paths...]', 'places outside the project in which its sections may lie; without any, the project itself')
    .addOption(command.createOption('--list', 'list what you trust, in every project').conflicts(['remove', 'dryRun']))
    .option('--remove', 'trust these places no longer; without any, nothing of this project')
    .option('-n, --dry-run', 'show what would happen and change nothing')
    .option('-y, --yes', 'accepted for scripts; the command itself is the consent');
  addHelpNotes(command, {
    examples: [
      ['outputs trust /mnt/big/cache', 'sections of this project may lie there'],
      ['outputs trust', 'its config and .git may belong to a colleague'],
      ['outputs trust --list', 'what you trust'],
      ['outputs trust --remove', 'nothing of this project any more'],
    ],
    exits: [0, 2, 3, 4],
  });
}

export async function run(flags: TrustFlags, session: Session): Promise<TrustReport> {
  const { paths = [], list, remove, dryRun = false } = flags;
  const { cwd, project } = session.request;
  if (list) {
    if (paths.length > 0) throw usageError('--list lists everything that you trust', 'give places, or --list');
    return listTrust(session);
  }
  const start = project === undefined ? cwd : resolve(cwd, project);
  const places = paths.map((path) => {
    if (path === '' || path.includes('\0')) throw usageError('a place was given an empty name');
    return resolve(start, path);
  });
  return writeTrust({ did: remove ? 'remove' : 'add', places, dryRun }, session);
}
