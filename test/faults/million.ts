// A section with a million logs: all of the old ones go and nothing else, the memory and the time that it takes stay within bounds, and
// a person at a terminal sees that it goes on. 30,000 of them without `--full`.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { escapeText } from '../../src/core/lib/escape.ts';
import { listing, snapshot, type Tree, type TreeSpec, tree } from '../support/tree.ts';
import type { Command } from './command.ts';
import type { Ledger } from './ledger.ts';

const FOLDERS = 100;

/** What stands in each folder beside the old logs, and stays. */
const STAYS = ['link.log', 'new.log', 'notes.txt'];

/**
 * Measured on two cores with Node 20, with others at work: 124 MB and 2 s for 30,000, 2.0 GB and 102 s for a million. What is allowed is
 * half as much memory again, and three times the time.
 */
const mostBytes = (count: number): number => 150e6 + count * 2800;
const mostSeconds = (count: number): number => 10 + count / 3300;

/** Nodes of a file system, and room for each: tmpfs takes about a kibibyte. */
const BYTES_A_FILE = 1500;

export async function million(ledger: Ledger, repository: string, command: Command, folder: string): Promise<void> {
  const count = ledger.full ? 1_000_000 : 30_000;
  const name = `${count.toLocaleString('en')} old logs in ${FOLDERS} folders`;
  const { ffree, bavail, bsize } = statfsSync(folder);
  if (ffree < count * 1.1 || bavail * bsize < count * BYTES_A_FILE) return ledger.skip(name, `no room for them in ${folder}`);
  await ledger.points(
    [{ name, run: async () => pruneMany(count, ledger, join(repository, 'bench/peak.cjs'), command, folder) }],
    1,
  );
}

function pruneMany(count: number, ledger: Ledger, peak: string, command: Command, folder: string): string[] {
  using t = project(count, folder);
  const canary = JSON.stringify(snapshot(t.at('canary')), big);
  const start = Date.now();
  // A terminal, so that it tells of its progress; the report itself goes where cron would have it.
  const line = `exec '${process.execPath}' --require '${peak}' '${command.path}' prune-logs >'${t.at('said')}' 3>'${t.at('peak')}'`;
  const { status, stdout } = spawnSync('script', ['-qec', line, '/dev/null'], {
    cwd: t.at('project'),
    env: { PATH: '/usr/bin:/bin', TERM: 'xterm' },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seconds = (Date.now() - start) / 1000;
  if (status !== 0) return [`ended with ${status}: ${escapeText(stdout.slice(-500))}`];
  const bytes = Number(readFileSync(t.at('peak'), 'utf8')) * 1024;
  const shown = stdout.split('\r').filter((text) => /(?:looking at logs|removing): \d/.test(text)).length;
  ledger.note(
    `${count.toLocaleString('en')} logs: ${seconds.toFixed(1)} s, at most ${(bytes / 1e6).toFixed(0)} MB, progress shown ${shown} times`,
  );
  const wrong: string[] = [];
  for (let n = 0; n < FOLDERS; n++) {
    const left = listing(t.at(`project/outputs/logs/run${n}`)).join(' ');
    if (left !== STAYS.join(' ')) wrong.push(`left in run${n}: ${escapeText(left.slice(0, 200))}`);
  }
  if (JSON.stringify(snapshot(t.at('canary')), big) !== canary) wrong.push('the canary has changed');
  const last = readFileSync(t.at('said'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
  if (!last.startsWith(`Deleted ${(count + 1).toLocaleString('en')} logs`)) wrong.push(`said at its end: ${escapeText(last)}`);
  if (bytes > mostBytes(count)) wrong.push(`took ${bytes} bytes of memory; at most ${mostBytes(count)} are allowed`);
  if (seconds > mostSeconds(count)) wrong.push(`took ${seconds} s; at most ${mostSeconds(count)} are allowed`);
  // It tells ten times a second from the first one on.
  if (seconds > 5 && shown < seconds) wrong.push(`told only ${shown} times how far it was`);
  return wrong;
}

const big = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** By `touch`, which makes and dates them all in seconds. One more is a second name of the canary. */
function project(count: number, folder: string): Tree {
  const beside = Array.from({ length: FOLDERS }, (_, n): TreeSpec => {
    const run = `project/outputs/logs/run${n}`;
    return {
      [`${run}/link.log`]: { link: '../../../../canary/precious.txt' },
      [`${run}/new.log`]: { bytes: 1, age: '1d' },
      [`${run}/notes.txt`]: { bytes: 1, age: '30d' },
    };
  });
  const t = tree(
    Object.assign(
      {
        'canary/precious.txt': { text: 'never', age: '30d' },
        'project/configs/project_config.yaml': 'outputs: {}\n',
        'project/outputs/logs/run0/hard.log': { hardLink: 'canary/precious.txt' },
      },
      ...beside,
    ),
    undefined,
    folder,
  );
  const script = 'for n in $(seq 0 $(($1 - 1))); do seq -f "run$n/unet_%.0f.log" "$2" | xargs touch -d "30 days ago"; done';
  execFileSync('sh', ['-ec', script, 'sh', String(FOLDERS), String(count / FOLDERS)], { cwd: t.at('project/outputs/logs') });
  return t;
}
