// What happens to the trash over time: every command that changes something lets go of what has expired, and says what is held.

import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/context.ts';
import { diskText } from '../../support/on-disk.ts';
import { temporary } from '../../support/run.ts';
import { at, onTerminal, smallProject } from '../../support/small-project.ts';
import { outputsListing, snapshot, type Tree } from '../../support/tree.ts';

const DAY = 86_400_000_000_000n;
const NOW = BigInt(Date.now()) * 1_000_000n;

const daysLater = (days: bigint) => ({ now: NOW + days * DAY });
const prune = (t: Tree, days = 0n) => run(['prune-checkpoints', '--keep-last', '1', '--yes'], at(t, daysLater(days)));
/** What the two checkpoints that `prune` moves take on this disk, whatever its file system: as it is said. */
const taken = (t: Tree): string => diskText(...[1, 2].map((n) => t.at(`outputs/checkpoints/UNet_epoch_${n}.pth`)));
const inTrash = (t: Tree) => outputsListing(t.at('outputs')).filter((path) => /^\.trash\/[^/]+$/.test(path));

describe('the summary', () => {
  test('says what the trash holds and until when, in a removal, a dry run and init', async () => {
    using t = smallProject();
    const day = new Date(Number((NOW + 7n * DAY) / 1_000_000n)).toISOString().slice(0, 10);
    const line = `Trash: 1 operation, ${taken(t)}, until ${day}.\n`;
    expect((await prune(t)).stdout).toContain(line);
    expect((await run(['clean', '--cache'], at(t, daysLater(0n)))).stdout).toContain(line);
    expect((await run(['prune-logs', '-n'], at(t, daysLater(0n)))).stdout).toContain(line);
    expect((await run(['init'], at(t, daysLater(0n)))).stdout).toContain(line);
    const { stdout } = await run(['prune-logs', '--json'], at(t, daysLater(0n)));
    expect(JSON.parse(stdout).trash).toMatchObject({
      operations: 1,
      bytes: 2000,
      oldestUntil: expect.stringContaining(day),
      purged: [],
    });
  });

  test('says nothing of an empty trash', async () => {
    using t = smallProject();
    expect((await run(['clean', '--cache'], at(t))).stdout).not.toContain('Trash');
  });

  test('measures an operation that never came to its end', async () => {
    using t = smallProject();
    const size = taken(t);
    await prune(t);
    const [folder = ''] = inTrash(t);
    writeFileSync(t.at(`outputs/${folder}/state.jsonl`), '');
    expect((await run(['prune-logs', '-n'], at(t, daysLater(0n)))).stdout).toContain(`Trash: 1 operation, ${size}`);
  });
});

describe('a copy that lost its times', () => {
  /** As `cp -r` of the whole project makes it: other inodes, other times. */
  async function copied(t: Tree): Promise<void> {
    await prune(t);
    execFileSync('cp', ['-r', t.at('outputs'), t.at('copy')]);
    renameSync(t.at('outputs'), t.at('original'));
    renameSync(t.at('copy'), t.at('outputs'));
    for (const [path, { type }] of Object.entries(snapshot(t.at('outputs/.trash'))))
      if (type === 'file' && path.includes('/items/')) utimesSync(t.at(`outputs/.trash/${path}`), 1, 1);
  }

  test('does not expire, because nobody can tell what it holds; no purge is begun that could not end', async () => {
    using t = smallProject();
    await copied(t);
    const before = inTrash(t);
    const { code, stderr } = await run(['prune-logs'], at(t, daysLater(30n)));
    expect({ code, before: inTrash(t) }).toEqual({ code: 0, before });
    expect(stderr).toContain('holds 2 entries that its journal does not know');
  });

  test('is left whole by clean --trash, which says so', async () => {
    using t = smallProject();
    await copied(t);
    const before = snapshot(t.at('outputs/.trash'));
    const { code, stdout } = await run(['clean', '--trash', '--yes'], at(t, daysLater(0n)));
    expect(code).toBe(3);
    expect(stdout).toContain('look at it and remove it by hand');
    const after = snapshot(t.at('outputs/.trash'));
    for (const path of Object.keys(before).filter((each) => each.includes('/items/'))) expect(after[path]).toEqual(before[path]);
  });
});

describe('deleting for good', () => {
  test('promises no way back for what it could not free', async () => {
    using t = smallProject();
    const place = (): string => t.at(`outputs/${inTrash(t).find((path) => path.includes('purge-'))}/items/0`);
    const between = (): void => {
      if (!existsSync(place())) return;
      writeFileSync(`${place()}/extra`, '');
      // So that it cannot go back to its place.
      mkdirSync(t.at('outputs/cache/data'), { recursive: true });
    };
    const ran = await run(['clean', '--cache', '--json'], at(t, { between }));
    expect(ran.code).toBe(3);
    expect(JSON.parse(ran.stdout).operation).toMatchObject({ trash: expect.stringMatching(/\/purge-/), undoableUntil: null });
    expect((await run(['clean', '--cache'], at(t))).stdout).not.toMatch(/Bring it back/);
  });

  test('says of a folder that something was added to where that is now, and that the rest is gone', async () => {
    using t = smallProject();
    const between = (): void => {
      const folder = inTrash(t).find((path) => path.includes('purge-'));
      if (existsSync(t.at(`outputs/${folder}/items/0`))) writeFileSync(t.at(`outputs/${folder}/items/0/theirs`), '');
    };
    const { code, stdout } = await run(['clean', '--cache'], at(t, { between }));
    expect([code, stdout]).toEqual([
      3,
      expect.stringMatching(/data\/?.*deleted but for what changed in it meanwhile, which stays in its place/),
    ]);
    expect(outputsListing(t.at('outputs/cache'))).toEqual(['data', 'data/theirs']);
    expect(inTrash(t).filter((path) => path.includes('purge-'))).toEqual([]);
  });
});

