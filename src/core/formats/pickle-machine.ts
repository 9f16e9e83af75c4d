// The stack machine that runs a pickle. It never calls anything, which is what makes pickles dangerous. Steps, objects and memo slots are
// bounded; the walk ends at a bound or at an operation that does not fit the stack.

import { ReadStop } from './byte-source.ts';
import { type Cursor, cursorOn, take } from './pickle-cursor.ts';
import {
  type ConstructedObject,
  type Dictionary,
  isThing,
  OTHER,
  type Pickled,
  type Sequence,
  type Storage,
  storageOf,
} from './pickle-values.ts';

/** A checkpoint takes about 30 steps, 8 objects and 8 slots a tensor, so 60,000 tensors fit. */
const MOST_STEPS = 4_000_000;
const MOST_THINGS = 500_000;
const MOST_SLOTS = 1_000_000;
const LONGEST_NAME = 1000;
export interface PickleMachine {
  readonly cursor: Cursor;
  stack: Pickled[];
  /** The stacks below each mark. */
  readonly marks: Pickled[][];
  readonly memo: Map<number, Pickled>;
  readonly storages: Map<string, Storage>;
  isStrange: boolean;
  things: number;
  steps: number;
}

export function machineOn(bytes: Uint8Array): PickleMachine {
  return {
    cursor: cursorOn(bytes),
    stack: [],
    marks: [],
    memo: new Map(),
    storages: new Map(),
    isStrange: false,
    things: 0,
    steps: 0,
  };
}

export function spend(machine: PickleMachine, steps: number): void {
  machine.steps += steps;
  if (machine.steps > MOST_STEPS) throw new ReadStop('its pickle is too long to follow');
}

function countThing(machine: PickleMachine): void {
  if (++machine.things > MOST_THINGS) throw new ReadStop('its pickle is too large to follow');
}

function unfollowable(): ReadStop {
  return new ReadStop('its pickle cannot be followed');
}

export function push(machine: PickleMachine, value: Pickled): void {
  machine.stack.push(value);
}

export function top({ stack }: PickleMachine): Pickled {
  const value = stack.at(-1);
  if (value === undefined) throw unfollowable();
  return value;
}

export function pop({ stack }: PickleMachine): Pickled {
  const value = stack.pop();
  if (value === undefined) throw unfollowable();
  return value;
}

export function popSome({ stack }: PickleMachine, count: number): Pickled[] {
  if (stack.length < count) throw unfollowable();
  return stack.splice(stack.length - count);
}

export function popToMark(machine: PickleMachine): Pickled[] {
  const values = machine.stack;
  const below = machine.marks.pop();
  if (below === undefined) throw unfollowable();
  machine.stack = below;
  return values;
}

export function mark(machine: PickleMachine): void {
  countThing(machine);
  machine.marks.push(machine.stack);
  machine.stack = [];
}

export function sequence(machine: PickleMachine, kind: Sequence['kind'], items: Pickled[]): void {
  countThing(machine);
  push(machine, { kind, items });
}

export function dictionary(machine: PickleMachine, pairs: Pickled[]): void {
  countThing(machine);
  push(machine, { kind: 'dict', pairs });
}

/** Not `push(...values)`: a million arguments end in a RangeError. */
export function fill(
  machine: PickleMachine,
  values: readonly Pickled[],
  target: (into: Dictionary | Sequence | ConstructedObject) => Pickled[] | null,
): void {
  const into = top(machine);
  const isContainer = typeof into === 'object' && into !== null && ('items' in into || 'pairs' in into);
  const list = isContainer ? target(into) : null;
  if (list !== null) for (const value of values) list.push(value);
}

export const itemsOf = (into: Dictionary | Sequence | ConstructedObject): Pickled[] | null =>
  'items' in into ? into.items : null;
export const pairsOf = (into: Dictionary | Sequence | ConstructedObject): Pickled[] | null =>
  'pairs' in into ? into.pairs : null;

export function recall(machine: PickleMachine, slot: number): void {
  const value = machine.memo.get(slot);
  if (value === undefined) throw unfollowable();
  push(machine, value);
}

export function remember(machine: PickleMachine, slot: number): void {
  if (machine.memo.size >= MOST_SLOTS) throw new ReadStop('its pickle is too large to follow');
  machine.memo.set(slot, top(machine));
}

export function global(machine: PickleMachine, module: Pickled, name: Pickled): void {
  countThing(machine);
  const isName = typeof module === 'string' && typeof name === 'string' && module.length + name.length < LONGEST_NAME;
  push(machine, isName ? { kind: 'global', name: `${module}.${name}` } : OTHER);
}

/** An `OrderedDict` is the dict it is filled as, or made from a list of pairs. */
export function make(machine: PickleMachine, maker: Pickled | undefined, args: Pickled = null): void {
  countThing(machine);
  const name = isThing(maker, 'global') ? maker.name : '';
  if (name !== 'collections.OrderedDict') {
    push(machine, { kind: 'made', name, args, items: [], pairs: [], state: null });
    return;
  }
  const list = isThing(args, 'tuple') ? args.items[0] : undefined;
  const pairs: Pickled[] = [];
  for (const pair of isThing(list, 'list') ? list.items : []) {
    spend(machine, 1);
    if ((isThing(pair, 'list') || isThing(pair, 'tuple')) && pair.items.length === 2) pairs.push(...pair.items);
  }
  dictionary(machine, pairs);
}

export function elsewhere(machine: PickleMachine, id: Pickled): void {
  const storage = storageOf(id);
  if (storage === null) machine.isStrange = true;
  else machine.storages.set(storage.key, storage);
  push(machine, storage ?? OTHER);
}

export function build(machine: PickleMachine): void {
  const state = pop(machine);
  const made = top(machine);
  if (isThing(made, 'made')) made.state = state;
}

export function extension(machine: PickleMachine, size: number): void {
  take(machine.cursor, size);
  push(machine, OTHER);
}

const MOST_BYTES_KEPT = 16;

export function bytesHere(machine: PickleMachine, size: number): void {
  const at = take(machine.cursor, size);
  push(machine, size > MOST_BYTES_KEPT ? OTHER : { kind: 'bytes', bytes: machine.cursor.bytes.subarray(at, at + size) });
}

export function tuple(items: Pickled[]): Sequence {
  return { kind: 'tuple', items };
}

export function makeFrom(machine: PickleMachine, [maker, ...items]: Pickled[]): void {
  make(machine, maker, tuple(items));
}
