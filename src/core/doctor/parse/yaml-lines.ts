// Takes YAML apart line by line: which keys a line stands under, and what it says. As much of the language as people write in the files of
// Docker and GitHub; templates in it are only text.

export interface YamlLine {
  /** From the top down; a list has none. The last is the line's own, if it has one. */
  readonly keys: readonly string[];
  /** Behind the key or the dash, without quotes and comment; a line of `key: |` as it stands. */
  readonly text: string;
  /** Of the line, from 1. */
  readonly line: number;
  readonly column: number;
  /** Counts the items of lists: the same for all lines of one. */
  readonly item: number;
  readonly isBlock: boolean;
}

const KEY = /^(["']?)([A-Za-z_][\w.-]*)\1\s*:(?:\s+(.*))?$/;

export function yamlLines(text: string): readonly YamlLine[] {
  const lines: YamlLine[] = [];
  const above: { readonly indent: number; readonly key: string }[] = [];
  let block: number | null = null;
  let item = 0;
  for (const [index, whole] of text.split('\n').entries()) {
    let indent = whole.search(/\S/);
    if (indent === -1) continue;
    const at = { line: index + 1, column: indent + 1 };
    const keys = (): readonly string[] => above.map(({ key }) => key);
    if (block !== null && indent > block) {
      lines.push({ keys: keys(), text: whole.trim(), item, isBlock: true, ...at });
      continue;
    }
    block = null;
    if (whole[indent] === '#') continue;
    let rest = whole.slice(indent);
    // What a dash begins stands below it.
    for (let dash = /^-\s+/.exec(rest); dash !== null; dash = /^-\s+/.exec(rest)) {
      item++;
      while ((above.at(-1)?.indent ?? -1) > indent) above.pop();
      indent += dash[0].length;
      rest = rest.slice(dash[0].length);
    }
    const [, , key, value = ''] = KEY.exec(rest) ?? [];
    while (key !== undefined && (above.at(-1)?.indent ?? -1) >= indent) above.pop();
    if (key !== undefined) above.push({ indent, key });
    const said = key === undefined ? rest : value;
    if (/^[|>][-+\d]*\s*(?:#.*)?$/.test(said)) block = above.at(-1)?.indent ?? indent;
    else lines.push({ keys: keys(), text: plain(said), item, isBlock: false, ...at });
  }
  return lines;
}

function plain(written: string): string {
  return /^(["'])((?:(?!\1)[^\\]|\\.)*)\1/.exec(written)?.[2] ?? written.replace(/(?:^|\s+)#.*$/, '').trim();
}
