import { describe, expect, it } from 'vitest';
import { run } from '../../../support/context.ts';
import { snapshot, tree } from '../../../support/tree.ts';

describe('an operation', () => {
  it('never reuses a folder that another one made', async () => {
    using t = tree({ 'outputs/artifacts/a': { bytes: 1, age: '3d' }, 'outputs/results/b': { bytes: 1, age: '3d' } });
    const id = '20261123T090500Z-00000000';
    expect((await run(['clean', '--artifacts', '--yes'], { cwd: t.root, id })).code).toBe(0);
    const before = snapshot(t.at('outputs'));
    const second = await run(['clean', '--results', '--yes'], { cwd: t.root, id });
    expect(second.code).toBe(4);
    expect(second.stderr).toContain(id);
    const after = snapshot(t.at('outputs'));
    expect(after['results/b']).toEqual(before['results/b']);
    expect(after[`.trash/${id}/items/0`]).toEqual(before[`.trash/${id}/items/0`]);
    expect(after[`.trash/${id}/plan.jsonl`]).toEqual(before[`.trash/${id}/plan.jsonl`]);
  });
});
