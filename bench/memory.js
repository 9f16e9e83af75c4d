// @ts-check
// How much memory a command and the processes it starts took at most, all together: the sum of what those alive at one time had taken.

import { readFileSync } from 'node:fs';

const EVERY_MS = 10;

/**
 * Looks at all that `root` starts, itself apart, until told to stop.
 * @param {number} root
 * @returns {() => number} stops, and says how many bytes at most
 */
export function watchMemory(root) {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, takenBelow(root, commandLine(root)));
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return most;
  };
}

/** @param {number} pid @param {string} parent its command line @returns {number} */
function takenBelow(pid, parent) {
  let sum = 0;
  for (const child of childrenOf(pid)) {
    const command = commandLine(child);
    // Between fork and exec a child still is its parent, and what it seems to take is the parent's.
    if (command === parent) continue;
    sum += taken(child) + takenBelow(child, command);
  }
  return sum;
}

/** Of its main thread, which is the one that starts processes in Node. @param {number} pid @returns {number[]} */
function childrenOf(pid) {
  return text(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);
}

/** @param {number} pid */
const commandLine = (pid) => text(`/proc/${pid}/cmdline`);

/** VmHWM: what it had in memory at most, so far. @param {number} pid */
function taken(pid) {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(text(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
}

/** Nothing where the process has ended meanwhile. @param {string} path */
function text(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
