// A file that was looked at before it is written: its text and what it was.

import type { Facts } from '../types/items.ts';

/** An existing file `init` may have to add to: its text, or why it must be left alone. */
export type ExistingFile =
  | { readonly state: 'missing' }
  /** `fixed`: why it may be read but not be replaced, or null. */
  | { readonly state: 'text'; readonly text: string; readonly facts: Facts; readonly fixed: string | null }
  | { readonly state: 'unusable'; readonly why: string };
