// Prunes again and again while a training run writes: whatever the run finished last under a name is there or in the trash, whole.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { escapeText } from '../../src/core/lib/escape.ts';
import { fsPath } from '../../src/core/lib/path-text.ts';
import type { PathText } from '../../src/core/types/primitives.ts';
import { run } from '../support/context.ts';
import { snapshot, tree } from '../support/tree.ts';
import type { Ledger } from './ledger.ts';
import { operationId } from './operation-id.ts';

const COMMANDS = [
  ['prune-checkpoints', '--yes'],
  ['clean', '--artifacts', '--yes'],
  // Less than an hour asks.
  ['prune-logs', '--older-than', '0s', '--yes'],
];
const ROUNDS = 30;

export async function live(ledger: Ledger, repository: string, folder: string): Promise<void> {
  await ledger.points(
    [{ name: `${ROUNDS} rounds of three commands against a trainer`, run: () => against(repository, folder, ledger) }],
    1,
  );
}

/** What the trainer wrote into a checkpoint: its name and step; null for anything else. */
function saveOf(content: string): { readonly name: string; readonly step: number } | null {
  const [, name, step] = /^(.*) version (\d+)$/.exec(content) ?? [];
  return name === undefined ? null : { name, step: Number(step) };
}

function latestSaves(contents: ReadonlySet<string>): ReadonlyMap<string, number> {
  const latest = new Map<string, number>();
  for (const content of contents) {
    const save = saveOf(content);
    if (save !== null) latest.set(save.name, Math.max(save.step, latest.get(save.name) ?? -1));
  }
  return latest;
}

async function against(repository: string, folder: string, ledger: Ledger): Promise<string[]> {
  using t = tree(
    {
      'project/configs/project_config.yaml': 'outputs:\n  grace: 0s\n',
      'project/outputs/checkpoints/run': { dir: true },
      'project/outputs/logs/idle.log': { bytes: 1, age: '9d' },
    },
    undefined,
    folder,
  );
  const cwd = t.at('project');
  const trainer = spawn(process.execPath, [join(repository, 'test/faults/trainer.mjs'), t.at('project/outputs')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const newest = new Map<string, string>();
  const overwritten = { saves: 0 };
  createInterface({ input: trainer.stdout }).on('line', (line) => {
    const [name = '', content = ''] = line.split('\t');
    newest.set(name, content);
    overwritten.saves++;
  });
  await new Promise((started) => trainer.stdout.once('data', started));
  const codes = new Map<number, number>();
  const wrong: string[] = [];
  let commands = 0;
  for (let round = 0; round < ROUNDS * (ledger.full ? 10 : 1) && wrong.length === 0; round++)
    for (const args of COMMANDS) {
      const { code, stderr } = await run(args, { cwd, id: operationId(commands++) });
      codes.set(code, (codes.get(code) ?? 0) + 1);
      if (![0, 3].includes(code)) wrong.push(`${args.join(' ')} ended with ${code}: ${escapeText(stderr)}`);
      // So that the trainer's lines are read and it never waits for us.
      await new Promise((tick) => setTimeout(tick, 2));
    }
  const closed = once(trainer, 'close');
  trainer.kill('SIGKILL');
  await closed;
  const shots = snapshot(t.root);
  const contents = new Set<string>();
  let inTrash = 0;
  for (const [path, { type }] of Object.entries(shots)) {
    if (type !== 'file' || /\.(?:log|jsonl|tmp)$/.test(path)) continue;
    contents.add(readFileSync(fsPath(t.at(path)), 'utf8'));
    if (path.includes('/items/')) inTrash++;
  }
  // Killed between its last rename and telling of it, the trainer itself has replaced what it told of before: a later save is no loss.
  const saved = latestSaves(contents);
  const lost = [...newest]
    .filter(([name, content]) => !contents.has(content) && (saved.get(name) ?? -1) < (saveOf(content)?.step ?? 0))
    .map(([name]: [PathText, string]) => name);
  if (lost.length > 0) wrong.push(`lost: ${lost.slice(0, 5).map(escapeText).join(', ')} and ${lost.length} in all`);
  if (shots['project/outputs/logs/train.log'] === undefined) wrong.push('the log that the trainer writes to is gone');
  if (shots['project/outputs/logs/idle.log'] !== undefined) wrong.push('nothing was pruned at all');
  if (inTrash === 0) wrong.push('nothing was ever moved: this proves nothing');
  ledger.note(
    `${overwritten.saves} saves by the trainer, ${inTrash} files moved to the trash under its hands; exit codes ${JSON.stringify(Object.fromEntries(codes))}`,
  );
  return wrong;
}
