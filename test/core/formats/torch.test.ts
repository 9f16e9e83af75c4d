// PyTorch checkpoints of any size and version: which records are needed, their sizes, and how many bytes are read.
// Covers: src/core/formats/checkpoint-facts.ts, src/core/formats/checkpoint-metrics.ts, src/core/formats/tensors.ts

import { describe, expect, it } from 'vitest';
import { inspectFile } from '../../../src/core/formats/inspect-file.ts';
import { type ZipRecord, zipSource } from '../../support/zip.ts';

const text = (value: string): string => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(Buffer.byteLength(value));
  return `X${size.toString('latin1')}${Buffer.from(value).toString('latin1')}`;
};
const int = (value: number): string => {
  if (value > 0x7fffffff) {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return `\x8a\x08${bytes.toString('latin1')}`;
  }
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return `J${bytes.toString('latin1')}`;
};

/** As `torch.save` writes a dict of tensors of one dimension. */
function pickleOf(tensors: number, elements: number, more: string = ''): Uint8Array {
  const tensor = (key: number): string =>
    `${text(`layer.${key}.weight`)}ctorch._utils\n_rebuild_tensor_v2\n((${text('storage')}ctorch\nFloatStorage\n${text(String(key))}${text('cpu')}${int(elements)}tQ` +
    `${int(0)}${int(elements)}\x85${int(1)}\x85\x89ccollections\nOrderedDict\n)RtR`;
  const weights = Array.from({ length: tensors }, (_, key) => tensor(key)).join('');
  return Buffer.from(`\x80\x02}(${text('state_dict')}}(${weights}u${more}u.`, 'latin1');
}

/** What today's torch writes: more records than 1.13. */
function records(tensors: number, elements: number, more: string = ''): readonly ZipRecord[] {
  const own = (name: string, content: string): ZipRecord => ({ name: `archive/${name}`, content: Buffer.from(content) });
  return [
    { name: 'archive/data.pkl', content: pickleOf(tensors, elements, more) },
    own('.format_version', '1'),
    own('.storage_alignment', '64'),
    own('byteorder', 'little'),
    ...Array.from({ length: tensors }, (_, key) => ({ name: `archive/data/${key}`, content: elements * 4 })),
    own('version', '3\n'),
    own('.data/serialization_id', '0'.repeat(40)),
  ];
}

const inspect = (list: readonly ZipRecord[], options = {}) => inspectFile('a.pt', zipSource(list, options));

describe('reading a complete checkpoint', () => {
  it.each([
    ['a few kilobytes', 3, 100],
    ['70 GB', 250, 70_000_000],
  ])('of %s reads less than 64 KB', (_, tensors, elements) => {
    const source = zipSource(records(tensors, elements));
    expect(inspectFile('a.pt', source)).toMatchObject({ completeness: 'complete', tensors, parameters: tensors * elements });
    expect(source.count()).toBeLessThan(64 * 1024);
  });

  it('costs 250 bytes a tensor, whatever their size', () => {
    const source = zipSource(records(10_000, 1_000_000));
    expect(inspectFile('a.pt', source)).toMatchObject({ completeness: 'complete', tensors: 10_000, parameters: 1e10 });
    expect(source.count()).toBeLessThan(10_000 * 250);
  });

  it('of more than 4 GB in one tensor', () => {
    expect(inspect(records(2, 2 ** 31))).toMatchObject({ completeness: 'complete', parameters: 2 ** 32 });
  });

  it('finds the end of a plain zip, and behind a comment', () => {
    expect(inspect(records(3, 8), { zip64: false })).toMatchObject({ completeness: 'complete' });
    expect(inspect(records(3, 8), { comment: 'x'.repeat(60_000) })).toMatchObject({ completeness: 'complete' });
  });
});

describe('missing records', () => {
  const whole = records(5, 8);

  it.each(whole.filter(({ name }) => /data\.pkl|data\/\d/.test(name)).map(({ name }) => name))(
    'without %s it is incomplete',
    (name) => {
      expect(inspect(whole.filter((record) => record.name !== name))).toMatchObject({
        format: 'pytorch',
        completeness: 'incomplete',
      });
    },
  );

  it.each(whole.filter(({ name }) => !/data\.pkl|data\/\d/.test(name)).map(({ name }) => name))('%s is not needed', (name) => {
    expect(inspect(whole.filter((record) => record.name !== name))).toMatchObject({ completeness: 'complete' });
  });

  it('reports a tensor that is too short', () => {
    const short = whole.map((record) => (record.name === 'archive/data/2' ? { ...record, content: 28 } : record));
    expect(inspect(short)).toMatchObject({ completeness: 'incomplete', why: 'a tensor has 28 of its 32 bytes' });
  });

  it('is unknown when the pickle is compressed, too long, or has an unknown operation', () => {
    const pickled = (record: Partial<ZipRecord>) => inspect(whole.map((each, at) => (at === 0 ? { ...each, ...record } : each)));
    expect(pickled({ method: 8 })).toMatchObject({ completeness: 'unknown' });
    expect(pickled({ content: 17 * 2 ** 20 })).toMatchObject({ completeness: 'unknown', why: 'data.pkl is too long to read' });
    expect(pickled({ content: Buffer.from('\xfe.', 'latin1') })).toMatchObject({ completeness: 'unknown' });
    expect(pickled({ content: Buffer.from('Pelsewhere\n.') })).toMatchObject({ completeness: 'unknown' });
  });
});

