// Reads what Makefiles and Dockerfiles say about where something is written.

import { type PathSetting, thatMatter } from '../path-setting.ts';
import { settingsInLine } from './shell.ts';

/** `VAR ?= path`; the lines of a recipe are shell. */
export function settingsInMakefile(text: string): readonly PathSetting[] {
  return thatMatter(
    text.split('\n').flatMap((line, index) => {
      if (line.startsWith('\t')) return settingsInLine(line.replace(/^\t[@+-]*/, '\t').replaceAll('$$', '$'), index + 1);
      const [, name, value = ''] = /^(?:export\s+|override\s+)*([A-Za-z_]\w*)\s*[:?+]*=\s*([^#]*)/.exec(line) ?? [];
      return name === undefined ? [] : settingsInLine(`${name}=${quotedIfPlain(value.trim())}`, index + 1);
    }),
  );
}

function quotedIfPlain(value: string): string {
  return /["'`]/.test(value) ? value : `"${value}"`;
}

/** Paths below the last WORKDIR are those of the project; others are the container's own. */
export function settingsInDockerfile(text: string): readonly PathSetting[] {
  let workdir = '';
  const sayings: PathSetting[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [, instruction = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? [];
    switch (instruction.toUpperCase()) {
      case 'WORKDIR':
        workdir = rest.trim().replace(/(?<!\/)\/+$/, '');
        break;
      case 'ENV':
      case 'ARG':
        sayings.push(...settingsInLine(rest.includes('=') ? rest : rest.replace(/^(\w+)\s+/, '$1='), index + 1));
        break;
      case 'RUN':
        sayings.push(...settingsInLine(rest, index + 1));
        break;
      case 'VOLUME':
        for (const [path] of rest.matchAll(/[^\s"',[\]]+/g))
          sayings.push({ name: null, value: path, line: index + 1, column: 1 });
        break;
      default:
    }
    const below = workdir === '' ? null : `${workdir}/`;
    for (const [at, saying] of sayings.entries()) {
      if (saying.line === index + 1 && below !== null && saying.value.startsWith(below))
        sayings[at] = { ...saying, value: saying.value.slice(below.length) };
    }
  }
  return thatMatter(sayings);
}
