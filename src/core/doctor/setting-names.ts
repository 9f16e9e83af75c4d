// Decides what a name such as `--output-dir` or `CKPT_DIR` is about: one kind of outputs, outputs of any kind, or nothing of ours.

import { KNOWN_VARIABLES } from '../environment/known-variables.ts';
import type { SectionKind } from '../types/project.ts';

export type SettingName =
  | { readonly is: 'kind'; readonly kind: SectionKind }
  | { readonly is: 'any' }
  | { readonly is: 'variable' };

const FOLDER = '_?(?:dir|directory|folder|root)$';
const BY_NAME: readonly (readonly [RegExp, SectionKind])[] = [
  [new RegExp(`(?:^|_)(?:checkpoints?|ckpts?)(?:_save|_output)?${FOLDER}|^dirpath$`), 'checkpoints'],
  [new RegExp(`(?:^|_)(?:logs?|logging|tensorboard|tb|tensorboard_log|tb_log)${FOLDER}`), 'logs'],
  [new RegExp(`(?:^|_)cache${FOLDER}`), 'cache'],
  [new RegExp(`(?:^|_)(?:results?|eval|evaluation|metrics|predictions?)(?:_output)?${FOLDER}`), 'results'],
  [new RegExp(`(?:^|_)artifacts?${FOLDER}`), 'artifacts'],
  [new RegExp(`(?:^|_)(?:export|exports)${FOLDER}`), 'models'],
];
const ANY = new RegExp(
  `(?:^|_)(?:outputs?|out)${FOLDER}|^(?:save|work|run|exp|experiment)${FOLDER}|^output_base$|^default_root_dir$`,
);
/** Read, not written. */
const INPUT =
  /(?:^|_)(?:data|dataset|datasets|input|inputs|load|resume|pretrained|src|source|init|base_model|test|docs?|configs?|conf|cfg|schemas?|proto|build|html|codegen)_/;

const VARIABLES: ReadonlySet<string> = new Set([...KNOWN_VARIABLES.map(({ name }) => name), 'HF_HOME']);
/** These mean something to every program, and a project that sets them means it. */
const OF_THE_MACHINE: ReadonlySet<string> = new Set(['TMPDIR', 'XDG_CACHE_HOME']);

export function settingNameOf(name: string): SettingName | null {
  if (VARIABLES.has(name)) return OF_THE_MACHINE.has(name) ? null : { is: 'variable' };
  const plain = name
    .replace(/^-+/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
  const found = BY_NAME.find(([pattern]) => pattern.test(plain));
  if (found !== undefined && (found[1] === 'cache' || !INPUT.test(plain))) return { is: 'kind', kind: found[1] };
  return ANY.test(plain) && !INPUT.test(plain) ? { is: 'any' } : null;
}

/** Default folder names of programs, and the section that their contents belong to. */
const USUAL_FOLDERS: ReadonlyMap<string, { readonly kind: SectionKind; readonly variable?: string }> = new Map([
  ['checkpoints', { kind: 'checkpoints' }],
  ['ckpts', { kind: 'checkpoints' }],
  ['logs', { kind: 'logs' }],
  ['tb_logs', { kind: 'logs' }],
  ['lightning_logs', { kind: 'logs' }],
  ['runs', { kind: 'logs' }],
  ['results', { kind: 'results' }],
  ['hf_cache', { kind: 'cache', variable: 'HF_HUB_CACHE' }],
  ['wandb', { kind: 'artifacts', variable: 'WANDB_DIR' }],
  ['mlruns', { kind: 'artifacts', variable: 'MLFLOW_TRACKING_URI' }],
  ['multirun', { kind: 'results' }],
]);

export function usualFolder(name: string): { readonly kind: SectionKind; readonly variable?: string } | null {
  return USUAL_FOLDERS.get(name) ?? null;
}

export const USUAL_FOLDER_NAMES: readonly string[] = [...USUAL_FOLDERS.keys()];
