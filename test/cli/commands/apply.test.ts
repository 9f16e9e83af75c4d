import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { run } from '../../support/context.ts';
import { at, onTerminal, smallProject } from '../../support/small-project.ts';
import { listing, snapshot, type Tree } from '../../support/tree.ts';

const PLAN = 'plan.jsonl';

/** Epochs 1 and 2 are to go. */
async function saved(t: Tree, ...argv: string[]): Promise<string> {
  const command = argv.length > 0 ? argv : ['prune-checkpoints', '--keep-last', '1'];
  const { code, stdout, stderr } = await run([...command, '--dry-run', '--plan', PLAN], at(t));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [, id = ''] = /Plan ([0-9a-f]{12})\./.exec(stdout) ?? [];
  expect(stdout).toContain(`Saved in ${PLAN}. To carry it out: outputs apply ${PLAN}`);
  return id;
}

const checkpoints = (t: Tree) => listing(t.at('outputs/checkpoints'));
const ALL = ['UNet_best.pth', 'UNet_epoch_1.pth', 'UNet_epoch_2.pth', 'UNet_epoch_3.pth'];

describe('--plan', () => {
  test('saves exactly what the dry run showed, and changes nothing else', async () => {
    using t = smallProject();
    const before = snapshot(t.at('outputs'));
    const id = await saved(t);
    expect(snapshot(t.at('outputs'))).toEqual(before);
    const text = readFileSync(t.at(PLAN), 'utf8');
    expect(text).toContain(`"plan":"${id}"`);
    // It can be committed and reviewed: the project itself is the one absolute path.
    expect(text.match(new RegExp(t.root, 'g'))).toHaveLength(1);
  });

  test('never overwrites, through no link either', async () => {
    using t = smallProject();
    for (const make of [() => writeFileSync(t.at(PLAN), 'mine'), () => symlinkSync('nowhere', t.at(PLAN))]) {
      make();
      const before = snapshot(t.root);
      const { code, stderr } = await run(['clean', '--cache', '-n', '--plan', PLAN], at(t));
      expect([code, stderr]).toEqual([2, expect.stringContaining(`${PLAN} is there already`)]);
      expect(snapshot(t.root)).toEqual(before);
      rmSync(t.at(PLAN));
    }
  });

  test.each([
    [['clean', '--cache', '--plan', PLAN], /add --dry-run/],
    [['clean', '--cache', '-n', '--plan', '-'], /the name of a new file/],
    [['clean', '--cache', '-n', '--plan', 'no/such/folder/p'], /there is no folder/],
  ])('%j is wrong usage', async (argv, message) => {
    using t = smallProject();
    const before = snapshot(t.root);
    const { code, stderr } = await run(argv, at(t));
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    expect(snapshot(t.root)).toEqual(before);
  });
});

