// Reads what the code cells of a notebook say about where something is written, with the line of the file that has it.

import type { PathSetting } from '../path-setting.ts';
import { settingsInPython } from './python.ts';
import { settingsInLine } from './shell.ts';

/** Jupyter writes each line of a cell as a string on a line of its own; a file in another form says nothing. */
export function settingsInNotebook(text: string): readonly PathSetting[] {
  const sayings: PathSetting[] = [];
  let code: { readonly texts: string[]; readonly lines: number[] } | null = null;
  let isCode = false;
  for (const [index, line] of text.split('\n').entries()) {
    const type = /^\s*"cell_type"\s*:\s*"(\w+)"/.exec(line)?.[1];
    if (type !== undefined) isCode = type === 'code';
    const opens = /^\s*"source"\s*:\s*\[\s*$/.test(line);
    if (opens) code = { texts: [], lines: [] };
    else if (code !== null) {
      const written = /^\s*("(?:[^"\\]|\\.)*"),?\s*$/.exec(line)?.[1];
      if (written === undefined) {
        if (isCode) sayings.push(...sayingsInCell(code.texts, code.lines));
        code = null;
      } else {
        code.texts.push(decoded(written));
        code.lines.push(index + 1);
      }
    }
  }
  return sayings;
}

function decoded(written: string): string {
  try {
    return String(JSON.parse(written)).replace(/\n$/, '').replaceAll('\n', ' ');
  } catch {
    return '';
  }
}

/** `!command` and `%env NAME=path` are shell; a cell that begins with `%%bash` is too. */
function sayingsInCell(texts: readonly string[], lines: readonly number[]): readonly PathSetting[] {
  const isShell = /^%%(?:bash|sh)\b/.test(texts[0] ?? '');
  const shell = texts.flatMap((each, at) => {
    const command = isShell ? each : /^\s*[!%](?:env\s+|set_env\s+)?(.*)$/.exec(each)?.[1];
    return command === undefined ? [] : settingsInLine(command, lines[at] ?? 1);
  });
  if (isShell) return shell;
  const python = texts.map((each) => (/^\s*[!%]/.test(each) ? '' : each)).join('\n');
  return [...shell, ...settingsInPython(python).map((saying) => ({ ...saying, line: lines[saying.line - 1] ?? 1 }))];
}
