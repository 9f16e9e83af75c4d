import { describe, expect, it } from 'vitest';
import { namesInPointer } from '../../../src/core/references/pointer-files.ts';
import type { PointerForm } from '../../../src/core/types/checkpoints.ts';
import { fc } from '../../support/properties.ts';

const TF = `model_checkpoint_path: "ckpt-12"
all_model_checkpoint_paths: "ckpt-11"
all_model_checkpoint_paths: "ckpt-12"
all_model_checkpoint_timestamps: 1756082560.123
last_preserved_timestamp: 1756082000.0
`;
const TRAINER_STATE = `{
  "best_global_step": 300,
  "best_metric": NaN,
  "best_model_checkpoint": "./out/checkpoint-300",
  "epoch": 2.5,
  "log_history": [{"grad_norm": Infinity, "step": 500}]
}`;
const BEST_K = `/work/run/checkpoints/epoch=3-val_loss=0.12.ckpt: 0.11999
'it''s: epoch=4.ckpt': 1.0e-05
"m\\xF4_h\\u1EA3nh \\"1\\".ckpt": .nan
`;
const LONG = `? /work/${'a'.repeat(150)}/epoch=1.ckpt\n: 0.25\nb.ckpt: -.inf\n`;
const INDEX =
  '{"metadata": {"total_size": 8}, "weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors", "c": "model-00001-of-00002.safetensors"}}';

describe('what a pointer names', () => {
  it.each<[PointerForm, string, readonly string[]]>([
    ['name', 'global_step500', ['global_step500']],
    ['name', 'global_step500\n', ['global_step500']],
    ['name', 'model_0004999.pth', ['model_0004999.pth']],
    ['name', '/work_dirs/exp/epoch_12.pth', ['/work_dirs/exp/epoch_12.pth']],
    ['name', 'my tag/', ['my tag']],
    ['name', 'caf\udce9', ['caf\udce9']],
    ['iteration', '500', ['iter_0000500']],
    ['iteration', '12345678\n', ['iter_12345678']],
    ['iteration', 'release', ['release']],
    ['textproto', TF, ['ckpt-12', 'ckpt-11']],
    ['textproto', 'model_checkpoint_path: "/tmp/m\\303\\264 h/ckpt\\"1"\n', ['/tmp/mô h/ckpt"1']],
    ['textproto', "model_checkpoint_path: 'a\\xff'", ['a\udcff']],
    ['trainer-state', TRAINER_STATE, ['./out/checkpoint-300']],
    ['trainer-state', '{"best_global_step": 300, "best_model_checkpoint": null}', ['checkpoint-300']],
    ['trainer-state', '{"best_metric": null, "best_model_checkpoint": null, "log_history": []}', []],
    ['best-k', BEST_K, ['/work/run/checkpoints/epoch=3-val_loss=0.12.ckpt', "it's: epoch=4.ckpt", 'mô_hảnh "1".ckpt']],
    ['best-k', LONG, [`/work/${'a'.repeat(150)}/epoch=1.ckpt`, 'b.ckpt']],
    ['best-k', '{}\n', []],
    ['shard-index', INDEX, ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors']],
  ])('%s %j', (form, text, names) => {
    expect(namesInPointer(form, text)).toEqual({ ok: true, value: names });
  });
});

describe('what says nothing that may be relied upon', () => {
  it.each<[PointerForm, string, string]>([
    ['name', '', 'it is empty'],
    ['name', '\n', 'it is empty'],
    ['name', 'a\nb', 'it holds more than one name'],
    ['name', '\0\0\0', 'it holds more than one name'],
    ['iteration', '', 'it is empty'],
    ['iteration', '12a', 'it is neither a number nor `release`'],
    ['iteration', '-1', 'it is neither a number nor `release`'],
    ['iteration', '9'.repeat(16), 'it is neither a number nor `release`'],
    ['textproto', '', 'it names no checkpoint'],
    ['textproto', 'last_preserved_timestamp: 1.0', 'it names no checkpoint'],
    ['textproto', 'model_checkpoint_path: "ckpt-1', 'it is no text of the form that TensorFlow writes'],
    ['trainer-state', '{"best_model_checkpoint": "./ou', 'it is not whole JSON'],
    ['trainer-state', '[]', 'it is no JSON object'],
    ['trainer-state', '['.repeat(1000), 'nested more than 256 deep'],
    ['best-k', '', 'it is empty'],
    ['best-k', '? a.ckpt\n', 'it is no list of paths and scores'],
    ['best-k', 'a.ckpt: 0.5\nb.ck', 'it is no list of paths and scores'],
    ['best-k', 'a.ckpt: [1]', 'it is no list of paths and scores'],
    ['shard-index', '{"metadata": {}}', 'it has no weight_map'],
    ['shard-index', '{"weight_map": {"a": "model-0', 'it is not whole JSON'],
  ])('%s %j', (form, text, why) => expect(namesInPointer(form, text)).toEqual({ ok: false, why }));
});

it.each<[PointerForm, string]>([
  ['textproto', `model_checkpoint_path: "${'\u00e9'.repeat(4_000_000)}\\""`],
  ['best-k', `"${'a'.repeat(8_000_000)}": 0.5`],
  ['best-k', `'${'a'.repeat(8_000_000)}`],
])('%s of a line that no path fills', (form, text) => expect(namesInPointer(form, text).ok).toBe(false));

it('never throws', () => {
  const forms: readonly PointerForm[] = ['name', 'iteration', 'textproto', 'trainer-state', 'best-k', 'shard-index'];
  fc.assert(
    fc.property(fc.constantFrom(...forms), fc.string({ unit: 'binary' }), (form, text) => {
      const said = namesInPointer(form, text);
      expect(said.ok ? said.value.every((name) => typeof name === 'string') : said.why.length > 0).toBe(true);
    }),
  );
});
