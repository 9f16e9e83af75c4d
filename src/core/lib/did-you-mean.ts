// Which known word somebody most likely meant: the "Did you mean …?" of keys, sections, commands and flags.

/** The closest candidate, or undefined where none is close. The first wins a tie. Letter case does not count. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const meant = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    const distance = oneContinuesTheOther(meant, known) ? 1 : editDistance(meant, known);
    if (distance < bestDistance && distance <= Math.max(1, Math.floor(Math.max(meant.length, known.length) / 3))) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** `check` and `checkpoints`, `keeplast` and `keep`: near however many letters they differ by. */
function oneContinuesTheOther(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a));
}

/** Letters to add, drop, change, or swap with their neighbour. Words longer than any of ours are simply far. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 32) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let distance = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) distance = Math.min(distance, at(beforeLast, column - 2) + 1);
      current.push(distance);
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, b.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
