// Decides which actions of a plan move something through the trash, and into which part of it. An action of two floors, so here.

import type { Item } from '../types/items.ts';
import type { Action } from '../types/plan.ts';

/** `trash`: what lies there until it expires or is put back. `purge`: what is freed at once. */
export type JournaledAction = 'trash' | 'purge';

/** Null for what needs no journal: nothing of it is ever in the trash. */
export function journaledActionOf({ do: deed }: Pick<Action, 'do'>): JournaledAction | null {
  switch (deed) {
    case 'trash':
    case 'purge':
      return deed;
    // The old name goes through the trash; the old pointer stays there.
    case 'rename':
    case 'rewrite':
      return 'trash';
    case 'unlink':
    case 'sweep':
    case 'restore':
    case 'rename-back':
    case 'rewrite-back':
    case 'make-directory':
    case 'create-file':
    case 'replace-file':
    case 'promote':
      return null;
    default:
      return deed satisfies never;
  }
}

/** What of it lies in the trash when it is done: of a renamed file, nothing. */
export function itemsHeld(action: Action): readonly Item[] {
  return action.do === 'trash' || action.do === 'rewrite' ? [action.item] : [];
}

/** What is called so in the trash stands for a file that was renamed: it lies under its new name, and nothing of it here. A link that says that name. */
export function markerName(number: number): string {
  return `${number}.to`;
}
