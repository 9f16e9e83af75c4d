// What names and bytes say of checkpoints, and the evidence that rules go by.

import type { Item } from './items.ts';
import type { PathText, Warning } from './primitives.ts';
import type { MetricMode } from './project.ts';

export type CheckpointRole = 'regular' | 'best' | 'last' | 'final';

/** What an entry's name and layout say it is. */
export interface Checkpoint {
  /** `''` where the layout knows no model names (`checkpoint-500`). */
  readonly model: string;
  readonly role: CheckpointRole;
  /** As the framework counts it. Whole, below 2^53; absent for a best or final that does not say. */
  readonly epoch?: number;
  /** Optimizer steps or iterations, likewise. */
  readonly step?: number;
  /** What the name itself says, e.g. `val_loss=0.12`. NaN where it says so. */
  readonly metrics?: readonly NamedValue[];
}

export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** One checkpoint on disk: all that has to stay or go together. Never half of it, never something inside of it. */
export interface Unit {
  /** Relative to the section: the file, the directory, or the first part by path. */
  readonly path: PathText;
  /** What moves, one rename each, sorted by path. A directory unit is one part; shards, ranks and sidecars are parts. */
  readonly parts: readonly Item[];
  readonly checkpoint: Checkpoint;
  /** The folder of its run, relative to the section; `''` is the section itself. */
  readonly run: PathText;
  /** Which layout read it. */
  readonly layout: string;
  /** Why its names alone say that it is not whole: a shard is missing, a marker lies in it. A sentence fragment. */
  readonly unfinished?: string;
}

/** A file whose text names checkpoints: `latest`, `last_checkpoint`, … `form` says how to read it (`references/pointer-files.ts`). */
export interface PointerFile {
  readonly path: PathText;
  readonly form: PointerForm;
}

/**
 * `name`: one line, the name of a sibling (DeepSpeed's `latest`; fvcore's basename; mmengine's path, of which the basename counts).
 * `iteration`: a number or `release` (Megatron-LM). `textproto`: TensorFlow's `checkpoint`. `trainer-state`: Hugging Face's JSON.
 * `best-k`: Lightning's `best_k_models.yaml`. `shard-index`: the `weight_map` of `*.index.json`.
 */
export type PointerForm = 'name' | 'iteration' | 'textproto' | 'trainer-state' | 'best-k' | 'shard-index';

/** What the names below one section say. */
export interface Recognition {
  /** Sorted by path. */
  readonly units: readonly Unit[];
  /** Names that frameworks give to what is still being written; `why` is a sentence fragment. */
  readonly unfinished: readonly { readonly item: Item; readonly why: string }[];
  readonly pointers: readonly PointerFile[];
  /** Which layout was taken in which folder, and by which evidence; `layout` is null where two fit and neither was guessed. */
  readonly choices: readonly {
    readonly folder: PathText;
    readonly layout: string | null;
    readonly why: string;
  }[];
}

/** Whether a checkpoint can be loaded, as far as its bytes tell without loading it. */
export type Completeness = 'complete' | 'incomplete' | 'unknown';

/** What is inside a checkpoint, read without executing anything. */
export interface Inspection {
  /** e.g. `pytorch`, `pytorch-legacy`, `torchscript`, `safetensors`, `hdf5`, `keras`, `onnx`, `nemo`, `gguf`, `folder`, `unknown`. */
  readonly format: string;
  readonly completeness: Completeness;
  /** A sentence fragment. */
  readonly why: string;
  readonly tensors?: number;
  readonly parameters?: number;
  /** Sorted, e.g. `float32`. */
  readonly dtypes?: readonly string[];
  readonly epoch?: number;
  readonly step?: number;
  /** Whether the state of an optimizer is in it, which resuming needs; absent where that cannot be told. */
  readonly optimizer?: boolean;
  /** Scalars that look like metrics, by the key they have inside. */
  readonly metrics: readonly NamedValue[];
  /** Basenames of checkpoints that it names as best or last. */
  readonly names: readonly PathText[];
}

/** One value of a metric, and where it was read. */
export interface MetricReading {
  readonly name: string;
  readonly value: number;
  readonly mode: MetricMode | null;
  readonly source: { readonly path: PathText; readonly line?: number; readonly how: string };
}

/** Who names a checkpoint: a pointer file of its framework, or a file of the project. */
export interface Mention {
  readonly code: 'pointed-at' | 'referenced';
  /** Absolute path of the file that says it. */
  readonly by: PathText;
  readonly line?: number;
}

/** What is known about the checkpoints of one section besides their names. Keys are unit paths. */
export interface Evidence {
  readonly recognition: Recognition;
  readonly inspections: ReadonlyMap<PathText, Inspection>;
  readonly metrics: ReadonlyMap<PathText, readonly MetricReading[]>;
  readonly mentions: ReadonlyMap<PathText, readonly Mention[]>;
  /** Folders, relative to the section, in which a pointer could not be read: nothing there may go. */
  readonly blind: ReadonlyMap<PathText, { readonly pointer: PathText; readonly why: string }>;
  readonly warnings: readonly Warning[];
}
