// Every JSON document, held against the schema that ships for it.

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { failureOf } from '../../src/cli/terminal/exit-code.ts';
import { refusal } from '../../src/core/lib/errors.ts';
import { bytesOfText } from '../../src/core/lib/path-text.ts';
import type { HistoryEntry, SkippedWhy } from '../../src/core/types/operation.ts';
import type { Plan, Reason } from '../../src/core/types/plan.ts';
import { PERIODS, type Section } from '../../src/core/types/project.ts';
import type { CheckReport, HistoryReport, InitReport, Report, UndoReport } from '../../src/core/types/reports.ts';
import { failureDocument } from '../../src/render/blocks/failure.ts';
import { type RenderOptions, render } from '../../src/render/index.ts';
import { HOSTILE, item, NOW, operation, paths, project, RAW_CONTROLS, type Row, removal, section } from '../support/report.ts';

const OPTIONS: RenderOptions = {
  as: 'json',
  stdout: () => ({ width: null, colour: 0 }),
  stderr: () => ({ width: null, colour: 0 }),
  now: NOW,
  verbose: false,
  planShown: false,
};

/** The document as printed, checked against its schema. */
async function documentOf(report: Report): Promise<string> {
  const { stdout, stderr } = await render(report, OPTIONS);
  expect([...stderr]).toEqual([]);
  const text = [...stdout].join('');
  expect(problemsOf(report.report, text)).toEqual([]);
  return text;
}

function problemsOf(schema: string, text: string): unknown {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  const validate = ajv.compile(
    JSON.parse(readFileSync(new URL(`../../configs/schemas/${schema}.schema.json`, import.meta.url), 'utf8')),
  );
  return validate(JSON.parse(text)) ? [] : validate.errors;
}

const place = { file: '/work/p/configs/project_config.yaml', line: 12, column: 19 };

