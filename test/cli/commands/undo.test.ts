// `undo` and `history` as people use them, on a real disk.

import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/context.ts';
import { temporary } from '../../support/run.ts';
import { at, onTerminal, smallProject } from '../../support/small-project.ts';
import { listing, snapshot, type Tree } from '../../support/tree.ts';

const PRUNE = ['prune-checkpoints', '--keep-last', '1', '--yes'];

async function prune(t: Tree, id = 'first'): Promise<void> {
  expect(await run(PRUNE, at(t, { id }))).toMatchObject({ code: 0 });
}

async function json(t: Tree, argv: readonly string[]) {
  const { code, stdout } = await run([...argv, '--json'], at(t, { id: 'undo' }));
  return { code, ...JSON.parse(stdout) };
}

const checkpoints = (t: Tree): string[] => listing(t.at('outputs/checkpoints'));

describe('undo', () => {
  test('puts the last operation back, and then has nothing to do', async () => {
    using t = smallProject();
    const before = checkpoints(t);
    const { stdout } = await run(PRUNE, at(t, { id: 'first' }));
    expect(stdout).toContain('Bring it back: outputs undo\n');
    expect(checkpoints(t)).not.toEqual(before);
    const undone = await run(['undo'], at(t, { id: 'undo' }));
    expect(undone).toMatchObject({ code: 0, stderr: '' });
    expect(undone.stdout).toMatch(/^restore {2}outputs\/checkpoints\/UNet_epoch_2\.pth\n/);
    expect(undone.stdout).toMatch(/\nPut back 2 entries \(2\.0 kB\) from prune-checkpoints of /);
    expect(checkpoints(t)).toEqual(before);
    expect(await run(['undo'], at(t))).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Nothing to undo: nothing lies/),
    });
    expect(await run(['undo', 'fir'], at(t))).toMatchObject({
      code: 0,
      stdout: 'Nothing to undo: first was undone already, and nothing of it lies in the trash.\n',
    });
    expect(checkpoints(t)).toEqual(before);
  });

  test('a dry run changes nothing and says what would come back', async () => {
    using t = smallProject();
    await prune(t);
    const before = snapshot(t.root);
    const { code, dryRun, undoes, entries, conflicts, operation } = await json(t, ['undo', '--dry-run']);
    expect({ code, dryRun, conflicts, operation }).toEqual({ code: 0, dryRun: true, conflicts: [], operation: null });
    expect(undoes).toMatchObject({ id: 'first', command: 'prune-checkpoints', state: 'done', entries: 2, bytes: 2000 });
    expect(entries).toHaveLength(2);
    expect((await run(['undo', '-n'], at(t))).stdout).toMatch(/Would put back 2 entries .* Nothing was changed\.\n$/);
    expect(snapshot(t.root)).toEqual(before);
  });

  test('tells each conflict, does the rest, and ends with 3', async () => {
    using t = smallProject();
    await prune(t);
    writeFileSync(t.at('outputs/checkpoints/UNet_epoch_1.pth'), 'new');
    const { code, stdout } = await run(['undo'], at(t, { id: 'undo' }));
    expect(code).toBe(3);
    expect(stdout).toContain(
      'left     outputs/checkpoints/UNet_epoch_1.pth  something else has its name now; it stays in the trash\n',
    );
    expect(stdout).toContain('1 entry could not be put back: the lines above say why.\n');
    expect(existsSync(t.at('outputs/checkpoints/UNet_epoch_2.pth'))).toBe(true);
    expect(readFileSync(t.at('outputs/checkpoints/UNet_epoch_1.pth'), 'utf8')).toBe('new');
    const again = await json(t, ['undo']);
    expect(again).toMatchObject({ code: 3, entries: [], operation: null, conflicts: [{ why: 'taken' }] });
    expect(again.undoes.state).toBe('partly-undone');
    renameSync(t.at('outputs/checkpoints/UNet_epoch_1.pth'), t.at('new'));
    expect(await run(['undo'], at(t, { id: 'undo' }))).toMatchObject({ code: 0 });
  });

  test('goes back one operation after another, or to the one that is named', async () => {
    using t = smallProject();
    await prune(t, '20260101T000000Z-aaaaaaaa');
    await run(['clean', 'cache', '--trash'], at(t, { id: '20260102T000000Z-bbbbbbbb' }));
    const list = await run(['undo', '--list'], at(t));
    expect(list.stdout).toMatch(/bbbbbbbb[^\n]*\n20260101T000000Z-aaaaaaaa/);
    expect(await json(t, ['undo', '20260101'])).toMatchObject({ code: 0, undoes: { id: '20260101T000000Z-aaaaaaaa' } });
    expect(await json(t, ['undo'])).toMatchObject({ code: 0, undoes: { id: '20260102T000000Z-bbbbbbbb' } });
    expect(existsSync(t.at('outputs/cache/data/a.bin'))).toBe(true);
    expect((await run(['undo', '--list'], at(t))).stdout).toBe('Nothing to undo.\n');
  });

  test('refuses what it cannot know or believe', async () => {
    using t = smallProject();
    await prune(t);
    expect(await run(['undo', 'frist'], at(t))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean first?'),
    });
    appendFileSync(t.at('outputs/.trash/first/plan.jsonl'), 'x');
    const before = snapshot(t.root);
    expect(await run(['undo', '-n'], at(t))).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('something follows its end'),
    });
    expect(snapshot(t.root)).toEqual(before);
  });

  test('says of what is gone for good that it is', async () => {
    using t = smallProject();
    await run(['prune-logs'], at(t, { id: 'logs' }));
    expect(await run(['undo', 'logs'], at(t))).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('nothing of it lies in the trash'),
    });
  });

  test('stops at a signal, and says how to go on', async () => {
    using t = smallProject();
    await prune(t);
    const stopped = await run(['undo'], at(t, { signal: 'SIGINT', id: 'undo' }));
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toContain('Interrupted. outputs undo first goes on.\n');
    expect(await run(['undo'], at(t, { id: 'undo' }))).toMatchObject({ code: 0 });
  });
});

