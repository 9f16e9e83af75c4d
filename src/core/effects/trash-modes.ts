// Which permission bits new things in a folder of the trash get: those of one user, or of the group that shares it.

import { accessOf } from '../disk/access.ts';
import type { Directory } from '../disk/directory.ts';
import { modesIn, type TrashModes } from '../policy/shared-trash.ts';
import { maker } from './sys.ts';

/** `above`: the folder that they are made in. */
export function trashModes(above: Directory): TrashModes {
  return modesIn(accessOf(above), maker());
}
