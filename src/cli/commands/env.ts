// `outputs env`: what makes the ecosystem write inside the outputs directory. Reads the configuration and the environment, nothing else.

import type { Command } from 'commander';
import { leadsOutside } from '../../core/config/read/leads-outside.ts';
import { loadProject } from '../../core/config/read/load-project.ts';
import { environmentOf, refusedVariables } from '../../core/environment/resolve-variables.ts';
import { configError, usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import type { PathText } from '../../core/types/primitives.ts';
import { ENV_FORMATS, type EnvFormat, type EnvReport } from '../../core/types/reports.ts';
import { cannotHold, removal } from '../../render/text/env-format.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface EnvFlags {
  readonly format?: EnvFormat;
  readonly explain?: true;
  readonly unset?: true;
}

export function define(command: Command): void {
  command
    .addOption(command.createOption('--format <format>', 'for which reader; default: sh').choices(ENV_FORMATS))
    .option('--unset', 'take the variables out again (sh, fish, powershell; null in json)')
    .addOption(
      command
        .createOption('--explain', 'list every variable that is known, and why it is set or not')
        .conflicts(['format', 'unset']),
    );
  addHelpNotes(command, {
    examples: [
      ['eval "$(outputs env)"', 'HF_HUB_CACHE, TORCH_HOME, WANDB_DIR, … for this shell'],
      ['outputs env --format fish | source', 'the same in fish'],
      ['outputs env --format dotenv > .env', 'for direnv, python-dotenv, docker compose'],
      ['outputs env --format github >> "$GITHUB_ENV"', 'for the next steps of a GitHub job'],
      ['outputs env --explain', "every variable, why it is set or not, and MLflow's artifact_location"],
    ],
    exits: [0, 2],
  });
}

export async function run({ format = 'sh', explain, unset }: EnvFlags, session: Session): Promise<EnvReport> {
  const project = await loadProject(session.request, 'shell');
  const input = { project, env: session.request.env, leadsOutside: (path: PathText) => leadsOutside(project, path) };
  const refused = refusedVariables(input)[0];
  if (refused !== undefined) {
    const hint = 'take it out, or run `outputs trust`: then this project may set any variable';
    throw configError(`\`${escapeText(refused.name)}\` ${refused.why}`, refused.place, hint);
  }
  const variables = environmentOf(input);
  if (unset && format !== 'json' && removal(format, '') === null)
    throw usageError(`--unset: nothing in a file for ${format} takes a variable out`, 'use it with sh, fish, powershell or json');
  if (!unset && !explain) {
    for (const { name, value } of variables) {
      const why = value === null ? null : cannotHold(format, value);
      if (why !== null) throw usageError(`--format ${format} cannot hold the value of ${name}: ${why}`, 'use --format sh');
    }
  }
  return { report: 'env', project, variables, form: explain ? 'explain' : format, unset: unset === true };
}
