// `outputs status`: what it looks at, and how it ends.

import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { canMount, inChild } from '../../support/child.ts';
import { run, TERMINALS } from '../../support/context.ts';
import { gate } from '../../support/gate.ts';
import { diskText } from '../../support/on-disk.ts';
import { CRON_ENV, command, outputs } from '../../support/run.ts';
import { at, smallProject } from '../../support/small-project.ts';
import { IN_MEMORY, snapshot, type Tree, tree } from '../../support/tree.ts';

async function documentOf(t: Tree, ...args: readonly string[]) {
  const { stdout, code } = await run(['status', '--json', ...args], at(t));
  const schema = JSON.parse(readFileSync(new URL('../../../configs/schemas/status.schema.json', import.meta.url), 'utf8'));
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
  const document = JSON.parse(stdout);
  expect(validate(document) ? [] : validate.errors).toEqual([]);
  return { ...document, code };
}

const named = (document: { readonly sections: readonly { readonly name: string }[] }, name: string) =>
  document.sections.find((section) => section.name === name);

describe('status', () => {
  it('shows every section, what lies beside them and a total, and changes nothing', async () => {
    using t = smallProject();
    t.add({ 'outputs/2026-08-24/run.log': { bytes: 77, age: '2d' } });
    const before = snapshot(t.root);
    const { stdout, stderr, code } = await run(['status'], at(t));
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const rows = stdout.split('\n').map((line) => line.replace(/ +/g, ' ').replace(/\d+(\.\d)? (B|kB) (\d+ h|\d+ d|-)/, 'X $3'));
    expect(rows.slice(2, 12)).toEqual([
      'SECTION WHERE FILES SIZE ON DISK NEWEST OLDEST NOTE',
      'checkpoints outputs/checkpoints 4 4.0 kB X 24 h 3 d',
      'logs outputs/logs 2 1.0 kB X 24 h 8 d 1 file (500 B) older than 7d',
      'cache outputs/cache 1 300 B X 8 d 8 d',
      'artifacts outputs/artifacts - - - - - not there',
      'results outputs/results - - - - - not there',
      'models outputs/models - - - - - not there',
      'tensorboard (logs) outputs/tb 1 100 B X 40 d 40 d 1 file (100 B) older than 7d',
      'elsewhere outputs 1 77 B X 2 d 2 d',
      'total 9 5.5 kB X 24 h 40 d',
    ]);
    expect(snapshot(t.root)).toEqual(before);
  });

  it('looks only into the sections that were named, each once', async () => {
    using t = smallProject();
    const { sections, elsewhere, total, disks } = await documentOf(t, 'cache', 'logs', 'cache');
    expect(sections.map(({ name }: { readonly name: string }) => name)).toEqual(['cache', 'logs']);
    expect([elsewhere, total.files, total.bytes, disks.length]).toEqual([null, 3, 1300, 1]);
  });

  it.each(['chekpoints', ''])('%j is no section', async (name) => {
    using t = smallProject();
    expect(await run(['status', name], at(t))).toMatchObject({ code: 2, stdout: '' });
  });

  it('shows sections that the profile has not in use: they take room too', async () => {
    using t = smallProject();
    const { stdout, code } = await run(['status', '--profile', 'production'], at(t));
    expect(stdout).toMatch(/\ncheckpoints .* not in use\n/);
    expect(code).toBe(0);
    expect((await documentOf(t, 'checkpoints', '--profile', 'production')).sections).toMatchObject([{ active: false, files: 4 }]);
  });

  it('says so where nothing is yet', async () => {
    using t = tree({ 'configs/project_config.yaml': 'project_name: sample\n' });
    const { stdout, code } = await run(['status'], at(t));
    expect(stdout.match(/not there/g)).toHaveLength(7);
    expect(stdout).not.toContain('prune');
    expect(code).toBe(0);
  });

  it('counts one inode of two sections once in the total', async () => {
    using t = smallProject();
    t.add({ 'outputs/models/best.pth': { hardLink: 'outputs/checkpoints/UNet_best.pth' } });
    const document = await documentOf(t);
    expect([named(document, 'checkpoints'), named(document, 'models'), document.total]).toMatchObject([
      { bytes: 4000 },
      { bytes: 1000 },
      { bytes: 5400, files: 9 },
    ]);
  });

  it('counts a section in a section once', async () => {
    using t = smallProject('outputs:\n  sections: { runs: { kind: artifacts, path: checkpoints/runs } }\n');
    t.add({ 'outputs/checkpoints/runs/a': { bytes: 50 } });
    const document = await documentOf(t);
    expect([named(document, 'checkpoints'), named(document, 'runs')]).toMatchObject([{ bytes: 4000 }, { bytes: 50 }]);
    expect(document.elsewhere.bytes).toBe(100);
  });

  it('says what the trash holds, and does not count it', async () => {
    using t = smallProject();
    const { bytes } = (await documentOf(t)).total;
    const held = diskText(...[1, 2].map((n) => t.at(`outputs/checkpoints/UNet_epoch_${n}.pth`)));
    await run(['prune-checkpoints', '--keep-last', '1', '--yes', '--grace', '0s'], at(t));
    const document = await documentOf(t);
    expect(document.trash).toMatchObject({ operations: 1, bytes: 2000, oldestUntil: expect.any(String) });
    expect([document.total.bytes, document.elsewhere.bytes]).toEqual([bytes - 2000, 0]);
    expect((await run(['status'], at(t))).stdout).toContain(`\nTrash: 1 operation, ${held}, until `);
  });

  it('says who is at work, and then nothing of an interruption', async () => {
    using t = smallProject();
    await run(['prune-checkpoints', '--keep-last', '1', '--yes'], at(t));
    const holder = { version: 1, lock: 'kernel', pid: process.pid, startTicks: null, bootId: null, pidNamespace: null };
    const told = { host: 'there', machineId: null, user: 'me', command: 'clean', since: '2026-11-23T09:05:00Z' };
    writeFileSync(t.at('outputs/.trash/holder.json'), JSON.stringify({ ...holder, ...told }));
    expect((await documentOf(t)).heldBy).toBe(`outputs clean (pid ${process.pid} on there, user me, since 2026-11-23T09:05:00Z)`);
    writeFileSync(t.at('outputs/.trash/holder.json'), 'half a fi');
    expect((await documentOf(t)).heldBy).toMatch(/^another operation .*cannot be read/);
  });

  it('tells of an operation that came to no end', async () => {
    using t = smallProject();
    await run(['prune-checkpoints', '--keep-last', '1', '--yes', '--grace', '0s'], at(t));
    const { trash, ...rest } = await documentOf(t);
    expect({ trash, warnings: rest.warnings }).toMatchObject({ trash: { operations: 1 }, warnings: [] });
    const state = snapshot(t.at('outputs/.trash'));
    const file = Object.keys(state).find((path) => path.endsWith('/state.jsonl')) ?? '';
    writeFileSync(t.at(`outputs/.trash/${file}`), '');
    expect((await documentOf(t)).warnings).toMatchObject([{ text: expect.stringContaining('was interrupted') }]);
  });
});

