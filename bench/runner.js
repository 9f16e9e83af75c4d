// @ts-check
// How the commands of a row are written: a tool, where it is here, and its arguments.

import { OURS } from './targets.js';

/**
 * `peer`: how a tool is started, null where it is not here; as `standalone`, where it was not built. `scale`: 1, or less while working
 * on the benchmarks.
 * @typedef {{ outputs: readonly string[], standalone: readonly string[] | null, peer: (name: string) => readonly string[] | null, scale: number }} Tools
 */

/**
 * The runner of a tool, or none where it is not here.
 * @param {Tools} tools
 * @param {string} name
 * @param {(project: string) => readonly string[]} args
 * @param {Partial<import('./measure.js').Runner>} [more]
 * @returns {import('./measure.js').Runner[]}
 */
export function runner(tools, name, args, more = {}) {
  const command = name === 'outputs' || name === 'standalone' ? tools[name] : tools.peer(name);
  if (command === null) return [];
  const label = [name, ...args('…').map((arg) => (/[\s;&|]/.test(arg) ? `'${arg}'` : arg))].join(' ');
  return [{ name, label, command: (project) => [...command, ...args(project)], ...more }];
}

/** @param {number} count */
export const words = (count) => count.toLocaleString('en');

export const TERMINAL = 'on a terminal';

/** A command of ours on a terminal: telling nobody how far it is, and telling it. @param {Tools} tools @param {readonly string[]} args */
export function onTerminal(tools, args) {
  const line = [...tools.outputs, ...args].map((word) => `'${word}'`).join(' ');
  const ours = `outputs ${args.join(' ')}`;
  return [
    ...runner(tools, 'script', () => ['-qec', `${line} 2>/dev/null`, '/dev/null'], {
      name: OURS,
      label: `${ours}, stderr into nothing`,
    }),
    ...runner(tools, 'script', () => ['-qec', line, '/dev/null'], { name: TERMINAL, label: `${ours}, telling how far it is` }),
  ];
}
