// Decides whether a README in the outputs directory is ours, ours and edited, or a person's.

import { sha256Hex } from '../lib/sha256.ts';

export const LANGUAGES = ['en', 'vi'] as const;

export type Language = (typeof LANGUAGES)[number];

const MARKER = /^<!-- outputs init (en|vi) ([0-9a-f]{16}) .*-->\r?\n/;

/** What an existing README is: `ours` (generated and untouched since), or somebody's own work. */
export type ReadmeOwner = { readonly owner: 'ours'; readonly language: Language } | { readonly owner: 'theirs' };

export function readmeOwner(text: string): ReadmeOwner {
  const found = MARKER.exec(text);
  if (found === null) return { owner: 'theirs' };
  const [first, language, digest] = found as unknown as [string, Language, string];
  return digestOf(text.slice(first.length)) === digest ? { owner: 'ours', language } : { owner: 'theirs' };
}

export function digestOf(body: string): string {
  return sha256Hex(body).slice(0, 16);
}
