// Reads what configurations say about where something is written: scalars of YAML, TOML and JSON by their own key. By lines and not by a
// parser: other programs' files hold templates, tags and several documents, and only a plain `key: path` is ever meant.

import { type PathSetting, thatMatter } from '../path-setting.ts';

const YAML = /^(\s*)(?:-\s+)?(["']?)([A-Za-z_][\w.-]*)\2\s*:(?:\s+(.*))?$/;
const TOML = /^()\s*()([A-Za-z_][\w.-]*)\s*=\s*(["'].*)$/;
const JSON_PAIR = /"([A-Za-z_][\w.-]*)"\s*:\s*"((?:[^"\\]|\\.)*)"/g;

/** `ours`: the top-level key whose block is read by this program itself. */
export function settingsInYaml(text: string, ours: string | null): readonly PathSetting[] {
  const sayings: PathSetting[] = [];
  const above: { readonly indent: number; readonly key: string }[] = [];
  let block: number | null = null;
  for (const [index, line] of text.split('\n').entries()) {
    const indent = line.search(/\S/);
    if (indent === -1) continue;
    // The lines of `key: |` are a text.
    if (block !== null && indent > block) continue;
    block = null;
    const [, , , key = '', rest = ''] = YAML.exec(line) ?? [];
    if (key === '') continue;
    while ((above.at(-1)?.indent ?? -1) >= indent) above.pop();
    const parents = above.map((each) => each.key);
    above.push({ indent, key });
    if (/^[|>]/.test(rest)) block = indent;
    if (ours !== null && (parents[0] ?? key) === ours) continue;
    const flow = /^\{(.*)\}\s*(?:#.*)?$/.exec(rest)?.[1];
    const name = key === 'dir' && /^(?:run|sweep)$/.test(parents.at(-1) ?? '') && parents.includes('hydra') ? 'output_dir' : key;
    const pairs = flow === undefined ? [[name, rest] as const] : flowPairs(flow);
    for (const [each, written] of pairs) {
      const value = scalar(written);
      if (value !== null) sayings.push({ name: lastOf(each), value, line: index + 1, column: indent + 1 });
    }
  }
  return thatMatter(sayings);
}

export function settingsInToml(text: string): readonly PathSetting[] {
  const sayings = text.split('\n').flatMap((line, index) => {
    const [, , , key, rest] = TOML.exec(line) ?? [];
    const value = rest === undefined ? null : scalar(rest);
    return key === undefined || value === null
      ? []
      : [{ name: lastOf(key), value, line: index + 1, column: line.search(/\S/) + 1 }];
  });
  return thatMatter(sayings);
}

export function settingsInJson(text: string): readonly PathSetting[] {
  const sayings = text.split('\n').flatMap((line, index) =>
    [...line.matchAll(JSON_PAIR)].flatMap(({ 1: key = '', 2: written = '', index: at }) => {
      const value = scalar(`"${written}"`);
      return value === null ? [] : [{ name: lastOf(key), value, line: index + 1, column: at + 1 }];
    }),
  );
  return thatMatter(sayings);
}

function flowPairs(flow: string): readonly (readonly [string, string])[] {
  return [...flow.matchAll(/(?<![\w.-])(["']?)([A-Za-z_][\w.-]*)\1\s*:\s*("[^"]*"|'[^']*'|[^,{}[\]]*)/g)].map(
    ({ 2: key = '', 3: value = '' }) => [key, value] as const,
  );
}

function lastOf(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

/** A plain or quoted scalar, without its comment, up to where it is put together at run time; null for everything else. */
function scalar(written: string): string | null {
  const quoted = /^(["'])((?:(?!\1)[^\\]|\\.)*)\1/.exec(written)?.[2];
  const plain = quoted ?? (/^[&*![{|>]/.test(written) ? '' : written.replace(/(?<!\s)\s+#.*$/, '').trim());
  const cut = plain.search(/[$%<]|\{/);
  const value = cut === -1 ? plain : plain.slice(0, plain.lastIndexOf('/', cut) + 1);
  return value === '' || value === '/' || /\s/.test(value) ? null : value;
}
