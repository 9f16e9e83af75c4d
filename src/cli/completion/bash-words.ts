// How bash reads what is typed so far, and how a completed word is written so that it reads it back. bash hands over the line and takes
// text to put in place of the last piece of the word: what follows an opening quote, or one of COMP_WORDBREAKS (`:`, `=`, …).

export interface TypedLine {
  /** Without their quotes; the last is the one at the cursor. */
  readonly words: readonly string[];
  /** Open at the cursor. */
  readonly quote: '' | '"' | "'";
  /** How much of the last word, without quotes, stands before the piece that is replaced. */
  readonly kept: number;
  /** The last word has something that only the shell can expand: `$HOME/x`, `~/x`. */
  readonly isOpaque: boolean;
}

/** `line` ends at the cursor. */
export function readBashLine(line: string, breaks: string): TypedLine {
  const words: string[] = [];
  let [word, begun, kept, isOpaque]: [string, boolean, number, boolean] = ['', false, 0, false];
  let quote: TypedLine['quote'] = '';
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    const next = line.charAt(at + 1);
    if (quote === "'") {
      if (character === "'") quote = '';
      else word += character;
      if (quote === '' && breaks.includes("'")) kept = word.length;
    } else if (quote === '"') {
      if (character === '"') quote = '';
      else if (character === '\\' && /[$`"\\\n]/.test(next)) {
        word += next;
        at++;
      } else {
        word += character;
        isOpaque ||= character === '$' || character === '`';
      }
      if (quote === '' && breaks.includes('"')) kept = word.length;
    } else if (/[ \t\n]/.test(character)) {
      if (begun) words.push(word);
      [word, begun, kept, isOpaque] = ['', false, 0, false];
      continue;
    } else if (character === '\\') {
      word += next;
      at++;
    } else if (character === "'" || character === '"') {
      quote = character;
      kept = word.length;
    } else {
      isOpaque ||= character === '$' || character === '`' || (character === '~' && word === '');
      word += character;
      if (breaks.includes(character)) kept = word.length;
    }
    begun = true;
  }
  return { words: [...words, word], quote, kept, isOpaque };
}

/** What takes the place of the last piece, or null where it cannot be written so that bash reads it back. */
export function writeBashWord(word: string, { quote, kept }: Pick<TypedLine, 'quote' | 'kept'>): string | null {
  const piece = word.slice(kept);
  // `!` is history even in double quotes, where a backslash before it stays.
  if (quote === '"') return piece.includes('!') ? null : piece.replace(/[$`"\\]/g, '\\$&');
  if (quote === "'") return piece.includes("'") ? null : piece;
  return piece.replace(/[^A-Za-z0-9_@%+,./:=\u0080-\uffff-]/g, '\\$&');
}
