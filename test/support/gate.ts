// Holds a command and its helper processes in the middle of their work (`gate.cjs`), so that no test depends on who is faster.

import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { until } from './helper-processes.ts';
import { IN_MEMORY } from './tree.ts';

type Reached = 'helper-ready' | 'helper-held' | 'main-held';

export interface Gate extends Disposable {
  /** For a command that is spawned; its helper processes inherit it. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts a helper process of a run that is in this process. */
  readonly helper: readonly string[];
  /** The processes that have come so far, as soon as there are `count` of them. */
  readonly reached: (what: Reached, count?: number) => Promise<readonly number[]>;
  readonly isReached: (what: Reached, count?: number) => boolean;
  /** Lets everything go on that is held. */
  readonly open: () => void;
}

/** The repository, where both suites start; the fault tests are bundled, so a module does not know its own folder. */
const PRELOADED = resolve('test/support/gate.cjs');
const COMMAND = resolve('bin/outputs.cjs');

export interface Held {
  /** Each helper process, or a command that works alone, at its third change. */
  readonly holds?: 'helper' | 'main';
  /** A command that is spawned waits until so many helper processes can be given work, and is held once they all are. */
  readonly helpers?: number;
  /** A command that only counts is held when it enters this folder. */
  readonly counted?: string;
}

export function gate({ holds, helpers = 0, counted = '' }: Held = {}): Gate {
  const folder = mkdtempSync(join(IN_MEMORY, 'outputs-gate-'));
  const variables = { GATE_FOLDER: folder, GATE_HOLDS: holds ?? '', GATE_HELPERS: String(helpers), GATE_COUNTED: counted };
  const pids = (what: Reached): number[] =>
    readdirSync(folder).flatMap((name) => (name.startsWith(what) ? [Number(name.slice(what.length + 1))] : []));
  return {
    env: { ...variables, NODE_OPTIONS: `--require=${PRELOADED}` },
    helper: [
      'env',
      ...Object.entries(variables).map((pair) => pair.join('=')),
      process.execPath,
      '--require',
      PRELOADED,
      COMMAND,
    ],
    isReached: (what, count = 1) => pids(what).length >= count,
    reached: async (what, count = 1) => {
      const found = await until(() => (pids(what).length >= count ? pids(what) : undefined));
      if (found === undefined) throw new Error(`it never came to that: ${count} ${what}`);
      return found;
    },
    open: () => writeFileSync(`${folder}/go`, ''),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
