// Decides what becomes of a config in which something is pinned or unpinned: the file replaced by the edited text, or nothing at all.

import { planOf } from '../plans/assemble-plan.ts';
import type { Facts } from '../types/items.ts';
import type { Plan } from '../types/plan.ts';
import type { PathText } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';

export interface PinInput {
  readonly command: 'pin' | 'unpin';
  readonly project: Project;
  readonly now: bigint;
  /** The config as it is, and where it lies with every link of its folder resolved. */
  readonly file: { readonly path: PathText; readonly text: string; readonly facts: Facts };
  /** As it shall be. */
  readonly text: string;
}

export function planPin({ command, project, now, file, text }: PinInput): Plan {
  const { path, facts } = file;
  return planOf({
    command,
    madeAt: now,
    outputs: project.outputs,
    sections: [],
    verdicts: [],
    actions: text === file.text ? [] : [{ do: 'replace-file', path, before: facts, text }],
    problems: [],
    warnings: project.warnings,
  });
}
