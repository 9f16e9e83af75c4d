// Compares promoted models with what was written down beside them: the sizes of their files always, their SHA-256 where all is read.

import { createHash } from 'node:crypto';
import { foldersBelow } from '../checkpoints/read/inspect-checkpoint.ts';
import { attempt, type Directory } from '../disk/directory.ts';
import { withFile } from '../disk/file-source.ts';
import { incomplete } from '../formats/inspection-result.ts';
import { folderOf, nameOf, pathIn } from '../lib/paths.ts';
import { metadataNameOf, type Promotion } from '../promotion/promotion-metadata.ts';
import { promotionBeside } from '../promotion/read/read-promotions.ts';
import type { PathText } from '../types/primitives.ts';
import type { VerifiedEntry } from '../types/reports.ts';

const PIECE = 4 * 1024 * 1024;

export interface Comparing {
  /** Also what is in the files, which reads all of them. */
  readonly deep: boolean;
  readonly onBytes: (bytes: number) => void;
}

export interface ComparedModel {
  /** A sentence fragment, or null: nothing differs from what was written down. */
  readonly damage: string | null;
  /** How many files were hashed. */
  readonly hashed: number;
}

/** Sizes always; with `deep` also what is in the files, which reads all of them. `top` holds `model`. */
export function compareWithPromotion(
  top: Directory,
  model: PathText,
  { files }: Promotion,
  { deep, onBytes }: Comparing,
): ComparedModel {
  const reach = foldersBelow(top);
  const written = metadataNameOf(nameOf(model));
  let hashed = 0;
  for (const { path, bytes, sha256 } of files) {
    const place = path === '' ? model : pathIn(model, path);
    const shown = path === '' ? nameOf(model) : path;
    const found = attempt(() =>
      withFile(reach(folderOf(place)), nameOf(place), (file) => ({
        size: file.size,
        sha256: deep && file.size === bytes ? digestOf(file, onBytes) : null,
      })),
    );
    if (!found.ok) {
      const why = found.errno === 'ENOENT' ? 'is gone' : `cannot be read (${found.errno})`;
      return { damage: `${shown} ${why}; ${written} lists it`, hashed };
    }
    if (found.value.size !== bytes) return { damage: `${shown} has ${found.value.size} bytes; ${written} says ${bytes}`, hashed };
    if (found.value.sha256 === null) continue;
    hashed++;
    if (found.value.sha256 !== sha256) return { damage: `the SHA-256 of ${shown} is not the one in ${written}`, hashed };
  }
  return { damage: null, hashed };
}

function digestOf(
  { size, read }: { readonly size: number; readonly read: (offset: number, length: number) => Uint8Array },
  onBytes: (bytes: number) => void,
): string {
  const hash = createHash('sha256');
  for (let offset = 0; offset < size; ) {
    const bytes = read(offset, PIECE);
    if (bytes.length === 0) break;
    hash.update(bytes);
    offset += bytes.length;
    onBytes(offset);
  }
  return hash.digest('hex');
}

/**
 * What promotions wrote, added to the looks into their models. `models`: their paths below `top`, which is the folder `base`. Of a folder
 * that holds several checkpoints, the first entry says what differs.
 */
export function withPromotions(
  entries: readonly VerifiedEntry[],
  top: Directory,
  { base, section, models }: { readonly base: PathText; readonly section: string | null; readonly models: readonly PathText[] },
  comparing: (model: PathText) => Comparing,
): readonly VerifiedEntry[] {
  const all = [...entries];
  for (const model of models) {
    const path = pathIn(base, model);
    const at = all.findIndex((entry) => entry.path === path || entry.path.startsWith(`${path}/`));
    const entry = all[at];
    if (entry === undefined) all.push(missingModel(path, section));
    else all[at] = withPromotion(entry, top, model, comparing(path));
  }
  return all;
}

function withPromotion(entry: VerifiedEntry, top: Directory, model: PathText, how: Comparing): VerifiedEntry {
  const folder = attempt(() => foldersBelow(top)(folderOf(model)));
  const read = folder.ok ? promotionBeside(folder.value, nameOf(model)) : null;
  if (read === null) return entry;
  if (!read.ok) return { ...entry, why: `${entry.why}; ${metadataNameOf(nameOf(model))} ${read.why}` };
  const { damage, hashed } = compareWithPromotion(top, model, read.value, how);
  if (damage !== null) return { ...entry, why: damage, damaged: true };
  return how.deep ? { ...entry, checksums: (entry.checksums ?? 0) + hashed } : entry;
}

/** For metadata whose model is no longer there: nobody else would tell of it. */
function missingModel(path: PathText, section: string | null): VerifiedEntry {
  const why = `it is gone; ${metadataNameOf(nameOf(path))} is still there`;
  return { ...incomplete('unknown', why), path, section, bytes: 0, checksums: null, damaged: false };
}
