import { describe, expect, it } from 'vitest';
import { render } from '../../../src/render/index.ts';
import { planText, removalText, type View } from '../../../src/render/reports/removal.ts';
import { PLAIN, type Style, styleOf } from '../../../src/render/text/style.ts';
import { HOSTILE, NOW, operation, project, RAW_CONTROLS, type Row, removal, section } from '../../support/report.ts';

const PIPE: View = { style: PLAIN, width: null, now: NOW, verbose: false };
const TERMINAL: View = { style: PLAIN, width: 80, now: NOW, verbose: false };
const MARKS: Style = {
  heading: (text) => `<h>${text}</h>`,
  faint: (text) => `<f>${text}</f>`,
  keep: (text) => `<k>${text}</k>`,
  remove: (text) => `<r>${text}</r>`,
  attention: (text) => `<a>${text}</a>`,
};

const MB = 1_000_000;
const CHECKPOINTS: readonly Row[] = [
  { path: 'UNet_best.pth', bytes: 124 * MB, hoursOld: 5, checkpoint: { model: 'UNet', role: 'best' }, kept: [{ code: 'best' }] },
  { path: 'UNet_epoch_5.pth', bytes: 124 * MB, hoursOld: 60, checkpoint: { model: 'UNet', role: 'regular', epoch: 5 } },
  {
    path: 'a_model_with_quite_a_long_name_epoch_20.pth',
    bytes: 124 * MB,
    hoursOld: 2,
    checkpoint: { model: 'a_model_with_quite_a_long_name', role: 'regular', epoch: 20 },
    kept: [
      { code: 'last', rank: 1, of: 1 },
      { code: 'recent', limit: '10min' },
    ],
  },
  { path: 'run/', bytes: 10, hoursOld: 100, kept: [{ code: 'unrecognized' }] },
];

it('says of what was not seen whole that it is at least so large', () => {
  const report = removal([{ path: 'run', bytes: 10 * MB, hoursOld: 100, kept: [{ code: 'unknown-entry' }] }]);
  const verdicts = report.plan.verdicts.map((each) => ({ ...each, entry: { ...each.entry, isPartial: true as const } }));
  const text = removalText({ ...report, plan: { ...report.plan, verdicts } }, TERMINAL, false);
  expect(text).toMatch(/^run +≥ 10\.0 MB /m);
});

it('says how many parts go with the one that gives a checkpoint its name', () => {
  const report = removal([{ path: 'ep1-ba10-rank0.pt', bytes: 10 * MB, hoursOld: 100 }]);
  const verdicts = report.plan.verdicts.map((each) => {
    const [part] = each.entry.parts;
    return { ...each, entry: { ...each.entry, parts: part === undefined ? [] : [part, part, part] } };
  });
  const text = removalText({ ...report, plan: { ...report.plan, verdicts } }, TERMINAL, false);
  expect(text).toMatch(/^ep1-ba10-rank0\.pt \(\+2\) /m);
});

it('shows what the checkpoints are counted in', () => {
  const row = (path: string, number: object): Row => ({
    path,
    bytes: MB,
    hoursOld: 9,
    checkpoint: { model: '', role: 'regular', ...number },
  });
  const head = (...rows: readonly Row[]) => /CHECKPOINT +(.*?) +SIZE/.exec(removalText(removal(rows), TERMINAL, false))?.[1];
  expect(head(row('checkpoint-500', { step: 500 }))).toBe('STEP');
  expect(head(row('a-epoch=1', { epoch: 1 }))).toBe('EPOCH');
  expect(head(row('epoch=1-step=9', { epoch: 1, step: 9 }), row('last', {}))).toBe('EPOCH  STEP');
  expect(removalText(removal([row('checkpoint-500', { step: 500 })]), TERMINAL, false)).toMatch(/^checkpoint-500 +500 +1\.0 MB/m);
});

