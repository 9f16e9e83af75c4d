// Decides whether a checkpoint of several files is complete: a folder, or shards and ranks in one folder. It is complete if no marker says
// that it is being written, every file in its own lists exists, and every file of weights or state is complete.

import { isRecord, isWholeNumber } from '../lib/json-object.ts';
import { nameOf, siblingOf } from '../lib/paths.ts';
import { parseTolerantJson } from '../lib/tolerant-json.ts';
import type { Inspection, NamedValue } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { whatDcpLacks } from './dcp.ts';
import type { InspectionDepth } from './inspect-file.ts';
import { complete, type Inside, incomplete, unknown } from './inspection-result.ts';
import { doubtAboutShards, whatShardsLack } from './shards.ts';
import type { UnitView } from './unit-reader.ts';

/** Names by which frameworks mark an unfinished checkpoint. `layouts.md` 3.1. */
const UNFINISHED: readonly RegExp[] = [
  /^checkpoint-is-incomplete\.txt$/,
  /^\.metadata\.tmp$/,
  /\.orbax-checkpoint-tmp/,
  /\.tempstate\d+$/,
  /\.(?:tmp|part|partial|incomplete)$/,
  /^\.tmp[A-Za-z0-9]{6}$/,
];
/** Files that are a checkpoint's content, by the format that they should have. */
const CONTENT = /\.(?:pth|pt|ckpt|bin|safetensors|keras|h5|onnx|nemo|gguf|pth\.tar)$/i;
export function isContent(name: PathText): boolean {
  return CONTENT.test(name);
}

/** Content that is not the model. */
const STATE = /optim|scheduler|rng_state|random_states|scaler|sampler|training_args|recipe_state/i;
const OPTIMIZER = /^optimizer|optim_states\.pt$|^distrib_optim\.pt$|^recipe_state\.pt$/i;
/** Files that contain only tensors. They are checked for completeness, and read further only when tensors are counted. */
const ONLY_TENSORS = /-\d{5}-of-\d{5}\.|^optimizer|optim_states\.pt$/;
const STATE_FILE = 'trainer_state.json';
/** Of Hugging Face's Trainer: the step's own folder, in which its state is written last. */
const TRAINER_FOLDER = /^checkpoint-\d+$/;
/** Files that only the Trainer writes into such a folder. Accelerate uses other names; own loops call only `save_pretrained`. */
const TRAINERS_OWN = /^(?:training_args\.bin|optimizer\.pt|scheduler\.pt|rng_state(?:_\d+)?\.pth)$/;

/** `name` is that of the folder, or of the first of the files. */
export function inspectFolder(name: PathText, view: UnitView, wanted: InspectionDepth = 'everything'): Inspection {
  const format = formatOf(view);
  const marker = [...view.files.keys()].find((path) => UNFINISHED.some((pattern) => pattern.test(nameOf(path))));
  if (marker !== undefined) return incomplete(format, `${marker} says that it is being written`);
  const state = stateOf(view);
  const lack = whatShardsLack(view) ?? whatDcpLacks(view) ?? whatMarksLack(view) ?? whatTrainerLacks(name, view, state);
  if (lack !== null) return incomplete(format, lack, state.inside);
  if (state.says === 'unread') return unknown(format, `${STATE_FILE} cannot be read`);
  const wantedOf = (path: PathText): InspectionDepth =>
    wanted === 'state' && ONLY_TENSORS.test(nameOf(path)) ? 'completeness' : wanted;
  const parts = [...view.files.keys()].filter(isContent).map((path) => ({ path, found: view.inspect(path, wantedOf(path)) }));
  const inside = { ...insideOf(parts, [...view.files.keys()]), ...state.inside };
  const broken = parts.find(({ found }) => found.completeness === 'incomplete');
  if (broken !== undefined) return incomplete(format, `${broken.path}: ${broken.found.why}`, inside);
  const unclear = parts.find(({ found }) => found.completeness === 'unknown');
  if (unclear !== undefined) return unknown(format, `${unclear.path}: ${unclear.found.why}`, inside);
  const doubt = doubtAboutShards(view);
  if (doubt !== null) return unknown(format, doubt, inside);
  if (parts.length === 0 && format === 'folder') return unknown(format, 'nothing in it is of a format that we know', inside);
  return complete(format, parts.length === 0 ? 'everything it names is there' : 'every file in it is complete', inside);
}

function formatOf({ files }: UnitView): string {
  const has = (pattern: RegExp): boolean => [...files.keys()].some((path) => pattern.test(path));
  if (has(/(?:^|\/)_CHECKPOINT_METADATA$/)) return 'orbax';
  if (has(/_states\.pt$/)) return 'deepspeed';
  if (has(/\.distcp$/)) return 'dcp';
  if (has(/\.data-\d{5}-of-\d{5}$/)) return 'tensorflow';
  if (has(/-\d{5}-of-\d{5}\./)) return 'sharded';
  return 'folder';
}

interface Part {
  readonly path: PathText;
  readonly found: Inspection;
}

