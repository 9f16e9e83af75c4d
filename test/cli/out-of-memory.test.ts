// The heap is too small: V8 ends the process at once, wherever it is. Every file is then at its place or in the trash, the next command says
// what it found, and undo brings back exactly what was there.

import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { CRON_ENV, command, outputs } from '../support/run.ts';
import { IN_MEMORY, listing, type Shot, snapshot, type Tree, tree } from '../support/tree.ts';

const COUNT = 4000;

function project(): Tree {
  const spec = Object.fromEntries(
    Array.from({ length: COUNT + 1 }, (_, n) => [
      `project/outputs/checkpoints/u_epoch_${n}.pth`,
      { text: `epoch ${n}`, age: '9d' },
    ]),
  );
  return tree({ 'project/configs/project_config.yaml': 'outputs: {}\n', 'hog.cjs': HOG, ...spec }, undefined, IN_MEMORY);
}

/** Once something lies in the trash, takes all the memory there is: the command lets timers run while it moves. */
const HOG = `
const { readdirSync } = require('node:fs');
const moved = () => {
  try {
    return readdirSync('outputs/.trash').some((name) => /^\\d/.test(name) && readdirSync('outputs/.trash/' + name + '/items').length > 0);
  } catch {
    return false;
  }
};
setInterval(() => {
  for (const hoard = []; moved(); ) hoard.push(new Array(1000).fill(hoard.length));
}, 1).unref();
`;

/** Without a core dump, which would lie in the project. */
function prune(t: Tree, nodeOptions: string) {
  const { status, signal, stderr } = spawnSync(
    'sh',
    ['-c', 'ulimit -c 0; exec "$@"', 'sh', process.execPath, command, 'prune-checkpoints', '--yes', '--quiet'],
    {
      cwd: t.at('project'),
      env: { ...CRON_ENV, NODE_OPTIONS: nodeOptions },
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  return {
    isDone: status === 0,
    isOutOfMemory: isAborted(status, signal) && (stderr.includes('heap out of memory') || signal === 'SIGSEGV' || status === 139),
  };
}

/** V8 aborts; with 4 MB, Node 22 and later do not even come to that: they end with a segmentation fault while they start. */
function isAborted(status: number | null, signal: NodeJS.Signals | null): boolean {
  return signal === 'SIGABRT' || signal === 'SIGSEGV' || status === 134 || status === 139;
}

/** The folder's own time changes when something goes and comes back. */
function checkpoints(t: Tree): Record<string, Shot> {
  const { '': _, ...files } = snapshot(t.at('project/outputs/checkpoints'));
  return files;
}

function trashed(t: Tree): readonly Shot[] {
  const shots = Object.entries(snapshot(t.at('project/outputs')));
  return shots.flatMap(([path, shot]) => (/^\.trash\/[^/]+\/items\/\d+$/.test(path) ? [shot] : []));
}

/** How many lie in the trash. */
function expectNothingLost(t: Tree, before: Record<string, Shot>): number {
  const now = checkpoints(t);
  const inTrash = new Map(trashed(t).map((shot) => [shot.ino, shot]));
  const places = Object.entries(before).map(([path, shot]) => now[path] ?? inTrash.get(shot.ino));
  expect(places).toEqual(Object.values(before));
  return inTrash.size;
}

function expectBack(t: Tree, before: Record<string, Shot>): void {
  expect(outputs(t.at('project'), ['undo', '--json']).status).toBe(0);
  expect(checkpoints(t)).toEqual(before);
}

describe('out of memory', () => {
  it('at any stage: nothing is lost, and with enough it works', () => {
    using t = project();
    const before = checkpoints(t);
    const died: number[] = [];
    for (let megabytes = 4; ; megabytes += 4) {
      const { isDone, isOutOfMemory } = prune(t, `--max-old-space-size=${megabytes}`);
      const moved = expectNothingLost(t, before);
      if (isDone) break;
      expect({ megabytes, isOutOfMemory }).toEqual({ megabytes, isOutOfMemory: true });
      died.push(moved);
      if (moved > 0) expectBack(t, before);
    }
    // Where it looks and plans, and nothing has been moved.
    expect(died).toContain(0);
    expect(trashed(t)).toHaveLength(COUNT);
    expectBack(t, before);
  });

  it('in the middle of moving: the next command says so, and undo brings it back', () => {
    using t = project();
    const before = checkpoints(t);
    expect(prune(t, `--max-old-space-size=64 --require ${t.at('hog.cjs')}`).isOutOfMemory).toBe(true);
    const moved = expectNothingLost(t, before);
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(COUNT);
    const told = outputs(t.at('project'), ['prune-checkpoints', '--dry-run', '--json']);
    expect(JSON.parse(told.stdout).warnings).toEqual([
      { text: expect.stringMatching(`interrupted .*: ${moved} of ${COUNT} were moved to the trash; outputs undo`) },
    ]);
    expect(outputs(t.at('project'), ['history']).stdout).toMatch(/interrupted/);
    expectBack(t, before);
    expect(listing(t.at('project/outputs/.trash')).filter((path) => path.includes('/items'))).toEqual([]);
  });
});
