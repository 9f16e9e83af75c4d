import { describe, expect, test } from 'vitest';
import { journalLine } from '../../../src/core/journal/journal-lines.ts';
import { decodePlan, encodePlan } from '../../../src/core/plans/plan-file.ts';
import { planId } from '../../../src/core/plans/plan-id.ts';
import { planDeeds } from '../../support/plan.ts';
import { projectAt } from '../../support/section.ts';
import { tree } from '../../support/tree.ts';

function encoded(): { readonly text: string; readonly id: string } {
  using t = tree({
    'outputs/models/a\udcff\n': 'x',
    'outputs/models/dir/sub/y': 'yy',
    'outputs/models/dir/link': { link: '..' },
    'outputs/cache/c': '',
  });
  const project = projectAt(t.root);
  const found = planDeeds(project, { cache: { c: 'unlink' }, models: { 'a\udcff\n': 'trash', dir: 'purge' } });
  const plan = { ...found, command: 'clean' };
  const id = planId(plan);
  return { text: [...encodePlan({ ...plan, id }, project)].join(''), id };
}

const decoded = (text: string) => decodePlan(Buffer.from(text));

describe('a saved plan', () => {
  test('comes back as the same plan, to the byte of every name', () => {
    const { text, id } = encoded();
    const plan = decoded(text);
    if (!plan.ok) throw new Error(plan.why);
    expect(planId(plan.value)).toBe(id);
    expect(plan.value.actions.map(({ do: deed, item }) => [deed, item.path])).toEqual([
      ['unlink', 'c'],
      ['trash', 'a\udcff\n'],
      ['purge', 'dir'],
    ]);
    expect(
      [...encodePlan({ ...plan.value, verdicts: verdictsOf(plan.value), problems: [], warnings: [] }, plan.value)].join(''),
    ).toBe(text);
  });

  function verdictsOf({ actions, reasons }: Extract<ReturnType<typeof decoded>, { ok: true }>['value']) {
    return actions.map(({ item }, n) => {
      const none = { bytes: 0, allocatedBytes: 0, files: 0, modifiedAt: 0n };
      const entry = { section: null, kind: null, path: '', absolute: '', parts: [item], ...none };
      return { entry, keep: false, reasons: [reasons[n] ?? { code: 'cleaned' as const }] as const };
    });
  }

  test('is not believed with any bit of it altered, nor cut short anywhere', () => {
    const { text } = encoded();
    const bytes = Buffer.from(text);
    for (let n = 0; n < bytes.length; n++) {
      expect(decodePlan(bytes.subarray(0, n)).ok).toBe(false);
      for (let bit = 0; bit < 8; bit++) {
        const altered = Buffer.from(bytes);
        altered[n] = (altered[n] ?? 0) ^ (1 << bit);
        expect(decodePlan(altered).ok).toBe(false);
      }
    }
  });

  test.each([
    [{ what: 'outputs plan', v: 3 }, /a newer version of outputs \(plan version 3\)/],
    [{ what: 'outputs plan', v: 1 }, /an older version of outputs \(plan version 1\)/],
    [{ what: 'outputs plan', v: 'x' }, /does not say its version/],
    [{ what: 'another plan', v: 1 }, /is no saved plan/],
  ])('says why where it begins with %j', (head, message) => {
    expect(decoded(journalLine(head))).toMatchObject({ ok: false, why: expect.stringMatching(message) });
  });

  test.each(['../x', 'a/../b', '/etc/passwd', '', 'a//b', 'a\0b'])('does not let the path %j in, whoever wrote it', (path) => {
    const [head = '', line = ''] = encoded().text.split('\n');
    const forged = JSON.parse(line.slice(0, -17));
    expect(decoded(`${head}\n${journalLine({ ...forged, p: path })}`)).toMatchObject({
      ok: false,
      why: expect.stringContaining('leads out'),
    });
  });
});
