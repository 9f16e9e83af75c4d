// `outputs verify`: what it looks into, what it shows, and how it ends.

import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../src/core/formats/byte-source.ts';
import { dataOffset, readZip } from '../../../src/core/formats/zip.ts';
import { inChild } from '../../support/child.ts';
import { run } from '../../support/context.ts';
import { fixture } from '../../support/fixtures.ts';
import { at, smallProject } from '../../support/small-project.ts';
import { snapshot, type Tree, type TreeSpec, tree } from '../../support/tree.ts';
import { zipSource } from '../../support/zip.ts';

const PTH = { text: fixture('UNet_epoch_5.pth') };
const SAFE = { text: fixture('model.safetensors') };

function project(spec: TreeSpec = {}): Tree {
  return tree({
    'configs/project_config.yaml': 'project_name: sample\n',
    'outputs/checkpoints/UNet_epoch_5.pth': PTH,
    'outputs/checkpoints/UNet_best.pth': PTH,
    'outputs/models/final.safetensors': SAFE,
    'outputs/logs/train.pth': 'not looked at',
    ...spec,
  });
}

const verify = (t: Tree, ...args: readonly string[]) => run(['verify', ...args], { cwd: t.root });

async function entriesOf(t: Tree, ...args: readonly string[]) {
  const { stdout, code } = await verify(t, '--json', ...args);
  const { entries, problems } = JSON.parse(stdout);
  return { entries: entries as readonly Record<string, unknown>[], problems, code };
}

describe('verify', () => {
  it('shows every checkpoint and model, and changes nothing', async () => {
    using t = project();
    const before = snapshot(t.root);
    const { stdout, stderr, code } = await verify(t);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout).toMatchInlineSnapshot(`
      "NAME                                  FORMAT       STATE     TENSORS  PARAMETERS  TYPES                  EPOCH  STEP  WHY
      outputs/checkpoints/UNet_best.pth     pytorch      complete        4          58  float32                    4     -  every tensor it names is there
      outputs/checkpoints/UNet_epoch_5.pth  pytorch      complete        4          58  float32                    4     -  every tensor it names is there
      outputs/models/final.safetensors      safetensors  complete        3          40  float16 float32 int64      -     -  as long as its header says

      3 complete.
      "
    `);
    expect(snapshot(t.root)).toEqual(before);
  });

  it('tells scripts all that it knows', async () => {
    using t = project();
    const { entries, code } = await entriesOf(t);
    expect(code).toBe(0);
    expect(entries.map(({ path }) => String(path).slice(t.root.length + 1))).toEqual([
      'outputs/checkpoints/UNet_best.pth',
      'outputs/checkpoints/UNet_epoch_5.pth',
      'outputs/models/final.safetensors',
    ]);
    expect(entries[1]).toMatchObject({
      ...{ section: 'checkpoints', format: 'pytorch', completeness: 'complete', damaged: false, bytes: 5903, checksums: null },
      ...{ tensors: 4, parameters: 58, dtypes: ['float32'], epoch: 4, optimizer: true },
      metrics: [
        { name: 'loss', value: 0.25 },
        { name: 'train_losses', value: 0.25 },
        { name: 'val_losses', value: 0.4 },
      ],
    });
  });

  it('ends with 1 where something is incomplete, and names it', async () => {
    using t = project({ 'outputs/checkpoints/UNet_epoch_6.pth': { text: fixture('interrupted.pth') } });
    const { stdout, code } = await verify(t);
    expect(code).toBe(1);
    expect(stdout).toMatch(/UNet_epoch_6\.pth +pytorch +incomplete .*11 of its 16 tensors are missing/);
    expect(stdout).toMatch(/3 complete, 1 incomplete\.\n$/);
  });

  it('ends with 0 where something is only unknown, and shows it', async () => {
    using t = project({ 'outputs/checkpoints/UNet_epoch_6.pth': { text: fixture('legacy.pth') } });
    const { stdout, code } = await verify(t);
    expect(code).toBe(0);
    expect(stdout).toMatch(/3 complete, 1 unknown\.\n$/);
  });

  it('counts what is being written as incomplete', async () => {
    using t = project({ 'outputs/checkpoints/UNet_epoch_6.pth.tmp': { bytes: 10 } });
    expect(await entriesOf(t)).toMatchObject({ code: 1, entries: [{}, {}, { completeness: 'incomplete' }, {}] });
  });

  it('finds by name what promote finds', async () => {
    using place = smallProject();
    const paths = async (...given: string[]) =>
      JSON.parse((await run(['verify', '--json', ...given], at(place))).stdout).entries.map(({ path }: { path: string }) => path);
    const whole = place.at('outputs/checkpoints/UNet_best.pth');
    for (const name of ['UNet_best.pth', 'checkpoints/UNet_best.pth', 'outputs/checkpoints/UNet_best.pth', whole])
      expect(await paths(name), name).toEqual([whole]);
    expect(await run(['verify', 'UNet_bst.pth'], at(place))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('UNet_best.pth'),
    });
  });

  it('says so where there is nothing', async () => {
    using t = tree({ 'configs/project_config.yaml': 'project_name: sample\n' });
    expect(await verify(t)).toMatchObject({ stdout: 'No checkpoints and no models.\n', code: 0 });
  });

  it('ends with 3 where a folder cannot be read', () => {
    using t = project({ 'outputs/checkpoints/closed': { dir: true, mode: 0o000 } });
    const ran = inChild(t, "import { run } from './test/support/context.ts';", "return run(['verify'], { cwd: root });", {
      unprivileged: true,
    });
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('closed could not be read') });
  });
});

