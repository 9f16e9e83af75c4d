// `outputs verify`: whether checkpoints and models are whole, and what is in them. Reads, and changes nothing.

import { resolve } from 'node:path/posix';
import type { Command } from 'commander';
import { loadProject } from '../../core/config/read/load-project.ts';
import { excludeNestedSections } from '../../core/guard/exclude-nested-sections.ts';
import { bytesText } from '../../core/lib/amounts.ts';
import { pathText } from '../../core/lib/escape.ts';
import { exists, findEntry } from '../../core/plans/read/find-entry.ts';
import { scanSection } from '../../core/scan/scan-section.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { Project } from '../../core/types/project.ts';
import type { VerifyReport } from '../../core/types/reports.ts';
import { type Verifying, verifyPath, verifySection } from '../../core/verify/verify.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface VerifyFlags {
  readonly path?: readonly string[];
  readonly deep?: true;
}

export function define(command: Command): void {
  command
    .argument('[path...]', 'look into these files and folders, wherever they are; default: all checkpoints and models')
    .option('--deep', 'read everything, and compare the checksums inside');
  addHelpNotes(command, {
    examples: [
      ['outputs verify', 'every checkpoint and model, from a few bytes of each'],
      ['outputs verify UNet_best.pth', 'one of a section, by the name that promote takes'],
      ['outputs verify run/last.ckpt', 'one file'],
      ['outputs verify --deep --json', 'everything, for scripts'],
    ],
    exits: [0, 1, 2, 3],
  });
}

export async function run({ path: given = [], deep }: VerifyFlags, session: Session): Promise<VerifyReport> {
  const project = await loadProject(session.request);
  const how: Verifying = {
    deep: deep === true,
    progress: (path, bytes) => session.progress.say(() => progressText(path, bytes, project)),
  };
  if (given.length > 0) {
    const cwd = session.request.cwd;
    const entries = given.flatMap((path) => verifyPath(project, placeNamed(path, project, cwd), cwd, how));
    return { report: 'verify', project, entries, problems: [] };
  }
  const sections = project.sections.filter(({ active, kind }) => active && (kind === 'checkpoints' || kind === 'models'));
  const scans = excludeNestedSections(sections.map((section) => scanSection(section)));
  return {
    report: 'verify',
    project,
    entries: scans.flatMap((scan) => verifySection(project, scan, how)),
    problems: scans.flatMap(({ problems }) => problems),
  };
}

/** What is there from the current folder, wherever that is; otherwise what `promote` and `pin` mean by the name. */
function placeNamed(given: PathText, project: Project, cwd: PathText): PathText {
  if (given === '' || given.includes('\0') || exists(resolve(cwd, given))) return given;
  const sections = project.sections.filter(({ kind }) => kind === 'checkpoints' || kind === 'models');
  return findEntry(given, { ...project, sections }, cwd, scanSection).absolute;
}

function progressText(path: string, bytes: number, { root }: Project): string {
  return `looking into ${pathText(path, root)}${bytes === 0 ? '' : `: ${bytesText(bytes)}`}`;
}
