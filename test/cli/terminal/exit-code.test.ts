import { describe, expect, it } from 'vitest';
import { EXIT_CODES, exitCodeOfReport, failureOf } from '../../../src/cli/terminal/exit-code.ts';
import { configError, OutputsError, refusal, usageError } from '../../../src/core/lib/errors.ts';
import type { Problem } from '../../../src/core/types/items.ts';
import type { StepOutcome } from '../../../src/core/types/operation.ts';
import { failureText } from '../../../src/render/blocks/failure.ts';
import { PLAIN } from '../../../src/render/text/style.ts';
import { HOSTILE, operation, paths, RAW_CONTROLS, removal } from '../../support/report.ts';

function codeAfter(outcomes: readonly StepOutcome[], problems: readonly Problem[] = []): number {
  const report = removal([], { dryRun: false, operation: operation({ outcomes }) });
  return exitCodeOfReport({ ...report, plan: { ...report.plan, problems } }, 'SIGTERM');
}

const done = { result: 'done', freedBytes: 0, heldBytes: 0 } as const;

describe('exitCodeOfReport', () => {
  it.each<readonly [what: string, outcomes: readonly StepOutcome[], code: number]>([
    ['all done', [done], 0],
    ['gone already', [done, { result: 'gone' }], 0],
    ['one failed', [done, { result: 'failed', errno: 'EACCES' }], 3],
    ['one changed', [done, { result: 'skipped', why: 'changed' }], 3],
    ['one moved', [{ result: 'skipped', why: 'moved' }], 3],
    ['one with something extra', [{ result: 'skipped', why: 'extra' }], 3],
    ['one stray', [{ result: 'skipped', why: 'stray' }], 3],
    [
      'interrupted',
      [
        { result: 'failed', errno: 'EIO' },
        { result: 'skipped', why: 'interrupted' },
      ],
      143,
    ],
  ])('%s', (_, outcomes, code) => expect(codeAfter(outcomes)).toBe(code));

  it('is 3 where something could not be read', () =>
    expect(codeAfter([done], [{ section: 'logs', path: 'x', code: 'EACCES' }])).toBe(3));
  it('of a pin is 3 where the config could not be written', () => {
    const { plan, project } = removal([]);
    const codeOf = (outcome: StepOutcome) =>
      exitCodeOfReport(
        { report: 'pin', command: 'pin', dryRun: false, project, pins: [], plan, operation: operation({ outcomes: [outcome] }) },
        null,
      );
    expect([codeOf(done), codeOf({ result: 'failed', errno: 'EROFS' })]).toEqual([0, 3]);
    expect(exitCodeOfReport({ report: 'pins', project, pins: [] }, null)).toBe(0);
  });
  it('is 130 after Ctrl-C', () => {
    const report = removal([], { operation: operation({ outcomes: [{ result: 'skipped', why: 'interrupted' }] }) });
    expect(exitCodeOfReport(report, 'SIGINT')).toBe(130);
  });
  it('is 0 after no', () => expect(exitCodeOfReport(removal([{ path: 'a' }], { declined: true }), null)).toBe(0));
  it('is 0 where there was nothing to do', () => expect(exitCodeOfReport(removal([]), null)).toBe(0));
  it('is 0 for paths', () => expect(exitCodeOfReport(paths(), null)).toBe(0));
});

describe('failureOf', () => {
  it.each<readonly [OutputsError, number]>([
    [usageError('a'), 2],
    [configError('a'), 2],
    [refusal('a'), 4],
    [new OutputsError('locked', 'a'), 5],
    [new OutputsError('interrupted', 'a'), 130],
  ])('%s', (error, code) => expect(failureOf(error).exitCode).toBe(code));

  it('knows a bug from a system error', () => {
    expect(failureOf(new TypeError('x is not a function'))).toMatchObject({ code: 'bug', exitCode: 70 });
    expect(failureOf('thrown')).toMatchObject({ code: 'bug', exitCode: 70 });
    const system = Object.assign(new Error(`ENOSPC, write '${HOSTILE}'`), { code: 'ENOSPC', syscall: 'write' });
    expect(failureOf(system)).toMatchObject({ code: 'system', exitCode: 3, message: expect.stringContaining('ENOSPC') });
  });

  it('has only codes of the table', () => {
    const codes: readonly number[] = EXIT_CODES.map(({ code }) => code);
    for (const error of [usageError('a'), refusal('a'), new Error('a')]) expect(codes).toContain(failureOf(error).exitCode);
  });
});

describe('failureText', () => {
  const place = { file: '/p/c.yaml', line: 3, column: 5 };
  it('says what, where, and what to do', () => {
    expect(failureText(failureOf(configError('"7" is no duration', place, 'write 7d')), PLAIN)).toBe(
      'error: /p/c.yaml:3:5: "7" is no duration\nhint: write 7d\n',
    );
  });
  it('shows where a bug is, and never a raw name', () => {
    const text = failureText(failureOf(new TypeError(HOSTILE)), PLAIN);
    expect(text).toMatch(/^error: outputs has a bug.*\n.*TypeError/);
    expect(text).toMatch(/hint: please report it.*\n$/);
    expect(text.replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
    const system = Object.assign(new Error('x'), { code: 'EIO', syscall: 'read', path: HOSTILE });
    expect(failureText(failureOf(system), PLAIN).replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
  });
});
