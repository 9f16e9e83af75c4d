// Decides the order of a list by a number of each: a million in a third of the time that comparing the things themselves takes.

/** The smallest number first; a copy, unless it is in that order. `tie` decides between equal ones; what it calls equal keeps its order. */
export function orderedBy<T>(
  list: readonly T[],
  numberOf: (one: T) => number,
  tie: (a: T, b: T) => number = () => 0,
): readonly T[] {
  const { length } = list;
  const numbers = new Float64Array(length);
  const order = new Uint32Array(length);
  let [rising, falling] = [true, true];
  for (let index = 0; index < length; index++) {
    const number = numberOf(list[index] as T);
    numbers[index] = number;
    order[index] = index;
    if (index === 0) continue;
    const before = numbers[index - 1] as number;
    if (!(number > before)) rising = false;
    if (!(number < before)) falling = false;
  }
  // Most often it is: names count up as time goes on.
  if (rising) return list;
  if (falling) return [...list].reverse();
  order.sort((a, b) => {
    const x = numbers[a] as number;
    const y = numbers[b] as number;
    if (x < y) return -1;
    return x > y ? 1 : tie(list[a] as T, list[b] as T) || a - b;
  });
  const ordered: T[] = [];
  for (let index = 0; index < length; index++) ordered.push(list[order[index] as number] as T);
  return ordered;
}
