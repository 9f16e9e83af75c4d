// `outputs check --fix` on a real disk: what gets its correct name, what names it, what keeps its name and why.
// Covers: src/core/conventions/read/fix-facts.ts, src/core/conventions/read/pointers-to-file.ts,
// src/core/conventions/read/symlinks-to-file.ts

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { fsPath } from '../../../src/core/lib/path-text.ts';
import type { PathText } from '../../../src/core/types/primitives.ts';
import { run, TERMINALS } from '../../support/context.ts';
import { safetensorsBytes } from '../../support/safetensors.ts';
import { at } from '../../support/small-project.ts';
import { listing, type Shot, snapshot, type Tree, type TreeSpec, tree } from '../../support/tree.ts';

const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(new URL('../../../configs/schemas/check-fix.schema.json', import.meta.url), 'utf8')),
);
const OLD = { bytes: 9, age: '9d' } as const;
const CONFIG = { 'configs/project_config.yaml': 'project_name: x\n' };
const CHECKPOINTS = 'outputs/checkpoints';
const WRONG: TreeSpec = { ...CONFIG, [`${CHECKPOINTS}/UNet_epoch_1.pth`]: OLD, [`${CHECKPOINTS}/UNet-epoch_07.pt`]: OLD };
const HOSTILE = 'a\u001b[2J\nb\udcff';

const ENV = { PATH: process.env['PATH'] ?? '' };
const fix = (t: Tree, ...args: readonly string[]) => run(['check', '--fix', ...args], { cwd: t.root, env: ENV });
const names = (t: Tree, section = CHECKPOINTS): PathText[] => listing(t.at(section));
const read = (t: Tree, path: PathText): string => readFileSync(fsPath(t.at(path)), 'utf8');

/** `path: code` for each that stays. */
async function stays(t: Tree, ...args: readonly string[]) {
  const { stdout, stderr, code } = await fix(t, '--dry-run', '--json', ...args);
  const document = JSON.parse(stdout === '' ? stderr : stdout);
  expect(validate(document) ? [] : validate.errors).toEqual([]);
  const told = document.stays as readonly {
    readonly path: string;
    readonly reason: { readonly code: string };
    readonly text: string;
  }[];
  return {
    code,
    document,
    stays: told.map(({ path, reason }) => `${path.slice(t.root.length + 1)}: ${reason.code}`),
    texts: told.map(({ text }) => text),
  };
}

/** Everything but the trash and the times of folders. */
function picture(t: Tree): Record<PathText, Partial<Shot>> {
  return Object.fromEntries(
    Object.entries(snapshot(t.root))
      .filter(([path]) => !/^outputs\/\.trash(\/|$)/.test(path))
      .map(([path, { mtimeNs, size, ...shot }]) => [path, shot.type === 'directory' ? shot : { ...shot, mtimeNs, size }]),
  );
}

