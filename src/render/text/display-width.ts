// How many terminal columns a text takes, and how to shorten it. Wide: East Asian wide and fullwidth, and emoji.

const ASCII = /^[\x20-\x7e]*$/;
// Unicode EastAsianWidth W and F, merged into few ranges; U+303F and the halfwidth forms are narrow and left out.
const WIDE =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|^[\u{16fe0}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
const EMOJI = /^\p{Emoji_Presentation}|\ufe0f/u;
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

let segmenter: Intl.Segmenter | undefined;

/** What a person sees as single characters. */
function graphemes(text: string): readonly string[] {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), (piece) => piece.segment);
}

function widthOfGrapheme(grapheme: string): number {
  if (NO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) || EMOJI.test(grapheme) ? 2 : 1;
}

/** Columns. `text` must be escaped already: it holds no control characters. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  return graphemes(text).reduce((sum, grapheme) => sum + widthOfGrapheme(grapheme), 0);
}

/** At most `width` columns, the middle replaced by `…`: the ends of a checkpoint's name say more than its middle. */
export function shorten(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const pieces = graphemes(text);
  const room = Math.max(width - 1, 0);
  const head = take(pieces, Math.floor(room / 2));
  const tail = take(pieces.toReversed(), room - Math.floor(room / 2)).toReversed();
  return `${head.join('')}…${tail.join('')}`;
}

function take(pieces: readonly string[], width: number): readonly string[] {
  const taken: string[] = [];
  let used = 0;
  for (const piece of pieces) {
    used += widthOfGrapheme(piece);
    if (used > width) break;
    taken.push(piece);
  }
  return taken;
}

/** Pieces of at most `width` columns (2 or more), cut only between what a person sees as characters. */
export function chopped(text: string, width: number): readonly string[] {
  const pieces: string[] = [];
  for (let rest = graphemes(text); rest.length > 0; ) {
    const piece = take(rest, width);
    pieces.push(piece.join(''));
    rest = rest.slice(piece.length);
  }
  return pieces;
}

/** Filled with spaces to `width` columns. */
export function pad(text: string, width: number, side: 'left' | 'right'): string {
  const fill = ' '.repeat(Math.max(width - displayWidth(text), 0));
  return side === 'left' ? text + fill : fill + text;
}
