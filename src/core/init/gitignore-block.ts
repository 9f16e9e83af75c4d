// Decides the text of .gitignore: one marked block of ours, every other byte as it was.

const BEGIN = '# >>> outputs (written by `outputs init`)';
const END = '# <<< outputs';

/**
 * The text with our block holding exactly `rules`, appended or renewed in place; the same text if it already does.
 * Line endings follow the file: CRLF where its first line ends so.
 */
export function withIgnoreBlock(text: string, rules: readonly string[]): string {
  const newline = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  const block = [BEGIN, ...rules, END].join(newline);
  const from = findLine(text, BEGIN, 0);
  const to = from === null ? null : findLine(text, END, from.end);
  if (from !== null && to !== null) return text.slice(0, from.start) + block + text.slice(to.end);
  const separator = text === '' ? '' : text.endsWith('\n') ? newline : newline + newline;
  return `${text}${separator}${block}${newline}`;
}

/** Whether a line of the text already ignores `path/` in the plainest way; only asked where there is no git to ask. */
export function ignoresPlainly(text: string, path: string): boolean {
  const forms = new Set([path, `${path}/`, `/${path}`, `/${path}/`, `${path}/*`, `/${path}/*`, `${path}/**`, `/${path}/**`]);
  return text.split(/\r?\n/).some((line) => forms.has(line.trimEnd()));
}

/** A path as a pattern that matches only itself, from the folder of the .gitignore. */
export function ignoreRule(path: string): string {
  return `/${path.replace(/[\\*?[\]]/g, '\\$&').replace(/ (?= *$)/g, '\\ ')}/`;
}

function findLine(text: string, line: string, from: number): { readonly start: number; readonly end: number } | null {
  for (let start = text.indexOf(line, from); start !== -1; start = text.indexOf(line, start + 1)) {
    const end = start + line.length;
    const startsLine = start === 0 || text[start - 1] === '\n';
    const endsLine = end === text.length || text[end] === '\n' || (text[end] === '\r' && text[end + 1] === '\n');
    if (startsLine && endsLine) return { start, end };
  }
  return null;
}