describe('paths', () => {
  it('has exactly what scripts rely on', async () => {
    expect(await documentOf(paths())).toMatchInlineSnapshot(`
      "{
        "schemaVersion": 1,
        "project": "/work/p",
        "config": "/work/p/configs/project_config.yaml",
        "profile": "development",
        "root": "/work/p/outputs",
        "paths": {
          "checkpoints": "/work/p/outputs/checkpoints",
          "logs": "/work/p/outputs/logs",
          "cache": "/work/p/outputs/cache"
        }
      }
      "
    `);
  });
  it('says where each path came from', async () => {
    const origin = { from: 'known-key', key: 'training.checkpoint_dir', place } as const;
    const configured = project({ sections: [section('checkpoints', 'checkpoints', { origin })], configFile: null });
    const { origins, config } = JSON.parse(await documentOf(paths({ project: configured, form: 'explain' })));
    expect(config).toBeNull();
    expect(origins).toEqual({ root: { from: 'default' }, checkpoints: { from: 'known-key', key: origin.key, ...place } });
  });
  it('holds one section if one was asked for', async () => {
    expect(JSON.parse(await documentOf(paths({ only: 'logs' }))).paths).toEqual({ logs: '/work/p/outputs/logs' });
    expect(JSON.parse(await documentOf(paths({ only: 'root' }))).paths).toEqual({});
  });
  it('carries warnings', async () => {
    const warned = project({ warnings: [{ text: 'odd', place }, { text: 'plain' }] });
    expect(JSON.parse(await documentOf(paths({ project: warned }))).warnings).toEqual([
      { text: 'odd', ...place },
      { text: 'plain' },
    ]);
  });
  it('gives the bytes of what is not UTF-8 beside it, and only sections in `paths`', async () => {
    const path = `/work/${HOSTILE}`;
    const strange = project({ root: path, configFile: path, outputs: path, sections: [section('logs', 'logs', { path })] });
    const text = await documentOf(paths({ project: strange }));
    expect(text.replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
    const parsed = JSON.parse(text);
    expect(Object.keys(parsed.paths)).toEqual(['logs']);
    expect(parsed.paths.logs).toBe('/work/a\\x1b[2Jb\\nc\\u202ed\\x9be\\xff');
    for (const base64 of [parsed.projectBase64, parsed.configBase64, parsed.rootBase64, parsed.pathsBase64.logs]) {
      expect(Buffer.from(base64, 'base64')).toEqual(bytesOfText(path));
    }
  });
  it('gives a UTF-8 name as it is, invisible characters as JSON escapes', async () => {
    const path = '/work/模型\u202e\u009b';
    const text = await documentOf(paths({ project: project({ outputs: path }) }));
    expect(text).toContain('"root": "/work/模型\\u202e\\u009b"');
    expect(JSON.parse(text).root).toBe(path);
  });
});

describe('env', () => {
  it('has exactly what scripts rely on, with the bytes of what is not UTF-8', async () => {
    const path = `/work/${HOSTILE}`;
    const variable = {
      name: 'TORCH_HOME',
      section: 'cache',
      holds: 'weights',
      source: 'torch/hub.py',
      value: path,
      why: null,
    } as const;
    const left = { ...variable, name: 'TMPDIR', value: null, why: 'clean would take it' };
    const text = await documentOf({ report: 'env', project: project(), variables: [variable, left], form: 'sh', unset: false });
    const { env, envBase64, variables } = JSON.parse(text);
    expect(env).toEqual({ TORCH_HOME: '/work/a\\x1b[2Jb\\nc\\u202ed\\x9be\\xff' });
    expect(Buffer.from(envBase64.TORCH_HOME, 'base64')).toEqual(bytesOfText(path));
    expect(variables.map(({ value }: { value: unknown }) => value === null)).toEqual([false, true]);
  });
});

describe('doctor', () => {
  it('has exactly what scripts rely on', async () => {
    const path = `/work/${HOSTILE}`;
    const said = {
      path,
      says: 'log_dir is "logs"',
      config: 'logs are in outputs/logs',
      fix: 'take it from: $(outputs paths logs)',
    };
    const alone = { code: 'used-in', place: null, path: null, says: 'x', config: null, fix: 'y' } as const;
    const findings = [alone, { code: 'outside', place: { file: path, line: 3, column: 1 }, ...said } as const];
    const text = await documentOf({ report: 'doctor', project: project(), findings, facts: ['f'], read: 2, unread: ['u'] });
    const [first, second] = JSON.parse(text).findings;
    expect(first).toEqual({ code: 'used-in', path: null, says: 'x', config: null, fix: 'y' });
    expect(second).toMatchObject({ code: 'outside', line: 3, column: 1, says: said.says });
    for (const base64 of [second.pathBase64, second.fileBase64]) expect(Buffer.from(base64, 'base64')).toEqual(bytesOfText(path));
  });
});

/** Every one there is: a new one does not compile until it stands here. */
const SKIPPED: Readonly<Record<SkippedWhy, true>> = {
  ...{ changed: true, moved: true, stray: true, extra: true, interrupted: true, exists: true },
  ...{ protected: true, 'no-trash': true, 'in-part': true, 'in-use': true, together: true },
};

const REASONS: readonly [Reason, ...Reason[]] = [
  { code: 'best', rank: 1, of: 'all' },
  { code: 'best', rank: 2, of: 3, metric: { name: HOSTILE, value: Number.NaN } },
  { code: 'no-metric', metric: null },
  { code: 'no-metric', metric: HOSTILE },
  { code: 'contradictory-metric', metric: 'val_loss', values: [0.1, Number.NaN] },
  { code: 'final' },
  { code: 'last', rank: 1, of: 3 },
  { code: 'last-of-generation', generation: 1, of: 2 },
  { code: 'every', every: 5, unit: 'epochs' },
  ...PERIODS.map((code) => ({ code, rank: 2, of: 3, oldest: true }) as const),
  ...PERIODS.map((period) => ({ code: `within-${period}`, limit: '1y' }) as const),
  { code: 'within', limit: '7d' },
  { code: 'pinned', by: HOSTILE },
  { code: 'pointed-at', by: `/${HOSTILE}` },
  { code: 'referenced', by: `/${HOSTILE}`, line: 12 },
  { code: 'unread-pointer', pointer: `/${HOSTILE}`, why: HOSTILE },
  { code: 'recent', limit: '10min' },
  { code: 'in-use', pid: 4, process: 'python' },
  { code: 'incomplete', why: 'empty' },
  { code: 'pointer' },
  { code: 'unrecognized' },
  { code: 'survivor' },
  { code: 'tracked' },
  { code: 'sticky', uid: 1002 },
  { code: 'skeleton' },
  { code: 'credential' },
  { code: 'unsynced', why: 'an offline run that W&B does not have' },
  { code: 'unknown-entry' },
  { code: 'not-a-log', why: 'a checkpoint' },
  { code: 'not-a-regular-file' },
  { code: 'future' },
  { code: 'unreadable', errno: 'EIO' },
  { code: 'mount' },
  { code: 'repository' },
  { code: 'edited' },
  ...Object.keys(SKIPPED).map((why): Reason => ({ code: 'not-removed', outcome: { result: 'skipped', why: why as SkippedWhy } })),
  { code: 'not-removed', outcome: { result: 'skipped', why: 'in-use', holder: { pid: 4, process: HOSTILE } } },
  { code: 'not-removed', outcome: { result: 'gone' } },
  { code: 'not-removed', outcome: { result: 'failed', errno: 'EIO' } },
];

describe('removal', () => {
  const rows: readonly Row[] = [
    { path: 'UNet_epoch_5.pth', bytes: 124_000_000, hoursOld: 60, checkpoint: { model: 'UNet', role: 'regular', epoch: 5 } },
    { section: 'cache', path: 'c/', bytes: 12, kept: [{ code: 'in-use', pid: 4, process: 'python' }] },
  ];

  it('has exactly what scripts rely on', async () => {
    expect(await documentOf(removal(rows))).toMatchInlineSnapshot(`
      "{
        "schemaVersion": 1,
        "command": "prune-checkpoints",
        "dryRun": true,
        "planId": "0123456789ab",
        "verdicts": [
          {"path":"/work/p/outputs/checkpoints/UNet_epoch_5.pth","section":"checkpoints","kind":"checkpoints","bytes":124000000,"allocatedBytes":124000256,"modifiedAt":"2026-11-20T21:05:00.000Z","keep":false,"reasons":[{"code":"superseded"}],"model":"UNet","role":"regular","epoch":5},
          {"path":"/work/p/outputs/cache/c","section":"cache","kind":"cache","bytes":12,"allocatedBytes":512,"modifiedAt":"2026-11-23T08:05:00.000Z","keep":true,"reasons":[{"code":"in-use","pid":4,"process":"python"}]}
        ],
        "totals": {
          "kept": {
            "entries": 1,
            "bytes": 12,
            "allocatedBytes": 512
          },
          "removed": {
            "entries": 1,
            "bytes": 124000000,
            "allocatedBytes": 124000256
          }
        },
        "operation": null,
        "trash": null,
        "unseenProcesses": 0,
        "problems": [],
        "warnings": []
      }
      "
    `);
  });
  it('says what an operation came to', async () => {
    const done = { result: 'done', freedBytes: 0, heldBytes: 124_000_000 } as const;
    const ran = removal(rows, { dryRun: false, operation: operation({ outcomes: [done], heldBytes: 124_000_000 }) });
    expect(JSON.parse(await documentOf(ran)).operation).toEqual({
      id: '20261123T090500Z-4f2a91c3',
      doubt: null,
      startedAt: '2026-11-23T09:05:00.000Z',
      state: 'done',
      entries: 1,
      freedBytes: 0,
      heldBytes: 124_000_000,
      trash: '/work/p/outputs/.trash/20261123T090500Z-4f2a91c3',
      undoableUntil: '2026-11-30T09:05:00.000Z',
    });
  });
  it('describes every reason there is', async () => {
    await documentOf(
      removal([
        { path: 'a', kept: REASONS },
        { path: 'b', removed: { code: 'cleaned' } },
        { path: 'c', removed: { code: 'older-than', limit: '7d' } },
        { path: 'd', removed: { code: 'duplicate', of: `/${HOSTILE}` } },
        { path: 'e', removed: { code: 'stale-incomplete', why: HOSTILE } },
        { path: 'f', removed: { code: 'budget', step: 2, why: 'the oldest' } },
      ]),
    );
  });
  it('names problems and warnings', async () => {
    const report = removal(rows);
    const plan: Plan = {
      ...report.plan,
      problems: [
        { section: 'logs', path: `x/${HOSTILE}`, code: 'EACCES' },
        { section: 'cache', path: '', code: 'EIO' },
      ],
      warnings: [{ text: 'odd', place }],
    };
    const { problems } = JSON.parse(await documentOf({ ...report, plan }));
    expect(problems[0]).toMatchObject({
      section: 'logs',
      path: expect.stringContaining('\\xff'),
      pathBase64: expect.any(String),
      code: 'EACCES',
    });
    expect(problems[1]).toEqual({ section: 'cache', path: '/work/p/outputs/cache', code: 'EIO' });
  });
  it('is in pieces, however long', async () => {
    const many = removal(Array.from({ length: 1000 }, (_, n): Row => ({ path: `e_${n}`, bytes: n })));
    const { stdout } = await render(many, OPTIONS);
    const pieces = [...stdout];
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(1000);
    expect(JSON.parse(pieces.join('')).verdicts).toHaveLength(1000);
  });
});

describe('init', () => {
  const report: InitReport = {
    report: 'init',
    dryRun: false,
    project: project(),
    plan: {
      ...removal([]).plan,
      command: 'init',
      actions: [
        { do: 'make-directory', path: '/work/p/outputs/logs' },
        { do: 'create-file', path: '/work/p/outputs/README.md', text: 'x' },
      ],
    },
    operation: operation({
      trash: null,
      outcomes: [
        { result: 'done', freedBytes: 0, heldBytes: 0 },
        { result: 'skipped', why: 'exists' },
      ],
    }),
  };
  it('names what it made', async () =>
    expect(await documentOf(report)).toMatchInlineSnapshot(`
      "{
        "schemaVersion": 1,
        "command": "init",
        "dryRun": false,
        "planId": "0123456789ab",
        "actions": [
          {"do":"make-directory","path":"/work/p/outputs/logs","result":"done"},
          {"do":"create-file","path":"/work/p/outputs/README.md","result":"skipped","why":"exists"}
        ],
        "operation": {
          "id": "20261123T090500Z-4f2a91c3",
          "startedAt": "2026-11-23T09:05:00.000Z",
          "state": "partial"
        },
        "trash": null,
        "warnings": []
      }
      "
    `));
  it('or would', async () => {
    const { operation: none, actions } = JSON.parse(await documentOf({ ...report, dryRun: true, operation: null }));
    expect([none, actions[0]]).toEqual([null, { do: 'make-directory', path: '/work/p/outputs/logs' }]);
  });
});

describe('undo and history', () => {
  const entry: HistoryEntry = {
    id: HOSTILE,
    planId: '0123456789ab',
    command: 'clean',
    argv: ['clean', 'a\\xff'],
    user: 'me',
    host: null,
    startedAt: NOW,
    state: 'partly-undone',
    entries: 2,
    bytes: 2 ** 40,
    doubt: null,
    allocatedBytes: 2 ** 30,
    undoableUntil: NOW,
  };
  const nothing: HistoryEntry = {
    ...entry,
    planId: null,
    argv: null,
    startedAt: null,
    entries: null,
    bytes: null,
    allocatedBytes: null,
    undoableUntil: null,
  };
  const undo: UndoReport = {
    report: 'undo',
    dryRun: false,
    project: project(),
    undoes: { ...entry, id: 'op' },
    plan: {
      ...removal([]).plan,
      command: 'undo',
      actions: [
        { do: 'make-directory', path: '/work/p/outputs/models/a' },
        {
          do: 'restore',
          section: 'models',
          item: item(HOSTILE, 10, 1),
          operation: 'op',
          number: 3,
          to: `/work/p/outputs/models/${HOSTILE}`,
        },
        {
          do: 'restore',
          section: 'models',
          item: item('run/', 10, 1),
          operation: 'op',
          number: 0,
          to: '/work/p/outputs/models/run',
        },
      ],
      warnings: [{ text: 'odd' }],
    },
    conflicts: [{ number: 1, path: `/work/p/outputs/models/x${HOSTILE}`, why: 'taken' }],
    operation: operation({
      outcomes: [
        { result: 'done', freedBytes: 0, heldBytes: 0 },
        { result: 'done', freedBytes: 0, heldBytes: 0 },
        { result: 'skipped', why: 'exists' },
      ],
    }),
  };
  it('say what came back and what did not', async () => {
    const document = JSON.parse(await documentOf(undo));
    expect(document.entries).toMatchObject([
      { section: 'models', bytes: 10, result: 'done' },
      { result: 'skipped', why: 'exists' },
    ]);
    expect(document.entries[0].pathBase64).toBe(bytesOfText(`/work/p/outputs/models/${HOSTILE}`).toString('base64'));
    expect(document).toMatchObject({
      folders: [{ result: 'done' }],
      conflicts: [{ why: 'taken' }],
      operation: { state: 'partial' },
    });
    expect(JSON.parse(await documentOf({ ...undo, dryRun: true, operation: null, undoes: null })).undoes).toBeNull();
  });
  it('list operations', async () => {
    const report: HistoryReport = {
      report: 'history',
      project: project(),
      onlyUndoable: false,
      leftAlone: [{ path: '/work/p/outputs/.trash/theirs', why: 'outputs did not put it there' }],
      operations: [
        { ...entry, id: 'op' },
        { ...nothing, id: 'x' },
      ],
    };
    expect(JSON.parse(await documentOf(report)).operations).toMatchObject([
      { id: 'op', entries: 2 },
      { id: 'x', startedAt: null },
    ]);
  });
  it('show no name raw to a person', async () => {
    const as = { ...OPTIONS, as: 'human' } as const;
    const history: HistoryReport = {
      report: 'history',
      project: project(),
      onlyUndoable: false,
      operations: [entry, nothing],
      leftAlone: [],
    };
    for (const report of [{ ...undo, undoes: entry }, { ...undo, operation: null, dryRun: true }, history]) {
      const { stdout } = await render(report, as);
      expect([...stdout].join('')).not.toMatch(RAW_CONTROLS);
    }
  });
});

describe('trust', () => {
  it('has everything, escaped, with the bytes', async () => {
    const path = `/work/${HOSTILE}`;
    const report: Report = {
      report: 'trust',
      did: 'add',
      dryRun: false,
      file: path,
      root: path,
      changes: [{ what: 'path', path, already: false }],
      trusted: [{ root: path, project: true, paths: [path] }],
      outcome: { result: 'done', freedBytes: 0, heldBytes: 0 },
      warnings: [{ text: 'odd' }],
    };
    const document = JSON.parse(await documentOf(report));
    expect(document).toMatchObject({ written: true, changes: [{ pathBase64: expect.any(String) }] });
    expect(document.projects[0].paths[0]).toHaveProperty('pathBase64');
  });
});

describe('pins', () => {
  const { plan } = removal([], {});
  const pins = [
    { path: `/work/${HOSTILE}`, pattern: HOSTILE, already: false },
    { path: null, pattern: 'checkpoints/*', already: true },
  ];
  it('written are told, with the bytes of names that are not UTF-8', async () => {
    const report: Report = {
      report: 'pin',
      command: 'pin',
      dryRun: false,
      project: project(),
      pins,
      plan,
      operation: operation(),
    };
    const document = JSON.parse(await documentOf(report));
    expect(document.pins[0]).toHaveProperty('pathBase64');
    expect(document).toMatchObject({ command: 'pin', operation: { state: 'done' }, pins: [{}, pins[1]] });
  });
  it('in force are listed', async () => {
    const listed = [{ from: 'keep-file', by: `/${HOSTILE}`, entries: [`/${HOSTILE}`, '/a'] }] as const;
    const document = JSON.parse(await documentOf({ report: 'pins', project: project({ configFile: null }), pins: listed }));
    expect(document.pins[0].entries).toMatchObject([{ pathBase64: expect.any(String) }, { path: '/a' }]);
  });
});

describe('a removal with a budget', () => {
  it('says what it gave up, and what can still be done', async () => {
    const report = removal([{ path: 'UNet_epoch_1.pth' }]);
    const before = { resume: { path: HOSTILE, optimizer: 'unknown' }, best: HOSTILE, export: HOSTILE, average: 2 } as const;
    const after = { resume: null, best: null, export: null, average: 0 };
    const plan: Plan = {
      ...report.plan,
      layouts: [{ section: 'checkpoints', folder: HOSTILE, layout: null, why: 'two layouts fit' }],
      abilities: [{ section: 'checkpoints', run: HOSTILE, model: HOSTILE, before, after, lost: ['resume', 'average'] }],
      budget: {
        need: 5,
        freedByRules: 1,
        freed: 3,
        shortBy: 2,
        steps: [
          { path: `/${HOSTILE}`, bytes: 9, allocatedBytes: 2, lost: HOSTILE },
          { path: '/a', bytes: 0, allocatedBytes: 0, copyOf: `/${HOSTILE}`, lost: null },
        ],
      },
    };
    const document = JSON.parse(await documentOf({ ...report, plan }));
    expect(document.abilities[0]).toMatchObject({
      lost: ['resume', 'average'],
      after,
      before: { bestBase64: expect.any(String) },
    });
    expect(document.layouts).toMatchObject([{ folderBase64: expect.any(String), layout: null }]);
    expect(document.budget).toMatchObject({
      shortBy: 2,
      steps: [
        { bytes: 9, allocatedBytes: 2 },
        { path: '/a', lost: null },
      ],
    });
  });
});

describe('a simulation', () => {
  it('says what was left at each save', async () => {
    const saves = [{ at: NOW, group: HOSTILE, saved: [HOSTILE], removed: ['a'], left: 1 }];
    const differences = [{ path: HOSTILE, keptBy: 'once', codes: ['last'], removedAt: NOW } as const];
    const replay = { saves, earlier: 0, leftByOnce: 2, leftByEach: 1, differences };
    const report: Report = { report: 'simulation', project: project(), sections: [{ section: 'checkpoints', replay }] };
    const { sections } = JSON.parse(await documentOf(report));
    expect(sections[0].saves[0]).toMatchObject({
      groupBase64: expect.any(String),
      saved: [{ pathBase64: expect.any(String) }],
      removed: [{ path: 'a' }],
    });
    expect(sections[0].differences).toMatchObject([{ pathBase64: expect.any(String), keptBy: 'once' }]);
  });
});

describe('an error', () => {
  it.each([
    ['a refusal', refusal('no', 'yes')],
    ['a bug', new TypeError(HOSTILE)],
    ['an errno', Object.assign(new Error(HOSTILE), { code: 'EIO', syscall: 'read', path: HOSTILE })],
  ])('%s', (_, error) => {
    const text = [...failureDocument(failureOf(error))].join('');
    expect(problemsOf('error', text)).toEqual([]);
    expect(text.replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
  });
});

describe('completion', () => {
  it('holds the script', async () => {
    const text = await documentOf({ report: 'completion', shell: 'fish', script: 'complete -c outputs\n' });
    expect(JSON.parse(text)).toEqual({ schemaVersion: 1, shell: 'fish', script: 'complete -c outputs\n' });
  });
});

describe('schedule', () => {
  it('says what was done to each part', async () => {
    const parts = [
      { path: `/${HOSTILE}`, text: 'x', outcome: 'written' },
      { path: null, text: null, outcome: { failed: 'EACCES' } },
    ] as const;
    const did = { did: 'install', form: 'systemd', dryRun: false, declined: false } as const;
    const text = await documentOf({ report: 'schedule', project: project(), ...did, name: 'n', parts, toRun: ['systemctl'] });
    expect(JSON.parse(text).parts).toMatchObject([{ outcome: 'written' }, { path: null, outcome: 'failed' }]);
  });
});

describe('check, name and parse', () => {
  it('carry hostile names with their bytes', async () => {
    const path = `/work/p/outputs/checkpoints/${HOSTILE}`;
    const checked: CheckReport = {
      ...{ report: 'check', project: project(), form: 'json', base: '/work/p', files: 1, version: '1.2.3' },
      findings: [
        { rule: 'bad-name', path, section: 'checkpoints', templates: ['{model_name}_best.pth'], correct: `${path}_best.pth` },
        { rule: 'duplicate-name', path, section: 'checkpoints', other: path, differsIn: 'unicode' },
        { rule: 'secret', path, section: null, what: 'a private key', line: 3 },
      ],
      problems: [{ section: 'checkpoints', path: HOSTILE, code: 'EACCES' }],
    };
    const text = await documentOf(checked);
    expect(text).not.toMatch(RAW_CONTROLS);
    const [first] = JSON.parse(text).findings;
    expect(Buffer.from(first.pathBase64, 'base64')).toEqual(bytesOfText(path));
    expect(Buffer.from(first.correctBase64, 'base64')).toEqual(bytesOfText(`${path}_best.pth`));
    const reading = {
      section: 'checkpoints',
      kind: 'best',
      template: '{model_name}_best.pth',
      values: { model_name: HOSTILE },
    } as const;
    const names = [
      { given: HOSTILE, reading: { ...reading, checkpoint: { model: HOSTILE, role: 'best' } }, within: null },
      { given: HOSTILE, reading: null, within: 'logs' },
    ] as const;
    expect(await documentOf({ report: 'parse', project: project(), names })).not.toMatch(RAW_CONTROLS);
    const section = project().sections[0] as Section;
    const values = { model_name: 'u' };
    const name = {
      report: 'name',
      project: project(),
      kind: 'best',
      section,
      template: reading.template,
      values,
      name: 'u_best.pth',
    } as const;
    expect(JSON.parse(await documentOf({ ...name, path })).pathBase64).toBe(bytesOfText(path).toString('base64'));
  });
});
