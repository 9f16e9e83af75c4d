// Reads what the dict of a checkpoint contains: epoch, step, tensors of the model, whether there is an optimizer, metrics.
// The keys are those of the frameworks' own code (`layouts.md` 2).

import { isWholeNumber } from '../lib/json-object.ts';
import { metricsInCheckpoint, type ScalarOf } from './checkpoint-metrics.ts';
import type { Inside } from './inspection-result.ts';
import { callbackMetrics, callbackNames, callbackStates } from './lightning-callbacks.ts';
import { isThing, type Pickled, textEntries } from './pickle-values.ts';
import { countTensors } from './tensors.ts';

const MOST_METRICS = 100;
const EPOCHS = ['epoch', 'current_epoch', 'epochs_run'];
const STEPS = ['global_step', 'step', 'iteration', 'iter', 'num_updates', 'global_steps', 'current_step'];
/** `optimizer_states`, `last_optimizer_state`, `optimizerG`; not fairseq's `optimizer_history`, which is there without one. */
const OPTIMIZER = /optim(?!.*history)|^opt_state|^opt$/i;
const MODELS = ['model_state_dict', 'state_dict', 'model', 'module', 'network_weights', 'model_state', 'net', 'weights'];

/** `value` is the top value of the pickle. */
export function factsIn(value: Pickled, scalarOf: ScalarOf): Inside {
  const entries = textEntries(value);
  const places = placesIn(entries);
  const epoch = firstWhole(places, EPOCHS);
  const step = firstWhole(places, STEPS);
  const counted = countTensors(weightsOf(value, entries));
  const callbacks = callbackStates(entries);
  return {
    ...counted,
    ...(epoch !== undefined && { epoch }),
    ...(step !== undefined && { step }),
    ...(isThing(value, 'dict') && { optimizer: hasOptimizer(entries) || hasOptimizer(stateOf(entries)) }),
    metrics: [...metricsInCheckpoint(entries, epoch, scalarOf), ...callbackMetrics(callbacks, scalarOf)].slice(0, MOST_METRICS),
    names: callbackNames(callbacks),
  };
}

/** The model's own entry if there is one, otherwise everything except the optimizer's state. */
function weightsOf(value: Pickled, entries: ReadonlyMap<string, Pickled>): Iterable<Pickled> {
  if (!isThing(value, 'dict')) return [value];
  const places = [entries, stateOf(entries)];
  const model = places
    .flatMap((place) => MODELS.map((key) => place.get(key)))
    .find((held) => typeof held === 'object' && held !== null);
  if (model !== undefined) return [model];
  const held = [...entries].filter(([key]) => !OPTIMIZER.test(key)).map(([, each]) => each);
  // Keys that are no text (`SWA`'s, lists of tensors) are still the model's.
  return entries.size * 2 === value.pairs.length ? held : value.pairs;
}

/** Composer keeps everything one level lower, under `state`. */
function stateOf(entries: ReadonlyMap<string, Pickled>): ReadonlyMap<string, Pickled> {
  return textEntries(entries.get('state') ?? null);
}

function hasOptimizer(entries: ReadonlyMap<string, Pickled>): boolean {
  return [...entries].some(([key, held]) => OPTIMIZER.test(key) && isSomething(held));
}

/** At the top, or in the `meta` of MMEngine, or in the `extra_state` of fairseq. */
function placesIn(entries: ReadonlyMap<string, Pickled>): readonly ReadonlyMap<string, Pickled>[] {
  return [entries, ...['meta', 'extra_state'].map((key) => textEntries(entries.get(key) ?? null))];
}

function firstWhole(places: readonly ReadonlyMap<string, Pickled>[], keys: readonly string[]): number | undefined {
  const found = places.flatMap((place) => keys.map((key) => place.get(key)));
  return found.find(isWholeNumber);
}

function isSomething(value: Pickled): boolean {
  if (isThing(value, 'dict')) return value.pairs.length > 0;
  if (isThing(value, 'list') || isThing(value, 'tuple')) return value.items.length > 0;
  return value !== null && value !== false;
}
