// Decides which names are one name to others: on macOS and Windows, in a zip file and on some servers, neither letter case nor the
// Unicode form of a letter tells two names apart.

import type { PathText } from '../types/primitives.ts';

const ASCII = /^[\u0000-\u007f]*$/;

export function foldedName(name: PathText): string {
  return composedName(name).toLowerCase();
}

/** In one Unicode form, the letter case as it is. */
export function composedName(name: PathText): string {
  return ASCII.test(name) ? name : name.normalize('NFC');
}

/** The same name to those, written differently; itself where it has no letters. */
export function otherCase(name: PathText): PathText {
  return name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
}
