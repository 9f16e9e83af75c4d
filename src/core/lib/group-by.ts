// Puts values into lists by a key. Keys and values keep the order in which they first appear.

/** Adds `value` to the list of `key`. */
export function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** The values of each key. A value whose key is null is left out. */
export function groupBy<K, V>(values: Iterable<V>, keyOf: (value: V) => K | null): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) {
    const key = keyOf(value);
    if (key !== null) append(groups, key, value);
  }
  return groups;
}
