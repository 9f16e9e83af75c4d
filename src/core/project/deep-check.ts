// Reads the whole of a checkpoint and compares it with what was written down of it. Bounded memory; as long as the disk takes.

import { attempt, type Directory } from '../disk/directory.ts';
import { withFile } from '../disk/file-source.ts';
import { everyItem } from '../policy/every-item.ts';
import { type Compared, compareChecksums } from '../policy/formats/checksums.ts';
import { folderOf, nameOf } from '../policy/path-parts.ts';
import type { Unit } from '../types.ts';
import { foldersBelow } from './inspect.ts';

/** Over all files of the unit. What cannot be read has been said by the look into it, and is not damage. */
export function compareUnit(top: Directory, unit: Unit, onBytes: (bytes: number) => void): Compared {
  const reach = foldersBelow(top);
  let checksums = 0;
  for (const { path, facts } of everyItem(unit.parts)) {
    if (facts.type !== 'file') continue;
    const compared = attempt(() => withFile(reach(folderOf(path)), nameOf(path), (file) => compareChecksums(file, onBytes)));
    if (!compared.ok || compared.value === null) continue;
    checksums += compared.value.checksums;
    const { damage } = compared.value;
    if (damage !== null) return { checksums, damage: path === unit.path ? damage : `${nameOf(path)}: ${damage}` };
  }
  return { checksums, damage: null };
}
