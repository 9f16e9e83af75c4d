// Decides in which order the places of a pattern are gone through: what `pattern-run.ts` runs.

import { configError } from '../lib/errors.ts';
import type { CharSet, PatternNode } from './pattern-node.ts';

export type State =
  | { readonly kind: 'done' }
  | { readonly kind: 'char'; readonly set: CharSet; readonly next: number }
  | { readonly kind: 'split'; readonly to: number[] }
  | { readonly kind: 'group'; readonly name: string; readonly isEnd: boolean; readonly next: number }
  | { readonly kind: 'edge'; readonly edge: 'begin' | 'end' | 'word' | 'no-word'; readonly next: number }
  | { readonly kind: 'look'; readonly ahead: number; readonly isNegated: boolean; readonly next: number };

export interface Program {
  readonly states: readonly State[];
  readonly entry: number;
  /** Where what is looked ahead for begins; those within others before them. */
  readonly aheads: readonly number[];
  /** By a state: those that lead to it, with a character or without. */
  readonly before: readonly (readonly number[])[];
  /** Sets of places that were met before, and where each character led. Null where a place of the text decides too. */
  readonly known: Map<string, ProgramPlaces> | null;
}

/** Places of the pattern from which the end can be reached. */
export interface ProgramPlaces {
  readonly all: readonly number[];
  readonly has: Uint8Array;
  readonly next: Map<number, ProgramPlaces>;
}

/** The place that ends the pattern. */
export const DONE = 0;
/** Enough for everything that a person writes; so much is done for every character at most. */
const MOST_STATES = 10_000;

/** Throws a config error, whose message is a clause, for what repeats more than can be counted here: `((a{99}){99}){99}`. */
export function compilePattern(node: PatternNode): Program {
  const states: State[] = [{ kind: 'done' }];
  const aheads: number[] = [];
  let work = 0;
  const spend = (): void => {
    if (++work > MOST_STATES) throw configError('it repeats too much; write smaller numbers, or several patterns');
  };
  const push = (state: State): number => {
    spend();
    return states.push(state) - 1;
  };
  const compile = (from: PatternNode, next: number): number => {
    switch (from.kind) {
      case 'set':
        return push({ kind: 'char', set: from, next });
      case 'row':
        return from.nodes.reduceRight((after, each) => compile(each, after), next);
      case 'choice':
        return push({ kind: 'split', to: from.ways.map((way) => compile(way, next)) });
      case 'group': {
        const inner = compile(from.node, push({ kind: 'group', name: from.name, isEnd: true, next }));
        return push({ kind: 'group', name: from.name, isEnd: false, next: inner });
      }
      case 'edge':
        return push({ kind: 'edge', edge: from.edge, next });
      case 'look': {
        const ahead = aheads.push(compile(from.node, DONE)) - 1;
        return push({ kind: 'look', ahead, isNegated: from.isNegated, next });
      }
      case 'repeat': {
        const { node: repeated, least, most, isLazy } = from;
        let entry = next;
        if (most === Number.POSITIVE_INFINITY) {
          const to: number[] = [];
          entry = push({ kind: 'split', to });
          const again = compile(repeated, entry);
          to.push(...(isLazy ? [next, again] : [again, next]));
        } else {
          for (let count = least; count < most; count++) {
            spend();
            const once = compile(repeated, entry);
            entry = push({ kind: 'split', to: isLazy ? [next, once] : [once, next] });
          }
        }
        for (let count = 0; count < least; count++) {
          spend();
          entry = compile(repeated, entry);
        }
        return entry;
      }
      default:
        return from satisfies never;
    }
  };
  const entry = compile(node, DONE);
  const before: number[][] = states.map(() => []);
  for (const [index, state] of states.entries()) {
    if (state.kind === 'split') for (const each of state.to) before[each]?.push(index);
    else if (state.kind !== 'done') before[state.next]?.push(index);
  }
  const isSameEverywhere = states.every(({ kind }) => kind !== 'edge' && kind !== 'look');
  return { states, entry, aheads, before, known: isSameEverywhere ? new Map() : null };
}