describe('undo after something was deleted for good', () => {
  const FIRST = '20260101T000000Z-aaaaaaaa';
  const both = async (t: Tree) => {
    await prune(t, FIRST);
    expect(await run(['clean', '--cache'], at(t, { id: 'cache' }))).toMatchObject({ code: 0 });
  };
  const isBack = (t: Tree) => existsSync(t.at('outputs/checkpoints/UNet_epoch_1.pth'));

  test('says what it was and how to undo the operation before it, and --yes is no answer to that', async () => {
    using t = smallProject();
    await both(t);
    for (const flags of [[], ['--yes'], ['--json']]) {
      const { code, stderr } = await run(['undo', ...flags], at(t, { id: 'undo' }));
      expect(code).toBe(4);
      expect(stderr).toMatch(/the last operation cannot be undone[^\n]*: outputs clean --cache at [-\dT:]+Z, 1 entry \(300 B\)/);
      expect(stderr).toMatch(
        /outputs prune-checkpoints --keep-last 1 --yes at [-\dT:]+Z, 2 entries \(2\.0 kB\): outputs undo 20260101/,
      );
    }
    expect((await run(['undo', '-n'], at(t))).stderr).toContain(`outputs undo ${FIRST} --dry-run`);
    expect(isBack(t)).toBe(false);
    expect(await run(['undo', FIRST, '-y'], at(t, { id: 'undo' }))).toMatchObject({ code: 0 });
    expect(isBack(t)).toBe(true);
  });

  test('asks on a terminal, and does not ask again', async () => {
    using t = smallProject();
    await prune(t, FIRST);
    expect(await run(['clean', 'tensorboard', '--trash', '--yes'], at(t, { id: '20260101T000001Z-bbbbbbbb' }))).toMatchObject({
      code: 0,
    });
    await run(['prune-logs'], at(t, { id: 'logs' }));
    expect(await run(['undo'], onTerminal(t, 'n'))).toMatchObject({ code: 0, stdout: 'Nothing was changed.\n', asked: 1 });
    expect(await run(['undo'], { ...onTerminal(t, 'yes'), id: 'undo' })).toMatchObject({ code: 0, asked: 1 });
    expect(existsSync(t.at('outputs/tb/old.log'))).toBe(true);
    expect(await run(['undo'], { ...onTerminal(t), id: 'undo2' })).toMatchObject({ code: 0, asked: 0 });
    expect(isBack(t)).toBe(true);
  });

  test('asks about each of them that lies between', async () => {
    using t = smallProject();
    await both(t);
    expect(await run(['clean', 'tensorboard', '--trash', '--yes'], at(t, { id: '20260101T000001Z-bbbbbbbb' }))).toMatchObject({
      code: 0,
    });
    await run(['prune-logs'], at(t, { id: 'logs' }));
    expect(await run(['undo'], { ...onTerminal(t, 'yes'), id: 'undo' })).toMatchObject({ code: 0, asked: 1 });
    expect(await run(['undo'], { ...onTerminal(t, 'yes'), id: 'undo2' })).toMatchObject({ code: 0, asked: 1 });
    expect(isBack(t)).toBe(true);
  });

  test('refuses where there is nothing before it', async () => {
    using t = smallProject();
    await run(['clean', '--cache'], at(t, { id: 'cache' }));
    const { code, stderr } = await run(['undo'], onTerminal(t));
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('there is no operation before it') });
  });
});

