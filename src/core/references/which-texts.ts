// Decides which files of a project are read for the names of checkpoints.
//
// Read: what is text by its name (code, scripts, configurations, notebooks, documents, build files), README files of any ending, and
// what `used_in` names. Below the outputs directory: its own README files, and JSON, CSV, YAML and Markdown in sections of kind
// results; nothing else there is the project's word. Not read: credentials, by their names; hidden files and folders, except
// `.github`; environments, packages, caches and what trackers write; folders of data at the top; what git ignores
// (`references/read/list-texts.ts` asks it).

import { nameOf } from '../lib/paths.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';

const TEXT_ENDING =
  /\.(?:ya?ml|json[5c]?|jsonnet|toml|ini|cfg|conf|gin|pyi?|ipynb|[bzk]?sh|bash|fish|ps1|bat|cmd|slurm|sbatch|pbs|lsf|mk|cmake|md|markdown|rst|adoc|org|tex|qmd|rmd|r|jl|lua|[cm]?[jt]sx?|go|rs|java|c|cc|cpp|cxx|h|hpp|cu|cs|rb|pl|swift|kt|scala|nf|wdl|smk|tf|service|timer|dockerfile)$/i;
const TEXT_NAME =
  /^(?:readme(?:\..+)?|(?:gnu)?makefile|(?:docker|container|just|snake|proc|jenkins)file(?:\..+)?|dvc\.lock|dvc\.yaml)$/i;
const RESULT_ENDING = /\.(?:jsonl?|csv|ya?ml|md)$/i;
const README = /^readme(?:\..+)?$/i;

/** Never opened, whoever names it: the reference project has `configs/kaggle.json` and `configs/wandb.json` beside its configuration. Only `.env` is, by `doctor`, for where outputs go. */
const CREDENTIALS =
  /^(?:kaggle|wandb|auth|credentials?|service[-_]?account.*|client_?secrets?.*)\.(?:json|ya?ml|toml|ini|cfg|conf)$|secret|credential|password|passwd|private[-_]?key|api[-_]?key|(?:^|[-_.])tokens?(?:[-_.]|$)|\.env$|\.(?:pem|key|p12|pfx|jks|kdbx)$/i;

const OTHERS: ReadonlySet<string> = new Set(['node_modules', 'bower_components', 'site-packages', '__pycache__', 'venv']);
/** At the top of a project these hold data and what programs made; further down (`src/data/`, `src/env/`) they are code. */
const OTHERS_AT_TOP: ReadonlySet<string> = new Set([
  ...['data', 'dataset', 'datasets', 'env', 'build', 'dist', 'target', 'vendor', 'third_party', 'cache', 'hf_cache'],
  ...['wandb', 'mlruns', 'lightning_logs', 'multirun'],
]);

/** For git, which would list a million images that nobody told it to ignore. Relative to the project, `/` first where it is at its top. */
export const NOT_LISTED: readonly string[] = [
  ...[...OTHERS].map((name) => `${name}/`),
  ...[...OTHERS_AT_TOP].map((name) => `/${name}/`),
];

/** `path`: relative to the project. Whether a folder is looked into. */
export function isProjectFolder(path: PathText): boolean {
  const name = nameOf(path);
  if (name.startsWith('.')) return name === '.github';
  return !OTHERS.has(name) && !(OTHERS_AT_TOP.has(name) && path === name);
}

/** `path`: relative to the project. By its own name; the folders on its way are asked for apart. */
export function isProjectText(path: PathText): boolean {
  const name = nameOf(path);
  return !name.startsWith('.') && (TEXT_ENDING.test(name) || TEXT_NAME.test(name)) && !isCredentials(name);
}

export function isResultText(path: PathText): boolean {
  const name = nameOf(path);
  return !name.startsWith('.') && RESULT_ENDING.test(name) && !isCredentials(name);
}

export function isReadme(path: PathText): boolean {
  return README.test(nameOf(path));
}

export function isCredentials(path: PathText): boolean {
  return CREDENTIALS.test(nameOf(path));
}

/** Absolute folders whose files are not searched: the outputs directory and every section. */
export function outputFolders(project: Project): readonly PathText[] {
  return [project.outputs, ...project.sections.map(({ path }) => path)];
}

/** The order in which files are read when there are too many: documents and files with paths first, then the rest, each by path. */
export function byWeight(path: PathText): number {
  if (isReadme(path)) return 0;
  if (/(?:^|\/)(?:configs?|conf|scripts?|bin)\//.test(path) || !path.includes('/')) return 1;
  return 2;
}
