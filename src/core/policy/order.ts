// Decides the one order in which everything is listed: by code point, so that no locale changes a plan.

/** Code points, and not the UTF-16 units of `<`, which put `😀` before `｡`. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}
