// Checkpoints of many files, as each framework leaves them: whole, half written, and with a file that is broken.
// Covers: src/core/formats/dcp.ts, src/core/formats/shards.ts

import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../src/core/formats/byte-source.ts';
import { type InspectionDepth, inspectFile } from '../../../src/core/formats/inspect-file.ts';
import { inspectFolder } from '../../../src/core/formats/inspect-folder.ts';
import { nameOf } from '../../../src/core/lib/paths.ts';
import type { Inspection } from '../../../src/core/types/checkpoints.ts';
import { fixture } from '../../support/fixtures.ts';

type Files = Readonly<Record<string, Uint8Array | string>>;

function inspect(name: string, files: Files): Inspection {
  const bytesOf = (path: string): Uint8Array => Buffer.from(files[path] ?? '');
  return inspectFolder(name, {
    files: new Map(Object.keys(files).map((path) => [path, { size: bytesOf(path).length }])),
    inspect: (path) => inspectFile(nameOf(path), sourceOf(bytesOf(path))),
    read: bytesOf,
  });
}

const without = (files: Files, ...names: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !names.includes(path)));

const TORCH = fixture('UNet_epoch_5.pth');
const WEIGHTS = fixture('bare.pth');
const SAFE = fixture('model.safetensors');
const STATE = '{"global_step": 500, "epoch": 2.5, "log_history": [{"grad_norm": NaN}]}';
const INDEX = JSON.stringify({
  metadata: { total_size: 2 * SAFE.length - 400 },
  weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' },
});

const TRAINER: Files = {
  'config.json': '{}',
  'model.safetensors': SAFE,
  'optimizer.pt': TORCH,
  'rng_state.pth': WEIGHTS,
  'trainer_state.json': STATE,
  'training_args.bin': WEIGHTS,
};
const SHARDED: Files = {
  ...without(TRAINER, 'model.safetensors'),
  'model-00001-of-00002.safetensors': SAFE,
  'model-00002-of-00002.safetensors': SAFE,
  'model.safetensors.index.json': INDEX,
};
const DEEPSPEED: Files = {
  'mp_rank_00_model_states.pt': TORCH,
  'bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt': TORCH,
};
const MEGATRON: Files = { '.metadata': 'x', 'common.pt': TORCH, 'metadata.json': '{}', '__0_0.distcp': 'x' };
const ORBAX: Files = {
  _CHECKPOINT_METADATA: '{"init_timestamp_nsecs": 1, "commit_timestamp_nsecs": 2}',
  'default/_METADATA': '{}',
  'default/manifest.ocdbt': 'x',
};
const TENSORFLOW: Files = { 'ckpt-1.data-00000-of-00002': 'x', 'ckpt-1.data-00001-of-00002': 'x', 'ckpt-1.index': 'x' };
const RANKS: Files = { 'ep1-ba10-rank0.pt': TORCH, 'ep1-ba10-rank1.pt': TORCH };

describe('where tensors are not counted', () => {
  it('reads files of only tensors no further than completeness', () => {
    const files = [
      'model-00001-of-00001.safetensors',
      'optimizer.pt',
      'rank_0_optim_states.pt',
      'rng_state.pth',
      'recipe_state.pt',
    ];
    const asked = (wanted: InspectionDepth) => {
      const heard: InspectionDepth[] = [];
      const inspect = (path: string, how: InspectionDepth): Inspection => {
        heard.push(how);
        return inspectFile(nameOf(path), sourceOf(WEIGHTS));
      };
      inspectFolder('a', { files: new Map(files.map((path) => [path, { size: 1 }])), inspect, read: () => null }, wanted);
      return heard;
    };
    expect(asked('state')).toEqual(['completeness', 'completeness', 'completeness', 'state', 'state']);
    expect(new Set(asked('everything'))).toEqual(new Set(['everything']));
  });
});

