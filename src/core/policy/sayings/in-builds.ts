// Reads what Makefiles and Dockerfiles say about where something is written.

import { sayingsInLine } from './in-shell.ts';
import { type Saying, thatMatter } from './saying.ts';

/** `VAR ?= path`; the lines of a recipe are shell. */
export function sayingsInMakefile(text: string): readonly Saying[] {
  return thatMatter(
    text.split('\n').flatMap((line, index) => {
      if (line.startsWith('\t')) return sayingsInLine(line.replace(/^\t[@+-]*/, '\t').replaceAll('$$', '$'), index + 1);
      const [, name, value = ''] = /^(?:export\s+|override\s+)*([A-Za-z_]\w*)\s*[:?+]*=\s*([^#]*)/.exec(line) ?? [];
      return name === undefined ? [] : sayingsInLine(`${name}=${quotedIfPlain(value.trim())}`, index + 1);
    }),
  );
}

function quotedIfPlain(value: string): string {
  return /["'`]/.test(value) ? value : `"${value}"`;
}

/** Paths below the last WORKDIR are those of the project; others are the container's own. */
export function sayingsInDockerfile(text: string): readonly Saying[] {
  let workdir = '';
  const sayings: Saying[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const [, instruction = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? [];
    switch (instruction.toUpperCase()) {
      case 'WORKDIR':
        workdir = rest.trim().replace(/(?<!\/)\/+$/, '');
        break;
      case 'ENV':
      case 'ARG':
        sayings.push(...sayingsInLine(rest.includes('=') ? rest : rest.replace(/^(\w+)\s+/, '$1='), index + 1));
        break;
      case 'RUN':
        sayings.push(...sayingsInLine(rest, index + 1));
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
