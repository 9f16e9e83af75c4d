// What somebody else put into the trash stays as it is, is named, and is never read whole or printed raw.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { journalLine } from '../../src/core/journal/journal-lines.ts';
import { run } from '../support/context.ts';
import { at, smallProject } from '../support/small-project.ts';
import { outputsListing, snapshot, type Tree } from '../support/tree.ts';

vi.setConfig({ testTimeout: 180_000 });

const ID = '20261123T090500Z-00000000';
const PLANTED = '20261122T090500Z-0000000b';
const HOSTILE = '\x1b[2J\x1b]0;x\x07\u009b31m\u202eevil\n\r';

const prune = (t: Tree) => run(['prune-checkpoints', '--keep-last', '1', '--yes'], at(t, { id: ID }));
const checkpoints = (t: Tree) => outputsListing(t.at('outputs/checkpoints'));
const trash = (t: Tree, path = '') => t.at(`outputs/.trash/${path}`);
const daysLater = (t: Tree, days: bigint) => at(t, { now: (BigInt(Date.now()) + days * 86_400_000n) * 1_000_000n });

/** A journal with good digests and nothing in it, of which the first line says what we want. */
function plant(t: Tree, head: object, lines: readonly object[] = []): void {
  mkdirSync(trash(t, `${PLANTED}/items`), { recursive: true });
  const first = {
    ...{ v: 1, op: PLANTED, plan: '0123456789ab', command: 'clean', startedAt: '1790000000000000000', argv: [], user: 'u' },
    ...{ uid: 0, host: 'h', boot: null, pid: 1, outputs: t.at('outputs'), sections: [], count: lines.length, ...head },
  };
  const text = [first, ...lines].map((line) => journalLine(line)).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  writeFileSync(trash(t, `${PLANTED}/plan.jsonl`), text + journalLine({ end: true, count: lines.length, sha256 }));
}

describe('what is not ours in the trash', () => {
  test('is neither freed nor renamed by any command, and is named', async () => {
    using t = smallProject();
    await prune(t);
    t.add({
      'outputs/.trash/foo/state.jsonl': { text: 'theirs' },
      'outputs/.trash/foo/plan.jsonl.tmp': { text: 'theirs' },
      'outputs/.trash/notes.txt': { text: 'theirs' },
      'outputs/.trash/purge-qux/mine': { text: 'theirs' },
    });
    mkdirSync(trash(t, 'qux'));
    mkdirSync(trash(t, `${PLANTED}`));
    writeFileSync(trash(t, `${PLANTED}/mine`), 'theirs');
    symlinkSync('/', trash(t, '20261121T090500Z-0000000a'));
    const theirs = () => {
      const { [`outputs/.trash/${ID}`]: _, ...rest } = snapshot(trash(t));
      return Object.entries(rest).filter(([path]) => /foo|notes|qux|0b|0a/.test(path));
    };
    const before = theirs();
    for (const args of [['clean', '--cache'], ['undo'], ['clean', '--trash', '--yes']]) {
      await run(args, daysLater(t, 30n));
      expect(theirs()).toEqual(before);
    }
    for (const command of [['history'], ['clean', '--trash', '-n']]) {
      const { stdout } = await run(command, at(t));
      for (const name of ['foo', 'notes.txt', 'qux', 'purge-qux', '20261121T090500Z-0000000a'])
        expect(stdout).toContain(`outputs/.trash/${name} is left alone: outputs did not put it there`);
    }
    const { leftAlone } = JSON.parse((await run(['history', '--json'], at(t))).stdout);
    expect(leftAlone).toHaveLength(5);
  });

  test('is nothing in a trash that was only used', async () => {
    using t = smallProject();
    await run(['init'], at(t));
    await prune(t);
    expect(JSON.parse((await run(['history', '--json'], at(t))).stdout).leftAlone).toEqual([]);
  });

  test('keeps the files of an operation in which it lies', async () => {
    using t = smallProject();
    await prune(t);
    writeFileSync(trash(t, `${ID}/mine`), 'theirs');
    const { code, stdout } = await run(['clean', '--trash', '--yes'], at(t));
    expect([code, stdout]).toEqual([3, expect.stringContaining('look at it and remove it by hand')]);
    expect(readdirSync(trash(t, `purge-${ID}`)).sort()).toEqual(['items', 'mine', 'plan.jsonl', 'state.jsonl']);
  });
});