describe('a dry run', () => {
  it('on a terminal', () =>
    expect(`\n${removalText(removal(CHECKPOINTS), TERMINAL, false)}`).toMatchInlineSnapshot(`
      "
      checkpoints  outputs/checkpoints
      CHECKPOINT                     EPOCH    SIZE  AGE  VERDICT  WHY
      UNet_best.pth                      -  124 MB  5 h  keep     best
      UNet_epoch_5.pth                   5  124 MB  2 d  remove   no rule keeps it
      a_model_with_q…e_epoch_20.pth     20  124 MB  2 h  keep     newest, changed in
                                                                  the last 10min
      run/                               -    10 B  4 d  keep     name not recognised

      Would move 1 checkpoint (1 file, 124 MB) to the trash. Nothing was changed. Plan 0123456789ab.
      "
    `));
  it('on a narrow one', () =>
    expect(`\n${removalText(removal(CHECKPOINTS), { ...TERMINAL, width: 60 }, false)}`).toMatchInlineSnapshot(`
      "
      checkpoints  outputs/checkpoints
      CHECKPOINT    EPOCH    SIZE  AGE  VERDICT  WHY
      UNet_…st.pth      -  124 MB  5 h  keep     best
      UNet_…_5.pth      5  124 MB  2 d  remove   no rule keeps it
      a_mod…20.pth     20  124 MB  2 h  keep     newest, changed in
                                                 the last 10min
      run/              -    10 B  4 d  keep     name not recognised

      Would move 1 checkpoint (1 file, 124 MB) to the trash. Nothing was changed. Plan 0123456789ab.
      "
    `));
  it('in a pipe', () =>
    expect(`\n${removalText(removal(CHECKPOINTS), PIPE, false)}`).toMatchInlineSnapshot(`
      "
      checkpoints  outputs/checkpoints
      CHECKPOINT                                   EPOCH    SIZE              MODIFIED  VERDICT  WHY
      UNet_best.pth                                    -  124 MB  2026-11-23T04:05:00Z  keep     best
      UNet_epoch_5.pth                                 5  124 MB  2026-11-20T21:05:00Z  remove   no rule keeps it
      a_model_with_quite_a_long_name_epoch_20.pth     20  124 MB  2026-11-23T07:05:00Z  keep     newest, changed in the last 10min
      run/                                             -    10 B  2026-11-19T05:05:00Z  keep     name not recognised

      Would move 1 checkpoint (1 file, 124 MB) to the trash. Nothing was changed. Plan 0123456789ab.
      "
    `));
  it('in colour', () =>
    expect(`\n${removalText(removal(CHECKPOINTS.slice(0, 2)), { ...TERMINAL, style: MARKS }, false)}`).toMatchInlineSnapshot(`
      "
      <h>checkpoints</h>  <f>outputs/checkpoints</f>
      <f>CHECKPOINT      </f>  <f>EPOCH</f>  <f>  SIZE</f>  <f>AGE</f>  <f>VERDICT</f>  <f>WHY</f>
      UNet_best.pth         -  124 MB  5 h  <k>keep   </k>  best
      UNet_epoch_5.pth      5  124 MB  2 d  <r>remove </r>  no rule keeps it

      <h>Would move 1 checkpoint (1 file, 124 MB) to the trash. Nothing was changed. Plan 0123456789ab.</h>
      "
    `));
});

