// The table and the document of `status`, from reports made by hand.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { exitCodeOfReport } from '../../../src/cli/terminal/exit-code.ts';
import type { Census, Problem } from '../../../src/core/types/items.ts';
import type { SectionStatus, StatusReport } from '../../../src/core/types/reports.ts';
import { render } from '../../../src/render/index.ts';
import { HOSTILE, NOW, project, RAW_CONTROLS, section, WEEK } from '../../support/report.ts';

const HOUR = 3_600_000_000_000n;

function census(more: Partial<Census> = {}): Census {
  return {
    ...{ files: 12, folders: 3, bytes: 1_500_000_000, allocatedBytes: 1_500_012_544, mounts: 0, old: { files: 0, bytes: 0 } },
    ...{ newest: NOW - 3n * HOUR, oldest: NOW - 240n * HOUR },
    ...more,
  };
}

function status(of: ReturnType<typeof section> | null, more: Partial<SectionStatus> = {}): SectionStatus {
  return { section: of, path: of?.path ?? '/work/p/outputs', census: census(), keepsWithin: null, problems: [], ...more };
}

const CLOSED: Problem = { section: 'cache', path: '', code: 'EACCES' };
const INSIDE: Problem = { section: 'logs', path: `x/${HOSTILE}`, code: 'EIO' };

function report(more: Partial<StatusReport> = {}): StatusReport {
  const logs = { keepsWithin: WEEK, problems: [INSIDE] };
  return {
    report: 'status',
    project: project(),
    sections: [
      status(section('checkpoints')),
      status(section('tb', 'logs'), {
        ...logs,
        census: census({ files: 12_345, old: { files: 1, bytes: 999 }, mounts: 1 }),
      }),
      status(section('cache'), { census: null, problems: [CLOSED] }),
      status(section('models', 'models', { active: false }), { census: null }),
      status(null, { census: census({ files: 0, folders: 0, bytes: 0, allocatedBytes: 4096, oldest: null, newest: null }) }),
    ],
    total: census({ files: 12_357 }),
    trash: {
      status: { operations: 3, bytes: 99_400_000_000, allocatedBytes: 12_400_000_000, oldestUntil: NOW, doubted: 0 },
      purged: [],
      nearlyFull: null,
      warnings: [],
    },
    rooms: [{ path: '/work/p/outputs', freeBytes: 120e9, totalBytes: 500e9 }],
    heldBy: null,
    problems: [INSIDE, CLOSED],
    ...more,
  };
}