describe('check --fix', () => {
  it('renames, has what names it say so, finds nothing afterwards, and undo gives back the exact tree', async () => {
    using t = tree({
      ...WRONG,
      [`${CHECKPOINTS}/UNet-epoch_07.${HOSTILE}`]: OLD,
      [`${CHECKPOINTS}/last_checkpoint`]: { text: 'UNet-epoch_07.pt\n', age: '9d' },
      [`${CHECKPOINTS}/latest`]: { text: '/content/drive/UNet-epoch_07.pt', age: '9d' },
      [`${CHECKPOINTS}/checkpoint`]: {
        text: 'model_checkpoint_path: "UNet-epoch_07.pt"\nall_model_checkpoint_paths: "other"\n',
        age: '9d',
      },
      [`${CHECKPOINTS}/last.ckpt`]: { link: './UNet-epoch_07.pt', age: '9d' },
      'outputs/models/newest': { link: '../checkpoints/UNet-epoch_07.pt', age: '9d' },
      'outputs/artifacts/by-way': { link: '../checkpoints/last.ckpt', age: '9d' },
    });
    const before = picture(t);
    const dry = await fix(t, '--dry-run');
    expect(dry.code).toBe(0);
    expect(picture(t)).toEqual(before);
    expect(existsSync(t.at('outputs/.trash'))).toBe(false);
    const { code, stdout } = await fix(t, '--yes');
    expect(code).toBe(0);
    expect(stdout).toContain('Renamed 2 files and rewrote 5 that name them.');
    expect(names(t)).toEqual(
      [
        'UNet_epoch_1.pth',
        'UNet_epoch_7.pth',
        `UNet_epoch_7.${HOSTILE}`,
        'checkpoint',
        'last.ckpt',
        'last_checkpoint',
        'latest',
      ].sort(),
    );
    expect(read(t, `${CHECKPOINTS}/last_checkpoint`)).toBe('UNet_epoch_7.pth\n');
    expect(read(t, `${CHECKPOINTS}/latest`)).toBe('/content/drive/UNet_epoch_7.pth');
    expect(read(t, `${CHECKPOINTS}/checkpoint`)).toBe(
      'model_checkpoint_path: "UNet_epoch_7.pth"\nall_model_checkpoint_paths: "other"\n',
    );
    expect(readlinkSync(t.at(`${CHECKPOINTS}/last.ckpt`))).toBe('./UNet_epoch_7.pth');
    expect(readlinkSync(t.at('outputs/models/newest'))).toBe('../checkpoints/UNet_epoch_7.pth');
    expect(readlinkSync(t.at('outputs/artifacts/by-way'))).toBe('../checkpoints/last.ckpt');
    expect((await run(['check'], { cwd: t.root, env: ENV })).code).toBe(0);
    expect((await fix(t, '--yes')).stdout).toContain('Nothing to rename.');
    expect(await run(['undo'], at(t))).toMatchObject({ code: 0 });
    expect(picture(t)).toEqual(before);
  });

  it("answers a pattern of the project's with the letter case that it looks for, a checkpoint of several files whole", async () => {
    using t = tree({
      ...CONFIG,
      'scripts/find.sh': 'ls outputs/checkpoints/ckpt-*.index outputs/checkpoints/ckpt-*.data*\n',
      [`${CHECKPOINTS}/CKPT-5.index`]: OLD,
      [`${CHECKPOINTS}/CKPT-5.data-00000-of-00001`]: OLD,
      [`${CHECKPOINTS}/checkpoint`]: {
        text: 'model_checkpoint_path: "CKPT-5"\nall_model_checkpoint_paths: "CKPT-5"\n',
        age: '9d',
      },
    });
    const { document } = await stays(t);
    expect(new Set(document.renames.map(({ unit }: { unit: string }) => unit)).size).toBe(1);
    expect(await fix(t, '--yes')).toMatchObject({ code: 0 });
    expect(names(t)).toEqual(['checkpoint', 'ckpt-5.data-00000-of-00001', 'ckpt-5.index']);
    expect(read(t, `${CHECKPOINTS}/checkpoint`)).toBe('model_checkpoint_path: "ckpt-5"\nall_model_checkpoint_paths: "ckpt-5"\n');
  });

  it('keeps names under which files would be half of a set', async () => {
    using t = tree({
      ...CONFIG,
      'scripts/find.sh': 'ls outputs/checkpoints/model-*.safetensors\n',
      [`${CHECKPOINTS}/Model-00001-of-00002.safetensors`]: { text: safetensorsBytes(), age: '9d' },
      [`${CHECKPOINTS}/Model-00002-of-00002.safetensors`]: { text: safetensorsBytes(), age: '9d' },
      [`${CHECKPOINTS}/Model.safetensors.index.json`]: {
        text: '{"weight_map": {"a": "Model-00001-of-00002.safetensors", "b": "Model-00002-of-00002.safetensors"}}',
        age: '9d',
      },
    });
    expect((await stays(t)).stays.map((line) => line.replace(/.*: /, ''))).toEqual(['still-wrong', 'still-wrong']);
  });

  it.each<[code: string, more: TreeSpec, prepare?: (t: Tree) => void]>([
    ['referenced', { 'train.sh': 'python train.py \\\n  --resume outputs/checkpoints/UNet-epoch_07.pt\n' }],
    ['referenced', { [`${CHECKPOINTS}/notes.txt`]: { text: 'the good one is UNet-epoch_07.pt', age: '9d' } }],
    ['referenced', { [`${CHECKPOINTS}/UNet-epoch_07.pt.sha256`]: { text: 'abc  UNet-epoch_07.pt\n', age: '9d' } }],
    ['referenced', { 'outputs/results/UNet_results.json': { text: '{"checkpoint": "UNet-epoch_07.pt"}', age: '9d' } }],
    ['pinned', { 'configs/project_config.yaml': 'outputs: { pinned: ["checkpoints/UNet-epoch_07.pt"] }\n' }],
    ['pinned', { [`${CHECKPOINTS}/UNet-epoch_07.pt.keep`]: { text: '', age: '9d' } }],
    ['recent', { [`${CHECKPOINTS}/UNet-epoch_07.pt`]: { bytes: 9, age: '1min' } }],
    ['recent', { [`${CHECKPOINTS}/last_checkpoint`]: { text: 'UNet-epoch_07.pt', age: '1min' } }],
    ['future', { [`${CHECKPOINTS}/UNet-epoch_07.pt`]: { bytes: 9, age: '-1d' } }],
    ['incomplete', { [`${CHECKPOINTS}/UNet-epoch_07.pt`]: { text: 'PK\u0003\u0004cut short', age: '9d' } }],
    ['name-taken', { [`${CHECKPOINTS}/unet_EPOCH_7.pth`]: OLD }],
    ['same-name', { [`${CHECKPOINTS}/UNet_ep7.pth`]: OLD }],
    ['pointed-at', { 'newest.pt': { link: 'outputs/checkpoints/UNet-epoch_07.pt' } }],
    ['pointed-at', { 'outputs/newest.pt': { link: 'checkpoints/UNet-epoch_07.pt' } }],
    ['unread-pointer', { [`${CHECKPOINTS}/latest`]: { text: 'UNet-epoch_07.pt\nUNet_epoch_1.pth\n', age: '9d' } }],
    ['unread-pointer', { [`${CHECKPOINTS}/latest`]: { fifo: true, age: '9d' } }],
    ['unread-pointer', { [`${CHECKPOINTS}/latest`]: { dir: true, age: '9d' } }],
    ['tracked', {}, (t) => git(t, 'add', '-f', `${CHECKPOINTS}/UNet-epoch_07.pt`)],
    [
      'tracked',
      { [`${CHECKPOINTS}/last_checkpoint`]: { text: 'UNet-epoch_07.pt', age: '9d' } },
      (t) => git(t, 'add', '-f', `${CHECKPOINTS}/last_checkpoint`),
    ],
    [
      'promoted',
      {
        'outputs/models/UNet.pt': OLD,
        'outputs/models/UNet.pt.promoted.json': {
          text: JSON.stringify({
            ...{ schemaVersion: 1, operation: 'op', bytes: 9, files: [{ path: '', bytes: 9, sha256: 'a'.repeat(64) }] },
            ...{
              name: 'UNet.pt',
              how: 'copy',
              source: 'outputs/checkpoints/UNet-epoch_07.pt',
              sourceModifiedAt: '2026-01-01T00:00:00.000Z',
            },
            ...{ model: 'UNet', role: 'regular', epoch: 7, step: null, format: 'pytorch', completeness: 'complete', metrics: [] },
            ...{ git: null, config: null, promotedAt: '2026-01-01T00:00:00.000Z', tool: 'outputs 1' },
          }),
          age: '9d',
        },
      },
    ],
  ])('keeps the name of what is %s, says so, and leaves all of it alone (%#)', async (code, more, prepare) => {
    using t = tree({ ...WRONG, ...more });
    prepare?.(t);
    const told = await stays(t);
    expect(told.stays).toContain(`${CHECKPOINTS}/UNet-epoch_07.pt: ${code}`);
    expect(told.code).toBe(1);
    expect(told.document.renames.map(({ path }: { path: string }) => path)).not.toContain(
      t.at(`${CHECKPOINTS}/UNet-epoch_07.pt`),
    );
    const before = picture(t);
    expect(await fix(t, '--yes')).toMatchObject({ code: 1 });
    if (told.document.renames.length === 0) expect(picture(t)).toEqual(before);
  });

  it('says the file and the line that name it', async () => {
    using t = tree({ ...WRONG, 'train.sh': 'python train.py \\\n  --resume outputs/checkpoints/UNet-epoch_07.pt\n' });
    expect((await stays(t)).texts).toEqual(['named in train.sh:2']);
  });

  it('keeps the name of what a program has open', async () => {
    using t = tree(WRONG);
    const file = t.at(`${CHECKPOINTS}/UNet-epoch_07.pt`);
    const holder = spawn('sh', ['-c', 'exec 9<"$1"; echo ready; read -r _', 'sh', file], { stdio: ['pipe', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    try {
      expect((await stays(t)).stays).toEqual([`${CHECKPOINTS}/UNet-epoch_07.pt: in-use`]);
    } finally {
      holder.stdin.end();
      await once(holder, 'exit');
    }
  });

  it('moves nothing to another section', async () => {
    using t = tree({ ...WRONG, 'outputs/results/UNet_best.pth': OLD });
    expect((await stays(t)).stays).toEqual(['outputs/results/UNet_best.pth: other-section']);
  });

  it('renames only what was asked for', async () => {
    using t = tree({ ...WRONG, [`${CHECKPOINTS}/vit-epoch-3.pth`]: OLD });
    expect(await fix(t, '--yes', `${CHECKPOINTS}/vit-epoch-3.pth`)).toMatchObject({ code: 0 });
    expect(names(t)).toEqual(['UNet-epoch_07.pt', 'UNet_epoch_1.pth', 'vit_epoch_3.pth']);
  });

  it('asks, and a no changes nothing', async () => {
    using t = tree(WRONG);
    const before = picture(t);
    const asked = { ...at(t), terminals: TERMINALS };
    const no = await run(['check', '--fix'], { ...asked, answers: ['n'] });
    expect(no).toMatchObject({ code: 0, asked: 1 });
    expect(no.stderr).toContain('UNet_epoch_7.pth');
    expect(picture(t)).toEqual(before);
    const yes = await run(['check', '--fix'], { ...asked, answers: ['y'] });
    expect(yes).toMatchObject({ code: 0, asked: 1 });
    expect(names(t)).toEqual(['UNet_epoch_1.pth', 'UNet_epoch_7.pth']);
  });

  it('refuses where the files changed while somebody was reading', async () => {
    using t = tree(WRONG);
    const before = () => appendFileSync(t.at(`${CHECKPOINTS}/UNet-epoch_07.pt`), 'x');
    const { code, stderr } = await run(['check', '--fix'], { ...at(t), terminals: TERMINALS, answers: ['y'], before });
    expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining('changed while you were reading') });
    expect(names(t)).toContain('UNet-epoch_07.pt');
  });

  it.each<readonly [args: readonly string[], code: number, said: string]>([
    [['check', '--fix'], 4, 'there is nobody to ask'],
    [['check', '--dry-run'], 2, '--dry-run goes with --fix'],
    [['check', '--yes'], 2, '--yes goes with --fix'],
    [['check', '--fix', '--format', 'sarif'], 2, '--fix --json'],
  ])('%j: exit code %i', async (args, code, said) => {
    using t = tree(WRONG);
    const before = picture(t);
    const result = await run(args, at(t));
    expect(result).toMatchObject({ code, stderr: expect.stringContaining(said) });
    expect(picture(t)).toEqual(before);
  });

  it('tells in JSON what was done', async () => {
    using t = tree({ ...WRONG, [`${CHECKPOINTS}/last.ckpt`]: { link: 'UNet-epoch_07.pt', age: '9d' } });
    const { stdout, code } = await fix(t, '--yes', '--json');
    const document = JSON.parse(stdout);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    expect({ code, ...document }).toMatchObject({
      ...{ code: 0, dryRun: false, findings: [], stays: [], operation: { state: 'done' } },
      renames: [{ path: t.at(`${CHECKPOINTS}/UNet-epoch_07.pt`), to: t.at(`${CHECKPOINTS}/UNet_epoch_7.pth`), result: 'done' }],
      rewrites: [{ path: t.at(`${CHECKPOINTS}/last.ckpt`), link: 'UNet_epoch_7.pth', result: 'done' }],
    });
  });

  it('lets go of the operation when it expires, and the files keep their new names', async () => {
    using t = tree({ ...WRONG, [`${CHECKPOINTS}/last_checkpoint`]: { text: 'UNet-epoch_07.pt', age: '9d' } });
    await fix(t, '--yes');
    writeFileSync(t.at(`${CHECKPOINTS}/UNet_epoch_7.pth`), 'trained on');
    expect(await run(['clean', '--trash', '--yes'], at(t))).toMatchObject({ code: 0 });
    expect(names(t)).toEqual(['UNet_epoch_1.pth', 'UNet_epoch_7.pth', 'last_checkpoint']);
    expect(listing(t.at('outputs/.trash')).filter((path) => path.includes('/'))).toEqual([]);
  });

  it('does not follow a link that a section became', async () => {
    using t = tree({ ...CONFIG, 'elsewhere/UNet-epoch_07.pt': OLD, 'outputs/logs': { dir: true } });
    symlinkSync('../elsewhere', t.at(CHECKPOINTS));
    const { code } = await fix(t, '--yes');
    expect(code).toBe(4);
    expect(existsSync(t.at('elsewhere/UNet-epoch_07.pt'))).toBe(true);
  });
});

function git(t: Tree, ...args: readonly string[]): void {
  execFileSync('git', ['init', '-q', t.root]);
  execFileSync('git', ['-C', t.root, ...args]);
}

describe.runIf(process.platform === 'linux')('a pointer that is more than a plain file', () => {
  const POINTER = `${CHECKPOINTS}/last_checkpoint`;
  const SECURITY: [string, readonly string[]] = [
    'an attribute of a security module',
    ['setfattr', '-n', 'security.foo', '-v', '1', POINTER],
  ];
  it.each<[string, readonly string[]]>([
    ['an access list', ['setfacl', '-m', 'u:65534:rw', POINTER]],
    ['an extended attribute', ['setfattr', '-n', 'user.x', '-v', '1', POINTER]],
    ['a folder whose files get a list', ['setfacl', '-d', '-m', 'u:65534:rw', CHECKPOINTS]],
    ...(process.getuid?.() === 0 ? [SECURITY] : []),
  ])('with %s stays, and so does the name that it says', async (_, [program = '', ...args]) => {
    using t = tree({ ...WRONG, [POINTER]: { text: 'UNet-epoch_07.pt\n', age: '9d' } });
    execFileSync(program, args, { cwd: t.root });
    const before = picture(t);
    const { stays: told, texts } = await stays(t);
    expect(told).toHaveLength(1);
    expect(texts[0]).toContain('last_checkpoint');
    await fix(t, '--yes');
    expect(picture(t)).toEqual(before);
  });

  it.runIf(process.getuid?.() === 0)('that is immutable stays, and so does the name that it says', async ({ skip }) => {
    using t = tree({ ...WRONG, [POINTER]: { text: 'UNet-epoch_07.pt\n', age: '9d' } });
    try {
      execFileSync('chattr', ['+i', POINTER], { cwd: t.root, stdio: 'ignore' });
    } catch {
      skip('this file system has no such flags');
    }
    try {
      const before = picture(t);
      await fix(t, '--yes');
      expect(picture(t)).toEqual(before);
    } finally {
      execFileSync('chattr', ['-i', POINTER], { cwd: t.root });
    }
  });
});