describe('undo in a project that is not as it was', () => {
  const DAY = 86_400_000_000_000n;
  const project = () => smallProject('outputs: {}\n');
  const clean = async (t: Tree) => {
    t.add({ 'outputs/results/a.json': '{}', 'outputs/results/run/b.json': '[]' });
    expect(await run(['clean', '--results', '--yes'], at(t, { id: '20260101T000000Z-aaaaaaaa' }))).toMatchObject({ code: 0 });
    rmSync(t.at('outputs/results'), { recursive: true });
  };
  const results = (root: string) =>
    [`${root}/outputs/results/a.json`, `${root}/outputs/results/run/b.json`].map((p) => existsSync(p));

  test.each([
    ['at once', 0n],
    ['eight days later', 8n * DAY],
  ])('puts everything back into a section that init made anew, %s', async (_, later) => {
    using t = project();
    await clean(t);
    expect(await run(['init'], at(t, { id: 'init' }))).toMatchObject({ code: 0 });
    const now = BigInt(Date.now()) * 1_000_000n + later;
    expect(await run(['undo'], at(t, { id: 'undo', now }))).toMatchObject({ code: 0, stderr: '' });
    expect(results(t.root)).toEqual([true, true]);
  });

  test('makes a section folder that is gone', async () => {
    using t = project();
    await clean(t);
    const dry = await run(['undo', '-n'], at(t));
    expect(dry.stdout).toMatch(/^make {5}outputs\/results\/\nrestore/);
    expect(await run(['undo'], at(t, { id: 'undo' }))).toMatchObject({ code: 0 });
    expect(results(t.root)).toEqual([true, true]);
  });

  test('in a copy, and in a copy of which a section had a trash of its own', async () => {
    using t = project();
    await clean(t);
    using copy = temporary();
    execFileSync('cp', ['-a', t.root, `${copy.path}/p`]);
    renameSync(`${copy.path}/p/outputs/.trash`, `${copy.path}/p/outputs/checkpoints/.trash`);
    expect(await run(['undo'], { cwd: `${copy.path}/p`, id: 'undo' })).toMatchObject({ code: 0, stderr: '' });
    expect(results(`${copy.path}/p`)).toEqual([true, true]);
    expect(results(t.root)).toEqual([false, false]);
  });

  test('says what to do where no section has the name any more', async () => {
    const config = (name: string) => `outputs:\n  sections: { ${name}: { kind: results, path: numbers } }\n`;
    using t = smallProject(config('numbers'));
    t.add({ 'outputs/numbers/a.json': '{}' });
    expect(await run(['clean', 'numbers', '--yes'], at(t, { id: 'first' }))).toMatchObject({ code: 0 });
    writeFileSync(t.at('configs/project_config.yaml'), config('figures'));
    const { code, stdout, stderr } = await run(['undo'], at(t, { id: 'undo' }));
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('no section is called numbers any more') });
    expect(stdout).toContain('no section has the name of its section any more; it stays in the trash');
    writeFileSync(t.at('configs/project_config.yaml'), config('numbers'));
    expect(await run(['undo'], at(t, { id: 'undo' }))).toMatchObject({ code: 0 });
    expect(existsSync(t.at('outputs/numbers/a.json'))).toBe(true);
  });
});

