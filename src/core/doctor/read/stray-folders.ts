// Finds folders next to the outputs directory that programs filled: by the programs' default names and by the contents, so that a package
// called `results/` and folders that git tracks are left out.

import { withRoot } from '../../disk/directory.ts';
import type { GitMeans } from '../../git/read/ask-git.ts';
import { trackedFiles } from '../../git/read/tracked-files.ts';
import { OutputsError } from '../../lib/errors.ts';
import { isIn, pathIn } from '../../lib/paths.ts';
import { filesBelow } from '../../scan/files-below.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { USUAL_FOLDER_NAMES } from '../setting-names.ts';

/** What only its own program leaves there. */
const TRACES: Readonly<Record<string, RegExp>> = {
  wandb: /^(?:offline-)?run-\d|^debug[^/]*\.log$/,
  lightning_logs: /^version_\d+\//,
  mlruns: /^\d+\/|^\.trash\/|(?:^|\/)meta\.yaml$/,
  multirun: /^\d{4}-\d\d-\d\d\//,
  hf_cache: /./,
};
/** What training leaves; a folder of these names that holds code is a package. */
const WRITTEN =
  /\.(?:pth?|ckpt|safetensors|bin|h5|keras|onnx|pkl|npz|npy|log|out|err|jsonl?|csv|png|jpe?g|pdf|txt|md|html)$|(?:^|\/)events\.out\.tfevents\./i;
const CODE = /\.(?:py|pyi|ipynb|sh|c|cc|cpp|cu|h|rs|go|js|ts|java|tex)$/i;
const MOST = 2000;

/** Absolute paths, in the order of their names. */
export async function strayFolders(project: Project, means: GitMeans): Promise<readonly PathText[]> {
  const taken = [project.outputs, ...project.sections.map(({ path }) => path)];
  const candidates = [...USUAL_FOLDER_NAMES]
    .sort()
    .map((name) => ({ name, path: pathIn(project.root, name) }))
    .filter(({ path }) => !taken.some((folder) => isIn(folder, path) || isIn(path, folder)));
  const filled = withRoot((root) =>
    candidates.filter(({ name, path }) => {
      const isEntered = (folder: PathText): boolean => folder.split('/').length <= 4;
      const { files } = filesBelow(root, path, { isWanted: () => true, isEntered, most: MOST });
      const traces = TRACES[name];
      if (traces !== undefined) return files.some((file) => traces.test(file));
      return files.some((file) => WRITTEN.test(file)) && !files.some((file) => CODE.test(file));
    }),
  );
  const tracked =
    filled.length === 0
      ? new Set<PathText>()
      : await trackedOrNull(
          filled.map(({ path }) => path),
          project,
          means,
        );
  return filled.flatMap(({ name, path }) => {
    // Where git cannot say, only what a program's own traces say counts.
    const isTracked =
      tracked === null
        ? TRACES[name] === undefined
        : [...tracked].some((file) => isIn(file, path) || isIn(path, file.replace(/\/$/, '')));
    return isTracked ? [] : [path];
  });
}

async function trackedOrNull(
  folders: readonly PathText[],
  project: Project,
  means: GitMeans,
): Promise<ReadonlySet<PathText> | null> {
  try {
    return await trackedFiles(folders, project, means);
  } catch (error) {
    if (error instanceof OutputsError) return null;
    throw error;
  }
}