describe('what has expired', () => {
  test('is freed by the next command that changes something, even one with nothing else to do', async () => {
    using t = smallProject();
    const size = taken(t);
    await prune(t);
    const early = await run(['prune-logs'], at(t, daysLater(7n)));
    expect(early.stdout).not.toContain('expired');
    expect(inTrash(t)).toHaveLength(1);
    const dry = await run(['prune-logs', '-n'], at(t, daysLater(8n)));
    expect(dry.stdout).not.toContain('expired');
    expect(inTrash(t)).toHaveLength(1);
    const { code, stdout } = await run(['prune-logs'], at(t, daysLater(8n)));
    expect([code, stdout]).toEqual([0, expect.stringContaining(`Freed 1 expired operation in the trash: ${size}.`)]);
    expect(inTrash(t)).toEqual([]);
  });

  test('stays where the clock cannot be right', async () => {
    using t = smallProject();
    await prune(t, 100n);
    t.add({ 'outputs/checkpoints/UNet_epoch_0.pth': { bytes: 10, age: '4d' } });
    const { stdout, stderr } = await run(['prune-logs'], at(t, daysLater(0n)));
    expect(stdout).not.toContain('expired');
    expect(stderr).toContain('is from the future');
    expect(inTrash(t)).toHaveLength(1);
  });

  test('stays, and is told of, where its journal cannot be believed', async () => {
    using t = smallProject();
    await prune(t);
    const [folder = ''] = inTrash(t);
    appendFileSync(t.at(`outputs/${folder}/plan.jsonl`), 'x\n');
    const { code, stdout } = await run(['prune-logs'], at(t, daysLater(30n)));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/the journal is damaged.*nothing there was touched/)]);
    expect(existsSync(t.at(`outputs/${folder}/items/0`))).toBe(true);
  });
});

describe('clean --trash', () => {
  test('with a section moves it instead of deleting; alone it empties the trash', async () => {
    using t = smallProject();
    const held = diskText(t.at('outputs/cache/data'));
    expect((await run(['clean', '--cache', '--trash'], at(t))).code).toBe(0);
    expect(inTrash(t)).toHaveLength(1);
    const before = snapshot(t.root);
    const dry = await run(['clean', '--trash', '-n'], at(t));
    expect([dry.code, dry.stdout]).toEqual([
      0,
      expect.stringContaining(`Would free 1 operation (1 entry, ${held}) for good. Nothing was changed.`),
    ]);
    const refused = await run(['clean', '--trash'], at(t));
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('add --yes')]);
    expect((await run(['clean', '--trash'], onTerminal(t, 'n'))).stdout).toContain('Nothing was changed.');
    expect(snapshot(t.root)).toEqual(before);
    const done = await run(['clean', '--trash'], onTerminal(t, 'y'));
    expect([done.code, done.stdout]).toEqual([
      0,
      expect.stringContaining(`Freed 1 operation in the trash for good; ${held} freed.`),
    ]);
    expect(inTrash(t)).toEqual([]);
    expect((await run(['clean', '--trash', '--yes'], at(t))).stdout).toBe('The trash is empty.\n');
  });

  test('stops between two things when told, and says so', async () => {
    using t = smallProject();
    await prune(t);
    const { code, stdout } = await run(['clean', '--trash', '--yes'], at(t, { signal: 'SIGINT' }));
    expect([code, stdout]).toEqual([130, expect.stringContaining('interrupted; the next command goes on')]);
    expect((await run(['prune-logs'], at(t))).code).toBe(0);
  });

  test('leaves and names what nobody listed (exit 3)', async () => {
    using t = smallProject();
    await run(['clean', '--cache', '--trash'], at(t));
    const [folder = ''] = inTrash(t);
    writeFileSync(t.at(`outputs/${folder}/items/0/precious`), 'mine');
    const { code, stdout } = await run(['clean', '--trash', '--yes', '--json'], at(t));
    expect([code, JSON.parse(stdout).freed]).toEqual([
      3,
      [expect.objectContaining({ done: false, left: { result: 'skipped', why: 'extra' } })],
    ]);
  });
});

