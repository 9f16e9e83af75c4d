// The ends of a large PyTorch checkpoint never give another answer than all of it.
// Covers: src/core/formats/pickle-tail.ts, src/core/formats/zip-ends.ts

import { describe, expect, it } from 'vitest';
import { type ByteSource, sourceOf } from '../../../src/core/formats/byte-source.ts';
import { inspectFile } from '../../../src/core/formats/inspect-file.ts';
import { completeByItsEnds } from '../../../src/core/formats/torch-ends.ts';
import { counting, packedFixture } from '../../support/fixtures.ts';
import { fc } from '../../support/properties.ts';
import { type TorchArchive, torchArchive } from '../../support/torch-archive.ts';
import { type ZipRecord, zipSource } from '../../support/zip.ts';

/** Besides the file's first and last page, which are read whole. */
const MOST = 64_000 - 2 * 4096;

const whole = (source: ByteSource) => inspectFile('a.pt', source);
const asked = (source: ByteSource) => inspectFile('a.pt', source, undefined, 'completeness');

describe('a complete checkpoint is recognized from less than 64 KB', () => {
  it.each<[string, TorchArchive]>([
    ['of 300 tensors', { storages: 300 }],
    ['of 880, of today', { storages: 880, isRecent: true }],
    ['of 2,000 with their optimizer', { storages: 8000, parameters: 2000, order: 'text' }],
    ['of 2,000 with their optimizer, of today', { storages: 8000, parameters: 2000, isRecent: true }],
    ['of 13,000 with their optimizer', { storages: 52_000, parameters: 13_000, isRecent: true }],
    ['of 400 with the optimizer of 100,000', { storages: 400, parameters: 100_000, isRecent: true }],
    ['with an optimizer of two groups', { storages: 400, parameters: 30_123, more: 70_456, protocol: 4 }],
    ['with the losses of 100,000 steps', { storages: 400, parameters: 400, losses: 100_000 }],
    ['with all of these', { storages: 400, parameters: 30_500, more: 20, losses: 100_000, isRecent: true }],
    ['of 100,000', { storages: 100_000, order: 'text' }],
    ['of 20 GB', { storages: 2000, parameters: 500, elements: 2_500_000, isRecent: true }],
    ['of 20 GB, of before', { storages: 2000, parameters: 500, elements: 2_500_000, order: 'text' }],
    ['of protocol 4', { storages: 2000, parameters: 500, protocol: 4 }],
    ['with the longest name', { storages: 2000, folder: 'x'.repeat(255), isRecent: true }],
    ['of no more than 40 KB of names', { storages: 80, parameters: 5000 }],
  ])('%s', (_, archive) => {
    const source = zipSource(torchArchive(archive));
    expect(asked(source)).toMatchObject({ format: 'pytorch', completeness: 'complete' });
    expect(source.count()).toBeLessThan(MOST);
  });

  it('in a plain zip', () => {
    const source = zipSource(torchArchive({ storages: 900 }), { zip64: false });
    expect(asked(source).completeness).toBe('complete');
    expect(source.count()).toBeLessThan(MOST);
  });

  it.each([
    ['many-optimizer.pt', 'pytorch'],
    ['many-script.pt', 'torchscript'],
  ])('%s, as torch wrote it', (name, format) => {
    const source = counting(packedFixture(name));
    expect(asked(source)).toMatchObject({ format, completeness: 'complete' });
    expect(source.count()).toBeLessThan(26 * 1024);
    expect(whole(source)).toMatchObject({ format, completeness: 'complete' });
  });

  it('of 100,000 storages', () => {
    const source = zipSource(torchArchive({ storages: 100_000, order: 'text' }));
    expect(asked(source)).toBeDefined();
  });
});

