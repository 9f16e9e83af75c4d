// The two ends of a long safetensors header never give another answer than the whole header.

import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../src/core/formats/byte-source.ts';
import { inspectFile } from '../../../src/core/formats/inspect-file.ts';
import { safetensorsByItsEnds } from '../../../src/core/formats/safetensors-ends.ts';
import { counting, packedFixture, sparse } from '../../support/fixtures.ts';
import { fc } from '../../support/properties.ts';

interface Entry {
  readonly name: string;
  readonly size: number;
  readonly dtype?: string;
}

/** As the library writes it, or with what `change` does to the text of the header. */
function safetensors(entries: readonly Entry[], { more = 0, change = (text: string) => text } = {}) {
  let at = 0;
  const listed = entries.map(({ name, size, dtype = 'F16' }) => {
    const place = { dtype, shape: [size / 2], data_offsets: [at, at + size] };
    at += size;
    return `${JSON.stringify(name)}:${JSON.stringify(place)}`;
  });
  const text = change(`{"__metadata__":{"format":"pt"},${listed.join(',')}}`);
  const header = Buffer.from(text.padEnd(Math.ceil(Buffer.byteLength(text) / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return sparse(8 + header.length + at + more, [[0, Buffer.concat([length, header])]]);
}

const layers = (count: number, size = 64): readonly Entry[] =>
  Array.from({ length: count }, (_, at) => ({ name: `model.layers.${at}.self_attn.q_proj.weight`, size }));
const asked = (source: Parameters<typeof inspectFile>[1]) => inspectFile('a.safetensors', source, undefined, 'completeness');
const whole = (source: Parameters<typeof inspectFile>[1]) => inspectFile('a.safetensors', source);

describe('a complete file is recognized from less than 64 KB', () => {
  it.each([
    ['of 100 tensors', 100, 64],
    ['of 400', 400, 64],
    ['of 12,000, which is a header of a megabyte', 12_000, 64],
    ['of 150 GB', 1000, 150_000_000],
  ])('%s', (_, count, size) => {
    const source = safetensors(layers(count, size));
    expect(asked(source)).toMatchObject({ format: 'safetensors', completeness: 'complete', optimizer: false });
    expect(source.count()).toBeLessThan(56_000);
    expect(whole(source)).toMatchObject({ completeness: 'complete', tensors: count });
  });

  it('as the library wrote it', () => {
    const source = counting(packedFixture('many.safetensors'));
    expect(safetensorsByItsEnds(source)).toMatchObject({ completeness: 'complete' });
    expect(source.count()).toBeLessThan(17 * 1024);
  });
});

describe('a file that does not fit exactly is read by its whole header', () => {
  it.each<[string, ReturnType<typeof safetensors>, string]>([
    ['a byte less', safetensors(layers(1000), { more: -1 }), 'incomplete'],
    ['a byte more', safetensors(layers(1000), { more: 1 }), 'unknown'],
    [
      'zeros where the header should be',
      safetensors(layers(1000), { change: (text) => `{"${'\0'.repeat(text.length - 2)}` }),
      'unknown',
    ],
    ['a header that goes on as no JSON', safetensors(layers(1000), { change: (text) => `${text.slice(0, -1)},` }), 'unknown'],
    [
      'a hole between the last two',
      safetensors(layers(1000), { change: (text) => text.replace('[63936,64000]', '[63937,64000]') }),
      'unknown',
    ],
    [
      'its largest tensor listed first',
      safetensors(layers(1000), {
        change: (text) => {
          const [metadata = '', ...entries] = text.slice(0, -1).split(/,(?="model)/);
          return `${[metadata, ...entries.slice(-1), ...entries.slice(0, -1)].join(',')}}`;
        },
      }),
      'complete',
    ],
  ])('%s', (_, source, completeness) => {
    expect(safetensorsByItsEnds(source)).toBeNull();
    expect(asked(source).completeness).toBe(completeness);
    expect(whole(source).completeness).toBe(completeness);
  });
});

describe('the ends and the whole header', () => {
  it('agree for names that look like the start of another tensor', () => {
    for (let more = 400; more < 420; more++) {
      const source = safetensors([...layers(900), ...layers(more).map((each) => ({ ...each, name: `${each.name}},` }))]);
      expect([asked(source).completeness, whole(source).completeness]).toEqual(['complete', 'complete']);
    }
  });

  it('agree wherever the file is cut, and whatever is lost', () => {
    const bytes = packedFixture('many.safetensors');
    const place = fc.integer({ min: 0, max: bytes.length });
    fc.assert(
      fc.property(place, fc.integer({ min: 1, max: bytes.length }), (at, count) => {
        for (const each of [bytes.subarray(0, at), Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)])])
          expect(asked(sourceOf(each)).completeness).toBe(whole(sourceOf(each)).completeness);
      }),
    );
  });

  it('agree for any tensors in any order', () => {
    const tensor = fc.record({
      name: fc.string({ maxLength: 60, unit: 'binary' }),
      size: fc.constantFrom(0, 2, 64, 1000),
      dtype: fc.constantFrom('F16', 'BF16', 'I16'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(tensor, { minLength: 400, maxLength: 700, selector: ({ name }) => name }), (entries) => {
        const source = safetensors(entries);
        expect(asked(source).completeness).toBe(whole(source).completeness);
      }),
      { numRuns: 20 },
    );
  });
});