describe('verify of a path', () => {
  it('a file anywhere, in any project or none, and past a link', async () => {
    using t = tree({ 'elsewhere/a.ckpt': { text: fixture('last.ckpt') }, link: { link: 'elsewhere/a.ckpt' } });
    for (const path of ['elsewhere/a.ckpt', t.at('elsewhere/a.ckpt'), 'link']) {
      const { entries, code } = await entriesOf(t, path);
      expect({ entries, code }).toMatchObject({
        code: 0,
        entries: [{ path: t.at('elsewhere/a.ckpt'), section: null, epoch: 7, step: 800 }],
      });
    }
  });

  it('a folder that is a checkpoint, or that holds some', async () => {
    using t = tree({
      'run/checkpoint-5/model.safetensors': SAFE,
      'run/checkpoint-5/optimizer.pt': PTH,
      'run/checkpoint-5/trainer_state.json': '{"global_step": 5}',
      'run/checkpoint-10/model.safetensors': SAFE,
      'run/checkpoint-10/optimizer.pt': PTH,
      'run/model.safetensors': SAFE,
    });
    expect(await entriesOf(t, 'run/checkpoint-5')).toMatchObject({
      code: 0,
      entries: [{ completeness: 'complete', step: 5, optimizer: true }],
    });
    const { entries, code } = await entriesOf(t, 'run');
    expect(code).toBe(1);
    expect(entries.map(({ path, completeness }) => [String(path).slice(t.root.length + 1), completeness])).toEqual([
      ['run/checkpoint-10', 'incomplete'],
      ['run/checkpoint-5', 'complete'],
      ['run/model.safetensors', 'complete'],
    ]);
  });

  it('a whole project, without what lies in its trash', async () => {
    using t = project();
    t.add({ 'outputs/.trash/x/0/old.pth': PTH });
    const { entries } = await entriesOf(t, '.');
    expect(entries.filter(({ path }) => String(path).includes('.trash'))).toEqual([]);
    expect(entries.length).toBeGreaterThan(0);
  });

  it('several at once, in the order given', async () => {
    using t = project();
    const { entries } = await entriesOf(t, 'outputs/models/final.safetensors', 'outputs/checkpoints/UNet_best.pth');
    expect(entries).toMatchObject([{ section: 'models' }, { section: 'checkpoints' }]);
  });

  it.each(['not/there.pth', ''])('%j is a usage error where nothing is', async (path) => {
    using t = project();
    expect(await verify(t, path)).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('verify --deep', () => {
  it('compares every checksum', async () => {
    using t = project();
    const { entries, code } = await entriesOf(t, '--deep');
    expect(code).toBe(0);
    expect(entries.map(({ checksums }) => checksums)).toEqual([18, 18, 0]);
    expect((await verify(t, '--deep')).stdout).toContain('18 checksums agree');
  });

  it('finds one byte that changed in the middle of a tensor', async () => {
    const bytes = Buffer.from(fixture('UNet_epoch_5.pth'));
    const zip = readZip(sourceOf(bytes));
    const entry = zip.ok ? zip.entries.get('UNet_epoch_5/data/2') : undefined;
    const at = (entry && dataOffset(sourceOf(bytes), entry)) ?? 0;
    bytes[at + 5] = (bytes[at + 5] ?? 0) ^ 1;
    using t = project({ 'outputs/checkpoints/UNet_epoch_5.pth': { text: bytes } });
    expect((await verify(t)).code).toBe(0);
    const { stdout, code } = await verify(t, '--deep');
    expect(code).toBe(1);
    expect(stdout).toMatch(/UNet_epoch_5\.pth +pytorch +damaged .*UNet_epoch_5\/data\/2 is not what was written/);
    expect((await entriesOf(t, '--deep')).entries[1]).toMatchObject({ damaged: true, completeness: 'complete' });
  });

  it('takes no checksum of torch that was told to write none for a wrong one', async () => {
    const source = zipSource([
      { name: 'a/data.pkl', content: Buffer.from('}.'), crc: 0 },
      { name: 'a/version', content: Buffer.from('3') },
    ]);
    using t = project({ 'outputs/checkpoints/UNet_epoch_5.pth': { text: source.read(0, source.size) } });
    expect(await entriesOf(t, '--deep', 'outputs/checkpoints/UNet_epoch_5.pth')).toMatchObject({
      code: 0,
      entries: [{ checksums: 1 }],
    });
  });
});