describe('a run', () => {
  it('says what the trash holds, where and until when', () => {
    const report = removal(CHECKPOINTS.slice(0, 2), { dryRun: false, operation: operation({ heldBytes: 124 * MB }) });
    expect(`\n${removalText(report, TERMINAL, false)}`).toMatchInlineSnapshot(`
      "
      checkpoints  outputs/checkpoints
      CHECKPOINT        EPOCH    SIZE  AGE  VERDICT  WHY
      UNet_best.pth         -  124 MB  5 h  keep     best
      UNet_epoch_5.pth      5  124 MB  2 d  removed  no rule keeps it

      Moved 1 checkpoint (1 file, 124 MB) to the trash.
      Bring it back: outputs undo
      The trash frees no space: 124 MB in outputs/.trash/20261123T090500Z-4f2a91c3, at least until 2026-11-30. To free all of the trash now: outputs clean --trash
      "
    `);
  });

  it('says what it freed', () => {
    const rows: readonly Row[] = [
      { section: 'logs', path: 'a.log', bytes: 2048, hoursOld: 200, removed: { code: 'older-than', limit: '7d' } },
    ];
    const report = removal(rows, { dryRun: false, operation: operation({ trash: null, freedBytes: 2048 }) }, 'unlink');
    expect(`\n${removalText(report, TERMINAL, false)}`).toMatchInlineSnapshot(`
      "
      logs  outputs/logs
      LOG      SIZE  AGE  VERDICT  WHY
      a.log  2.0 kB  8 d  removed  older than 7d

      Deleted 1 log (1 file, 2.0 kB); 2.0 kB freed.
      "
    `);
  });

  it('says what was left, and why', () => {
    const rows: readonly Row[] = [
      { path: 'a_epoch_1.pth', bytes: 1, kept: [{ code: 'not-removed', outcome: { result: 'failed', errno: 'EACCES' } }] },
      { path: 'a_epoch_2.pth', bytes: 1, kept: [{ code: 'not-removed', outcome: { result: 'skipped', why: 'interrupted' } }] },
    ];
    const outcomes = [{ result: 'skipped', why: 'interrupted' }] as const;
    const report = removal(rows, { dryRun: false, operation: operation({ outcomes, trash: null }) });
    expect(`\n${removalText(report, TERMINAL, false)}`).toMatchInlineSnapshot(`
      "
      checkpoints  outputs/checkpoints
      CHECKPOINT     SIZE  AGE  VERDICT  WHY
      a_epoch_1.pth   1 B  1 h  keep     could not be removed: permission denied
                                         (EACCES)
      a_epoch_2.pth   1 B  1 h  keep     not reached: interrupted

      Nothing was removed.
      Not removed, although planned: 2 entries (2 files, 2 B). The list says why.
      Interrupted. Run the same command again to go on.
      "
    `);
  });

  it('shows after a question only what became of it', () => {
    const report = removal(CHECKPOINTS.slice(0, 2), { dryRun: false, operation: operation({ heldBytes: 124 * MB }) });
    expect(`\n${removalText(report, TERMINAL, true)}`).toMatchInlineSnapshot(`
      "
      Moved 1 checkpoint (1 file, 124 MB) to the trash.
      Bring it back: outputs undo
      The trash frees no space: 124 MB in outputs/.trash/20261123T090500Z-4f2a91c3, at least until 2026-11-30. To free all of the trash now: outputs clean --trash
      "
    `);
  });

  it('tells trash and deletion apart', () => {
    const mixed = removal([CHECKPOINTS[1] as Row, { section: 'cache', path: 'c/', bytes: 10 }], {
      dryRun: false,
      operation: operation({ heldBytes: 124 * MB, freedBytes: 10 }),
    });
    const actions = mixed.plan.actions.map((action) =>
      'item' in action && action.section === 'cache' ? { ...action, do: 'purge' as const } : action,
    );
    const text = removalText({ ...mixed, plan: { ...mixed.plan, actions } }, TERMINAL, true);
    expect(text).toContain(
      'Moved 1 checkpoint (1 file, 124 MB) to the trash and deleted 1 cache entry (1 file, 10 B); 10 B freed.',
    );
  });
});

describe('nothing', () => {
  it('to do', () =>
    expect(removalText(removal([CHECKPOINTS[0] as Row]), PIPE, false)).toMatch(
      /\nNothing to remove \(dry run\): 1 checkpoint \(1 file, 124 MB\) kept\.\n$/,
    ));
  it('there', () =>
    expect(removalText(removal([], { dryRun: false }), PIPE, false)).toBe('Nothing to remove: nothing is there.\n'));
  it('that could be read', () => {
    const problems = [{ section: 'checkpoints', path: '', code: 'EACCES' }];
    const { plan, ...report } = removal([], { dryRun: false });
    expect(removalText({ ...report, plan: { ...plan, problems } }, PIPE, false)).toBe(
      'Nothing to remove: 1 place could not be read.\n',
    );
    const some = removal([CHECKPOINTS[0] as Row]);
    expect(removalText({ ...some, plan: { ...some.plan, problems } }, PIPE, false)).toMatch(
      /\nNothing to remove \(dry run\): 1 checkpoint \(1 file, 124 MB\) kept; 1 place could not be read\.\n$/,
    );
  });
  it('was changed', () =>
    expect(removalText(removal(CHECKPOINTS, { declined: true, dryRun: false }), PIPE, true)).toBe('Nothing was changed.\n'));
});

describe('a long list', () => {
  const many: readonly Row[] = [
    ...Array.from({ length: 100 }, (_, n): Row => ({ path: `a_epoch_${n}.pth`, bytes: MB })),
    ...Array.from({ length: 30 }, (_, n): Row => ({ path: `b_${n}.txt`, kept: [{ code: n < 20 ? 'unrecognized' : 'tracked' }] })),
  ];

  it('is cut on a terminal: what goes first, what stays counted by reason', () => {
    const lines = removalText(removal(many), TERMINAL, false).split('\n');
    expect(lines.filter((line) => line.includes('remove '))).toHaveLength(40);
    expect(lines.slice(-7)).toMatchInlineSnapshot(`
      [
        "… and 60 more to go",
        "… kept 20: name not recognised",
        "… kept 10: tracked by git",
        "(--verbose lists all)",
        "",
        "Would move 100 entries (100 files, 100 MB) to the trash. Nothing was changed. Plan 0123456789ab.",
        "",
      ]
    `);
  });
  it('is counted as removed once it is', async () => {
    const report = removal(many, { dryRun: false, operation: operation({ heldBytes: MB }) });
    const style = await styleOf(1);
    const text = removalText(report, { ...TERMINAL, style }, false);
    expect(text).toContain('\u001b[2m… and 60 more removed\u001b[22m\n\u001b[2m… kept 20: name not recognised\u001b[22m\n');
  });
  it.each([
    ['in a pipe', PIPE],
    ['with --verbose', { ...TERMINAL, verbose: true }],
  ])('is whole %s', (_, view) => {
    const text = removalText(removal(many), view, false);
    expect(text.match(/_epoch_\d+\.pth|b_\d+\.txt/g)).toHaveLength(130);
    expect(text).not.toContain('…');
  });
});

