// `outputs promote` on a real disk: what it copies and records, and what undo takes back.
// Covers: src/core/promotion/plan-promotion.ts, src/core/promotion/plan-undo-promotion.ts,
// src/core/promotion/promotion-record.ts, src/core/promotion/read/read-promotions.ts,
// src/core/promotion/write/copy-unit.ts, src/core/promotion/write/promote-model.ts

import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { fsPath } from '../../../src/core/lib/path-text.ts';
import { run } from '../../support/context.ts';
import { safetensorsBytes } from '../../support/safetensors.ts';
import { at } from '../../support/small-project.ts';
import { snapshot, type Tree, type TreeSpec, tree } from '../../support/tree.ts';

const WEIGHTS = { text: safetensorsBytes(), age: '1d' };
const CONFIG = 'outputs:\n  grace: 0s\n';
const HOSTILE = 'a\u001b]0;b\n\udcff';

function project(more: TreeSpec = {}, config = CONFIG): Tree {
  return tree({
    'configs/project_config.yaml': config,
    'outputs/checkpoints/best.safetensors': WEIGHTS,
    'outputs/checkpoints/run/checkpoint-5/model.safetensors': WEIGHTS,
    'outputs/checkpoints/run/checkpoint-5/trainer_state.json': {
      text: '{"global_step": 5, "log_history": [{"step": 5, "eval_loss": 0.25, "eval_f1": NaN}]}',
      age: '1d',
    },
    [`outputs/checkpoints/run/checkpoint-5/sub/${HOSTILE}`]: { bytes: 5, age: '1d' },
    'outputs/models': { dir: true },
    ...more,
  });
}

let operations = 0;

/** Each operation has an id of its own, in their order. */
const outputs = (place: Tree, ...words: readonly string[]) =>
  run(words, at(place, { id: `20261123T0905${String(operations++).padStart(2, '0')}Z-00000000` }));

const promote = (place: Tree, ...words: readonly string[]) => outputs(place, 'promote', ...words);
const metadata = (place: Tree, model: string) =>
  JSON.parse(readFileSync(place.at(`outputs/models/${model}.promoted.json`), 'utf8'));
const models = (place: Tree) => readdirSync(place.at('outputs/models')).sort();
const sha256 = (path: string) =>
  createHash('sha256')
    .update(readFileSync(fsPath(path)))
    .digest('hex');

