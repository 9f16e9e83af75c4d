// The answer for real files of each format: complete, cut anywhere, really interrupted, and changed at random.
// Covers: src/core/formats/detect-format.ts, src/core/formats/gguf.ts, src/core/formats/hdf5.ts, src/core/formats/keras.ts,
// src/core/formats/onnx.ts, src/core/formats/protobuf.ts, src/core/formats/safetensors.ts, src/core/formats/tar.ts

import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../src/core/formats/byte-source.ts';
import { inspectFile } from '../../../src/core/formats/inspect-file.ts';
import type { Inspection } from '../../../src/core/types/checkpoints.ts';
import { counting, fixture } from '../../support/fixtures.ts';
import { fc } from '../../support/properties.ts';

const ofSize =
  (sizes: Readonly<Record<string, number>>) =>
  (name: string): number | null =>
    sizes[name] ?? null;
const BESIDE = ofSize({ 'external.onnx.data': 128 });

function inspected(name: string, bytes: Uint8Array = fixture(name)): Inspection {
  return inspectFile(name, sourceOf(bytes), BESIDE);
}

const NET = { tensors: 4, parameters: 58, dtypes: ['float32'] };

/** Every healthy file, and what is known of it. */
const HEALTHY: readonly (readonly [name: string, found: Partial<Inspection>])[] = [
  [
    'UNet_epoch_5.pth',
    {
      ...{ format: 'pytorch', ...NET, epoch: 4, optimizer: true },
      metrics: [
        { name: 'loss', value: 0.25 },
        { name: 'train_losses', value: 0.25 },
        { name: 'val_losses', value: 0.4 },
      ],
    },
  ],
  [
    'last.ckpt',
    {
      ...{ format: 'pytorch', ...NET, epoch: 7, step: 800, optimizer: true },
      metrics: [
        { name: 'best_model_score', value: 0.125 },
        { name: 'val/loss', value: 0.5 },
      ],
      names: ['epoch=5-step=600.ckpt', 'last.ckpt'],
    },
  ],
  ['checkpoint-3.pth.tar', { format: 'pytorch', ...NET, epoch: 3, optimizer: false, metrics: [{ name: 'metric', value: 76.5 }] }],
  [
    'yolo.pt',
    {
      ...{ format: 'pytorch', ...NET, dtypes: ['float16'], epoch: 9, optimizer: false },
      metrics: [
        { name: 'best_fitness', value: 0.75 },
        { name: 'metrics/mAP50(B)', value: 0.5 },
        { name: 'fitness', value: 0.75 },
        { name: 'val/box_loss', value: Number.NaN },
      ],
    },
  ],
  ['protocol-2.pt', { format: 'pytorch', ...NET, epoch: 2, optimizer: true }],
  ['protocol-3.pt', { format: 'pytorch', ...NET, epoch: 3, optimizer: true }],
  ['protocol-4.pt', { format: 'pytorch', ...NET, epoch: 4, optimizer: true }],
  ['protocol-5.pt', { format: 'pytorch', ...NET, epoch: 5, optimizer: true }],
  ['shared.pt', { format: 'pytorch', tensors: 3, parameters: 12, dtypes: ['bfloat16', 'int64'] }],
  ['bare.pth', { format: 'pytorch', tensors: 1, parameters: 4, optimizer: false }],
  ['script.pt', { format: 'torchscript', ...NET }],
  ['sample.nemo', { format: 'nemo', ...NET }],
  ['model.safetensors', { format: 'safetensors', tensors: 3, parameters: 40, dtypes: ['float16', 'float32', 'int64'] }],
  ['nothing.safetensors', { format: 'safetensors', tensors: 0, parameters: 0 }],
  ['model.keras', { format: 'keras' }],
  ['model.weights.h5', { format: 'hdf5' }],
  ['v0.h5', { format: 'hdf5' }],
  ['latest.h5', { format: 'hdf5' }],
  ['v4.h5', { format: 'hdf5' }],
  ['userblock.h5', { format: 'hdf5' }],
  ['model.onnx', { format: 'onnx', tensors: 1, parameters: 32, dtypes: ['float32'] }],
  ['external.onnx', { format: 'onnx', tensors: 1, parameters: 32, dtypes: ['float32'] }],
  ['model.gguf', { format: 'gguf', tensors: 2, parameters: 160, dtypes: ['float32', 'q8_0'] }],
];

