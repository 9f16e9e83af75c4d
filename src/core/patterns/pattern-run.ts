// Runs a pattern over a whole text in time linear in the text: all places of the pattern at once, one character after the other. An
// expression that tries one way after the other takes minutes for `*_*_*_*_*.log` and a name of underscores.
//
// The first pass reads the text backwards and notes, for each position, from which places of the pattern the end can be reached. The
// second pass reads forwards and takes, at every choice, the first branch that reaches the end: the same match that a backtracking engine
// finds. The backward pass has already answered lookaheads.

import { isInSet } from './pattern-node.ts';
import { DONE, type Program, type ProgramPlaces, type State } from './pattern-program.ts';

/** For tests: how much was done. */
export interface Tally {
  steps: number;
}

export type Groups = Readonly<Record<string, string | undefined>>;

const MOST_KNOWN = 500;

/** Whether the whole text fits. */
export function fitsPattern(program: Program, text: string, tally?: Tally): boolean {
  let first: ProgramPlaces | null = null;
  for (const places of backwards(program, text, tally)) {
    if (places.all.length === 0) return false;
    first = places;
  }
  return first?.has[program.entry] === 1;
}

/** The text of each named group, or null where the pattern does not match the whole text. */
export function readPattern(program: Program, text: string, tally?: Tally): Groups | null {
  const sets: ProgramPlaces[] = [];
  for (const places of backwards(program, text, tally)) {
    if (places.all.length === 0) return null;
    sets.push(places);
  }
  if (sets.at(-1)?.has[program.entry] !== 1) return null;
  return forwards(program, text, sets, tally);
}

interface Look {
  readonly text: string;
  /** For each thing that is looked ahead for, and each place of the text: whether it begins there. */
  readonly ahead: readonly Uint8Array[];
  readonly tally: Tally | undefined;
}

/** The places from the end of the text to its beginning, one for every character and one more. */
function* backwards(program: Program, text: string, tally?: Tally): Generator<ProgramPlaces> {
  if (program.known !== null) yield* throughKnown(program, text, tally);
  else yield* through(program, { text, ahead: lookAhead(program, text, tally), tally }, false);
}

function lookAhead(program: Program, text: string, tally?: Tally): readonly Uint8Array[] {
  const ahead: Uint8Array[] = [];
  for (const entry of program.aheads) {
    const begins = new Uint8Array(text.length + 1);
    let at = text.length;
    for (const places of through(program, { text, ahead, tally }, true)) {
      begins[at] = places.has[entry] as number;
      at -= widthBefore(text, at);
    }
    ahead.push(begins);
  }
  return ahead;
}

function* through(program: Program, look: Look, canEndAnywhere: boolean): Generator<ProgramPlaces> {
  let places = closed(program, [DONE], look, look.text.length);
  yield places;
  for (let at = look.text.length; at > 0; ) {
    const code = look.text.codePointAt(at - widthBefore(look.text, at)) ?? 0;
    at -= widthBefore(look.text, at);
    const next = step(program, places, code, look.tally);
    if (canEndAnywhere) next.push(DONE);
    places = closed(program, next, look, at);
    yield places;
  }
}

/** A character leads from the same places to the same places, wherever it stands. */
function* throughKnown(program: Program, text: string, tally?: Tally): Generator<ProgramPlaces> {
  const look: Look = { text, ahead: [], tally };
  let places = remembered(program, [DONE], look);
  yield places;
  for (let at = text.length; at > 0; ) {
    const width = widthBefore(text, at);
    const code = text.codePointAt(at - width) ?? 0;
    at -= width;
    let next = places.next.get(code);
    if (next === undefined) {
      next = remembered(program, step(program, places, code, tally), look);
      places.next.set(code, next);
    } else if (tally !== undefined) tally.steps++;
    places = next;
    yield places;
  }
}

function remembered(program: Program, from: readonly number[], look: Look): ProgramPlaces {
  const { known } = program;
  const key = [...from].sort((a, b) => a - b).join(' ');
  const before = known?.get(key);
  if (before !== undefined) return before;
  // A pattern can have more sets of places than fit into any memory.
  if (known !== null && known.size >= MOST_KNOWN) {
    for (const each of known.values()) each.next.clear();
    known.clear();
  }
  const made = closed(program, from, look, 0);
  known?.set(key, made);
  return made;
}