describe('apply', () => {
  test('leaves alone what became part of a git repository since', async () => {
    using t = smallProject('outputs: { pinned: [results/data/b.bin] }\n');
    t.add({ 'outputs/results/data/a.bin': '', 'outputs/results/data/b.bin': '' });
    await saved(t, 'clean', '--results');
    mkdirSync(t.at('outputs/results/data/.git'));
    const { stdout } = await run(['apply', PLAN, '--yes'], at(t));
    expect(stdout).toContain('a repository of its own');
    expect(existsSync(t.at('outputs/results/data/a.bin'))).toBe(true);
  });

  test('carries out exactly the plan, under its id', async () => {
    using t = smallProject();
    const id = await saved(t);
    const { code, stdout } = await run(['apply', PLAN, '--yes', '--json'], at(t));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'prune-checkpoints',
      planId: id,
      operation: { entries: 2, state: 'done' },
    });
    expect(checkpoints(t)).toEqual(['UNet_best.pth', 'UNet_epoch_3.pth']);
    expect(readFileSync(t.at('outputs/.trash/history.jsonl'), 'utf8')).toContain(`"planId":"${id}"`);
    // Once more: everything is gone already.
    const again = await run(['apply', PLAN, '--yes'], at(t));
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('already gone')]);
  });

  test('asks as the command itself would', async () => {
    using t = smallProject();
    await saved(t);
    expect((await run(['apply', PLAN], at(t))).code).toBe(4);
    expect((await run(['apply', PLAN], onTerminal(t, 'n'))).stdout).toContain('Nothing was changed.');
    expect(checkpoints(t)).toEqual(ALL);
    expect((await run(['apply', PLAN], onTerminal(t, 'y'))).code).toBe(0);
    expect(checkpoints(t)).toEqual(['UNet_best.pth', 'UNet_epoch_3.pth']);
  });

  test('asks nothing about what can be made again, and deletes it as planned', async () => {
    using t = smallProject();
    await saved(t, 'clean', '--cache');
    expect((await run(['apply', PLAN], at(t))).code).toBe(0);
    expect(listing(t.at('outputs/cache'))).toEqual([]);
  });

  test('--dry-run says what would still go, and changes nothing', async () => {
    using t = smallProject();
    const id = await saved(t);
    appendFileSync(t.at('outputs/checkpoints/UNet_epoch_1.pth'), 'x');
    const before = snapshot(t.root);
    const { code, stdout } = await run(['apply', PLAN, '-n', '--json'], at(t));
    const { planId, verdicts } = JSON.parse(stdout);
    expect({ code, planId, keeps: verdicts.map((v: { keep: boolean }) => v.keep) }).toEqual({
      code: 3,
      planId: id,
      keeps: [true, false],
    });
    expect(snapshot(t.root)).toEqual(before);
  });

  const epoch1 = 'outputs/checkpoints/UNet_epoch_1.pth';
  test.each<[string, (t: Tree) => void, RegExp]>([
    ['was written to', (t) => appendFileSync(t.at(epoch1), 'x'), /epoch_1.*it changed meanwhile/],
    [
      'was replaced',
      (t) => {
        rmSync(t.at(epoch1));
        t.add({ [epoch1]: { bytes: 1000, age: '3d' } });
      },
      /epoch_1.*it changed meanwhile/,
    ],
    [
      'was renamed to',
      (t) => {
        rmSync(t.at(epoch1));
        renameSync(t.at('outputs/checkpoints/UNet_epoch_3.pth'), t.at(epoch1));
      },
      /epoch_1.*changed meanwhile/,
    ],
    [
      'is pinned by now',
      (t) => writeFileSync(t.at('configs/project_config.yaml'), 'outputs: { pinned: ["checkpoints/*_epoch_1.pth"] }\n'),
      /epoch_1.*must stay by now, pinned by/,
    ],
    [
      'is pointed at by now',
      (t) => symlinkSync('UNet_epoch_1.pth', t.at('outputs/checkpoints/latest.pth')),
      /epoch_1.*must stay by now.*points to it/,
    ],
  ])('leaves alone what %s, by name, and does the rest', async (_, change, message) => {
    using t = smallProject();
    await saved(t);
    change(t);
    const { code, stdout } = await run(['apply', PLAN, '--yes'], at(t));
    expect([code, stdout]).toEqual([3, expect.stringMatching(message)]);
    expect(existsSync(t.at(epoch1))).toBe(true);
    expect(existsSync(t.at('outputs/checkpoints/UNet_epoch_2.pth'))).toBe(false);
  });

  test('keeps the last of a model, though the plan says otherwise', async () => {
    using t = smallProject();
    await saved(t);
    for (const name of ['UNet_best.pth', 'UNet_epoch_3.pth']) rmSync(t.at(`outputs/checkpoints/${name}`));
    const { code, stdout } = await run(['apply', PLAN, '--yes'], at(t));
    expect([code, stdout]).toEqual([3, expect.stringMatching(/epoch_2.*one of its model always stays/)]);
    expect(checkpoints(t)).toEqual(['UNet_epoch_2.pth']);
  });

  test('leaves a checkpoint whole that has got another part since', async () => {
    using t = smallProject('');
    const part = (name: string, age: string) => ({ [`outputs/checkpoints/run/${name}.pt`]: { bytes: 100, age } });
    t.add({ ...part('ep1-ba100-rank0', '9d'), ...part('ep1-ba100-rank1', '9d'), ...part('ep2-ba200-rank0', '8d') });
    t.add({ ...part('ep3-ba300-rank0', '7d'), ...part('ep3-ba300-rank1', '7d') });
    await saved(t, 'prune-checkpoints', '--keep-last', '1', '--remove-incomplete');
    // Copied from another machine, with its time.
    t.add({ ...part('ep1-ba100-rank2', '9d'), ...part('ep2-ba200-rank1', '8d') });
    const { code, stdout } = await run(['apply', PLAN, '--yes'], at(t));
    expect([code, stdout]).toEqual([
      3,
      expect.stringMatching(/ep1-ba100-rank0.*changed meanwhile.*ep2-ba200-rank0.*changed meanwhile/s),
    ]);
    expect(listing(t.at('outputs/checkpoints/run'))).toHaveLength(7);
  });

  test('counts a checkpoint of several parts as one, as when the plan was shown', async () => {
    using t = smallProject('');
    const part = (name: string, age: string) => ({ [`outputs/checkpoints/run/${name}.pt`]: { bytes: 100, age } });
    t.add({ ...part('ep1-ba100-rank0', '9d'), ...part('ep1-ba100-rank1', '9d') });
    t.add({ ...part('ep3-ba300-rank0', '7d'), ...part('ep3-ba300-rank1', '7d') });
    await saved(t, 'prune-checkpoints', '--keep-last', '1');
    const { code, stdout } = await run(['apply', PLAN, '--yes'], at(t));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/ep1-ba100-rank0\.pt \(\+1\).*Moved 3 checkpoints \(4 files/s)]);
    expect(listing(t.at('outputs/checkpoints/run'))).toEqual(['ep3-ba300-rank0.pt', 'ep3-ba300-rank1.pt']);
  });

  test('does not call gone what is left of a checkpoint that has lost a part since', async () => {
    using t = smallProject('');
    const part = (name: string, age: string) => ({ [`outputs/checkpoints/run/${name}.pt`]: { bytes: 100, age } });
    t.add({ ...part('ep1-ba100-rank0', '9d'), ...part('ep1-ba100-rank1', '9d') });
    t.add({ ...part('ep3-ba300-rank0', '7d'), ...part('ep3-ba300-rank1', '7d') });
    await saved(t, 'prune-checkpoints', '--keep-last', '1');
    rmSync(t.at('outputs/checkpoints/run/ep1-ba100-rank1.pt'));
    const { code, stdout } = await run(['apply', PLAN, '--yes'], at(t));
    expect([code, stdout]).toEqual([
      3,
      expect.stringMatching(/ep1-ba100-rank0.*changed meanwhile.*ep1-ba100-rank1.*already gone/s),
    ]);
    expect(listing(t.at('outputs/checkpoints/run'))).toHaveLength(3);
  });

  test('removes nothing that came after, nor a folder that something was put into', async () => {
    using t = smallProject();
    await saved(t, 'clean', '--cache', '--logs');
    writeFileSync(t.at('outputs/cache/data/new'), 'x');
    writeFileSync(t.at('outputs/logs/newer.log'), 'x');
    const { code } = await run(['apply', PLAN, '--yes'], at(t));
    expect(code).toBe(3);
    expect(listing(t.at('outputs/cache'))).toEqual(['data', 'data/a.bin', 'data/new']);
    expect(listing(t.at('outputs/logs'))).toEqual(['newer.log']);
  });

  test('asks about logs of a clean, and moves them to the trash; old logs go at once', async () => {
    using t = smallProject();
    await saved(t, 'clean', '--logs');
    const before = snapshot(t.root);
    expect(await run(['apply', PLAN], at(t))).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('--yes') });
    expect(snapshot(t.root)).toEqual(before);
    expect(await run(['apply', PLAN, '--yes'], at(t))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('to the trash'),
    });
    expect(await run(['undo'], at(t))).toMatchObject({ code: 0 });
    expect(listing(t.at('outputs/logs'))).toEqual(['new.log', 'old.log']);
    rmSync(t.at(PLAN));
    await saved(t, 'prune-logs', '--older-than', '3d');
    expect(await run(['apply', PLAN], at(t))).toMatchObject({
      code: 0,
      asked: 0,
      stdout: expect.stringContaining('Deleted 2 logs'),
    });
    rmSync(t.at(PLAN));
    await saved(t, 'prune-logs', '--older-than', '10min');
    expect(await run(['apply', PLAN], at(t))).toMatchObject({ code: 4, stdout: '' });
  });

  test('refuses a plan of another project, of a section configured otherwise, and of a folder that is another one', async () => {
    using t = smallProject();
    using other = smallProject();
    await saved(t);
    const elsewhere = await run(['apply', t.at(PLAN), '--yes'], at(other));
    expect([elsewhere.code, elsewhere.stderr]).toEqual([4, expect.stringContaining('the plan is for')]);
    renameSync(t.at('outputs/checkpoints'), t.at('moved'));
    mkdirSync(t.at('outputs/checkpoints'));
    const replaced = await run(['apply', PLAN, '--yes'], at(t));
    expect([replaced.code, replaced.stderr]).toEqual([4, expect.stringContaining('is not the folder')]);
    writeFileSync(t.at('configs/project_config.yaml'), 'outputs: { sections: { checkpoints: { path: elsewhere } } }\n');
    const configured = await run(['apply', PLAN, '--yes'], at(t));
    expect([configured.code, configured.stderr]).toEqual([4, expect.stringContaining('configured otherwise')]);
  });

  test('refuses a plan that was cut short, altered or is from a newer version, at every byte', async () => {
    using t = smallProject();
    await saved(t);
    const whole = readFileSync(t.at(PLAN));
    const refused = async (bytes: Buffer, message = /./): Promise<void> => {
      writeFileSync(t.at(PLAN), bytes);
      const { code, stderr } = await run(['apply', PLAN, '--yes'], at(t));
      expect([code, stderr]).toEqual([4, expect.stringMatching(message)]);
    };
    for (let cut = 0; cut < whole.length; cut += 97) await refused(whole.subarray(0, cut));
    for (let n = 0; n < whole.length; n += 97) {
      const altered = Buffer.from(whole);
      altered[n] = (altered[n] ?? 0) ^ 1;
      await refused(altered);
    }
    await refused(Buffer.concat([whole, Buffer.from('x\n')]));
    await refused(Buffer.from('hello\n'), /is no saved plan/);
    expect(checkpoints(t)).toEqual(ALL);
    const missing = await run(['apply', 'nothing.jsonl'], at(t));
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('there is no nothing.jsonl')]);
  });
});

test('a blob that a repository links to since the plan was saved stays', async () => {
  using t = smallProject();
  t.add({
    'outputs/cache/hub/blobs/aa/1': { bytes: 5, age: '3d' },
    'outputs/cache/hub/blobs/bb/2': { bytes: 5, age: '3d' },
    'outputs/cache/hub/models--old/refs/main': { bytes: 1, age: '3d' },
    'outputs/cache/hub/models--used/refs/main': { bytes: 1, age: '3d' },
  });
  const project = t.at('outputs/cache/hub');
  writeFileSync(`${project}/models--used.keep`, '');
  await saved(t, 'clean', '--cache');
  symlinkSync('../../blobs/aa/1', `${project}/models--used/refs/linked`);
  const { code, stdout } = await run(['apply', PLAN], at(t));
  expect([code, stdout]).toEqual([3, expect.stringContaining('Not removed')]);
  const left = listing(project);
  expect(left).toEqual(expect.arrayContaining(['blobs/aa/1', 'models--used/refs/linked']));
  expect(left).not.toContain('models--old');
});
