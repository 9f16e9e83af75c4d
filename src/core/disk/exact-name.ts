// Looks whether an object has exactly this name. Where letter case does not count, `unet.pth` finds `UNet.pth` too: then only the list
// of names tells which of both it has.

import { foldedName } from '../lib/name-folding.ts';
import type { Facts } from '../types/items.ts';
import type { PathText } from '../types/primitives.ts';
import type { Spot } from './find-item.ts';
import { factsAt, namesIn } from './stat-and-read.ts';

/** Null where nothing has it. `other` is the name that it could be mistaken for. Throws the errno. */
export function factsExactlyAt({ parent, name }: Spot, other: PathText): Facts | null {
  const facts = factsAt(parent, name);
  if (facts === null || name === other || foldedName(name) !== foldedName(other)) return facts;
  return namesIn(parent).includes(name) ? facts : null;
}
