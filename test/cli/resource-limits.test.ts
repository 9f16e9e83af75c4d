// Limits of the system under which Node itself still runs: every command ends with a code of the table, and nothing is lost.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/cli/terminal/exit-code.ts';
import { CRON_ENV, command, outputs } from '../support/run.ts';
import { type Tree, tree } from '../support/tree.ts';

const CODES: readonly number[] = EXIT_CODES.map(({ code }) => code).filter((code) => code !== 70);
const COMMANDS = [
  ['paths'],
  ['status'],
  ['doctor'],
  ['check'],
  ['clean', '--results', '--yes'],
  ['undo', '--yes'],
  ['prune-checkpoints', '--keep-last', '1', '--yes'],
  ['clean', '--results', '--yes'],
  ['prune-logs', '--trash'],
  ['history'],
  ['pin', 'checkpoints/m_epoch_7.pth'],
  ['promote', 'outputs/checkpoints/m_epoch_7.pth', '--accept-unknown'],
] as const;

const NUMBERS = [1, 2, 3, 4, 5, 6, 7];

function project(): Tree {
  const t = tree({
    'configs/project_config.yaml': 'outputs:\n  grace: 0s\n',
    ...Object.fromEntries(NUMBERS.map((n) => [`outputs/checkpoints/m_epoch_${n}.pth`, { text: `checkpoint ${n}`, age: '9d' }])),
    ...Object.fromEntries(NUMBERS.map((n) => [`outputs/results/r${n}.csv`, { text: `result ${n}`, age: '9d' }])),
    ...Object.fromEntries(NUMBERS.map((n) => [`outputs/logs/${n}.log`, { text: `log ${n}`, age: '99d' }])),
  });
  spawnSync('git', ['init', '-q'], { cwd: t.root, env: CRON_ENV });
  mkdirSync(t.at('outputs/models'));
  return t;
}

/** Everything that was there at first, wherever it lies now. */
function texts(t: Tree): readonly string[] {
  return readdirSync(t.at('outputs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))
    .filter((text) => /^(?:checkpoint|result|log) \d$/.test(text));
}

function under(limit: string, t: Tree, args: readonly string[]) {
  const line = `ulimit -c 0; ulimit ${limit} || exit 99; exec "$@"`;
  return spawnSync('sh', ['-c', line, 'sh', process.execPath, command, ...args], {
    cwd: t.root,
    env: { ...CRON_ENV, HOME: '/nonexistent' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Too few files for Node itself: it aborts before it comes to us. */
function nodeRuns(limit: string, t: Tree): boolean {
  const line = `ulimit -c 0; ulimit ${limit} || exit 99; exec "$@"`;
  return spawnSync('sh', ['-c', line, 'sh', process.execPath, '-e', ''], { cwd: t.root, env: CRON_ENV }).status === 0;
}

describe('under', () => {
  it.for(['-n 20', '-n 22', '-n 26', '-n 32', '-n 64', '-f 0', '-f 1'])(
    'ulimit %s, every command ends with a code of the table, and undo gives back what was moved',
    (limit, { skip }) => {
      using t = project();
      const before = new Set(texts(t));
      expect(before.size).toBe(21);
      skip(!nodeRuns(limit, t), 'Node itself does not start under this limit');
      for (const args of COMMANDS) {
        const { status, signal, stderr } = under(limit, t, args);
        expect({ args, signal, isOfTheTable: CODES.includes(status ?? -1) }, `${status}: ${stderr}`).toEqual({
          args,
          signal: null,
          isOfTheTable: true,
        });
        expect(new Set(texts(t))).toEqual(before);
      }
      expect(outputs(t.root, ['status']).status).toBeLessThan(4);
      // Until there is nothing more.
      for (let n = 0; n < 6; n++) outputs(t.root, ['undo', '--yes']);
      for (const folder of ['checkpoints', 'results', 'logs'])
        expect(readdirSync(t.at(`outputs/${folder}`)).filter((name) => /\.(?:pth|csv|log)$/.test(name))).toHaveLength(7);
    },
  );
});