describe('facts', () => {
  const says = (more: string) => inspect(records(1, 8, more));
  const entry = (key: string, value: string): string => text(key) + value;
  const list = (...values: readonly number[]): string => `](${values.map(int).join('')}e`;

  it.each([
    ['a step of 0', entry('global_step', int(0)), { step: 0 }],
    ['an iteration of Detectron2', entry('iteration', int(4999)), { step: 4999 }],
    ['the meta of MMEngine', entry('meta', `}(${entry('epoch', int(3))}${entry('iter', int(300))}u`), { epoch: 3, step: 300 }],
    [
      'an epoch of fairseq',
      entry('extra_state', `}(${entry('epoch', int(3))}${entry('val_loss', int(2))}u`),
      { epoch: 3, metrics: [{ name: 'val_loss', value: 2 }] },
    ],
    ['an empty optimizer is none', entry('optimizer_state_dict', '}'), { optimizer: false }],
    ['optimizers in a list', entry('optimizer_states', `](}${text('state')}}sae`.replace('ae', 'e')), { optimizer: true }],
    ['the last of a history', entry('val_losses', list(3, 2, 1)), { metrics: [{ name: 'val_losses', value: 1 }] }],
    [
      'the one of its own epoch',
      entry('epoch', int(1)) + entry('val_losses', list(3, 2, 1)),
      { metrics: [{ name: 'val_losses', value: 2 }] },
    ],
    [
      'epochs that count from 1',
      entry('epoch', int(3)) + entry('val_losses', list(3, 2, 1)),
      { metrics: [{ name: 'val_losses', value: 1 }] },
    ],
    ['none of a history that is shorter', entry('epoch', int(9)) + entry('val_losses', list(3, 2)), { metrics: [] }],
    [
      'nothing from what only sounds like a metric',
      entry('best_epoch', int(3)) + entry('loss_scaler', int(3)) + entry('is_best', int(1)),
      { metrics: [] },
    ],
  ])('%s', (_, more, expected) => {
    const found = says(more);
    expect(found.completeness).toBe('complete');
    expect(found).toMatchObject(expected);
  });

  it('reads no negative epoch and no epoch in words', () => {
    for (const value of [int(-1), text('three'), 'N', '\x88']) expect(says(entry('epoch', value))).not.toHaveProperty('epoch');
  });

  it('finds an optimizer by any of its names, but not in an optimizer history', () => {
    const full = `}(${text('a')}${int(1)}u`;
    for (const key of ['optimizer', 'optimizer_states', 'last_optimizer_state', 'optimizerG', 'opt_state']) {
      expect(says(entry(key, full)), key).toMatchObject({ optimizer: true });
    }
    expect(says(entry('optimizer_history', full))).toMatchObject({ optimizer: false });
  });

  it("finds Composer's, which keeps everything one level below", () => {
    const adam = `}(${text('DecoupledAdamW')}}(${text('a')}${int(1)}uu`;
    expect(says(entry('state', `}(${entry('optimizers', adam)}u`))).toMatchObject({ optimizer: true });
    expect(says(entry('state', `}(${entry('optimizers', '}')}u`))).toMatchObject({ optimizer: false });
  });

  it('takes no weight of a bare state dict for a metric', () => {
    expect(says(entry('score.bias', list(1, 2)))).toMatchObject({ metrics: [] });
  });

  it('reads the histories of nnU-Net, and one of NumPy', () => {
    const f8 = `cnumpy\ndtype\n(${text('f8')}\x89\x88tR`;
    const half = `cnumpy.core.multiarray\nscalar\n(${f8}c_codecs\nencode\n${text('\0\0\0\0\0\0\xe0?')}${text('latin1')}\x86RtR`;
    const more =
      entry('current_epoch', int(3)) + entry('_best_ema', half) + entry('logging', `}(${entry('val_losses', list(3, 2, 1))}u`);
    expect(says(more)).toMatchObject({
      epoch: 3,
      metrics: [
        { name: '_best_ema', value: 0.5 },
        { name: 'val_losses', value: 1 },
      ],
    });
  });

  it('reads thousands of callbacks that are one and the same', () => {
    const large = `}(${Array.from({ length: 30_000 }, (_, at) => text(String(at)) + int(at)).join('')}${entry('best_model_path', text('/a/b'))}uq\x00`;
    const callbacks = `}(${entry('first', large)}${Array.from({ length: 30_000 }, (_, at) => `${text(`c${at}`)}h\x00`).join('')}u`;
    expect(says(entry('callbacks', callbacks))).toMatchObject({ names: ['b'] });
  });
});
