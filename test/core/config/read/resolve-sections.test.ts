// What a section says ranks its checkpoints. Everything else about sections is tested with whole configurations (`load-project.test.ts`).

import { describe, expect, it } from 'vitest';
import { loadProject } from '../../../../src/core/config/read/load-project.ts';
import { OutputsError } from '../../../../src/core/lib/errors.ts';
import type { Project } from '../../../../src/core/types/project.ts';
import { tree } from '../../../support/tree.ts';

async function load(sections: string): Promise<Project> {
  using t = tree({ 'configs/project_config.yaml': `outputs:\n  sections:\n    ${sections}\n` });
  return await loadProject({ cwd: t.root, env: {}, home: null, uid: 0 });
}

const checkpoints = (metric: string) => load(`checkpoints: { metric: ${metric} }`);

describe('metric', () => {
  it.each([
    ['{ name: val_loss }', { name: 'val_loss', mode: 'min' }],
    ['{ name: metrics/mAP50-95(B) }', { name: 'metrics/mAP50-95(B)', mode: 'max' }],
    ['{ name: val_loss, mode: max }', { name: 'val_loss', mode: 'max' }],
    ['{ name: my_number, mode: min }', { name: 'my_number', mode: 'min' }],
  ])('%s', async (metric, choice) => {
    const { sections, warnings } = await checkpoints(metric);
    expect(sections.find(({ name }) => name === 'checkpoints')?.metric).toEqual(choice);
    expect(warnings).toEqual([]);
  });

  it('is nothing where nothing is said', async () => {
    for (const said of ['', '~']) expect((await checkpoints(said)).sections.filter((section) => 'metric' in section)).toEqual([]);
  });

  it.each([
    [
      '{ name: my_number }',
      '3:36',
      /`outputs\.sections\.checkpoints\.metric\.name`: expected a metric whose name says whether less or more is better/,
      /mode: min/,
    ],
    ['{ mode: min }', '3:20', /metric/, undefined],
    ['{ name: "", mode: min }', '3:36', /expected the name of a metric/, undefined],
    ['{ name: a, mode: least }', '3:45', /expected one of min, max/, undefined],
    ['{ name: a, mode: min, modus: 1 }', '3:50', /modus/, /mode/],
    ['val_loss', '3:28', /expected a mapping/, undefined],
  ])('%s is an error at %s', async (metric, at, says, hint) => {
    const error: unknown = await checkpoints(metric).catch((thrown: unknown) => thrown);
    if (!(error instanceof OutputsError)) throw error;
    expect(`${error.place?.line}:${error.place?.column}`).toBe(at);
    expect(error.message).toMatch(says);
    if (hint !== undefined) expect(error.hint).toMatch(hint);
  });

  it('has no effect on other kinds, which is said', async () => {
    expect((await load('logs: { metric: { name: val_loss } }')).warnings.map(({ text }) => text)).toEqual([
      '`outputs.sections.logs.metric` has no effect on a section of kind logs',
    ]);
  });
});
