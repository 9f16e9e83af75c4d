// Loads the project for a command that is going to change it: as the right user, and knowing what can be promised where it lies.

import { loadProject } from '../config/read/load-project.ts';
import { filesystemAt } from '../disk/filesystem-at.ts';
import { type Filesystem, weaknessText } from '../disk/filesystem-tiers.ts';
import { passedOverAround } from '../git/read/find-repository.ts';
import { placeComponents, privilegeFacts } from '../guard/read/privilege-facts.ts';
import { decidePrivilege, openToEverybody } from '../guard/root-policy.ts';
import { refusal } from '../lib/errors.ts';
import { escapeText, pathText } from '../lib/escape.ts';
import { isIn } from '../lib/paths.ts';
import type { PathText, Warning } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { Host, System } from './host.ts';

interface Asked {
  readonly dryRun?: boolean | undefined;
}

const ROOT = 0;
const LET_ONE_OWN = 'run it as the user whose project it is, or let one user own the whole path';

/** Dry runs too: they must show what the real run would do. Throws a refusal where root would be led by somebody else. */
export async function loadToChange({ context, request }: Host, { dryRun = false }: Asked): Promise<Project> {
  const wasRoot = context.uid === ROOT;
  const project = await loadProject(request, dryRun ? 'look' : 'change');
  if (wasRoot && context.uid !== ROOT) refuseLed(project, context);
  return {
    ...project,
    warnings: [
      ...project.warnings,
      ...opennessWarnings(project),
      ...weaknessWarnings(project),
      ...passedOverAround(project, context.uid),
    ],
  };
}

/** Root became the project's owner before it knew where the outputs are: those may belong to somebody else. */
function refuseLed(project: Project, { uid, proc }: System): void {
  const decision = decidePrivilege(privilegeFacts(project, ROOT, proc));
  if (decision.as === 'nobody') throw refusal(`as root: ${escapeText(decision.path)} ${decision.why}`, decision.hint);
  if (decision.as === 'owner' && decision.uid === uid) return;
  throw refusal(`as root: ${escapeText(project.outputs)} does not belong to user ${uid}, whose project it is`, LET_ONE_OWN);
}

/** One a filesystem. */
function weaknessWarnings({ root, outputs, sections }: Project): readonly Warning[] {
  const places = new Map<string, { readonly filesystem: Filesystem; readonly paths: PathText[] }>();
  for (const path of [outputs, ...sections.filter(({ active }) => active).map((section) => section.path)]) {
    const filesystem = filesystemAt(path);
    if (filesystem === null) continue;
    const known = places.get(filesystem.name);
    if (known === undefined) places.set(filesystem.name, { filesystem, paths: [path] });
    else if (!known.paths.some((other) => isIn(path, other))) known.paths.push(path);
  }
  return [...places.values()].flatMap(({ filesystem, paths }) => {
    const text = weaknessText(filesystem, paths.map((path) => pathText(path, root)).join(', '));
    return text === null ? [] : [{ text }];
  });
}

function opennessWarnings(project: Project): readonly Warning[] {
  return openToEverybody(placeComponents(project)).map((path) => ({
    text: `${escapeText(path)} can be changed by every user of this machine`,
  }));
}
