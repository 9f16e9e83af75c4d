// The decoder and the JSON Schema that editors use say the same.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { decodeBlock } from '../../../../src/core/config/read/config-schema.ts';
import { fc } from '../../../support/properties.ts';

const schema = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../../configs/project_config.schema.json'), 'utf8'));
const matchesSchema = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

/** A value for a key: mostly one that fits, and each of the ways in which one does not. */
const odd = fc.constantFrom<unknown>(
  null,
  true,
  0,
  7,
  -1,
  1.5,
  '',
  'x',
  '7',
  '7d',
  '5m',
  '1h1d',
  'a\nb',
  '/abs',
  '../x',
  'a/..',
  [],
  ['x'],
  [1],
  [null],
  {},
  { x: 1 },
  'all',
);
const count = fc.oneof({ weight: 60, arbitrary: fc.constantFrom<unknown>(0, 3, 'all') }, odd);
const duration = fc.oneof({ weight: 60, arbitrary: fc.constantFrom<unknown>('7d', '0s', '1y2mo3d', '10min') }, odd);
const path = fc.oneof({ weight: 60, arbitrary: fc.constantFrom<unknown>('outputs', '/a/b', '~/x') }, odd);
const globs = fc.oneof({ weight: 60, arbitrary: fc.constantFrom<unknown>([], ['*.log'], ['a/**', '!b'], ['a..b']) }, odd);

const some = (keys: Record<string, fc.Arbitrary<unknown>>) =>
  fc.oneof(
    { weight: 60, arbitrary: fc.record(keys, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.record({ ...keys, unknown: odd }, { requiredKeys: ['unknown'] }) },
    odd,
  );
const every = fc.oneof({ weight: 60, arbitrary: fc.constantFrom<unknown>(1, 10, '10epochs', '1000steps', '5', '0steps') }, odd);
const periods = { hourly: count, daily: count, weekly: count, monthly: count, yearly: count };
const keep = some({ best: count, final: count, last: count, every, within: duration, ...periods, within_weekly: duration });
const kind = fc.constantFrom<unknown>('checkpoints', 'logs', 'models', 'logs', 'log');
const section = some({ kind, path, layout: path, keep, patterns: globs });
const block = some({
  root: path,
  profile: fc.constantFrom<unknown>('development', 'ci', 'production', 'dev'),
  sections: some({ checkpoints: section, logs: section, tb: section }),
  naming: some({ logs: globs, tb: globs }),
  pinned: globs,
  trash: some({ keep: duration }),
  grace: duration,
  used_in: globs,
  allow: globs,
});

describe('the JSON Schema for editors', () => {
  it('says what the decoder says', () => {
    let [good, bad] = [0, 0];
    fc.assert(
      fc.property(block, (outputs) => {
        // The absence of a block is decided before it is decoded.
        fc.pre(outputs !== null);
        const decoded = decodeBlock(outputs);
        expect({ outputs, valid: matchesSchema({ outputs }) }).toEqual({ outputs, valid: decoded.ok });
        decoded.ok ? good++ : bad++;
      }),
      { numRuns: 3_000 },
    );
    expect(Math.min(good, bad)).toBeGreaterThan(100);
  });

  it.each([
    [{ sections: { Logs: { kind: 'logs' } } }],
    [{ sections: { all: { kind: 'logs' } } }],
    [{ sections: { tb: {} } }],
    [{ sections: { logs: { kind: 'cache' } } }],
  ])('refuses %j', (outputs) => expect(matchesSchema({ outputs })).toBe(false));

  it('leaves the rest of the file to its owners', () => {
    expect(matchesSchema({ project_name: 5, training: { outputs: 'x' }, stage: { outputs: { rot: 1 } } })).toBe(true);
    expect(matchesSchema({ outputs: null })).toBe(true);
  });
});

describe('decodeBlock', () => {
  it('gives plain values', () => {
    expect(
      decodeBlock({ root: 'o', trash: { keep: '1mo' }, sections: { logs: { keep: { last: 'all', within: '2w' } } } }),
    ).toEqual({
      ok: true,
      value: {
        root: 'o',
        trash: { keep: { years: 0, months: 1, days: 0, seconds: 0 } },
        sections: { logs: { keep: { last: 'all', within: { years: 0, months: 0, days: 14, seconds: 0 } } } },
      },
    });
  });

  it('takes no list for a mapping, and reports every problem', () => {
    const result = decodeBlock({ sections: [], trash: [], grace: 7, profile: 'dev', rot: 1 });
    expect(result).toMatchObject({ ok: false });
    if (result.ok) return;
    expect(result.problems.map(({ keys }) => keys.join('.')).sort()).toEqual(['grace', 'profile', 'rot', 'sections', 'trash']);
  });

  it.each(['0s', '59min', '3599s'])('does not let a project keep its trash for %s: nothing could be undone', (keep) => {
    expect(decodeBlock({ trash: { keep } })).toMatchObject({
      ok: false,
      problems: [{ keys: ['trash', 'keep'], says: expect.stringContaining('at least 1h') }],
    });
    expect(decodeBlock({ trash: { keep: '1h' } })).toMatchObject({ ok: true });
  });
});
