// Carries out one action of a plan and says what happened.

import { makeFolders, replaceFile, writeNewFile } from '../disk/write/write-file.ts';
import { sweep } from '../logs/write/sweep.ts';
import { promote } from '../promotion/write/promote-model.ts';
import { type ApplyContext, sectionHandle } from '../trash/write/apply-context.ts';
import type { StepOutcome } from '../types/operation.ts';
import type { Action } from '../types/plan.ts';
import { remove } from './remove-entry.ts';
import { restore } from './restore.ts';

/** `number` is the action's place in the plan, and what it is called in the trash. */
export async function executeAction(action: Action, number: number, work: ApplyContext): Promise<StepOutcome> {
  const unique = `${work.operation}-${number}`;
  switch (action.do) {
    case 'trash':
    case 'purge':
    case 'unlink':
      return remove(action, number, work);
    case 'rename':
    case 'rewrite':
    case 'rename-back':
    case 'rewrite-back':
      throw new Error('what is renamed goes by units');
    case 'sweep':
      return sweep(action, work);
    case 'restore':
      return restore(action, sectionHandle(action.section, work).find, work.restoring);
    case 'make-directory':
      return makeFolders(work.root, action.path);
    case 'create-file':
      return writeNewFile(work.root, action.path, action.text, unique);
    case 'replace-file':
      return replaceFile(work.root, action.path, action.before, action.text, unique);
    case 'promote':
      return promote(action, number, work);
    default:
      return action satisfies never;
  }
}
