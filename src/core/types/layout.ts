// Decides what a layout may say: how one framework names and arranges its checkpoints. Every file in `configs/layouts/` has this
// form, and so has every entry of `outputs.layouts` in a project's own config.

import type { CheckpointRole, PointerForm } from './checkpoints.ts';
import type { PathText } from './primitives.ts';

export interface LayoutSource {
  /** For people: which framework's, or whose. */
  readonly title: string;
  /** Other frameworks use this form too: it counts only where none of theirs does. */
  readonly generic?: boolean | undefined;
  /** Folders with these names belong to the run in the folder above them, as `weights` and `checkpoints` do. */
  readonly above?: readonly string[] | undefined;
  /** Folders of such names (globs) hold one rank's part of each checkpoint: nothing in them is a whole one. */
  readonly apart?: readonly string[] | undefined;
  /** Templates go before patterns, those with more literal text first; patterns in the order written. The first that fits decides. */
  readonly match: readonly RuleSource[];
  /** Regular expressions for whole names of what is still being written. */
  readonly unfinished?: readonly string[] | undefined;
  readonly pointers?: readonly PointerSource[] | undefined;
  /** What the layout proves itself by (`test/layouts.test.ts`). */
  readonly examples?: readonly ExampleSource[] | undefined;
}

/**
 * What one checkpoint is. Globs are paths below a directory in which `*` stays within one name. `with`, `needs` and `flags` are names
 * in the same folder, made from what the pattern found: `{unit}.index`; `{name}` is the whole name.
 */
export interface RuleSource {
  /** A name template (`naming/template.ts`), or else: */
  readonly name?: string | undefined;
  /**
   * A regular expression for the whole name. Named groups: `model`, `epoch` and `step` (whole numbers); `metrics` (`acc=0.9-loss=0.1`),
   * or `metric` and `value`; `unit` (files of which this is the same are one checkpoint), `shard` and `of` (which of how many);
   * `stem` (for `with`, `needs` and `flags` only).
   */
  readonly pattern?: string | undefined;
  readonly role: CheckpointRole;
  /** Default: file. A symbolic link is never a checkpoint. */
  readonly type?: 'file' | 'directory' | 'any' | undefined;
  /** Only in folders with one of these names. */
  readonly in?: readonly string[] | undefined;
  /** 2: the pattern is for `<folder>/<name>`, where a `/` in a metric's name has made a folder; 3 for two of them. Default 1. */
  readonly levels?: 1 | 2 | 3 | undefined;
  /** The number of the first shard. Default 0. */
  readonly first?: 0 | 1 | undefined;
  /** A directory holds at least one of these, */
  readonly holds?: readonly string[] | undefined;
  /** and none of these. */
  readonly without?: readonly string[] | undefined;
  /** At least one such directory of the folder holds one of these, or none of them counts. */
  readonly proof?: readonly string[] | undefined;
  /** At least one of these names lies in the same folder. */
  readonly beside?: readonly string[] | undefined;
  /** A directory that lacks one of these is unfinished, */
  readonly complete?: readonly string[] | undefined;
  /** and so is one that holds one of these. */
  readonly unfinished?: readonly string[] | undefined;
  /** Moves along where it is there. */
  readonly with?: readonly string[] | undefined;
  /** Moves along, and without it the checkpoint is unfinished. */
  readonly needs?: readonly string[] | undefined;
  /** Moves along, and with it the checkpoint is unfinished. */
  readonly flags?: readonly string[] | undefined;
}

/** A file that names checkpoints, beside them or in the folder of their run. */
export interface PointerSource {
  readonly name: string;
  readonly form: PointerForm;
}

/** A tree, and all that is to be found in it. */
export interface ExampleSource {
  /** A name that ends in `/` is an empty directory, `a -> b` a link. */
  readonly tree: readonly PathText[];
  readonly checkpoints: readonly ExampleCheckpoint[];
  /** Paths of what is being written. */
  readonly unfinished?: readonly PathText[] | undefined;
  readonly pointers?: readonly PathText[] | undefined;
  /** What `auto` says instead of this layout: another one, or null where it does not guess. */
  readonly auto?: string | null | undefined;
}

interface ExampleCheckpoint {
  readonly path: PathText;
  readonly role: CheckpointRole;
  /** Default `''`. */
  readonly model?: string | undefined;
  readonly epoch?: number | undefined;
  readonly step?: number | undefined;
  readonly metrics?: Readonly<Record<string, number>> | undefined;
  /** Where they are not just `path`. */
  readonly parts?: readonly PathText[] | undefined;
  /** Where it is not the folder of `path`. */
  readonly run?: PathText | undefined;
  readonly unfinished?: string | undefined;
}
