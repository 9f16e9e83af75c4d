// A folder to put first in PATH, in which `outputs` is the built program, as after an install.

import { mkdirSync, symlinkSync } from 'node:fs';
import { command } from './run.ts';
import type { Tree } from './tree.ts';

/** An environment with that PATH, and a home in the tree. */
export function withOutputsOnPath(t: Tree): Readonly<Record<string, string>> {
  mkdirSync(t.at('.bin'), { recursive: true });
  mkdirSync(t.at('.home'), { recursive: true });
  symlinkSync(command, t.at('.bin/outputs'));
  symlinkSync(process.execPath, t.at('.bin/node'));
  return { PATH: `${t.at('.bin')}:/usr/local/bin:/usr/bin:/bin`, HOME: t.at('.home'), LC_ALL: 'C.UTF-8' };
}
