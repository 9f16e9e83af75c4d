// Decides in which language a file of the project says where something is written, and whose word is not taken: tests, documents,
// examples of other people, what programs wrote.

import { nameOf } from '../../lib/paths.ts';
import type { PathText } from '../../types/primitives.ts';
import type { PathSetting } from '../path-setting.ts';
import { settingsInCompose } from './compose.ts';
import { settingsInJson, settingsInToml, settingsInYaml } from './configs.ts';
import { settingsInEnv } from './dotenv.ts';
import { settingsInDockerfile, settingsInMakefile } from './makefiles.ts';
import { settingsInNotebook } from './notebooks.ts';
import { settingsInPython } from './python.ts';
import { settingsInShell } from './shell.ts';
import { settingsInWorkflow } from './workflows.ts';

const NOT_ITS_WORD =
  /(?:^|\/)(?:tests?|testing|docs?|documentation|third_party|vendor|external|submodules|\.github|\.circleci)\/|(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest)\.py$|(?:^|\/)[^/]*(?:\.lock|lock\.json)$/i;
/** Of a thousand JSON files most are data. */
const CONFIGURATION =
  /(?:^|\/)(?:configs?|conf|settings?|params|hparams|args)(?:\/|[^/]*\.)|(?:config|settings|params|args)\.json$/i;
const NOT_OURS =
  /^(?:package|tsconfig|jsconfig|composer|renovate|dvc|environment|mkdocs|codecov|pnpm-.*|\..*)\b.*\.(?:json|ya?ml|toml)$/i;

/** Directly in the project: files that programs take their environment from. Most projects have git ignore them. */
export const ENVIRONMENT_FILES: readonly PathText[] = ['.env', '.env.example', '.envrc'];

type Reader = (text: string, ours: string | null) => readonly PathSetting[];

/** Null for a file that is not read. `named`: `used_in` names the file, so it is read wherever it is. */
export function readerFor(path: PathText, named: boolean): Reader | null {
  if (/^\.github\/workflows\/[^/]+\.ya?ml$/i.test(path)) return settingsInWorkflow;
  if (!named && NOT_ITS_WORD.test(path)) return null;
  const name = nameOf(path);
  if (/^\.env(?:\.example)?$/.test(name)) return settingsInEnv;
  if (name === '.envrc') return settingsInShell;
  if (/^(?:docker-)?compose(?:[-.][^/]*)?\.ya?ml$/i.test(name)) return (text) => settingsInCompose(text, !path.includes('/'));
  if (/\.(?:py|pyi)$/i.test(name)) return settingsInPython;
  if (/\.(?:[bzk]?sh|bash|slurm|sbatch|pbs|lsf)$/i.test(name)) return settingsInShell;
  if (/\.ipynb$/i.test(name)) return settingsInNotebook;
  if (/^(?:gnu)?makefile(?:\..+)?$|\.mk$/i.test(name)) return settingsInMakefile;
  if (/^(?:docker|container)file(?:\..+)?$|\.dockerfile$/i.test(name)) return settingsInDockerfile;
  if (NOT_OURS.test(name)) return null;
  if (/\.ya?ml$/i.test(name)) return settingsInYaml;
  if (/\.toml$/i.test(name)) return settingsInToml;
  if (/\.json$/i.test(name)) return CONFIGURATION.test(path) ? settingsInJson : null;
  return null;
}
