// Decides whether a text is literal pieces with anything between them, in time linear in the text: `a*b*c`. A backtracking expression of so
// many stars takes time to the power of them, on names that are made to.

/** `a*b` is `['a', 'b']`; one piece is no wildcard. */
export type WildcardPieces = readonly string[];

export function piecesOf(pattern: string): WildcardPieces {
  return pattern.split(/\*+/);
}

/** Each piece at the first place where it can stand: what is left for the others is then the most. */
export function fitsPieces(text: string, pieces: WildcardPieces): boolean {
  return placesOf(text, pieces) !== null;
}

/** Where each piece begins, or null where they do not fit. */
export function placesOf(text: string, pieces: WildcardPieces): readonly number[] | null {
  const first = pieces[0] ?? '';
  if (pieces.length < 2) return text === first ? [0] : null;
  const last = pieces.at(-1) ?? '';
  const lastAt = text.length - last.length;
  if (lastAt < first.length || !text.startsWith(first) || !text.endsWith(last)) return null;
  const places = [0];
  let from = first.length;
  for (let index = 1; index < pieces.length - 1; index++) {
    const piece = pieces[index] as string;
    const at = text.indexOf(piece, from);
    if (at < 0 || at + piece.length > lastAt) return null;
    places.push(at);
    from = at + piece.length;
  }
  places.push(lastAt);
  return places;
}
