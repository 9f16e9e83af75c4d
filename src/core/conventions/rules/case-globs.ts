// Decides which patterns like `outputs/checkpoints/unet*.pth` a text of the project looks for, and which names such a pattern misses by
// nothing but their letter case: a `UNet_epoch_5.pth` that a script never finds.

import { walkItems } from '../../items/walk-items.ts';
import { nameOf, pathIn } from '../../lib/paths.ts';
import { fitsPieces, piecesOf, placesOf, type WildcardPieces } from '../../patterns/wildcard.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Finding } from '../../types/reports.ts';
import { readByConvention } from '../section-conventions.ts';
import type { Named } from './bad-names.ts';

/** A pattern for names, and where it is written. */
export interface Glob {
  /** Without its folder. */
  readonly text: string;
  /** The last folder before it; null where there is none, or where it is a variable. */
  readonly folder: string | null;
  readonly by: PathText;
  readonly line: number;
}

/** Words with a star in them, with the folder that they are looked for in. */
const WORD = /(?<![\w./${}*-])((?:[\w.${}-]+\/|\/)*)([\w.*-]*\*[\w.*-]*)(?![\w/*(])/g;
/** Code multiplies and dereferences: a pattern says three letters in a row, its extension aside. */
const SAYS_ENOUGH = /[A-Za-z]{3}/;

export function globsIn(text: string, by: PathText): readonly Glob[] {
  const globs: Glob[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (!line.includes('*') || line.length > 2000) continue;
    for (const [, folders = '', name = ''] of line.matchAll(WORD)) {
      if (!SAYS_ENOUGH.test(name.replace(/\.\w+$/, '')) || !isPattern(name, folders, line)) continue;
      const folder = folders.split('/').findLast((each) => each !== '' && each !== '.') ?? null;
      globs.push({ text: name, folder: folder === null || /[${}]/.test(folder) ? null : folder, by, line: at + 1 });
    }
  }
  return globs;
}

/** `**kwargs`, `*args` and Markdown's `*so*` are not patterns. */
function isPattern(name: string, folders: string, line: string): boolean {
  if (name.includes('**')) return false;
  if (!name.startsWith('*') || folders !== '' || /\.\w+$/.test(name)) return true;
  return name.endsWith('*') && [`"${name}"`, `'${name}'`].some((quoted) => line.includes(quoted));
}

/** The most patterns tried on every name; more than any project has. */
const MOST_GLOBS = 100;

/** Of the names in one section. A folder before a pattern must be the section's, if it is some section's at all. */
export function globFindings({ section, items, conventions }: Named, all: readonly Glob[]): readonly Finding[] {
  const globs = all
    .filter(({ folder }) => folder === null || folder === nameOf(section.path))
    .slice(0, MOST_GLOBS)
    .map((glob) => ({ glob, exact: piecesOf(glob.text), loose: piecesOf(glob.text.toLowerCase()) }));
  if (globs.length === 0) return [];
  const findings: Finding[] = [];
  let taken: ReadonlySet<PathText> | undefined;
  for (const { path, facts } of walkItems(items)) {
    const name = nameOf(path);
    if (facts.type !== 'file') continue;
    const lower = name.toLowerCase();
    // Of another length than the name, as that of `İ` is: nothing can be told of its places.
    if (lower.length !== name.length) continue;
    const missed = globs.find(({ exact, loose }) => fitsPieces(lower, loose) && !fitsPieces(name, exact));
    // Who looks for `unet*` and for `UNet*` finds both.
    const isFound = (text: string) =>
      globs.some(({ glob, exact }) => glob.text.toLowerCase() === text && fitsPieces(name, exact));
    if (missed === undefined || isFound(missed.glob.text.toLowerCase())) continue;
    const { text: glob, by, line } = missed.glob;
    const correct = inItsCase(glob, missed.loose, name);
    const folder = path.slice(0, path.length - name.length);
    taken ??= new Set([...walkItems(items)].map((item) => item.path));
    // Where the convention says the name as it is, the pattern is what should change.
    const isCorrect = readByConvention(conventions, correct) !== null || readByConvention(conventions, name) === null;
    const isFree = isCorrect && !taken.has(folder + correct);
    findings.push({
      ...{ rule: 'case-glob', path: pathIn(section.path, path), section: section.name, glob, by, line },
      ...(isFree && { correct: pathIn(section.path, folder + correct) }),
    });
  }
  return findings;
}

function inItsCase(glob: string, loose: WildcardPieces, name: PathText): PathText {
  const places = placesOf(name.toLowerCase(), loose) ?? [];
  let text = '';
  let from = 0;
  for (const [index, piece] of piecesOf(glob).entries()) {
    const at = places[index] ?? from;
    text += name.slice(from, at) + piece;
    from = at + piece.length;
  }
  return text;
}
