// `outputs name`: the path that something new should have. Reads the configuration and nothing else; training loops call it.

import type { Command } from 'commander';
import { sectionNamed } from '../../core/config/find-section.ts';
import { loadProject } from '../../core/config/read/load-project.ts';
import { conventionalName, WORDS } from '../../core/conventions/compose-name.ts';
import { conventionsOf } from '../../core/conventions/section-conventions.ts';
import { refusal, usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { pathIn } from '../../core/lib/paths.ts';
import { timestampText } from '../../core/lib/timestamp.ts';
import type { Project, Section } from '../../core/types/project.ts';
import { NAME_KINDS, type NameKind, type NameReport } from '../../core/types/reports.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface NameFlags {
  readonly kind: NameKind;
  readonly model?: string;
  readonly epoch?: string;
  readonly step?: string;
  readonly timestamp?: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly section?: string;
  readonly template?: string;
  readonly mkdir?: true;
}

export function define(command: Command): void {
  command
    .addArgument(command.createArgument('<kind>', 'what is to be named').choices(NAME_KINDS))
    .option('--model <name>', 'of this model')
    .option('--epoch <number>', 'of this epoch')
    .option('--step <number>', 'of this step')
    .option('--timestamp <time>', 'YYYYMMDD_HHMMSS; default: now')
    .addOption(command.createOption('--set <field=value>', 'another field of the template, as often as needed').argParser(field))
    .option('--section <name>', 'in this section; default: the first with such a name template')
    .option('--template <template>', 'by this one of the name templates; default: the first that takes what is given')
    .option('--mkdir', 'make the folder');
  addHelpNotes(command, {
    examples: [
      ['outputs name checkpoint --model unet --epoch 3', '…/outputs/checkpoints/unet_epoch_3.pth'],
      ['outputs name log --model unet --mkdir', '…/outputs/logs/unet_20250825_004240.log'],
      ['outputs name best --model unet', '…/outputs/checkpoints/unet_best.pth'],
      ['outputs name plot --model unet --json', 'with its parts, for scripts'],
    ],
    exits: [0, 2, 3, 4],
  });
}

function field(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, value = ''] = /^([a-z][a-z0-9_]*)=(.*)$/is.exec(text) ?? [];
  if (name === undefined) throw usageError(`--set ${escapeText(text)}: expected a field and its value, such as fold=2`);
  return { ...before, [name]: value };
}

export async function run(flags: NameFlags, session: Session): Promise<NameReport> {
  const project = await loadProject(session.request, flags.mkdir === true ? 'change' : 'look');
  const { kind, set = {}, timestamp, section, mkdir, ...given } = flags;
  if (timestamp !== undefined && set['timestamp'] !== undefined)
    throw usageError('--timestamp and --set timestamp= say the same thing twice');
  const asked = section === undefined ? project.sections.filter(({ active }) => active) : [sectionNamed(project, section)];
  const found = conventionalName(asked.flatMap(conventionsOf), {
    ...given,
    kind,
    fields: { ...set, ...(timestamp !== undefined && { timestamp }) },
    now: timestampText(session.now, session.context.localTime),
  });
  if (!found.ok)
    throw usageError(
      `no name for this ${WORDS[kind]}: ${found.why}`,
      'the name templates are those of outputs.naming in the configuration',
    );
  const { convention, values, name } = found.value;
  if (mkdir) await makeFolderOf(convention.section, project, session);
  return {
    ...{ report: 'name', project, kind, section: convention.section, template: convention.template.source, values, name },
    path: pathIn(convention.section.path, name),
  };
}

async function makeFolderOf(section: Section, project: Project, { request }: Session): Promise<void> {
  const { checkPlacesForInit } = await import('../../core/guard/read/check-places.ts');
  const { makeFolder } = await import('../../core/disk/write/make-folder.ts');
  checkPlacesForInit(project, [section], request);
  const made = makeFolder(section.path);
  if (made.result === 'failed') throw refusal(`${escapeText(section.path)} cannot be made: ${made.errno}`);
}
