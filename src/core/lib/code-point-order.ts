// Decides the one order in which everything is listed: by code point, so that no locale changes a plan.

/** Code points, and not the UTF-16 units of `<`, which put `😀` before `｡`. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}

/** The list itself where it is in this order, as most are: a scan goes by name. Else a sorted copy. */
export function inOrder<T>(list: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  for (let index = 1; index < list.length; index++) {
    if (compare(list[index - 1] as T, list[index] as T) > 0) return [...list].sort(compare);
  }
  return list;
}