/** The places that lead there by this character. */
function step({ states, before }: Program, places: ProgramPlaces, code: number, tally: Tally | undefined): number[] {
  const next: number[] = [];
  for (const place of places.all) {
    for (const each of before[place] as readonly number[]) {
      if (tally !== undefined) tally.steps++;
      const state = states[each] as State;
      if (state.kind === 'char' && isInSet(code, state.set)) next.push(each);
    }
  }
  return next;
}

/** With those that lead there by nothing. */
function closed({ states, before }: Program, from: readonly number[], look: Look, at: number): ProgramPlaces {
  const has = new Uint8Array(states.length);
  const all: number[] = [];
  const add = (place: number) => {
    if (has[place] === 1) return;
    has[place] = 1;
    all.push(place);
  };
  for (const place of from) add(place);
  for (let index = 0; index < all.length; index++) {
    for (const each of before[all[index] as number] as readonly number[]) {
      if (look.tally !== undefined) look.tally.steps++;
      if (has[each] === 0 && isFree(states[each] as State, look, at)) add(each);
    }
  }
  return { all, has, next: new Map() };
}

function isFree(state: State, look: Look, at: number): boolean {
  switch (state.kind) {
    case 'split':
    case 'group':
      return true;
    case 'look':
      return (look.ahead[state.ahead]?.[at] === 1) !== state.isNegated;
    case 'edge':
      return isAtEdge(state.edge, look.text, at);
    default:
      return false;
  }
}

const WORD = /\w/;

function isAtEdge(edge: 'begin' | 'end' | 'word' | 'no-word', text: string, at: number): boolean {
  if (edge === 'begin') return at === 0;
  if (edge === 'end') return at === text.length;
  const isWordEdge = WORD.test(text.charAt(at - 1)) !== WORD.test(text.charAt(at));
  return isWordEdge === (edge === 'word');
}

type Char = Extract<State, { readonly kind: 'char' | 'done' }>;
type Mark = Extract<State, { readonly kind: 'group' }>;

/** `sets` from the end of the text. */
function forwards(program: Program, text: string, sets: readonly ProgramPlaces[], tally?: Tally): Groups {
  const begun = new Map<string, number>();
  const groups: Record<string, string | undefined> = {};
  let place = program.entry;
  let at = 0;
  for (let set = sets.length - 1; ; set--) {
    const { found, marks } = firstFrom(program, place, sets[set] as ProgramPlaces, tally);
    for (const { name, isEnd } of marks) {
      if (isEnd) groups[name] = text.slice(begun.get(name) ?? at, at);
      else begun.set(name, at);
    }
    if (found.kind === 'done') return groups;
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    place = found.next;
  }
}

/** The first way to a character, of those that lead to the end, and the groups that begin and end on it. No place is tried twice. */
function firstFrom(
  { states }: Program,
  from: number,
  { has }: ProgramPlaces,
  tally: Tally | undefined,
): { readonly found: Char; readonly marks: readonly Mark[] } {
  const seen = new Set<number>();
  const marks: Mark[] = [];
  const waiting = [{ place: from, marked: 0 }];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    const { place, marked } = one;
    if (has[place] !== 1 || seen.has(place)) continue;
    seen.add(place);
    if (tally !== undefined) tally.steps++;
    marks.length = marked;
    const state = states[place] as State;
    if (state.kind === 'char' || state.kind === 'done') return { found: state, marks };
    if (state.kind === 'group') marks.push(state);
    if (state.kind === 'split')
      for (let way = state.to.length - 1; way >= 0; way--) waiting.push({ place: state.to[way] as number, marked });
    else waiting.push({ place: state.next, marked: marks.length });
  }
  throw new Error('a place that leads to the end leads nowhere');
}

function widthBefore(text: string, at: number): number {
  const code = text.charCodeAt(at - 1);
  return code >= 0xdc00 && code <= 0xdfff && at > 1 && (text.codePointAt(at - 2) ?? 0) > 0xffff ? 2 : 1;
}
