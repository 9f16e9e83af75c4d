// The table and the document of `verify`, with names that would do harm and numbers that JSON does not have.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { exitCodeOfReport } from '../../../src/cli/terminal/exit-code.ts';
import { bytesOfText } from '../../../src/core/lib/path-text.ts';
import type { VerifiedEntry, VerifyReport } from '../../../src/core/types/reports.ts';
import { render } from '../../../src/render/index.ts';
import { HOSTILE, NOW, project, RAW_CONTROLS } from '../../support/report.ts';

function entry(changes: Partial<VerifiedEntry> = {}): VerifiedEntry {
  return {
    ...{ path: '/work/p/outputs/models/a.pt', section: 'models', bytes: 2 ** 40, checksums: null, damaged: false },
    ...{ format: 'pytorch', completeness: 'complete', why: 'all of it is there', metrics: [], names: [] },
    ...changes,
  };
}

function report(...entries: readonly VerifiedEntry[]): VerifyReport {
  return { report: 'verify', project: project(), entries, problems: [] };
}

async function printed(of: VerifyReport, as: 'human' | 'json' | 'quiet', width: number | null = null) {
  const surface = () => ({ width, colour: 0 as const });
  const { stdout, stderr } = await render(of, {
    as,
    stdout: surface,
    stderr: surface,
    now: NOW,
    verbose: false,
    planShown: false,
  });
  return { stdout: [...stdout].join(''), stderr: [...stderr].join('') };
}

it('lists checkpoints as a person counts', async () => {
  const found = [1000, 500].map((step) => entry({ path: `/work/p/outputs/checkpoints/checkpoint-${step}` }));
  expect((await printed(report(...found), 'human')).stdout).toMatch(/checkpoint-500 .*checkpoint-1000 /s);
});

const HOSTILE_ENTRY = entry({
  ...{
    path: `/work/${HOSTILE}`,
    section: null,
    why: HOSTILE,
    names: [HOSTILE.replace('\udcff', '')],
    dtypes: [HOSTILE],
  },
  metrics: [{ name: HOSTILE, value: Number.NaN }],
});

describe('the document', () => {
  it('is what its schema says', async () => {
    const problem = { section: 'models', path: 'x', code: 'EACCES' };
    const full = entry({
      tensors: 3,
      parameters: 2 ** 50,
      dtypes: ['float32'],
      epoch: 0,
      step: 1,
      optimizer: true,
      checksums: 12,
    });
    const { stdout } = await printed({ ...report(HOSTILE_ENTRY, full, entry({ damaged: true })), problems: [problem] }, 'json');
    expect(stdout.replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
    const schema = JSON.parse(readFileSync(new URL('../../../configs/schemas/verify.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
    const document = JSON.parse(stdout);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
    expect(document.entries[0].metrics[0].value).toBeNull();
    expect(Buffer.from(document.entries[0].pathBase64, 'base64')).toEqual(bytesOfText(HOSTILE_ENTRY.path));
  });
});

describe('the table', () => {
  it('shows no name raw', async () => {
    expect((await printed(report(HOSTILE_ENTRY), 'human', 80)).stdout).not.toMatch(RAW_CONTROLS);
  });

  it('says what was compared', async () => {
    const { stdout } = await printed(
      report(
        entry({ checksums: 12, parameters: 7e9 }),
        entry({ checksums: 0 }),
        entry({ checksums: 3, damaged: true, why: 'x differs' }),
      ),
      'human',
    );
    const rows = stdout.split('\n');
    expect(rows[1]).toMatch(/complete .*7\.0B.* all of it is there; 12 checksums agree$/);
    expect(rows[2]).toMatch(/all of it is there; it has no checksums$/);
    expect(rows[3]).toMatch(/damaged .* x differs$/);
    expect(rows.at(-2)).toBe('2 complete, 1 damaged.');
  });

  it('is nothing in a quiet run', async () => {
    expect(await printed(report(entry()), 'quiet')).toEqual({ stdout: '', stderr: '' });
  });
});

describe('the exit code', () => {
  it.each<[string, readonly VerifiedEntry[], number]>([
    ['nothing', [], 0],
    ['complete', [entry()], 0],
    ['unknown', [entry({ completeness: 'unknown' })], 0],
    ['incomplete', [entry(), entry({ completeness: 'incomplete' })], 1],
    ['damaged', [entry({ damaged: true })], 1],
  ])('%s', (_, entries, code) => expect(exitCodeOfReport(report(...entries), null)).toBe(code));
});
