// What the rest of the configuration code knows of a config file once it is read: its data, and where each key of it stands.

import type { PathText, SourcePlace } from '../../types/primitives.ts';

/** Keys from the top of the file down; an index into a list is its number. */
export type KeyPath = readonly (string | number)[];

export interface ConfigSource {
  readonly file: PathText;
  /** The top-level mapping. Look into it with `valueAt`: a key may be called `__proto__` or `constructor`. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Where a key is written, or the nearest one above it that is. */
  readonly keyPlace: (keys: KeyPath) => SourcePlace;
  /** Where a value is written, or its key if there is none. */
  readonly valuePlace: (keys: KeyPath) => SourcePlace;
  /** A value as it stands in the file, short and fit for a screen: `7`, `"7"`, `1e999`, `a list`. */
  readonly found: (keys: KeyPath) => string;
}

/** The value at these keys; undefined where the file has none. */
export function valueAt(value: unknown, keys: KeyPath): unknown {
  let found = value;
  for (const key of keys) {
    if (!isMapping(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
