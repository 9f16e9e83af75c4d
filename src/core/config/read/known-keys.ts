// Which keys of other people's making say where a section is: those that existing training configs use (92 real
// `configs/project_config.yaml` files; Lightning's and Hydra's `paths`). Never an error: they were not written for us.

import type { Parsed } from '../../lib/quantities.ts';
import type { PathText, Warning } from '../../types/primitives.ts';
import type { Origin, SectionKind } from '../../types/project.ts';
import { configPath } from './config-path.ts';
import { type ConfigSource, valueAt } from './config-types.ts';
import type { Interpolate } from './interpolate.ts';

/** The earlier key goes before the later. */
const KNOWN_KEYS: Readonly<Record<SectionKind | 'root', readonly string[]>> = {
  root: ['paths.outputs', 'paths.output_dir'],
  checkpoints: ['training.checkpoint_dir', 'paths.checkpoints', 'paths.checkpoints_dir', 'paths.checkpoint_dir'],
  logs: ['paths.logs', 'paths.logs_dir', 'paths.log_dir'],
  cache: ['paths.cache', 'paths.cache_dir'],
  artifacts: ['paths.artifacts', 'paths.artifacts_dir'],
  results: ['paths.results', 'paths.results_dir'],
  models: ['paths.models', 'paths.models_dir'],
};

interface KnownPath {
  readonly path: PathText;
  readonly origin: Origin;
}

interface KnownPaths {
  /** Null where no key says, or none that does can be used. */
  readonly found: KnownPath | null;
  readonly warnings: readonly Warning[];
}

/** Relative paths start from the project's root, as the programs that read these keys have it. `taken` are folders that cannot be this. */
export function knownPath(
  what: SectionKind | 'root',
  source: ConfigSource,
  interpolate: Interpolate,
  { root, home, taken }: { readonly root: PathText; readonly home: PathText | null; readonly taken: readonly PathText[] },
): KnownPaths {
  const warnings: Warning[] = [];
  for (const key of KNOWN_KEYS[what]) {
    const keys = key.split('.');
    const written = valueAt(source.value, keys);
    if (written === undefined || written === null) continue;
    const place = source.valuePlace(keys);
    const value: Parsed<unknown> = typeof written === 'string' ? interpolate(written, key) : { ok: true, value: written };
    const path = value.ok ? usablePath(value.value, root, home, taken) : { ok: false as const, why: `it ${value.why}` };
    if (path.ok) return { found: { path: path.value, origin: { from: 'known-key', key, place } }, warnings };
    const purpose = what === 'root' ? 'the outputs directory' : what;
    warnings.push({ text: `\`${key}\` is not used for ${purpose}: ${path.why}; found ${source.found(keys)}`, place });
  }
  return { found: null, warnings };
}

/** `results: results/all.json`, `logs: app.log`: a key of that name is as often one file. */
const NAMED_AS_A_FILE =
  /\.(?:jsonl?|csv|tsv|ya?ml|toml|txt|log|md|html?|pdf|png|jpe?g|svg|pth?|ckpt|safetensors|onnx|h5|hdf5|keras|pb|tflite|pkl|pickle|joblib|np[yz]|parquet|db|sqlite3?|zip|tar|t?gz)$/i;

function usablePath(value: unknown, root: PathText, home: PathText | null, taken: readonly PathText[]): Parsed<PathText> {
  if (typeof value !== 'string') return { ok: false, why: 'expected a path' };
  if (NAMED_AS_A_FILE.test(value)) return { ok: false, why: 'expected a folder, and this is named as a file is' };
  const path = configPath(value, root, home);
  return path.ok && taken.includes(path.value) ? { ok: false, why: 'expected a folder of its own' } : path;
}
