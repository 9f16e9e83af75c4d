// Decides which correct name a wrong one most likely stands for: the same words and values with other separators, letter case, zeros or a
// related extension. Nothing else is guessed: `weights.pth` has neither an epoch nor a role.

import { formatName, mostSpecificFirst, type Template } from '../../naming/template.ts';
import type { PathText } from '../../types/primitives.ts';
import type { NameKind } from '../../types/reports.ts';
import { type Convention, readByConvention } from '../section-conventions.ts';

/** A template as people get it wrong. */
interface Loose {
  readonly convention: Convention;
  readonly pattern: RegExp;
}

/** For the names of one section. */
export interface Repairs {
  readonly all: readonly Convention[];
  readonly loose: readonly Loose[];
}

/** Of two fields of text nobody knows where one ends; and trying all places took 0.2 s a name. */
const MOST_TEXT_FIELDS = 1;
const LONGEST_NAME = 255;

export function repairsOf(conventions: readonly Convention[]): Repairs {
  const own = conventions.filter(
    ({ isOwn, template }) => isOwn && template.fields.filter(({ kind }) => kind === 'text').length <= MOST_TEXT_FIELDS,
  );
  const loose = mostSpecificFirst(own, ({ template }) => template).map((convention) => ({
    convention,
    pattern: new RegExp(`^${convention.template.pieces.map(loosePiece).join('')}$`, 'iu'),
  }));
  return { all: conventions, loose };
}

/** Another name than the given one, which is read as what it says; null where there is none near. */
export function nearestName(
  { all, loose }: Repairs,
  name: PathText,
): { readonly name: PathText; readonly kind: NameKind } | null {
  if (name.length > LONGEST_NAME) return null;
  const plain = name.normalize('NFC');
  for (const { convention, pattern } of loose) {
    const match = pattern.exec(plain);
    if (match === null) continue;
    const repaired = formatName(convention.template, valuesIn(convention.template, match));
    if (!repaired.ok || repaired.value === name) continue;
    const read = readByConvention(all, repaired.value);
    if (read?.template === convention.template.source && read.kind === convention.kind)
      return { name: repaired.value, kind: read.kind };
  }
  return null;
}

const SEPARATORS = '[-_. ]';

function loosePiece(piece: Template['pieces'][number], at: number, pieces: Template['pieces']): string {
  if (typeof piece !== 'string') return FIELD[piece.kind];
  const isLast = at === pieces.length - 1;
  const dot = isLast ? piece.lastIndexOf('.') : -1;
  const words = dot < 0 ? piece : piece.slice(0, dot);
  const text = [...words.matchAll(/[-_. ]+|[^-_. ]+/g)].map(([part], index) => {
    if (!/^[-_. ]/.test(part)) return looseWord(part);
    // `UNetbest.pth` could be a model called so; `epoch5` is one word and a number.
    const before = index === 0 ? pieces[at - 1] : undefined;
    // Between two numbers something must stand: nobody knows which digits are whose, and all places of three numbers took a second.
    const isBetween = typeof before === 'object' && (before.kind === 'text' || typeof pieces[at + 1] === 'object');
    return isBetween ? `${SEPARATORS}+` : `${SEPARATORS}*`;
  });
  return text.join('') + (dot < 0 ? '' : looseExtension(piece.slice(dot + 1)));
}

const FIELD = {
  text: '(.+?)',
  number: '([0-9]+)',
  timestamp: '([0-9]{4}[-_.]?[0-9]{2}[-_.]?[0-9]{2}[-_T. ]?[0-9]{2}[-_.:h]?[0-9]{2}[-_.:m]?[0-9]{2})',
} as const;

/** `result` for `results`, `ep` for `epoch`. */
function looseWord(word: string): string {
  if (word.toLowerCase() === 'epoch') return '(?:epoch|ep|e)';
  const plain = escaped(word);
  return word.length > 3 && /s$/i.test(word) ? `${plain}?` : plain;
}

/** One format under two names. */
function looseExtension(extension: string): string {
  return /^ptw?h?$/i.test(extension) ? '\\.(?:pth|pt)' : `\\.${escaped(extension)}`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function valuesIn({ fields }: Template, match: RegExpExecArray): Readonly<Record<string, string | number>> {
  const values = fields.map(({ name, kind }, index) => {
    const text = match[index + 1] ?? '';
    if (kind === 'number') return [name, Number(text)] as const;
    if (kind === 'text') return [name, text.replace(/^[-_. ]+|[-_. ]+$/g, '')] as const;
    const digits = text.replace(/[^0-9]/g, '');
    return [name, `${digits.slice(0, 8)}_${digits.slice(8)}`] as const;
  });
  return Object.fromEntries(values);
}