function insideOf(parts: readonly Part[], paths: readonly PathText[]): Inside {
  const weights = parts.filter(({ path }) => !STATE.test(nameOf(path))).map(({ found }) => found);
  const sum = (of: (found: Inspection) => number | undefined): number | null =>
    weights.reduce<number | null>((all, each) => (all === null || of(each) === undefined ? null : all + (of(each) ?? 0)), 0);
  const tensors = sum((found) => found.tensors);
  const parameters = sum((found) => found.parameters);
  const found = (of: (each: Inspection) => number | undefined): number | undefined =>
    parts.map(({ found: each }) => of(each)).find((value) => value !== undefined);
  const [epoch, step] = [found((each) => each.epoch), found((each) => each.step)];
  const hasOptimizer =
    paths.some((path) => OPTIMIZER.test(nameOf(path)) || /^optimizer_\d+\//.test(path)) ||
    parts.some(({ found: each }) => each.optimizer === true);
  // A distributed checkpoint keeps its tensors, and perhaps an optimizer's, in files that nobody looks into.
  const isDistributed = paths.some((path) => path.endsWith('.distcp'));
  const isKnown = parts.length > 0 && !isDistributed;
  const isCounted = weights.length > 0 && !isDistributed;
  return {
    ...(isCounted && tensors !== null && { tensors }),
    ...(isCounted && parameters !== null && { parameters }),
    ...(isCounted && { dtypes: [...new Set(weights.flatMap(({ dtypes = [] }) => dtypes))].sort() }),
    ...(epoch !== undefined && { epoch }),
    ...(step !== undefined && { step }),
    ...(hasOptimizer ? { optimizer: true } : isKnown ? { optimizer: false } : {}),
    metrics: uniqueMetrics(parts),
    names: [...new Set(parts.flatMap(({ found: each }) => each.names))].sort(),
  };
}

/** Ranks repeat what they all know. */
function uniqueMetrics(parts: readonly Part[]): readonly NamedValue[] {
  const all = new Map<string, NamedValue>();
  for (const { found } of parts) for (const metric of found.metrics) all.set(`${metric.name} ${metric.value}`, metric);
  return [...all.values()];
}

interface TrainerState {
  readonly says: 'nothing' | 'unread' | 'broken' | 'whole';
  readonly inside: Inside;
}

/** Hugging Face's. `epoch` counts with a fraction there, and is ours only where it is whole. */
function stateOf({ files, read }: UnitView): TrainerState {
  if (!files.has(STATE_FILE)) return { says: 'nothing', inside: {} };
  const bytes = read(STATE_FILE);
  if (bytes === null) return { says: 'unread', inside: {} };
  const parsed = parseTolerantJson(Buffer.from(bytes).toString('utf8'));
  if (!parsed.ok || !isRecord(parsed.value)) return { says: 'broken', inside: {} };
  const { global_step: step, epoch } = parsed.value;
  return { says: 'whole', inside: { ...(isWholeNumber(step) && { step }), ...(isWholeNumber(epoch) && { epoch }) } };
}

/** The Trainer writes its state last, so with the state everything else is there. */
function whatTrainerLacks(name: PathText, { files }: UnitView, { says }: TrainerState): string | null {
  if (says === 'broken') return `${STATE_FILE} is not whole`;
  if (says !== 'nothing') {
    const weights =
      /^(?:model|pytorch_model|adapter_model|tf_model|flax_model|consolidated)[^/]*\.\w+$|^(?:global_step\d+|pytorch_model_fsdp_\d+)\//;
    const hasWeights = [...files.keys()].some((path) => weights.test(path) || /\.(?:safetensors|bin|distcp)$/.test(path));
    return hasWeights ? null : 'the weights are missing';
  }
  const isTrainers = TRAINER_FOLDER.test(name) && [...files.keys()].some((path) => TRAINERS_OWN.test(path));
  return isTrainers ? `${STATE_FILE}, which is written last, is missing` : null;
}

/** Marks that are put where everything else is done: Orbax's, and Megatron-LM's of distributed checkpoints. */
function whatMarksLack(view: UnitView): string | null {
  for (const path of view.files.keys()) {
    if (nameOf(path) === 'common.pt' && !view.files.has(siblingOf(path, 'metadata.json')))
      return 'metadata.json, which is written last, is missing';
    if (nameOf(path) === '_CHECKPOINT_METADATA' && isUncommitted(view, path)) return 'it was not committed';
  }
  return null;
}

/** `commit_timestamp_nsecs` is null until the end. */
function isUncommitted(view: UnitView, path: PathText): boolean {
  const bytes = view.read(path);
  if (bytes === null) return false;
  const parsed = parseTolerantJson(Buffer.from(bytes).toString('utf8'));
  if (!parsed.ok || !isRecord(parsed.value)) return true;
  return Object.hasOwn(parsed.value, 'commit_timestamp_nsecs') && parsed.value['commit_timestamp_nsecs'] === null;
}
