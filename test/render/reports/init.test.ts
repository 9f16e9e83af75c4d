import { describe, expect, it } from 'vitest';
import type { StepOutcome } from '../../../src/core/types/operation.ts';
import type { Action } from '../../../src/core/types/plan.ts';
import type { InitReport } from '../../../src/core/types/reports.ts';
import { initText } from '../../../src/render/reports/init.ts';
import { PLAIN } from '../../../src/render/text/style.ts';
import { HOSTILE, item, operation, project, RAW_CONTROLS, removal } from '../../support/report.ts';

const ACTIONS: readonly Action[] = [
  { do: 'make-directory', path: '/work/p/outputs/logs' },
  { do: 'create-file', path: '/work/p/outputs/README.md', text: '' },
  { do: 'replace-file', path: '/work/p/.gitignore', before: item('.gitignore', 1, 1).facts, text: '' },
];

function report(actions: readonly Action[], outcomes?: readonly StepOutcome[]): InitReport {
  const plan = { ...removal([]).plan, command: 'init', actions };
  const ran = outcomes === undefined ? null : operation({ outcomes, trash: null });
  return { report: 'init', dryRun: outcomes === undefined, project: project(), plan, operation: ran };
}

const done: StepOutcome = { result: 'done', freedBytes: 0, heldBytes: 0 };

describe('initText', () => {
  it('says what it would make', () =>
    expect(initText(report(ACTIONS), PLAIN)).toMatchInlineSnapshot(`
      "make  outputs/logs/
      make  outputs/README.md
      edit  .gitignore
      Would make 1 folder, 1 file, 1 edit. Nothing was changed.
      "
    `));
  it('says what it made, and what it left and why', () => {
    expect(
      initText(report(ACTIONS, [done, { result: 'failed', errno: 'EACCES' }, { result: 'skipped', why: 'changed' }]), PLAIN),
    ).toMatchInlineSnapshot(`
      "make  outputs/logs/
      skip  outputs/README.md  could not be written: permission denied (EACCES)
      skip  .gitignore  left alone: it changed meanwhile
      Made 1 folder.
      "
    `);
  });
  it('says that there is nothing to do', () =>
    expect(initText(report([]), PLAIN)).toBe('Nothing to do: everything is in place.\n'));
  it('does not say that all is in place beside a warning that it may not be', () => {
    const { plan, ...nothing } = report([]);
    const warned = { ...nothing, plan: { ...plan, warnings: [{ text: '.gitignore is left alone' }] } };
    expect(initText(warned, PLAIN)).toBe('Nothing to do, but see the warnings.\n');
  });
  it('shows no raw name', () => {
    const text = initText(report([{ do: 'make-directory', path: `/work/p/${HOSTILE}` }]), PLAIN);
    expect(text.replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
  });
});