describe('outputs promote', () => {
  it('copies a file, with its metadata and a card, and leaves the checkpoint as it was', async () => {
    using place = project();
    const before = snapshot(place.at('outputs/checkpoints'));
    expect(await promote(place, 'best.safetensors')).toMatchObject({ code: 0, stderr: '' });
    expect(models(place)).toEqual(['best.safetensors', 'best.safetensors.md', 'best.safetensors.promoted.json']);
    expect(snapshot(place.at('outputs/checkpoints'))).toEqual(before);
    const model = place.at('outputs/models/best.safetensors');
    expect(readFileSync(model)).toEqual(Buffer.from(safetensorsBytes()));
    expect(lstatSync(model).nlink).toBe(1);
    expect(metadata(place, 'best.safetensors')).toMatchObject({
      schemaVersion: 1,
      source: 'outputs/checkpoints/best.safetensors',
      how: 'copy',
      format: 'safetensors',
      completeness: 'complete',
      files: [{ path: '', bytes: safetensorsBytes().length, sha256: sha256(model) }],
      git: null,
      config: { path: 'configs/project_config.yaml', sha256: sha256(place.at('configs/project_config.yaml')) },
      tool: 'outputs 1.2.3',
    });
    expect(readFileSync(`${model}.md`, 'utf8')).toMatch(/^---\nmodel_name: "best.safetensors"\n/);
  });

  it('takes a folder whole, whatever its names are, with the metric and where it was read', async () => {
    using place = project();
    expect(await promote(place, 'run/checkpoint-5', '--as', 'v1')).toMatchObject({ code: 0 });
    const found = metadata(place, 'v1');
    expect(found.files.map(({ path }: { path: string }) => path)).toEqual([
      'model.safetensors',
      `sub/${HOSTILE}`,
      'trainer_state.json',
    ]);
    for (const { path, sha256: said } of found.files) expect(sha256(place.at(`outputs/models/v1/${path}`))).toBe(said);
    expect(found).toMatchObject({
      step: 5,
      metrics: [
        { name: 'eval_loss', value: 0.25, source: { path: 'outputs/checkpoints/run/checkpoint-5/trainer_state.json' } },
        { name: 'eval_f1', value: 'NaN' },
      ],
    });
  });

  it('takes all shards of a set, into one folder', async () => {
    const shard = (n: number) => `outputs/checkpoints/big/model-0000${n}-of-00002.safetensors`;
    const index = { metadata: {}, weight_map: { w: 'model-00001-of-00002.safetensors', v: 'model-00002-of-00002.safetensors' } };
    using place = project({
      [shard(1)]: WEIGHTS,
      [shard(2)]: WEIGHTS,
      'outputs/checkpoints/big/model.safetensors.index.json': { text: JSON.stringify(index), age: '1d' },
    });
    expect(await promote(place, 'big/model-00002-of-00002.safetensors')).toMatchObject({ code: 0 });
    expect(readdirSync(place.at('outputs/models/big')).sort()).toEqual([
      'model-00001-of-00002.safetensors',
      'model-00002-of-00002.safetensors',
      'model.safetensors.index.json',
    ]);
  });

  it('refuses what is incomplete, and half of a set', async () => {
    using place = project({
      'outputs/checkpoints/cut.safetensors': { text: safetensorsBytes().subarray(0, 70), age: '1d' },
      'outputs/checkpoints/half/model-00001-of-00002.safetensors': WEIGHTS,
    });
    for (const name of ['cut.safetensors', 'half/model-00001-of-00002.safetensors']) {
      const { code, stderr } = await promote(place, name);
      expect({ code, stderr }).toMatchObject({ code: 4, stderr: expect.stringContaining('is incomplete') });
    }
    expect(models(place)).toEqual([]);
  });

  it('wants a word for what nobody can judge', async () => {
    using place = project({ 'outputs/checkpoints/UNet_epoch_3.pth': { bytes: 1000, age: '1d' } });
    expect(await promote(place, 'UNet_epoch_3.pth')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('--accept-unknown'),
    });
    expect(await promote(place, 'UNet_epoch_3.pth', '--accept-unknown')).toMatchObject({ code: 0 });
    expect(metadata(place, 'UNet_epoch_3.pth')).toMatchObject({ model: 'UNet', epoch: 3, completeness: 'unknown' });
  });

  it('never overwrites: neither a model, nor metadata, nor a card', async () => {
    using place = project({
      'outputs/models/theirs.safetensors': 'mine',
      'outputs/models/other.safetensors.promoted.json': 'mine',
      'outputs/models/new.safetensors.md': '# mine',
    });
    const before = snapshot(place.root);
    expect(await promote(place, 'best.safetensors', '--as', 'theirs')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('is there already'),
    });
    expect(await promote(place, 'best.safetensors', '--as', 'other')).toMatchObject({ code: 4 });
    expect(snapshot(place.root)).toEqual(before);
    expect(await promote(place, 'best.safetensors', '--as', 'new')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('keep'),
    });
    expect(readFileSync(place.at('outputs/models/new.safetensors.md'), 'utf8')).toBe('# mine');
  });

  it('links instead, where it is asked to', async () => {
    using place = project();
    expect(await promote(place, 'best.safetensors', '--link')).toMatchObject({ code: 0 });
    expect(await promote(place, 'run/checkpoint-5', '--link', '--as', 'v1')).toMatchObject({ code: 0 });
    const ino = (path: string) => lstatSync(place.at(path)).ino;
    expect(ino('outputs/models/best.safetensors')).toBe(ino('outputs/checkpoints/best.safetensors'));
    expect(ino('outputs/models/v1/model.safetensors')).toBe(ino('outputs/checkpoints/run/checkpoint-5/model.safetensors'));
    expect(await outputs(place, 'verify', '--deep')).toMatchObject({ code: 0 });
  });

  it('refuses a link to another file system before anything is made', async () => {
    if (!existsSync('/dev/shm') || lstatSync('/dev/shm').dev === lstatSync('/tmp').dev) return;
    using models = tree({ m: { dir: true } }, undefined, '/dev/shm');
    using place = project({}, `outputs:\n  sections: { models: { path: ${models.at('m')} } }\n`);
    expect(await promote(place, 'best.safetensors', '--link', '--trust', models.root)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('EXDEV'),
    });
    expect(await promote(place, 'best.safetensors', '--trust', models.root)).toMatchObject({ code: 0 });
    expect(await outputs(place, 'verify', '--deep')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 checksums agree'),
    });
  });

  it('refuses links inside, several at once, what is no name, and what is in no section of checkpoints', async () => {
    using place = project({
      'outputs/checkpoints/run/checkpoint-6/model.safetensors': WEIGHTS,
      'outputs/checkpoints/run/checkpoint-6/trainer_state.json': { text: '{"global_step": 6}', age: '1d' },
      'outputs/results/a.safetensors': WEIGHTS,
    });
    symlinkSync('/etc/passwd', place.at('outputs/checkpoints/run/checkpoint-6/link'));
    const before = snapshot(place.root);
    expect(await promote(place, 'run/checkpoint-6')).toMatchObject({ code: 4, stderr: expect.stringContaining('is a link') });
    expect(await promote(place, 'run')).toMatchObject({ code: 2, stderr: expect.stringContaining('holds 2 checkpoints') });
    expect(await promote(place, 'checkpoints')).toMatchObject({ code: 2 });
    expect(await promote(place, 'outputs/results/a.safetensors')).toMatchObject({ code: 2 });
    expect(await promote(place, 'nothing')).toMatchObject({ code: 2 });
    for (const name of ['a/b', '..', '.hidden', 'x.md', 'x.promoted.json', 'a'.repeat(250)])
      expect(await promote(place, 'run/checkpoint-5', '--as', name)).toMatchObject({ code: 2 });
    expect(snapshot(place.root)).toEqual(before);
  });

  it('makes the models folder, and names by the templates of the config', async () => {
    using place = project(
      { 'outputs/checkpoints/UNet_epoch_7.pth': { bytes: 9, age: '1d' } },
      `${CONFIG}  naming: { models: ["{model_name}-e{epoch}.pth"] }\n`,
    );
    renameSync(place.at('outputs/models'), place.at('elsewhere'));
    expect(await promote(place, 'UNet_epoch_7.pth', '--accept-unknown', '--dry-run')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('UNet-e7.pth'),
    });
    expect(existsSync(place.at('outputs/models'))).toBe(false);
    expect(await promote(place, 'UNet_epoch_7.pth', '--accept-unknown')).toMatchObject({ code: 0 });
    expect(models(place)).toContain('UNet-e7.pth');
    expect(await promote(place, 'UNet_epoch_7.pth', '--accept-unknown', '--as', 'mine.pth')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('{model_name}-e{epoch}.pth'),
    });
  });

  it('a dry run changes nothing and names the plan that a run carries out; both documents fit the schema', async () => {
    using place = project();
    const before = snapshot(place.root);
    const dry = await promote(place, 'best.safetensors', '--dry-run', '--json');
    expect(snapshot(place.root)).toEqual(before);
    const real = await promote(place, 'best.safetensors', '--json');
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(
      JSON.parse(readFileSync('configs/schemas/promote.schema.json', 'utf8')),
    );
    for (const { code, stdout } of [dry, real]) {
      expect(code).toBe(0);
      expect(validate(JSON.parse(stdout)) ? [] : validate.errors).toEqual([]);
    }
    expect(JSON.parse(real.stdout).planId).toBe(JSON.parse(dry.stdout).planId);
    expect(JSON.parse(real.stdout)).toMatchObject({ result: 'done', operation: { state: 'done' } });
  });

  it('a checkpoint that is written to while it is copied becomes no model', async () => {
    using place = project({ 'outputs/checkpoints/large.safetensors': { text: safetensorsBytes(9_000_000), age: '1d' } });
    let asked = 0;
    const { code, stdout } = await run(['promote', 'large.safetensors'], {
      ...at(place),
      between: () => {
        if (asked++ === 1) appendFileSync(place.at('outputs/checkpoints/large.safetensors'), 'more');
      },
    });
    expect({ code, stdout }).toMatchObject({ code: 3, stdout: expect.stringContaining('changed meanwhile') });
    expect(models(place)).toEqual([]);
  });

  it('Ctrl-C leaves nothing behind', async () => {
    using place = project();
    expect(await run(['promote', 'best.safetensors'], at(place, { signal: 'SIGINT' }))).toMatchObject({
      code: 130,
      stdout: expect.stringContaining('Interrupted'),
    });
    expect(models(place)).toEqual([]);
  });

  it('clears away what one that was cut short left, into the trash', async () => {
    using place = project();
    await promote(place, 'best.safetensors');
    renameSync(
      place.at('outputs/models/best.safetensors'),
      place.at('outputs/models/.outputs-20261123T090500Z-00000000-0.incomplete'),
    );
    const { code, stderr } = await promote(place, 'best.safetensors');
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('cut short') });
    expect(models(place)).toEqual(['best.safetensors', 'best.safetensors.md', 'best.safetensors.promoted.json']);
    expect(await outputs(place, 'verify', '--deep')).toMatchObject({ code: 0 });
  });
});