test('what could not be freed is said, and ends with 3, each time', async () => {
  using t = smallProject();
  await run(['clean', '--cache', '--trash'], at(t));
  const [folder = ''] = inTrash(t);
  writeFileSync(t.at(`outputs/${folder}/items/0/precious`), 'mine');
  expect((await run(['clean', '--trash', '--yes'], at(t))).code).toBe(3);
  const next = await run(['prune-logs'], at(t));
  expect([next.code, next.stdout]).toEqual([3, expect.stringContaining('look at it and remove it by hand')]);
});

test('an operation has its record before anything moves, for a disk that has no inode left when it ends', async () => {
  using t = smallProject();
  const seen: boolean[] = [];
  const between = () => seen.push(existsSync(t.at(`outputs/${inTrash(t).find((path) => path.includes('Z-'))}/state.jsonl`)));
  await run(['prune-checkpoints', '--keep-last', '1', '--yes'], at(t, { between }));
  expect(seen[0]).toBe(true);
});

describe('the documents', () => {
  const problemsOf = (schema: string, text: string): unknown => {
    const file = new URL(`../../../configs/schemas/${schema}.schema.json`, import.meta.url);
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(file, 'utf8')));
    return validate(JSON.parse(text)) ? [] : validate.errors;
  };

  test('are as their schemas say', async () => {
    using t = smallProject();
    await prune(t);
    const [folder = ''] = inTrash(t);
    writeFileSync(t.at(`outputs/${folder}/items/precious`), 'mine');
    const purge = await run(['prune-logs', '--json'], at(t, daysLater(9n)));
    expect(JSON.parse(purge.stdout).trash.purged).toHaveLength(1);
    expect(problemsOf('removal', purge.stdout)).toEqual([]);
    const init = await run(['init', '--json'], at(t, daysLater(9n)));
    expect(JSON.parse(init.stdout).trash).not.toBeNull();
    expect(problemsOf('init', init.stdout)).toEqual([]);
    for (const flag of ['--dry-run', '--yes']) {
      const empty = await run(['clean', '--trash', '--json', flag], at(t, daysLater(9n)));
      expect(problemsOf('empty-trash', empty.stdout)).toEqual([]);
    }
  });
});

describe('what undo could not bring back', () => {
  const config = (name: string) => `outputs:\n  sections: { ${name}: { kind: results, path: numbers } }\n`;
  const FIRST = '20260101T000000Z-aaaaaaaa';
  const go = (t: Tree, days: bigint, ...argv: string[]) =>
    run(argv, at(t, { ...daysLater(days), id: days === 0n ? FIRST : '20260108T000000Z-bbbbbbbb' }));

  test('is said for `trash.keep` once more before it goes, and stays as long when it could come back meanwhile', async () => {
    using t = smallProject(config('numbers'));
    t.add({ 'outputs/numbers/a.json': '{}' });
    expect(await go(t, 0n, 'clean', 'numbers', '--yes')).toMatchObject({ code: 0 });
    writeFileSync(t.at('configs/project_config.yaml'), config('figures'));
    const before = snapshot(t.at('outputs/.trash'));
    await go(t, 8n, 'prune-logs', '--dry-run');
    expect(snapshot(t.at('outputs/.trash'))).toEqual(before);
    const told = /holds 1 entry that undo could not bring back; it is kept until [-\d]+\. outputs undo \S+ --dry-run says why/;
    expect((await go(t, 8n, 'prune-logs')).stderr).toMatch(told);
    expect((await go(t, 14n, 'prune-logs')).stderr).toMatch(told);
    expect((await go(t, 14n, 'history', '--json')).stdout).toContain(isoDay(15n));
    writeFileSync(t.at('configs/project_config.yaml'), config('numbers'));
    await go(t, 14n, 'clean', '--cache');
    expect(await go(t, 14n, 'undo', FIRST)).toMatchObject({ code: 0 });
    expect(existsSync(t.at('outputs/numbers/a.json'))).toBe(true);
  });

  test('goes after that', async () => {
    using t = smallProject(config('numbers'));
    t.add({ 'outputs/numbers/a.json': '{}' });
    await go(t, 0n, 'clean', 'numbers', '--yes');
    writeFileSync(t.at('configs/project_config.yaml'), config('figures'));
    await go(t, 8n, 'prune-logs');
    expect((await go(t, 16n, 'prune-logs')).stdout).toContain('Freed 1 expired operation');
  });

  test('in a copy, what expires is freed as in the original', async () => {
    using t = smallProject();
    t.add({ 'outputs/artifacts/run/sub/a': 'a', 'outputs/artifacts/b': 'b' });
    await go(t, 0n, 'clean', '--artifacts', '--yes');
    using copy = temporary();
    execFileSync('cp', ['-a', t.root, `${copy.path}/p`]);
    const ran = await run(['prune-logs'], { cwd: `${copy.path}/p`, ...daysLater(8n) });
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('Freed 1 expired operation in the trash') });
    expect(outputsListing(`${copy.path}/p/outputs`).some((path) => path.includes('items'))).toBe(false);
  });
});

function isoDay(days: bigint): string {
  return new Date(Number((NOW + days * DAY) / 1_000_000n)).toISOString().slice(0, 10);
}
