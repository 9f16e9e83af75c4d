// Carries out one action of a plan and says what happened.

import type { Action, StepOutcome } from '../types.ts';
import { promote } from './promote.ts';
import { remove } from './remove.ts';
import { restore } from './restore.ts';
import { sweep } from './sweep.ts';
import { sectionNamed, type Work } from './work.ts';
import { makeFolders, replaceFile, writeNewFile } from './write-file.ts';

/** `number` is the action's place in the plan, and what it is called in the trash. */
export async function carryOut(action: Action, number: number, work: Work): Promise<StepOutcome> {
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
      return restore(action, sectionNamed(action.section, work).find, work.restoring);
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