describe('a healthy file', () => {
  it.each(HEALTHY)('%s', (name, found) => {
    expect(inspected(name)).toMatchObject({ completeness: 'complete', ...found });
  });

  it.each(HEALTHY)('%s is recognized from few of its bytes', (name) => {
    const source = counting(fixture(name));
    inspectFile(name, source, BESIDE);
    expect(source.count()).toBeLessThan(8 * 1024);
  });

  it.each(HEALTHY)('%s gets the same answer at each depth', (name, { epoch, step, optimizer, metrics, names }) => {
    const state = inspectFile(name, sourceOf(fixture(name)), BESIDE, 'state');
    const given = Object.entries({ epoch, step, optimizer, metrics, names }).filter(([, value]) => value !== undefined);
    expect(state).toMatchObject({ completeness: 'complete', ...Object.fromEntries(given) });
    expect(inspectFile(name, sourceOf(fixture(name)), BESIDE, 'completeness').completeness).toBe('complete');
  });

  it('is read by its contents, not by its name', () => {
    for (const [name, { format }] of HEALTHY.filter(([each]) => !/onnx|nemo|userblock|nothing/.test(each)))
      expect(inspectFile('x', sourceOf(fixture(name))).format, name).toBe(format);
  });
});

describe('a large graph of ONNX', () => {
  const varint = (value: number): number[] =>
    value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 128))];
  const field = (number: number, content: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(content.length)]), content]);
  const initializer = field(
    5,
    Buffer.concat([Buffer.from([0x08, 0x40, 0x10, 0x01]), field(8, Buffer.from('layer.weight')), field(9, Buffer.alloc(256))]),
  );
  const model = (nodes: number, initializers: number): Buffer => {
    const graph = [...Array(nodes).fill(field(1, Buffer.alloc(120))), ...Array(initializers).fill(initializer)];
    return Buffer.concat([Buffer.from([0x08, 0x08]), field(7, Buffer.concat(graph)), field(8, Buffer.from([0x10, 17]))]);
  };

  it.each([
    [100, 100],
    [10_000, 2000],
    [0, 20_000],
  ])('of %d nodes and %d weights is known to be whole from less than 64 KB', (nodes, initializers) => {
    const bytes = model(nodes, initializers);
    const source = counting(bytes);
    expect(inspectFile('a.onnx', source, BESIDE, 'completeness').completeness).toBe('complete');
    expect(source.count()).toBeLessThan(56_000);
    expect(inspected('a.onnx', bytes.subarray(0, -1)).completeness).toBe('incomplete');
  });
});

describe('a file cut off anywhere is never complete', () => {
  /** What follows these is padding that a reader does without. */
  const NEEDED: Readonly<Record<string, number>> = { 'sample.nemo': 4608, 'model.gguf': 736 };

  it.each(HEALTHY)('%s', (name) => {
    const whole = fixture(name);
    const complete: number[] = [];
    for (let length = 0; length < whole.length; length++) {
      if (inspected(name, whole.subarray(0, length)).completeness === 'complete') complete.push(length);
    }
    const [shortest = whole.length] = complete;
    expect(shortest).toBeGreaterThanOrEqual(NEEDED[name] ?? whole.length);
  });

  it.each([
    ['UNet_epoch_5.pth', 'its end is missing'],
    ['model.safetensors', 'bytes'],
    ['v0.h5', 'bytes'],
    ['model.onnx', 'cut off'],
    ['model.gguf', 'bytes'],
    ['sample.nemo', 'goes on'],
    ['model.keras', 'its end is missing'],
  ])('%s says why', (name, why) => {
    const whole = fixture(name);
    const found = inspected(name, whole.subarray(0, Math.floor(whole.length * (name === 'sample.nemo' ? 0.3 : 0.75))));
    expect(found.completeness).toBe('incomplete');
    expect(found.why).toContain(why);
  });
});

describe('a save that was interrupted', () => {
  it.each([
    ['interrupted.pth', 'pytorch', '11 of its 16 tensors are missing: the save was interrupted'],
    ['unpicklable.pth', 'pytorch', 'data.pkl is missing: the save was interrupted'],
    ['interrupted.keras', 'keras', 'the weights are missing: the save was interrupted'],
    ['killed.h5', 'hdf5', 'it was not closed after writing'],
  ])('%s', (name, format, why) => expect(inspected(name)).toMatchObject({ format, completeness: 'incomplete', why }));

  it('leaves an empty file, or one of zeros, which is incomplete', () => {
    expect(inspected('a.pth', new Uint8Array())).toMatchObject({ completeness: 'incomplete', why: 'it is empty' });
    expect(inspected('a.pth', new Uint8Array(5000))).toMatchObject({ completeness: 'incomplete' });
    expect(inspected('a.safetensors', new Uint8Array(5000))).toMatchObject({ format: 'safetensors', completeness: 'incomplete' });
    expect(inspected('a.dat', new Uint8Array(5000))).toMatchObject({ completeness: 'unknown' });
  });

  it('of preallocated safetensors is incomplete while the header is zeros', () => {
    const bytes = new Uint8Array(fixture('model.safetensors'));
    const headerEnd = 8 + (bytes[0] ?? 0) + 256 * (bytes[1] ?? 0);
    bytes.fill(0, 8, headerEnd);
    expect(inspected('a.safetensors', bytes)).toMatchObject({ completeness: 'incomplete' });
  });
});

