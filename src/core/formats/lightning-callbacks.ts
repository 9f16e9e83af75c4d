// What Lightning's `ModelCheckpoint` callbacks left in a checkpoint: scores, and the names of the best and the last
// (lightning/pytorch/callbacks/model_checkpoint.py, state_dict).

import { nameOf } from '../lib/paths.ts';
import type { NamedValue } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { named, type ScalarOf, scalarNumber } from './checkpoint-metrics.ts';
import { type Pickled, textEntries } from './pickle-values.ts';

type State = ReadonlyMap<string, Pickled>;

/** A checkpoint has a few; one that claims thousands, all of them the same large dict, would take hours. */
const MOST_CALLBACKS = 16;
const MOST_NAMES = 100;

/** The states of Lightning's `ModelCheckpoint` callbacks; a checkpoint can have several. */
export function callbackStates(entries: ReadonlyMap<string, Pickled>): readonly State[] {
  return [...textEntries(entries.get('callbacks') ?? null).values()]
    .slice(0, MOST_CALLBACKS)
    .map(textEntries)
    .filter((state) => state.has('best_model_path'));
}

export function callbackMetrics(states: readonly State[], scalarOf: ScalarOf): readonly NamedValue[] {
  return states.flatMap((state) => {
    const monitor = state.get('monitor');
    const current = typeof monitor === 'string' ? named(monitor, scalarNumber(state.get('current_score'), scalarOf)) : [];
    return [...named('best_model_score', scalarNumber(state.get('best_model_score'), scalarOf)), ...current];
  });
}

/** Basenames: the paths are those of the machine that trained. */
export function callbackNames(states: readonly State[]): readonly PathText[] {
  const paths = states.flatMap((state) => [
    ...['best_model_path', 'last_model_path', 'kth_best_model_path'].map((key) => state.get(key)),
    ...textEntries(state.get('best_k_models') ?? null).keys(),
  ]);
  const names = new Set(paths.flatMap((path) => (typeof path === 'string' && path !== '' ? [nameOf(path)] : [])));
  return [...names].sort().slice(0, MOST_NAMES);
}