describe('a whole checkpoint', () => {
  it.each<[string, string, Files, Partial<Inspection>]>([
    ['of Hugging Face', 'checkpoint-500', TRAINER, { format: 'folder', step: 500, optimizer: true, tensors: 3, parameters: 40 }],
    ['of Hugging Face, sharded', 'checkpoint-500', SHARDED, { format: 'sharded', tensors: 6, parameters: 80 }],
    ['of Hugging Face, without an optimizer', 'checkpoint-500', without(TRAINER, 'optimizer.pt'), { optimizer: false }],
    ['of an adapter', 'checkpoint-500', { 'adapter_model.safetensors': SAFE, 'trainer_state.json': STATE }, { step: 500 }],
    ['of DeepSpeed', 'global_step10', DEEPSPEED, { format: 'deepspeed', optimizer: true, epoch: 4, tensors: 4 }],
    [
      'of Hugging Face with DeepSpeed',
      'checkpoint-5',
      { 'trainer_state.json': STATE, 'global_step5/mp_rank_00_model_states.pt': TORCH },
      {},
    ],
    ['of Megatron-LM', 'iter_0000010', MEGATRON, { format: 'dcp' }],
    ['of DCP without collectives', 'step-10', { '__0.metadata': 'x', '__0_0.distcp': 'x' }, { format: 'dcp' }],
    ['of Megatron-LM before distributed ones', 'iter_0000010', { 'mp_rank_00/model_optim_rng.pt': TORCH }, { optimizer: true }],
    ['of Orbax', '100', ORBAX, { format: 'orbax' }],
    ['of TensorFlow', 'ckpt-1.data-00000-of-00002', TENSORFLOW, { format: 'tensorflow' }],
    ['of Composer', 'ep1-ba10-rank0.pt', RANKS, { epoch: 4 }],
    [
      'of Accelerate',
      'checkpoint_3',
      { 'model.safetensors': SAFE, 'optimizer.bin': TORCH, 'random_states_0.pkl': 'x' },
      { optimizer: true },
    ],
    [
      "of diffusers, which has Accelerate write folders named as the Trainer's",
      'checkpoint-500',
      { 'model.safetensors': SAFE, 'optimizer.bin': TORCH, 'random_states_0.pkl': 'x' },
      { optimizer: true },
    ],
    ["of somebody's own loop", 'checkpoint-500', { 'config.json': '{}', 'model.safetensors': SAFE }, { optimizer: false }],
    ['of torchtune', 'epoch_0', { 'model-00001-of-00001.safetensors': SAFE, 'recipe_state.pt': TORCH }, { optimizer: true }],
  ])('%s', (_, name, files, expected) => {
    expect(inspect(name, files)).toMatchObject({ completeness: 'complete', ...expected });
  });
});

it('does not count the tensors of a distributed checkpoint, whose files are not read', () => {
  const lightnings = inspect('epoch=1.ckpt', { 'meta.pt': WEIGHTS, '.metadata': 'x', '__0_0.distcp': 'x' });
  expect(lightnings).toMatchObject({ completeness: 'complete', format: 'dcp' });
  expect(lightnings).not.toHaveProperty('tensors');
  expect(lightnings).not.toHaveProperty('parameters');
});

it('is unknown when the training state cannot be read or is too long', () => {
  const files = { 'model.safetensors': SAFE, 'training_args.bin': WEIGHTS, 'trainer_state.json': STATE };
  const found = inspectFolder('checkpoint-500', {
    files: new Map(Object.keys(files).map((path) => [path, { size: 1000 }])),
    inspect: (path) => inspectFile(path, sourceOf(SAFE)),
    read: () => null,
  });
  expect(found).toMatchObject({ completeness: 'unknown', why: 'trainer_state.json cannot be read' });
});

