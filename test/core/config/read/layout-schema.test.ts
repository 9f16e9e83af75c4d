// A user's own layouts: decoded strictly, wrong ones refused where they are written, right ones asked for checkpoints.

import { describe, expect, it } from 'vitest';
import { sectionNamed } from '../../../../src/core/config/find-section.ts';
import { loadProject } from '../../../../src/core/config/read/load-project.ts';
import { layoutsFor } from '../../../../src/core/layouts/compile-layouts.ts';
import { recognise } from '../../../../src/core/layouts/recognise-checkpoints.ts';
import { OutputsError } from '../../../../src/core/lib/errors.ts';
import type { Project } from '../../../../src/core/types/project.ts';
import { itemsOf } from '../../../support/items.ts';
import { tree } from '../../../support/tree.ts';

async function load(block: string): Promise<Project> {
  using t = tree({ 'configs/project_config.yaml': `outputs:\n${block}` });
  return await loadProject({ cwd: t.root, env: {}, home: null, uid: 0 });
}

async function failure(block: string): Promise<{ readonly at: string; readonly says: string }> {
  try {
    await load(block);
  } catch (error) {
    if (!(error instanceof OutputsError)) throw error;
    expect(error.code).toBe('config');
    return { at: `${error.place?.line}:${error.place?.column}`, says: `${error.message} ${error.hint ?? ''}` };
  }
  throw new Error('was loaded');
}

const MINE = `
  layouts:
    mine:
      title: Our trainer
      above: [ckpt]
      match:
        - name: "{model_name}-step{step}.pt"
          role: regular
        - pattern: 'snap_(?<step>\\d+)'
          type: directory
          role: regular
          holds: [weights.pt]
          complete: [DONE]
      pointers:
        - { name: newest.txt, form: name }
`;

describe('outputs.layouts', () => {
  it.each(['auto', 'mine'])('is asked for checkpoints with layout: %s', async (layout) => {
    const project = await load(`${MINE}\n  sections: { checkpoints: { layout: ${layout} } }\n`);
    const layouts = layoutsFor(sectionNamed(project, 'checkpoints'), project.layouts ?? {});
    const tree = ['run/ckpt/net-step7.pt', 'run/ckpt/snap_9/weights.pt', 'run/ckpt/newest.txt'];
    const found = recognise(layouts, itemsOf(tree.map((path) => ({ path }))));
    expect(found).toMatchObject({
      units: [
        { path: 'run/ckpt/net-step7.pt', run: 'run', layout: 'mine', checkpoint: { model: 'net', role: 'regular', step: 7 } },
        { path: 'run/ckpt/snap_9', run: 'run', checkpoint: { step: 9 }, unfinished: 'DONE is missing in it' },
      ],
      pointers: [{ path: 'run/ckpt/newest.txt', form: 'name' }],
    });
  });

  it.each(['', '  layouts:\n', '  layouts: {}\n'])('can be left out: %j', async (block) =>
    expect((await load(block)).layouts).toEqual({}),
  );

  const rule = (text: string): string => `  layouts:\n    mine:\n      title: x\n      match:\n        - ${text}\n`;

  it.each<[string, string, string]>([
    ['  layouts: [a]\n', '2:12', 'expected a mapping'],
    ['  layouts:\n    auto: { title: x, match: [] }\n', '3:5', '`auto` is the name of a layout already'],
    ['  layouts:\n    keras: { title: x, match: [] }\n', '3:5', '`keras` is the name of a layout already'],
    ['  layouts:\n    My One: { title: x, match: [] }\n', '3:5', 'cannot name a layout'],
    ['  layouts:\n    mine: { title: x, match: [] }\n', '3:30', 'expected at least one rule'],
    ['  layouts:\n    mine: { match: [] }\n', '3:5', 'needs a `title`'],
    ['  layouts:\n    mine: { title: x, match: [{ pattern: x, role: best }], matches: 3 }\n', '3:60', 'did you mean `match`?'],
    [rule('{ role: regular }'), '6:11', 'expected a name or a pattern'],
    [rule('{ name: "{num}.pt", pattern: x, role: regular }'), '6:11', 'expected a name or a pattern'],
    [rule('{ name: "{a}{b}.pt", role: regular }'), '6:19', 'needs some text between'],
    [rule('{ pattern: "(", role: regular }'), '6:22', 'it is not a regular expression'],
    [rule("{ pattern: '(?<num>.)', role: regular }"), '6:22', 'a group cannot be called num'],
    [rule(`{ pattern: ${'x'.repeat(501)}, role: regular }`), '6:22', 'longer than 500'],
    [rule('{ pattern: x, role: newest }'), '6:31', 'expected one of regular, best, last, final'],
    [rule('{ pattern: x, role: best, type: folder }'), '6:43', 'expected one of file, directory, any'],
    [rule('{ pattern: x, role: best, holds: [../y] }'), '6:45', 'expected a glob pattern below the directory'],
    [rule('{ pattern: x, role: best, with: [a/b] }'), '6:44', 'expected a name, without /'],
    [rule('{ pattern: x, role: best, first: 2 }'), '6:44', 'expected 0 or 1'],
    [`${rule('{ pattern: x, role: best }')}      pointers: [{ name: a, form: b }]\n`, '7:35', 'expected one of name, iteration'],
    [`${rule('{ pattern: x, role: best }')}      unfinished: ["["]\n`, '7:20', 'it is not a regular expression'],
    [`${rule('{ pattern: x, role: best }')}  sections: { checkpoints: { layout: mone } }\n`, '7:38', 'did you mean `mine`?'],
  ])('refuses %j', async (block, at, says) => {
    const found = await failure(block);
    expect(found.says).toContain(says);
    expect(found.at).toBe(at);
  });

  it('proposes no kinds of sections for what a layout lacks', async () =>
    expect((await failure('  layouts:\n    mine: { match: [] }\n')).says).not.toContain('checkpoints'));
});
