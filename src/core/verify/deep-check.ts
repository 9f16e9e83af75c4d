// Reads the whole of a checkpoint and compares it with what was written down of it. Bounded memory; as long as the disk takes.

import { foldersBelow } from '../checkpoints/read/inspect-checkpoint.ts';
import { attempt, type Directory } from '../disk/directory.ts';
import { withFile } from '../disk/file-source.ts';
import { type Compared, compareChecksums } from '../formats/checksums.ts';
import { walkItems } from '../items/walk-items.ts';
import { folderOf, nameOf } from '../lib/paths.ts';
import type { Unit } from '../types/checkpoints.ts';

/** Over all files of the unit. What cannot be read has been said by the look into it, and is not damage. */
export function compareUnit(top: Directory, unit: Unit, onBytes: (bytes: number) => void): Compared {
  const reach = foldersBelow(top);
  let checksums = 0;
  for (const { path, facts } of walkItems(unit.parts)) {
    if (facts.type !== 'file') continue;
    const compared = attempt(() => withFile(reach(folderOf(path)), nameOf(path), (file) => compareChecksums(file, onBytes)));
    if (!compared.ok || compared.value === null) continue;
    checksums += compared.value.checksums;
    const { damage } = compared.value;
    if (damage !== null) return { checksums, damage: path === unit.path ? damage : `${nameOf(path)}: ${damage}` };
  }
  return { checksums, damage: null };
}