describe('an unfinished one', () => {
  it.each<[string, string, Files, string]>([
    [
      'whose own mark says so',
      'checkpoint-500',
      { ...TRAINER, 'checkpoint-is-incomplete.txt': '' },
      'checkpoint-is-incomplete.txt says',
    ],
    ['with a file that is still temporary', 'checkpoint-500', { ...TRAINER, '.tmpAb12Cd': '' }, '.tmpAb12Cd says'],
    ['without its state, which comes last', 'checkpoint-500', without(TRAINER, 'trainer_state.json'), 'written last'],
    [
      'whose state is cut off',
      'checkpoint-500',
      { ...TRAINER, 'trainer_state.json': STATE.slice(0, 30) },
      'trainer_state.json is not whole',
    ],
    ['without weights', 'checkpoint-500', without(TRAINER, 'model.safetensors', 'training_args.bin'), 'the weights are missing'],
    [
      'without a shard',
      'checkpoint-500',
      without(SHARDED, 'model-00002-of-00002.safetensors'),
      'model-00002-of-00002.safetensors is missing',
    ],
    [
      'without a shard or an index',
      'checkpoint-500',
      without(SHARDED, 'model-00001-of-00002.safetensors', 'model.safetensors.index.json'),
      'model-00001-of-00002.safetensors is missing',
    ],
    [
      'whose index is cut off',
      'checkpoint-500',
      { ...SHARDED, 'model.safetensors.index.json': INDEX.slice(0, 40) },
      'index.json is not whole',
    ],
    [
      'with weights that are cut off',
      'checkpoint-500',
      { ...TRAINER, 'model.safetensors': SAFE.subarray(0, 300) },
      'model.safetensors: ',
    ],
    [
      'with an optimizer that is cut off',
      'checkpoint-500',
      { ...TRAINER, 'optimizer.pt': TORCH.subarray(0, 300) },
      'optimizer.pt: its end',
    ],
    ['of DCP, before its metadata', 'x.ckpt', { '__0_0.distcp': 'x' }, '.metadata, which is written last, is missing'],
    [
      'of DCP without collectives, of which a rank is not done',
      'step-10',
      { '__0.metadata': 'x', '__0_0.distcp': 'x', '__1_0.distcp': 'x' },
      '__1.metadata, which is written last, is missing',
    ],
    ['of DCP, in the moment before', 'x.ckpt', { '__0_0.distcp': 'x', '.metadata.tmp': 'x' }, '.metadata.tmp says'],
    ['of Megatron-LM', 'iter_0000010', without(MEGATRON, 'metadata.json'), 'metadata.json, which is written last'],
    [
      'of Orbax, not committed',
      '100',
      { ...ORBAX, _CHECKPOINT_METADATA: '{"commit_timestamp_nsecs": null}' },
      'it was not committed',
    ],
    [
      'of TensorFlow, before its index',
      'ckpt-1.data-00000-of-00002',
      without(TENSORFLOW, 'ckpt-1.index'),
      'its index, which is written last',
    ],
    [
      'of TensorFlow, without a part',
      'ckpt-1.data-00000-of-00002',
      without(TENSORFLOW, 'ckpt-1.data-00001-of-00002'),
      '00001-of-00002 is missing',
    ],
    [
      'with a rank that is cut off',
      'ep1-ba10-rank0.pt',
      { ...RANKS, 'ep1-ba10-rank1.pt': TORCH.subarray(0, 300) },
      'ep1-ba10-rank1.pt: ',
    ],
  ])('%s', (_, name, files, why) => {
    const found = inspect(name, files);
    expect(found).toMatchObject({ completeness: 'incomplete' });
    expect(found.why).toContain(why);
  });
});

describe('lists of files', () => {
  it('an index names files of any name', () => {
    const index = (total: number) =>
      JSON.stringify({ metadata: { total_size: total }, weight_map: { a: 'a.safetensors', b: 'b.safetensors' } });
    const files = { 'x.index.json': index(10), 'a.safetensors': SAFE, 'b.safetensors': SAFE };
    expect(inspect('x', files)).toMatchObject({ completeness: 'complete' });
    expect(inspect('x', without(files, 'b.safetensors'))).toMatchObject({
      completeness: 'incomplete',
      why: '1 of its 2 shards are missing',
    });
    // Every shard is whole by itself: the index may be wrong.
    expect(inspect('x', { ...files, 'x.index.json': index(9999) })).toMatchObject({
      completeness: 'unknown',
      why: 'its shards have 720 of 9999 bytes',
    });
  });

  it('the metadata of DCP says how long each file must be', () => {
    const files = { '.metadata': fixture('dcp.metadata'), '__0_0.distcp': Buffer.alloc(1000), '__1_0.distcp': Buffer.alloc(700) };
    expect(inspect('x.ckpt', files)).toMatchObject({ format: 'dcp', completeness: 'complete' });
    expect(inspect('x.ckpt', without(files, '__1_0.distcp'))).toMatchObject({
      completeness: 'incomplete',
      why: '__1_0.distcp is missing',
    });
    const short = { ...files, '__0_0.distcp': Buffer.alloc(999) };
    expect(inspect('x.ckpt', short)).toMatchObject({ completeness: 'incomplete', why: '__0_0.distcp has 999 of 1000 bytes' });
    const below = Object.fromEntries(Object.entries(short).map(([path, bytes]) => [`pytorch_model_fsdp_0/${path}`, bytes]));
    expect(inspect('checkpoint-5', { ...below, 'trainer_state.json': STATE })).toMatchObject({ completeness: 'incomplete' });
  });
});

describe('unknown', () => {
  it('is a folder of unknown formats', () => {
    expect(inspect('checkpoint_7', { manifest: 'x' })).toMatchObject({ format: 'folder', completeness: 'unknown' });
  });
  it('is a folder with a file of the old torch format', () => {
    const found = inspect('checkpoint-500', { ...TRAINER, 'scheduler.pt': fixture('legacy.pth') });
    expect(found).toMatchObject({ completeness: 'unknown', step: 500 });
    expect(found.why).toContain('scheduler.pt: ');
  });
});
