// Which permission bits new things in a folder of the trash get: those of one user, or of the group that shares it.

import { modesIn, type TrashModes } from '../../trust/shared-trash.ts';
import { accessOf } from '../access.ts';
import type { Directory } from '../directory.ts';
import { maker } from './mutating-calls.ts';

/** `above`: the folder that they are made in. */
export function trashModes(above: Directory): TrashModes {
  return modesIn(accessOf(above), maker());
}
