// Decides which kinds of content can be made again. Everything that asks, trashes or deletes follows this one line.

import type { SectionKind } from '../types.ts';

/** Losing a cache or a log costs time; losing anything else loses work. */
export function isReproducible(kind: SectionKind): boolean {
  return kind === 'cache' || kind === 'logs';
}