describe('an unclear file is unknown', () => {
  it.each([
    ['legacy.pth', 'pytorch-legacy'],
    ['external.onnx.data', 'unknown'],
  ])('%s', (name, format) => expect(inspected(name)).toMatchObject({ format, completeness: 'unknown' }));

  it('answers for a model whose weights are in another file: present, missing, short, not looked up', () => {
    const source = sourceOf(fixture('external.onnx'));
    expect(inspectFile('external.onnx', source).completeness).toBe('unknown');
    expect(inspectFile('external.onnx', source, () => null)).toMatchObject({ completeness: 'incomplete' });
    expect(inspectFile('external.onnx', source, () => 127)).toMatchObject({ completeness: 'incomplete' });
  });

  it('random bytes, under any name', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 64, maxLength: 4096 }),
        fc.constantFrom('.pth', '.ckpt', '.h5', '.keras'),
        (bytes, end) => {
          // A first byte that no format has.
          bytes[0] = 0xf3;
          expect(inspected(`a${end}`, bytes)).toMatchObject({ format: 'unknown', completeness: 'unknown' });
        },
      ),
    );
  });
});

describe('reading ends and stays bounded', () => {
  function bounded(name: string, bytes: Uint8Array, size = bytes.length): Inspection {
    const source = counting(bytes, size);
    const found = inspectFile(name, source, BESIDE);
    expect(source.count()).toBeLessThan(40 * 2 ** 20);
    expect(found.why).not.toBe('');
    for (const number of [found.epoch, found.step, found.tensors, found.parameters]) {
      if (number !== undefined) expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
    }
    return found;
  }

  it('with random bytes after each magic', () => {
    const magics = HEALTHY.filter(([name]) => name !== 'nothing.safetensors').map(
      ([name]) => [name, fixture(name).subarray(0, 16)] as const,
    );
    fc.assert(
      fc.property(fc.constantFrom(...magics), fc.uint8Array({ maxLength: 3000 }), ([name, magic], bytes) => {
        expect(bounded(name, Buffer.concat([magic, bytes])).completeness).not.toBe('complete');
      }),
      { numRuns: 500 },
    );
  });

  it('with random changes in real files', () => {
    const change = fc.record({ at: fc.nat(), value: fc.constantFrom(0, 1, 0x2e, 0x7f, 0x80, 0xfe, 0xff) });
    fc.assert(
      fc.property(fc.constantFrom(...HEALTHY), fc.array(change, { minLength: 1, maxLength: 12 }), ([name], changes) => {
        const bytes = new Uint8Array(fixture(name));
        for (const { at, value } of changes) bytes[at % bytes.length] = value;
        bounded(name, bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('with random 8-byte numbers in real files', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...HEALTHY),
        fc.nat(),
        fc.constantFrom(0n, 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n),
        ([name], at, value) => {
          const bytes = Buffer.from(fixture(name));
          bytes.writeBigUInt64LE(value, at % (bytes.length - 8 || 1));
          bounded(name, bytes);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('with a header of 4 GB, or one of only brackets', () => {
    const absurd = Buffer.alloc(64, '{');
    absurd.writeBigUInt64LE(4n * 2n ** 30n);
    expect(bounded('a.safetensors', absurd, 8 * 2 ** 30).completeness).toBe('unknown');
    const deep = Buffer.alloc(2 ** 20, '[');
    deep.writeBigUInt64LE(BigInt(deep.length - 8));
    expect(bounded('a.safetensors', deep).completeness).toBe('unknown');
    const long = Buffer.alloc(64);
    long.write('GGUF');
    long.writeUInt32LE(3, 4);
    long.writeBigUInt64LE(2n ** 63n, 8);
    expect(bounded('a.gguf', long, 2 ** 40).completeness).toBe('unknown');
  });

  it('with an ONNX file of only the smallest fields', () => {
    const bytes = Buffer.alloc(2 ** 20);
    for (let at = 0; at < bytes.length; at += 2) bytes.set([0x08, 0x01], at);
    expect(bounded('a.onnx', bytes).completeness).toBe('unknown');
  });
});