describe('what could not be read', () => {
  it('is named, the rest is counted, and it ends with 3', () => {
    using t = smallProject();
    t.add({ 'outputs/cache/closed/x': '', 'outputs/cache/closed': { dir: true, mode: 0o000 } });
    const ran = inChild(t, "import { run } from './test/support/context.ts';", "return run(['status'], { cwd: root });", {
      unprivileged: true,
    });
    expect(ran).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/\ncache .* 1 could not be read\n/),
      stderr: expect.stringContaining('outputs/cache/closed could not be read, so nothing in it was counted'),
    });
  });

  it('may be the trash', () => {
    using t = smallProject();
    t.add({ 'outputs/.trash': { dir: true, mode: 0o000 } });
    const ran = inChild(t, "import { run } from './test/support/context.ts';", "return run(['status'], { cwd: root });", {
      unprivileged: true,
    });
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringMatching(/the trash .* could not be read/) });
  });
});

it.skipIf(!canMount())('says how much room each disk has', () => {
  using t = smallProject();
  const body = "return JSON.parse((await run(['status', '--json'], { cwd: root })).stdout).disks;";
  const mount = 'mkdir "$ROOT/outputs/models"; mount -t tmpfs -o size=1m none "$ROOT/outputs/models"';
  const disks = inChild(t, "import { run } from './test/support/context.ts';", body, { mount });
  expect(disks).toMatchObject([
    { path: t.at('outputs') },
    { path: t.at('outputs/models'), totalBytes: 1_048_576, freeBytes: 1_048_576 },
  ]);
});

describe('the real command', () => {
  it('ends well where its reader has gone', () => {
    using t = smallProject();
    const line = `"${process.execPath}" "${command}" status | head -1; exit "\${PIPESTATUS[0]}"`;
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', line], {
      cwd: t.root,
      env: CRON_ENV,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(`sample: ${t.root} (development)\n`);
  });

  it('says nothing on the way without a terminal', () => {
    using t = smallProject();
    expect(outputs(t.root, ['status'])).toMatchObject({ status: 0, stderr: '' });
  });

  it('ends at once when it is told to, in the middle of a folder', async () => {
    using t = tree(
      { 'configs/project_config.yaml': 'project_name: sample\n', 'outputs/logs': { dir: true } },
      undefined,
      IN_MEMORY,
    );
    using gated = gate({ counted: t.at('outputs/logs') });
    const child = spawn(process.execPath, [command, 'status', '--json'], {
      ...{ cwd: t.root, env: { ...process.env, ...gated.env }, stdio: ['ignore', 'pipe', 'inherit'] },
    });
    let said = '';
    child.stdout.on('data', (bytes) => {
      said += bytes;
    });
    const ended = new Promise<string | null>((resolve) => child.on('exit', (_, signal) => resolve(signal)));
    await gated.reached('main-held');
    child.kill('SIGINT');
    expect([await ended, said]).toEqual(['SIGINT', '']);
  });
});

it('tells a person how far it is', async () => {
  using t = smallProject();
  t.add(Object.fromEntries(Array.from({ length: 2100 }, (_, n) => [`outputs/cache/${n}`, ''])));
  // Each look at the clock is a second later than the one before.
  let time = BigInt(Date.now()) * 1_000_000n;
  const now = (): bigint => {
    time += 1_000_000_000n;
    return time;
  };
  const { stderr } = await run(['status'], at(t, { terminals: TERMINALS, env: { NO_COLOR: '1' }, now }));
  expect(stderr).toMatch(/^\r\u001b\[Kcounting: 2,\d\d\d/);
});