describe('history', () => {
  test('has every operation, what it did, who, when and how', async () => {
    using t = smallProject();
    expect((await run(['history'], at(t))).stdout).toBe('Nothing was done yet.\n');
    await prune(t);
    await run(['prune-logs', '--older-than', '7d'], at(t, { id: 'second' }));
    const { operations } = await json(t, ['history']);
    expect(operations).toMatchObject([
      {
        id: 'second',
        command: 'prune-logs',
        argv: ['prune-logs', '--older-than', '7d'],
        state: 'done',
        entries: 2,
        undoableUntil: null,
      },
      {
        id: 'first',
        command: 'prune-checkpoints',
        argv: PRUNE,
        state: 'done',
        entries: 2,
        bytes: 2000,
        user: 'me',
        host: 'here',
      },
    ]);
    expect(operations[1].undoableUntil).toMatch(/^\d{4}-/);
    expect((await run(['history'], at(t))).stdout).toMatch(/outputs prune-checkpoints --keep-last 1 --yes\n/);
  });

  test('outlives the trash', async () => {
    using t = smallProject();
    await prune(t);
    rmSync(t.at('outputs/.trash/first'), { recursive: true });
    expect(await json(t, ['history'])).toMatchObject({ operations: [{ id: 'first', state: 'done', undoableUntil: null }] });
  });

  test('changes nothing, and knows an operation that never came to its end', async () => {
    using t = smallProject();
    await prune(t);
    rmSync(t.at('outputs/.trash/first/state.jsonl'));
    rmSync(t.at('outputs/.trash/history.jsonl'));
    const before = snapshot(t.root);
    expect(await json(t, ['history'])).toMatchObject({ operations: [{ id: 'first', state: 'interrupted', entries: 2 }] });
    expect(snapshot(t.root)).toEqual(before);
  });
});

describe('the next command after one that was cut short', () => {
  test('says so, once, and does its own work', async () => {
    using t = smallProject();
    await prune(t);
    rmSync(t.at('outputs/.trash/first/state.jsonl'));
    const told = 'prune-checkpoints was interrupted (first): 2 of 2 were moved to the trash; outputs undo first puts them back';
    expect((await run(['clean', 'cache', '-n'], at(t))).stderr).toContain(told);
    const next = await run(['clean', 'cache'], at(t, { id: 'next' }));
    expect(next).toMatchObject({ code: 0, stderr: `warning: ${told}\n` });
    mkdirSync(t.at('outputs/cache/more'));
    expect(await run(['clean', 'cache'], at(t, { id: 'last' }))).toMatchObject({ code: 0, stderr: '' });
    expect(await run(['undo', 'first'], at(t, { id: 'undo' }))).toMatchObject({ code: 0 });
  });
});