describe('a file of any size', () => {
  const sparse = (t: Tree, file: string) => {
    writeFileSync(trash(t, file), '', { flag: 'a' });
    truncateSync(trash(t, file), 20e9);
  };

  test('a record of 20 GB holds nothing up: undo brings all of it back', async () => {
    using t = smallProject();
    const before = checkpoints(t);
    await prune(t);
    sparse(t, `${ID}/state.jsonl`);
    sparse(t, 'history.jsonl');
    expect((await run(['history'], at(t))).code).toBe(0);
    expect((await run(['clean', '--cache'], at(t))).code).toBe(0);
    // What was written behind the hole is found.
    expect((await run(['clean', '--cache'], at(t))).stderr).toBe('');
    expect((await run(['undo', ID], at(t))).code).toBe(0);
    expect(checkpoints(t)).toEqual(before);
  });

  test.each([20e9, 3e9])('a journal of %d bytes is left alone', async (size) => {
    using t = smallProject();
    await prune(t);
    writeFileSync(trash(t, `${ID}/plan.jsonl`), '');
    truncateSync(trash(t, `${ID}/plan.jsonl`), size);
    expect((await run(['undo', ID], at(t))).code).toBe(4);
    expect((await run(['clean', '--trash', '--yes'], daysLater(t, 30n))).stdout).toMatch(/nothing there was touched/);
    expect((await run(['history'], at(t))).stdout).toMatch(new RegExp(`${ID} is left alone: the journal is damaged: `));
    expect(readdirSync(trash(t, `${ID}/items`))).toHaveLength(2);
  });

  test.each(['plan.jsonl', 'state.jsonl'])('a pipe, a socket, a device or a folder called %s is not opened', async (name) => {
    using t = smallProject();
    const before = checkpoints(t);
    await prune(t);
    const file = trash(t, `${ID}/${name}`);
    renameSync(file, t.at('kept'));
    const others: readonly [string, () => unknown][] = [
      ['pipe', () => execFileSync('mkfifo', [file])],
      ['link', () => symlinkSync('/dev/zero', file)],
      ['folder', () => mkdirSync(file)],
      ['socket', () => new Promise<void>((done) => createServer().listen(file, done).unref())],
    ];
    for (const [what, make] of others) {
      await make();
      expect((await run(['history'], at(t))).code, what).toBe(0);
      expect((await run(['clean', '--cache'], at(t))).code, what).toBe(0);
      if (name === 'plan.jsonl') expect((await run(['undo', ID], at(t))).code, what).toBe(4);
      execFileSync('rm', ['-rf', file]);
    }
    renameSync(t.at('kept'), file);
    expect((await run(['undo', ID], at(t))).code).toBe(0);
    expect(checkpoints(t)).toEqual(before);
  });
});

describe('a journal with good digests', () => {
  test('says nothing to a terminal that the terminal would obey', async () => {
    using t = smallProject();
    plant(t, { argv: [HOSTILE, 'a\\xff'], user: HOSTILE, host: HOSTILE, command: HOSTILE });
    writeFileSync(trash(t, `${PLANTED}/items/0`), '');
    const record = {
      at: '1790000000000000000',
      op: HOSTILE,
      event: 'done',
      command: HOSTILE,
      argv: [HOSTILE],
      user: HOSTILE,
      host: HOSTILE,
    };
    writeFileSync(trash(t, 'history.jsonl'), journalLine({ ...record, event: 'started' }) + journalLine(record));
    for (const args of [
      ['history'],
      ['history', '--json'],
      ['undo', '--list'],
      ['status'],
      ['clean', '--trash', '-n'],
      ['clean', '--cache'],
    ]) {
      const { stdout, stderr } = await run(args, at(t));
      expect(stdout + stderr, args.join(' ')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(stdout).not.toMatch(/^\s*evil/m);
    }
    const { operations } = JSON.parse((await run(['history', '--json'], at(t))).stdout);
    expect(operations.find(({ id }: { id: string }) => id === PLANTED).argv[1]).toBe('a\\xff');
  });

  test.each([
    ['a time that no calendar has', { startedAt: '9'.repeat(39) }],
    ['a count that is no number', { count: 1e308 * 10 }],
    ['a count of nothing', { count: 0.5 }],
    ['a user of no number', { uid: 1e300 }],
  ])('that says %s is left alone', async (_, head) => {
    using t = smallProject();
    plant(t, head);
    for (const args of [['history'], ['history', '--json'], ['clean', '--cache'], ['clean', '--trash', '-n']])
      expect((await run(args, at(t))).code, args.join(' ')).toBe(0);
    expect((await run(['history'], at(t))).stdout).toMatch(/is left alone: the journal is damaged/);
  });

  test('of deep JSON, of keys of every object, and of one long line is read like any other', async () => {
    using t = smallProject();
    plant(t, { argv: ['x'.repeat(3_000_000)] });
    expect((await run(['history'], at(t))).code).toBe(0);
    mkdirSync(trash(t, `${PLANTED}/items`), { recursive: true });
    const deep = `{"v":1,"__proto__":{"op":"x"},"constructor":${'['.repeat(500_000)}${']'.repeat(500_000)}}`;
    const digest = createHash('sha256').update(deep).digest('hex').slice(0, 16);
    writeFileSync(trash(t, `${PLANTED}/plan.jsonl`), `${deep} ${digest}\n`);
    expect((await run(['history'], at(t))).code).toBe(0);
    expect(readFileSync(trash(t, `${PLANTED}/plan.jsonl`), 'latin1')).toHaveLength(deep.length + 18);
  });

  test.skipIf(process.geteuid?.() !== 0)('of another user than its folder is left alone', async () => {
    using t = smallProject();
    await prune(t);
    execFileSync('chown', ['65534', trash(t, `${ID}/plan.jsonl`)]);
    expect((await run(['undo', ID], at(t))).code).toBe(4);
    expect((await run(['history'], at(t))).stdout).toContain('is left alone: the journal belongs to another user');
  });
});
