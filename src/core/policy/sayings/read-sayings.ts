// Decides in which language a file of the project says where something is written, and whose word is not taken: tests, documents,
// examples of other people, what programs wrote.

import type { PathText } from '../../types.ts';
import { nameOf } from '../path-parts.ts';
import { sayingsInDockerfile, sayingsInMakefile } from './in-builds.ts';
import { sayingsInCompose } from './in-compose.ts';
import { sayingsInJson, sayingsInToml, sayingsInYaml } from './in-data.ts';
import { sayingsInEnv } from './in-env.ts';
import { sayingsInNotebook } from './in-notebook.ts';
import { sayingsInPython } from './in-python.ts';
import { sayingsInShell } from './in-shell.ts';
import { sayingsInWorkflow } from './in-workflow.ts';
import type { Saying } from './saying.ts';

const NOT_ITS_WORD =
  /(?:^|\/)(?:tests?|testing|docs?|documentation|third_party|vendor|external|submodules|\.github|\.circleci)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|(?:^|\/)[^/]*(?:\.lock|lock\.json)$/i;
/** Of a thousand JSON files most are data. */
const CONFIGURATION =
  /(?:^|\/)(?:configs?|conf|settings?|params|hparams|args)(?:\/|[^/]*\.)|(?:config|settings|params|args)\.json$/i;
const NOT_OURS =
  /^(?:package|tsconfig|jsconfig|composer|renovate|dvc|environment|mkdocs|codecov|pnpm-.*|\..*)\b.*\.(?:json|ya?ml|toml)$/i;

/** Directly in the project: files that programs take their environment from. Most projects have git ignore them. */
export const ENVIRONMENT_FILES: readonly PathText[] = ['.env', '.env.example', '.envrc'];

type Reader = (text: string, ours: string | null) => readonly Saying[];

/** Null for a file whose word is not taken. `named`: `used_in` names it, so that it is, wherever it lies. */
export function readerFor(path: PathText, named: boolean): Reader | null {
  if (/^\.github\/workflows\/[^/]+\.ya?ml$/i.test(path)) return sayingsInWorkflow;
  if (!named && NOT_ITS_WORD.test(path)) return null;
  const name = nameOf(path);
  if (/^\.env(?:\.example)?$/.test(name)) return sayingsInEnv;
  if (name === '.envrc') return sayingsInShell;
  if (/^(?:docker-)?compose(?:[-.][^/]*)?\.ya?ml$/i.test(name)) return (text) => sayingsInCompose(text, !path.includes('/'));
  if (/\.(?:py|pyi)$/i.test(name)) return sayingsInPython;
  if (/\.(?:[bzk]?sh|bash|slurm|sbatch|pbs|lsf)$/i.test(name)) return sayingsInShell;
  if (/\.ipynb$/i.test(name)) return sayingsInNotebook;
  if (/^(?:gnu)?makefile(?:\..+)?$|\.mk$/i.test(name)) return sayingsInMakefile;
  if (/^(?:docker|container)file(?:\..+)?$|\.dockerfile$/i.test(name)) return sayingsInDockerfile;
  if (NOT_OURS.test(name)) return null;
  if (/\.ya?ml$/i.test(name)) return sayingsInYaml;
  if (/\.toml$/i.test(name)) return sayingsInToml;
  if (/\.json$/i.test(name)) return CONFIGURATION.test(path) ? sayingsInJson : null;
  return null;
}