async function printed(of: StatusReport, as: 'human' | 'json' | 'quiet', width: number | null = null) {
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

describe('the table', () => {
  it('has a row a section, a total, and what else one wants to know', async () => {
    const { stdout, stderr } = await printed(report(), 'human');
    expect(stdout).toMatchInlineSnapshot(`
      "imgae-dx: /work/p (development)

      SECTION      WHERE                 FILES    SIZE  ON DISK  NEWEST  OLDEST  NOTE
      checkpoints  outputs/checkpoints      12  1.5 GB   1.5 GB     3 h    10 d
      tb (logs)    outputs/tb           12,345  1.5 GB   1.5 GB     3 h    10 d  1 file (999 B) older than 7d; 1 could not be read; 1 other mount not looked into
      cache        outputs/cache             -       -        -       -       -  could not be read
      models       outputs/models            -       -        -       -       -  not there; not in use
      elsewhere    outputs                   0     0 B   4.1 kB       -       -
      total                             12,357  1.5 GB   1.5 GB     3 h    10 d

      Trash: 3 operations, 12.4 GB, the oldest until 2026-11-23.
      Disk: 120 GB of 500 GB free.
      What would go, and why: outputs prune --dry-run
      "
    `);
    expect(stderr).toMatchInlineSnapshot(`
      "warning: outputs/logs/x/a\\x1b[2Jb\\nc\\u202ed\\x9be\\xff could not be read, so nothing in it was counted: input/output error (EIO)
      warning: outputs/cache could not be read, so nothing in it was counted: permission denied (EACCES)
      "
    `);
  });

  it('fits a narrow terminal', async () => {
    const { stdout } = await printed(report(), 'human', 90);
    expect(stdout.split('\n').filter((line) => line.length > 90)).toEqual([]);
  });

  it('has no total of one row, and no column of notes where there are none', async () => {
    const { stdout } = await printed(report({ sections: [status(section('checkpoints'))], problems: [] }), 'human');
    expect(stdout).not.toMatch(/total|NOTE/);
  });

  it('names the disks where there are several, and who is at work', async () => {
    const rooms = [
      { path: '/work/p/outputs', freeBytes: 1e9, totalBytes: 2e9 },
      { path: '/work/p/outputs/models', freeBytes: 5e9, totalBytes: 8e9 },
    ];
    const { stdout } = await printed(report({ rooms, heldBy: 'outputs clean (pid 4)' }), 'human');
    expect(stdout).toContain('\nDisk of outputs: 1.0 GB of 2.0 GB free.\nDisk of outputs/models: 5.0 GB of 8.0 GB free.\n');
    expect(stdout).toContain('\nAt work: outputs clean (pid 4).\n');
  });

  it('shows no name raw', async () => {
    const strange = section(HOSTILE, 'logs', { path: `/work/${HOSTILE}` });
    const rooms = [
      { path: `/${HOSTILE}`, freeBytes: 1, totalBytes: 2 },
      { path: '/b', freeBytes: 1, totalBytes: 2 },
    ];
    const of = report({ project: project({ name: HOSTILE, root: `/${HOSTILE}` }), sections: [status(strange)], rooms });
    const { stdout, stderr } = await printed(of, 'human');
    expect(stdout + stderr).not.toMatch(RAW_CONTROLS);
  });

  it('is nothing in a quiet run but what could not be read', async () => {
    const { stdout, stderr } = await printed(report(), 'quiet');
    expect(stdout).toBe('');
    expect(stderr.match(/could not be read, so nothing in it was counted/g)).toHaveLength(2);
  });
});

describe('the document', () => {
  it('is what its schema says', async () => {
    const strange = status(section(`b${HOSTILE.slice(0, -1)}`, 'logs', { path: `/${HOSTILE}` }));
    const of = report({ sections: [...report().sections, strange], heldBy: 'somebody' });
    const schema = JSON.parse(readFileSync(new URL('../../../configs/schemas/status.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
    for (const each of [of, report({ sections: [], problems: [], project: project({ name: null }) })]) {
      const { stdout, stderr } = await printed(each, 'json');
      expect(stderr).toBe('');
      expect(stdout.replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
      expect(validate(JSON.parse(stdout)) ? [] : validate.errors).toEqual([]);
    }
  });

  it('says 0 of what is not there, and nothing of what could not be read', async () => {
    const { sections, elsewhere, total, trash } = JSON.parse((await printed(report(), 'json')).stdout);
    expect(sections).toMatchObject([
      { exists: true, files: 12, oldestAt: '2026-11-13T09:05:00.000Z', newestAt: '2026-11-23T06:05:00.000Z', old: null },
      { name: 'tb', kind: 'logs', old: { within: '7d', files: 1, bytes: 999 } },
      { exists: true, files: null, bytes: null, oldestAt: null },
      { active: false, exists: false, files: 0, bytes: 0, oldestAt: null },
    ]);
    expect([elsewhere.files, total.files, trash.operations]).toEqual([0, 12_357, 3]);
  });
});

describe('the exit code', () => {
  const warned = { ...report().trash, warnings: [{ text: 'the trash could not be read' }] };
  it.each<[string, Partial<StatusReport>, number]>([
    ['all was seen', { problems: [] }, 0],
    ['something was not', {}, 3],
    ['the trash was not', { problems: [], trash: warned }, 3],
  ])('%s', (_, more, code) => expect(exitCodeOfReport(report(more), null)).toBe(code));
});