describe('several sections', () => {
  it('have a table each', () => {
    const rows: readonly Row[] = [
      { section: 'cache', path: 'datasets/', bytes: 340 * MB },
      { section: 'logs', path: 'a.log', bytes: 10, kept: [{ code: 'pinned', by: 'logs/a.log' }] },
    ];
    const elsewhere = project({ sections: [section('cache', 'cache', { path: '/fast/cache' }), section('logs')] });
    expect(`\n${removalText(removal(rows, { project: elsewhere }, 'purge'), TERMINAL, false)}`).toMatchInlineSnapshot(`
      "
      cache  /fast/cache
      ENTRY        SIZE  AGE  VERDICT  WHY
      datasets/  340 MB  1 h  remove   no rule keeps it

      logs  outputs/logs
      LOG    SIZE  AGE  VERDICT  WHY
      a.log  10 B  1 h  keep     pinned by logs/a.log

      Would delete 1 cache entry (1 file, 340 MB). Nothing was changed. Plan 0123456789ab.
      "
    `);
  });
});

describe('programs that could not be seen', () => {
  const unseen = (rows: readonly Row[], unseenProcesses: number, view: View): string => {
    const report = removal(rows);
    const text = removalText({ ...report, plan: { ...report.plan, unseenProcesses } }, view, false);
    return text.split('\n').find((line) => line.includes('could not be seen')) ?? '';
  };
  const CACHE: readonly Row[] = [{ section: 'cache', path: 'x' }];
  const SAID = 'What 12 programs of other users have open could not be seen.';
  it.each([
    ['where something goes that cannot be made again', CHECKPOINTS, 12, PIPE, SAID],
    ['not for a cache', CACHE, 12, PIPE, ''],
    ['but then too, if asked', CACHE, 12, { ...PIPE, verbose: true }, SAID],
    ['not where all were seen', CHECKPOINTS, 0, { ...PIPE, verbose: true }, ''],
    ['not where nothing goes', [{ path: 'a.pth', kept: [{ code: 'final' }] }], 12, PIPE, ''],
  ] as const)('are counted %s', (_, rows, count, view, expected) => {
    expect(unseen(rows as readonly Row[], count, view)).toBe(expected);
  });
});

describe('hostile names', () => {
  const rows: readonly Row[] = [
    { path: `${HOSTILE}.pth`, bytes: 1 },
    { path: 'b.pth', bytes: 1, kept: [{ code: 'pointed-at', by: `/work/p/${HOSTILE}` }] },
  ];
  it.each([
    ['a pipe', PIPE],
    ['a terminal', { ...TERMINAL, width: 200 }],
  ])('are never raw in %s', (_, view) => {
    expect(removalText(removal(rows), view, false).replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
    const { plan, project: owner } = removal(rows);
    expect(planText(plan, owner, view).split('\n')).toHaveLength(6);
  });
});

describe('a quiet run', () => {
  it('still says on stderr that something planned was left, once for each reason', async () => {
    const failed = { result: 'failed', errno: 'EIO' } as const;
    const report = removal([{ path: 'a_epoch_1.pth', bytes: 1 }], {
      operation: operation({ outcomes: [failed, failed, { result: 'gone' }] }),
    });
    const surface = () => ({ width: null, colour: 0 }) as const;
    const quiet = { as: 'quiet', stdout: surface, stderr: surface, now: NOW, verbose: false, planShown: false } as const;
    const { stdout, stderr } = await render(report, quiet);
    expect([...stdout].join('')).toBe('');
    expect([...stderr].join('')).toMatch(/^warning: 2 not removed, although planned: .*EIO.*\n$/);
  });
});
