// @ts-check
// What a row is meant to reach: a number that is made of its results, and the most that it may be.

/** @typedef {(runner: string, row?: string) => import('./measure.js').Result | undefined} Lookup Of the target's own row, unless another is named. */
/** @typedef {{ text: string, most: number, unit: '×' | 'MB' | 'calls/file' | 's', of: (get: Lookup, files: number) => number }} Target */

export const OURS = 'outputs';

/** Of the time until the end, or until a mark. @param {number} most @param {string} peer @param {string} [mark] @returns {Target} */
export function times(most, peer, mark) {
  return {
    text: `at most ${most} × ${peer}${mark === undefined ? '' : `, until ${mark}`}`,
    most,
    unit: '×',
    of: (get) => (mark === undefined ? ms(get(OURS)) : Number(get(OURS)?.marks[mark])) / ms(get(peer)),
  };
}

/** With the time of `start`, a row's runner that has nothing to do, taken away. @param {number} most @param {string} peer @param {string} start @returns {Target} */
export function timesBeyond(most, peer, start) {
  return {
    text: `at most ${most} × ${peer}, beyond ${start}`,
    most,
    unit: '×',
    of: (get) => (ms(get(OURS)) - ms(get(start))) / ms(get(peer)),
  };
}

/** What another way of running ours may cost, in processor time: of a hundredth, the clock on the wall knows nothing. @param {number} most @param {string} other @returns {Target} */
export function costs(most, other) {
  /** @param {import('./measure.js').Result | undefined} result */
  const cpu = (result) => Number(result?.userMs) + Number(result?.systemMs);
  return {
    text: `${other}: at most ${most} × the processor time`,
    most,
    unit: '×',
    of: (get) => cpu(get(other)) / cpu(get(OURS)),
  };
}

/** @param {number} most @param {string} row the same work with a tenth of the files @param {string} [start] taken away from both @returns {Target} */
export function growth(most, row, start) {
  /** @param {Lookup} get @param {string} [of] */
  const cost = (get, of) => ms(get(OURS, of)) - (start === undefined ? 0 : ms(get(start, of)));
  return { text: `at most ${most} × ${row}`, most, unit: '×', of: (get) => cost(get) / cost(get, row) };
}

/** @param {number} most @param {string} start @returns {Target} */
export function secondsBeyond(most, start) {
  return {
    text: `at most ${most} s beyond ${start}`,
    most,
    unit: 's',
    of: (get) => (ms(get(OURS)) - ms(get(start))) / 1000,
  };
}

/** @param {number} most @returns {Target} */
export function memory(most) {
  return { text: `at most ${most} MB`, most, unit: 'MB', of: (get) => Number(get(OURS)?.peakBytes) / 1e6 };
}

/** @param {number} most @returns {Target} */
export function callsPerFile(most) {
  return {
    text: `at most ${most} system calls a file`,
    most,
    unit: 'calls/file',
    of: (get, files) => Number(get(OURS)?.calls?.total) / files,
  };
}

/** @param {import('./measure.js').Result | undefined} result */
const ms = (result) => Number(result?.ms);
