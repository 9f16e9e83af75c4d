// Reads what files of Docker Compose say about where something is written: the environment of a service, and folders of the project that
// are mounted to be written to. A path inside the container is read where the project itself is mounted.

import { groupBy } from '../../lib/group-by.ts';
import { type PathSetting, thatMatter } from '../path-setting.ts';
import { settingsInLine } from './shell.ts';
import { type YamlLine, yamlLines } from './yaml-lines.ts';

const HOST = /^(\.[^:]*)(?::([^:]*))?(?::([^:]*))?$/;

/** `isAtTop`: the file lies in the project's own folder, which relative folders of the host start from. */
export function settingsInCompose(text: string, isAtTop: boolean): readonly PathSetting[] {
  const services = groupBy(yamlLines(text), ({ keys }) => (keys[0] === 'services' ? (keys[1] ?? null) : null));
  return thatMatter([...services.values()].flatMap((lines) => inService(lines, isAtTop)));
}

function inService(lines: readonly YamlLine[], isAtTop: boolean): readonly PathSetting[] {
  const mounts = isAtTop ? mountsIn(lines.filter(({ keys }) => keys[2] === 'volumes')) : [];
  const home = mounts.find(({ host }) => /^\.\/?$/.test(host))?.container;
  const environment = lines.flatMap(({ keys: [, , section, name], text, line }) => {
    if (section !== 'environment') return [];
    const said = settingsInLine(name === undefined ? text : `${name}="${text}"`, line);
    return said.map((saying) => ({ ...saying, value: inProject(saying.value, home) }));
  });
  const mounted = mounts
    .filter(({ isReadOnly }) => !isReadOnly)
    .map(({ host, line, column }): PathSetting => ({ name: null, value: host, line, column }));
  return [...environment, ...mounted];
}

function inProject(value: string, home: string | undefined): string {
  return home !== undefined && value.startsWith(`${home}/`) ? value.slice(home.length + 1) : value;
}

interface Mount {
  readonly host: string;
  readonly container: string;
  readonly isReadOnly: boolean;
  readonly line: number;
  readonly column: number;
}

/** `./results:/app/results:ro`, and `source:`, `target:`, `read_only:` of one item. Volumes that have a name are Docker's own. */
function mountsIn(lines: readonly YamlLine[]): readonly Mount[] {
  const items = groupBy(lines, ({ item }) => item);
  return lines.flatMap(({ keys, text, line, column, item }): Mount[] => {
    const place = { line, column };
    if (keys.length === 3) {
      const [, host, container = '', mode = ''] = HOST.exec(text) ?? [];
      return host === undefined
        ? []
        : [{ host, container: bare(container), isReadOnly: mode.split(',').includes('ro'), ...place }];
    }
    if (keys[3] !== 'source' || !text.startsWith('.')) return [];
    const beside = (key: string) => items.get(item)?.find((each) => each.keys[3] === key)?.text;
    return [{ host: text, container: bare(beside('target') ?? ''), isReadOnly: beside('read_only') === 'true', ...place }];
  });
}

function bare(path: string): string {
  return path.replace(/(?<!\/)\/+$/, '');
}
