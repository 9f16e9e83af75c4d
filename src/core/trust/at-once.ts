// Decides for which caches and logs the project's own file is enough to remove them at once, unasked and for good. The file comes with a
// checkout and can call any folder a cache, so it is believed only where such things lie by default, or where the user trusts the project.

import { isIn, nameOf } from '../lib/paths.ts';
import type { PathText } from '../types/primitives.ts';
import { type Project, SECTION_KINDS, type Section } from '../types/project.ts';
import { matchesOnlyLogs } from './log-patterns.ts';

/** Everything else counts as irreplaceable: listed, asked about and moved to the trash. */
export function mayGoAtOnce(
  { kind, path, patterns }: Pick<Section, 'kind' | 'path' | 'patterns'>,
  { root, outputs, trust }: Pick<Project, 'root' | 'outputs' | 'trust'>,
): boolean {
  if (kind !== 'cache' && kind !== 'logs') return false;
  if (trust.project) return true;
  if (kind === 'logs' && !patterns.every(matchesOnlyLogs)) return false;
  // A place around the whole project was trusted for another reason than this folder.
  if (trust.paths.some((place) => isIn(path, place) && !isIn(root, place))) return true;
  const isDefault = outputs === `${root}/outputs`;
  if (!isDefault && !USUAL.test(nameOf(outputs))) return false;
  if (isIn(path, `${outputs}/cache`) || (kind === 'logs' && isIn(path, `${outputs}/logs`))) return true;
  return isDefault && isIn(path, outputs) && !isDefaultOfAnother(path, outputs);
}

/** What projects call the folder of all that their programs make: `outputs: data` puts it over other things. */
const USUAL =
  /^(?:(?:my|train|training|model|hydra)[._-])?(?:out|outputs?|runs?|results?|exps?|experiments?|artifacts|checkpoints|ckpts?|logs|multirun|work[._-]?dirs?|output[._-]dir|saved|scratch)$/i;

/** `checkpoints: { path: old }` and a cache over `outputs/checkpoints`. By letters of one case, as some disks have it. */
function isDefaultOfAnother(path: PathText, outputs: PathText): boolean {
  return SECTION_KINDS.some((kind) => isIn(path.toLowerCase(), `${outputs}/${kind}`.toLowerCase()));
}
