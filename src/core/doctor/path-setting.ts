// What a text of the project says about where something is written: a name and a path. What becomes of it: `doctor/check-settings.ts`.

import type { PathText } from '../types/primitives.ts';
import { settingNameOf } from './setting-names.ts';

export interface PathSetting {
  /** `--output-dir`, `checkpoint_dir`, `HF_HOME`; null where a folder is made or written to without a name. */
  readonly name: string | null;
  /** As written, without quotes, up to where it is put together at run time. */
  readonly value: PathText;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The folder comes from a tool's own default: this call gives it none. Or it is not written to here, but taken from. */
  readonly by?: 'default' | 'upload';
  /** The program that the option is given to: `x.write_config`, `sphinx-build`. Otherwise the file itself is that program. */
  readonly program?: string;
}

/** Line and column of offsets that only grow. */
export function placer(text: string): (at: number) => { readonly line: number; readonly column: number } {
  let [line, start, next] = [1, 0, text.indexOf('\n')];
  return (at) => {
    while (next !== -1 && next < at) {
      line++;
      start = next + 1;
      next = text.indexOf('\n', start);
    }
    return { line, column: at - start + 1 };
  };
}

/** Those whose name means something; one at a place and value: `X=${X:-results}` says it twice. */
export function thatMatter(sayings: readonly PathSetting[]): readonly PathSetting[] {
  const seen = new Set<string>();
  const meant = sayings.filter(({ name }) => name === null || settingNameOf(name) !== null);
  const inOrder = meant.sort((a, b) => a.line - b.line || a.column - b.column);
  return inOrder.filter(({ line, value }) => {
    const key = `${line}:${value}`;
    return !seen.has(key) && seen.add(key);
  });
}
