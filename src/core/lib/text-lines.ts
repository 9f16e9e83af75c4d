// Decides where lines of a text begin and end, and puts lines in and takes them out so that the one undoes the other, whatever the line
// ends are and whether or not the last line has one.

/** Before the line end, of either kind. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline === -1) return text.length;
  return newline > offset && text[newline - 1] === '\r' ? newline - 1 : newline;
}

export function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** What stands before `offset` in its line. */
export function lineBefore(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), offset);
}

/** Below the line in which `offset` is, with the line ends that the text has. */
export function afterOffset(text: string, offset: number, lines: readonly string[]): string {
  const newline = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  const end = lineEnd(text, offset);
  return text.slice(0, end) + lines.map((line) => newline + line).join('') + text.slice(end);
}

/** Without the lines from the one of `from` to the one of `to`: with the line end before them, or the one behind where they are the first. */
export function withoutLines(text: string, from: number, to: number): string {
  const start = lineStart(text, from);
  const rest = text.slice(lineEnd(text, to));
  return start === 0 ? rest.replace(/^\r?\n/, '') : text.slice(0, start).replace(/\r?\n$/, '') + rest;
}

/** Where one text differs from another, whole lines, counted from 1: how many of the old ones make room for which new ones. */
export function changedLines(
  before: string,
  after: string,
): { readonly line: number; readonly removed: number; readonly added: readonly string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, now.length) - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  return { line: start + 1, removed: old.length - start - end, added: now.slice(start, now.length - end) };
}
