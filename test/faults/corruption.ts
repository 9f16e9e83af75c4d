// Cuts and alters a journal at every byte: it is never believed as another plan, and no command acts on what is left of it.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJournal } from '../../src/core/journal/decode-journal.ts';
import { escapeText } from '../../src/core/lib/escape.ts';
import { snapshot } from '../support/tree.ts';
import type { Command } from './command.ts';
import type { Ledger, Point } from './ledger.ts';
import { judgeTree, type Stage, stage, TRASH, undoAll } from './oracle.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

const JOURNAL = 'plan.jsonl';
const MASKS = [1, 2, 4, 8, 16, 32, 64, 128];

export async function corruption(ledger: Ledger, command: Command, folder: string): Promise<void> {
  const scenario = SCENARIOS.find(({ name }) => name === 'prune-checkpoints');
  if (scenario === undefined) throw new Error('no such scenario');
  const journal = await journalOf(scenario, command, folder);
  await ledger.points([
    { name: 'every truncation', run: async () => everyTruncation(journal) },
    { name: 'every byte altered', run: async () => everyByte(journal, ledger.full ? MASKS : [1, 32, 128]) },
  ]);
  ledger.note(
    `a journal of ${journal.length} bytes: ${journal.length} truncations, ${journal.length * (ledger.full ? MASKS.length : 3)} altered bytes decoded`,
  );
  const some = Array.from({ length: ledger.full ? 120 : 24 }, (_, n) =>
    Math.floor((journal.length * n) / (ledger.full ? 120 : 24)),
  );
  const damages = some.flatMap((at): readonly (readonly [string, (bytes: Buffer) => Buffer])[] => [
    [`cut at ${at}`, (bytes) => bytes.subarray(0, at)],
    [`byte ${at} altered`, (bytes) => flipped(bytes, at, 1)],
  ]);
  await ledger.points(
    damages.map(
      ([what, damage]): Point => ({
        name: `the real command, ${what}`,
        run: () => withDamage(scenario, command, folder, damage),
      }),
    ),
  );
  const advice: readonly (readonly [string, string, string])[] = ['history.jsonl', '*/state.jsonl'].flatMap((file) =>
    ['', '{"at":', '\u0000\u0000\u0000', '{"v":99}\n', '[]\n{}\nnull\n'].map(
      (text) => [`${file} holds ${JSON.stringify(text)}`, file, text] as const,
    ),
  );
  await ledger.points(
    advice.map(([name, file, text]): Point => ({ name, run: () => withoutAdvice(scenario, command, folder, file, text) })),
  );
}

function flipped(bytes: Buffer, at: number, mask: number): Buffer {
  const altered = Buffer.from(bytes);
  altered[at] = (altered[at] ?? 0) ^ mask;
  return altered;
}

async function journalOf(scenario: Scenario, command: Command, folder: string): Promise<Buffer> {
  using at = await stage(scenario, command, folder);
  await command.run(at.project, scenario.args);
  return readFileSync(journalPath(at));
}

function journalPath({ t }: Stage): string {
  const trash = t.at(TRASH);
  const operation = readdirSync(trash).find((name) => /^\d{8}T/.test(name));
  if (operation === undefined) throw new Error('no operation in the trash');
  return join(trash, operation, JOURNAL);
}

function everyTruncation(journal: Buffer): string[] {
  if (!decodeJournal(journal).ok) return ['not even the whole one is believed'];
  return Array.from({ length: journal.length }, (_, length) => length)
    .filter((length) => decodeJournal(journal.subarray(0, length)).ok)
    .map((length) => `believed when cut to ${length} bytes`);
}

function everyByte(journal: Buffer, masks: readonly number[]): string[] {
  const wrong: string[] = [];
  for (let at = 0; at < journal.length; at++)
    for (const mask of masks)
      if (decodeJournal(flipped(journal, at, mask)).ok) wrong.push(`believed with byte ${at} xor ${mask}`);
  return wrong;
}

/** Damaged, every command leaves everything alone; repaired, undo is exact. */
async function withDamage(
  scenario: Scenario,
  command: Command,
  folder: string,
  damage: (bytes: Buffer) => Buffer,
): Promise<string[]> {
  using at = await stage(scenario, command, folder);
  await command.run(at.project, scenario.args);
  const path = journalPath(at);
  const good = readFileSync(path);
  writeFileSync(path, damage(good));
  const items = (): object =>
    Object.fromEntries(
      Object.entries(snapshot(at.t.root)).filter(([name]) => !name.startsWith(TRASH) || name.includes('/items/')),
    );
  const before = JSON.stringify(items(), bigintsAsText);
  const wrong: string[] = [];
  for (const args of [['undo'], ['history'], scenario.args, ['clean', '--cache', '--dry-run'], ['undo', '--dry-run']]) {
    const ran = await command.run(at.project, args);
    if (ran.status === 70 || ran.status === null)
      wrong.push(`${args.join(' ')} ended with ${ran.status}: ${escapeText(ran.stderr)}`);
    if (args[0] === 'undo' && args.length === 1 && ran.status === 0) wrong.push('undo said that all went well');
    if (JSON.stringify(items(), bigintsAsText) !== before) return [...wrong, `${args.join(' ')} acted on a damaged journal`];
  }
  writeFileSync(path, good);
  return wrong.length > 0 ? wrong : await undoAll(scenario, at, command);
}

/** What the logs say is advice: without them, undo is as exact. */
async function withoutAdvice(
  scenario: Scenario,
  command: Command,
  folder: string,
  file: string,
  text: string,
): Promise<string[]> {
  using at = await stage(scenario, command, folder);
  await command.run(at.project, scenario.args);
  const path = file.startsWith('*/') ? join(journalPath(at), '..', file.slice(2)) : join(at.t.at(TRASH), file);
  writeFileSync(path, text);
  const listed = await command.run(at.project, ['history']);
  const wrong = listed.status === 70 ? [`history ended with 70: ${escapeText(listed.stderr)}`] : [];
  wrong.push(...judgeTree(scenario, at));
  return wrong.length > 0 ? wrong : await undoAll(scenario, at, command);
}

function bigintsAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
