// `outputs init`: makes what is missing after a clone. Nothing that exists is changed but what `init` itself wrote.

import { basename } from 'node:path/posix';
import type { Command } from 'commander';
import { whyTooWide } from '../../core/config/read/too-wide.ts';
import { checkPlacesForInit } from '../../core/guard/read/check-places.ts';
import { planInit } from '../../core/init/plan-init.ts';
import { initFacts } from '../../core/init/read/init-facts.ts';
import { LANGUAGES, type Language } from '../../core/items/readme-owner.ts';
import { refusal } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { trustCommand, untrustedPlaces } from '../../core/trust/outside-places.ts';
import type { Duration } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { InitReport } from '../../core/types/reports.ts';
import { careForTrash, trashAsItIs } from '../../core/use-cases/expire-trash.ts';
import { loadToChange } from '../../core/use-cases/load-project-for-writing.ts';
import { recoverTrash } from '../../core/use-cases/recover-trash.ts';
import { runPlan } from '../../core/use-cases/run-plan.ts';
import { holdingProjectLock } from '../../core/use-cases/with-project-lock.ts';
import { addHelpNotes, waitOption, yesOption } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface InitFlags {
  readonly lang?: Language;
  readonly writeConfig?: true;
  readonly dryRun?: true;
  readonly here?: true;
  readonly yes?: true;
  readonly wait?: Duration;
}

export function define(command: Command): void {
  command
    .addOption(command.createOption('--lang <language>', 'language of outputs/README.md').choices(LANGUAGES))
    .option('--write-config', 'append an outputs: block with the paths in force to an existing config')
    .option('--here', 'also in a home, a folder of the system, or above other projects')
    .option('-n, --dry-run', 'show what would happen and change nothing')
    .addOption(yesOption(command))
    .addOption(waitOption(command));
  addHelpNotes(command, {
    examples: [
      ['outputs init', 'folders, README, ignore rule; a config where there is none'],
      ['outputs init --profile production', 'only models and results'],
      ['outputs init --lang vi', 'the README in Vietnamese'],
      ['outputs init --dry-run', 'only look'],
    ],
    exits: [0, 2, 3, 4, 5, 130],
  });
}

export async function run(flags: InitFlags, session: Session): Promise<InitReport> {
  const { context, now } = session;
  const found = await loadToChange(session, flags);
  if (found.configFile === null && flags.here !== true) {
    const why = whyTooWide(found.root, session.request);
    if (why !== null)
      throw refusal(
        `no project is made of ${escapeText(found.root)}, which ${why}`,
        'change to the folder of one project, or insist: outputs init --here',
      );
  }
  const project = await offeringTrust(found, flags, session);
  checkPlacesForInit(
    project,
    project.sections.filter((section) => section.active),
    session.request,
  );
  const { CONFIG_TEMPLATE } = await import('../../core/config/config-template.generated.ts');
  const makePlan = async () =>
    planInit({
      project,
      facts: await initFacts(project, context),
      now,
      language: flags.lang ?? null,
      writeConfig: flags.writeConfig ?? false,
      template: CONFIG_TEMPLATE.replace(/^project_name:.*$/m, () => `project_name: ${JSON.stringify(basename(project.root))}`),
    });
  const foreseen = await makePlan();
  if (flags.dryRun || foreseen.actions.length === 0) {
    return {
      report: 'init',
      dryRun: flags.dryRun ?? false,
      project,
      plan: foreseen,
      operation: null,
      trash: trashAsItIs(project, context.now()),
    };
  }
  const { prepareReserve } = await import('../../core/trash/write/prepare-trash.ts');
  return holdingProjectLock({ project, flags }, session, async () => {
    const unfinished = recoverTrash(project, session);
    const made = await makePlan();
    const plan = { ...made, warnings: [...made.warnings, ...unfinished] };
    const operation = await runPlan(plan, session);
    prepareReserve(project.outputs);
    return { report: 'init', dryRun: false, project, plan, operation, trash: await careForTrash(project, session, null) };
  });
}

/** On a terminal a person says at once whether the places outside the project are theirs; elsewhere the guard refuses with the line to run. */
async function offeringTrust(project: Project, { dryRun }: InitFlags, session: Session): Promise<Project> {
  const places = untrustedPlaces(project);
  if (places.length === 0 || dryRun || !session.mayAsk()) return project;
  const { context } = session;
  context.stderr.write(
    `This project asks for places outside of it:\n${places.map((path) => `  ${escapeText(path)}\n`).join('')}`,
  );
  const answer = await session.ask(`Let its sections lie there? It is what "${trustCommand(places)}" says. [y/N] `);
  if (answer === null || !/^\s*y(es)?\s*$/i.test(answer)) return project;
  const { writeTrust } = await import('../../core/use-cases/write-trust.ts');
  const { outcome } = await writeTrust({ did: 'add', places, dryRun: false }, session);
  if (outcome !== null && outcome.result !== 'done')
    throw refusal('your own configuration could not be written', 'nothing was made');
  return loadToChange(session, { dryRun });
}