describe('an incomplete checkpoint is never called complete', () => {
  it('after a save that was really interrupted', () => {
    const bytes = packedFixture('many-interrupted.pt');
    expect(completeByItsEnds(sourceOf(bytes))).toBeNull();
    expect(asked(sourceOf(bytes))).toMatchObject({
      completeness: 'incomplete',
      why: '201 of its 600 tensors are missing: the save was interrupted',
    });
  });

  /** The writer ends an archive soundly after any record. */
  it.each(['text', 'number'] as const)('one that ended after any of its records, in order of %s', (order) => {
    for (const isRecent of [true, false]) {
      const records = torchArchive({ storages: 400, parameters: 300, order, isRecent });
      const isEnd = ({ name }: ZipRecord): boolean => /version$|serialization_id$/.test(name) && !/format/.test(name);
      const content = records.filter((record) => !isEnd(record));
      for (let count = 0; count < content.length; count++) {
        const source = zipSource([...content.slice(0, count), ...records.filter(isEnd)]);
        expect(completeByItsEnds(source), `${count} of ${content.length}`).toBeNull();
      }
      expect(completeByItsEnds(zipSource(records))).not.toBeNull();
    }
  });

  it('without any one of its tensors', () => {
    const records = torchArchive({ storages: 400, order: 'text' });
    for (const lost of records.filter(({ name }) => name.includes('/data/')))
      expect(completeByItsEnds(zipSource(records.filter((record) => record !== lost))), lost.name).toBeNull();
  });

  it.each<[string, (records: readonly ZipRecord[]) => readonly ZipRecord[]]>([
    ['with a record of another name in place of the last', (all) => all.map((each) => named(each, 'data/399', 'data/x99'))],
    ['with a record more', (all) => [...all, { name: 'archive/data/400', content: 8 }]],
    ['with a tensor twice', (all) => all.map((each) => named(each, 'data/398', 'data/399'))],
    ['with longer names in the middle', (all) => all.map((each) => named(each, 'data/200', 'data/200.more'))],
    [
      'with a last tensor of three quarters',
      (all) => all.map((each) => (each.name.endsWith('/399') ? { ...each, content: 6 } : each)),
    ],
    ['with an empty one at the end', (all) => all.map((each) => (each.name.endsWith('/399') ? { ...each, content: 0 } : each))],
    ['without its pickle', (all) => all.filter(({ name }) => !name.endsWith('.pkl'))],
    ['with a packed pickle', (all) => all.map((each, at) => (at === 0 ? { ...each, method: 8 } : each))],
  ])('%s, all of it is asked', (_, change) => {
    const source = zipSource(change(torchArchive({ storages: 400 })));
    expect(completeByItsEnds(source)).toBeNull();
  });

  it('cut off, or with bytes lost or added anywhere', () => {
    const bytes = packedFixture('many-optimizer.pt');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), fc.integer({ min: 1, max: bytes.length }), (at, count) => {
        const cut = bytes.subarray(0, at);
        const holed = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);
        const longer = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(count), bytes.subarray(at)]);
        for (const each of [cut, holed, longer].filter(({ length }) => length !== bytes.length)) {
          expect(completeByItsEnds(sourceOf(each))).toBeNull();
          expect(asked(sourceOf(each)).completeness).toBe(whole(sourceOf(each)).completeness);
        }
      }),
    );
  });

  it('reads random changes in bounded time, and answers complete or nothing', () => {
    const bytes = packedFixture('many-script.pt');
    const change = fc.tuple(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 20_000 }), (changes, fromEnd) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of changes) changed[at] = value;
        changed[bytes.length - fromEnd] = 0xff;
        const source = counting(changed);
        const found = completeByItsEnds(source);
        expect(source.count()).toBeLessThan(64_000 + 65_557);
        expect(found?.completeness ?? 'complete').toBe('complete');
      }),
    );
  });
});

function named(record: ZipRecord, end: string, instead: string): ZipRecord {
  return record.name === `archive/${end}` ? { ...record, name: `archive/${instead}` } : record;
}

describe('the ends and the full reader', () => {
  it('agree, whatever is written and wherever the save ends', () => {
    const archive = fc.record({
      storages: fc.integer({ min: 1, max: 900 }),
      parameters: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 10_000, max: 70_000 })),
      more: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 })),
      losses: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 })),
      order: fc.constantFrom('text' as const, 'number' as const),
      isRecent: fc.boolean(),
      protocol: fc.constantFrom(2 as const, 4 as const),
      folder: fc.constantFrom('archive', 'UNet_epoch_10', 'a b'),
    });
    fc.assert(
      fc.property(archive, fc.option(fc.integer({ min: 0, max: 905 })), fc.boolean(), (how, missing, isTail) => {
        const records = torchArchive(how);
        const kept = missing === null ? records : records.filter((_, at) => (isTail ? at < missing : at !== missing));
        const [byEnds, byAll] = [asked(zipSource(kept)), whole(zipSource(kept))];
        expect(byEnds.completeness).toBe(byAll.completeness);
        expect(byEnds.format).toBe(byAll.format);
      }),
    );
  });
});