describe('undo of a promotion', () => {
  it('moves what it made to the trash, and redo brings it back', async () => {
    using place = project();
    await promote(place, 'run/checkpoint-5', '--as', 'v1');
    const promoted = snapshot(place.at('outputs/models'));
    expect(await outputs(place, 'undo', '--dry-run')).toMatchObject({ code: 0, stdout: expect.stringContaining('Would move') });
    expect(snapshot(place.at('outputs/models'))).toEqual(promoted);
    const undone = await outputs(place, 'undo', '--json');
    expect(undone.code).toBe(0);
    const schema = JSON.parse(readFileSync('configs/schemas/removal.schema.json', 'utf8'));
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    expect(validate(JSON.parse(undone.stdout)) ? [] : validate.errors).toEqual([]);
    expect(models(place)).toEqual([]);
    const history = JSON.parse((await outputs(place, 'history', '--json')).stdout).operations;
    expect(history).toMatchObject([{ command: 'undo' }, { command: 'promote', state: 'undone', undoableUntil: null }]);
    // The next undo is about what was done before, not about the undo.
    expect(await outputs(place, 'undo')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to undo') });
    expect(models(place)).toEqual([]);
    expect(await outputs(place, 'redo')).toMatchObject({ code: 0 });
    expect(models(place)).toEqual(['v1', 'v1.md', 'v1.promoted.json']);
    expect(await outputs(place, 'redo')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to redo') });
    expect(await outputs(place, 'verify', '--deep')).toMatchObject({ code: 0 });
  });

  it('leaves a model that somebody changed, with what describes it, and a card that somebody wrote', async () => {
    using place = project();
    await promote(place, 'best.safetensors', '--as', 'a');
    await promote(place, 'best.safetensors', '--as', 'b');
    const weights = place.at('outputs/models/b.safetensors');
    const { atime, mtime } = lstatSync(weights);
    writeFileSync(weights, safetensorsBytes(64, 2));
    utimesSync(weights, atime, mtime);
    const changed = await outputs(place, 'undo');
    expect(changed).toMatchObject({ code: 0, stdout: expect.stringContaining('changed since it was promoted') });
    expect(models(place)).toHaveLength(6);
    appendFileSync(place.at('outputs/models/a.safetensors.md'), 'Trained on cats.\n');
    const [, first] = JSON.parse((await outputs(place, 'history', '--json')).stdout).operations;
    expect(await outputs(place, 'undo', first.id)).toMatchObject({ code: 0 });
    expect(models(place)).toEqual(['a.safetensors.md', 'b.safetensors', 'b.safetensors.md', 'b.safetensors.promoted.json']);
  });

  it('is not what a bare undo means once the time of the trash is over', async () => {
    using place = project();
    await promote(place, 'best.safetensors');
    const later = BigInt(Date.now() + 8 * 86_400_000) * 1_000_000n;
    expect(await run(['undo'], at(place, { now: later }))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing to undo'),
    });
  });
});

describe('verify of promoted models', () => {
  it('tells which file is another now, which is gone, and a model that is gone; not a source that is', async () => {
    using place = project();
    await promote(place, 'run/checkpoint-5', '--as', 'v1');
    await promote(place, 'best.safetensors', '--as', 'a');
    await promote(place, 'best.safetensors', '--as', 'gone');
    renameSync(place.at('outputs/checkpoints/best.safetensors'), place.at('elsewhere'));
    expect(await outputs(place, 'verify', '--deep')).toMatchObject({ code: 0 });

    writeFileSync(place.at('outputs/models/a.safetensors'), safetensorsBytes(64, 2));
    expect(await outputs(place, 'verify')).toMatchObject({ code: 0 });
    const deep = await outputs(place, 'verify', '--deep', '--json');
    expect(deep.code).toBe(1);
    expect(JSON.parse(deep.stdout).entries.filter(({ damaged }: { damaged: boolean }) => damaged)).toMatchObject([
      {
        path: place.at('outputs/models/a.safetensors'),
        why: 'the SHA-256 of a.safetensors is not the one in a.safetensors.promoted.json',
      },
    ]);
    expect(await outputs(place, 'verify', 'outputs/models/a.safetensors', '--deep')).toMatchObject({ code: 1 });

    appendFileSync(place.at('outputs/models/v1/trainer_state.json'), ' ');
    renameSync(place.at('outputs/models/gone.safetensors'), place.at('elsewhere2'));
    const { code, stdout } = await outputs(place, 'verify');
    expect(code).toBe(1);
    expect(stdout).toMatch(/trainer_state\.json has \d+ bytes/);
    expect(stdout).toMatch(/it is gone/);
  });

  it('says a metadata file that cannot be read', async () => {
    using place = project({ 'outputs/models/a.safetensors': WEIGHTS, 'outputs/models/a.safetensors.promoted.json': '{' });
    expect(await outputs(place, 'verify', 'outputs/models')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is no JSON'),
    });
  });

  it('follows no way out of the model', async () => {
    using place = project({ 'outputs/models/a/x.safetensors': WEIGHTS, 'secret.txt': 'x' });
    const entry = { path: '../../../secret.txt', bytes: 1, sha256: '0'.repeat(64) };
    const text = JSON.stringify({ schemaVersion: 1, operation: 'x', metrics: [], files: [entry] });
    writeFileSync(place.at('outputs/models/a.promoted.json'), text);
    expect(await outputs(place, 'verify', '--deep')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('does not say which files'),
    });
  });
});
