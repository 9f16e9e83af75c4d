// Which texts of a project name a checkpoint.
// Covers: src/core/references/read/list-texts.ts

import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outputsReadme } from '../../../../src/core/init/outputs-readme.ts';
import { findMentions } from '../../../../src/core/references/read/find-mentions.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import type { PathText } from '../../../../src/core/types/primitives.ts';
import type { Project } from '../../../../src/core/types/project.ts';
import { canMount, inChild } from '../../../support/child.ts';
import { MEANS } from '../../../support/git-means.ts';
import { projectAt, sectionAt } from '../../../support/section.ts';
import { IN_MEMORY, type Tree, type TreeSpec, tree } from '../../../support/tree.ts';
import { recognisedIn } from '../../../support/units.ts';

const IMPORTS = `
  import { writeFileSync } from 'node:fs';
  import { findMentions } from './src/core/references/read/find-mentions.ts';
  import { scanSection } from './src/core/scan/scan-section.ts';
  import { projectAt, sectionAt } from './test/support/section.ts';
  import { recognisedIn } from './test/support/units.ts';`;
const CHECKPOINTS = ['a_1.pth', 'b_2.pth'];

/** Where each checkpoint is named, below the tree; and the warnings. */
async function mentioned(t: Tree, changes: Partial<Project> = {}, names: readonly PathText[] = CHECKPOINTS) {
  const project = projectAt(t.root, changes);
  const scan = scanSection(sectionAt(t.at('outputs/checkpoints'), 'checkpoints'));
  const { mentions, warnings } = await findMentions(project, scan, recognisedIn(scan, names), MEANS);
  const below = (text: string) => text.replaceAll(`${t.root}/`, '');
  const found = Object.fromEntries(
    [...mentions].map(([path, all]) => [path, all.map(({ code, by, line }) => `${code} ${below(by)}:${line}`)]),
  );
  return { found, warnings: warnings.map(({ text }) => below(text)) };
}

function project(spec: TreeSpec = {}): Tree {
  return tree({ 'outputs/checkpoints/a_1.pth': '', 'outputs/checkpoints/b_2.pth': '', ...spec });
}

describe('what a file of the project names, with the line', () => {
  it.each<[string, TreeSpec, Partial<Project>?]>([
    ['a script', { 'scripts/run.sh': 'set -e\n\npython train.py --resume outputs/checkpoints/a_1.pth\n' }],
    ['a configuration', { 'configs/eval.yaml': 'model:\n  # the good one\n  path: "outputs/checkpoints/a_1.pth"\n' }],
    ['code', { 'src/imgae_dx/cli/train.py': '# x\n# y\ntorch.load("a_1.pth")\n' }],
    ['a README below', { 'docs/README.md': '# x\n\nUse `a_1.pth`.\n' }],
    ['a result', { 'outputs/results/deep/er/a_results.json': '{\n "auc": 1,\n "checkpoint": "a_1.pth"\n}' }],
    [
      "the outputs directory's own README, where a person wrote it",
      { 'outputs/README.md': '\n\na_1.pth is the published one\n' },
    ],
    ['a workflow', { '.github/workflows/ci.yml': '\n\nrun: x a_1.pth' }],
    ['bytes that are not UTF-8', { 'eval.py': { text: Buffer.from('# caf\xe9\n\nload("a_1.pth")', 'latin1') } }],
  ])('%s', async (_, spec, changes) => {
    using t = project(spec);
    expect(await mentioned(t, changes)).toEqual({
      found: { 'a_1.pth': [`referenced ${Object.keys(spec)[0]}:3`] },
      warnings: [],
    });
  });

  it('names that are no plain text', async () => {
    const names = ['x\n_1.pth', 'y\udcff_1.pth'];
    using t = tree({
      ...Object.fromEntries(names.map((name) => [`outputs/checkpoints/${name}`, ''])),
      'c.py': 'load("x\n_1.pth")',
    });
    writeFileSync(t.at('d.py'), Buffer.from('load("y\xff_1.pth")', 'latin1'));
    expect((await mentioned(t, {}, names)).found).toEqual({
      'x\n_1.pth': ['referenced c.py:1'],
      'y\udcff_1.pth': ['referenced d.py:1'],
    });
  });

  it('what used_in names, whatever it is called', async () => {
    using t = project({ 'notes/jobs.list': 'a_1.pth', 'configs/kaggle.json': '"a_1.pth"' });
    expect((await mentioned(t, { usedIn: ['notes/*', 'configs/*'] })).found).toEqual({
      'a_1.pth': ['referenced notes/jobs.list:1'],
    });
  });

  it('every file, in order, up to eight', async () => {
    using t = project(Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`s${String(n).padStart(2, '0')}.py`, 'a_1.pth'])));
    const { found } = await mentioned(t);
    expect(found['a_1.pth']).toEqual(Array.from({ length: 8 }, (_, n) => `referenced s${String(n).padStart(2, '0')}.py:1`));
  });
});

describe('what is not asked', () => {
  it.each<[string, TreeSpec]>([
    ['credentials', { 'configs/kaggle.json': '"a_1.pth"', 'configs/wandb.json': '"a_1.pth"', '.env': 'A=a_1.pth' }],
    ['packages, environments, data', { 'node_modules/x/a.js': 'a_1.pth', 'venv/a.py': 'a_1.pth', 'data/a.json': '"a_1.pth"' }],
    ['git itself', { '.git/HEAD': 'ref: refs/heads/main\n', '.git/objects/x': '', '.git/COMMIT_EDITMSG.md': 'a_1.pth' }],
    [
      'what training wrote',
      { 'outputs/logs/run.md': 'a_1.pth', 'outputs/checkpoints/README.md': 'a_1.pth', 'outputs/run.yaml': 'a_1.pth' },
    ],
    ['pictures and weights', { 'a.png': 'a_1.pth', 'a.bin': 'a_1.pth', 'a.log': 'a_1.pth' }],
    ['what is binary', { 'a.py': 'a_1.pth\0' }],
    ['a saved plan', { 'plan.json': '{"what":"outputs plan","v":1}\n{"path":"a_1.pth"}' }],
    [
      'a document of ours',
      { 'kept.json': '{\n  "schemaVersion": 1,\n  "command": "prune-checkpoints",\n  "verdicts": [{"path": "a_1.pth"}]}' },
    ],
    ['a link, a pipe', { 'x.md': { link: 'outputs/logs/y.md' }, 'outputs/logs/y.md': 'a_1.pth', 'p.py': { fifo: true } }],
    ['templates', { 'configs/c.yaml': 'naming: ["{model_name}_1.pth"]' }],
  ])('%s', async (_, spec) => {
    using t = project(spec);
    expect(await mentioned(t)).toEqual({ found: {}, warnings: [] });
  });

  it.skipIf(!canMount())('another disk', () => {
    using t = project({ 'mounted/.keep': '' });
    const answer = inChild(
      t,
      IMPORTS,
      `writeFileSync(root + '/mounted/x.py', 'a_1.pth');
       const scan = scanSection(sectionAt(root + '/outputs/checkpoints', 'checkpoints'));
       const { mentions } = await findMentions(projectAt(root), scan, recognisedIn(scan, ['a_1.pth']), {});
       return [...mentions];`,
      { mount: 'mount -t tmpfs none "$ROOT/mounted"' },
    );
    expect(answer).toEqual([]);
  });

  it('the README that init wrote', async () => {
    using t = project();
    const text = outputsReadme(projectAt(t.root, { usedIn: ['outputs/checkpoints/a_1.pth'] }), 'en', 'ignored');
    expect(text).toContain('a_1.pth');
    t.add({ 'outputs/README.md': text });
    expect((await mentioned(t)).found).toEqual({});
    t.add({ 'outputs/README.md': `${text}\nMine now.\n` });
    expect(Object.keys((await mentioned(t)).found)).toEqual(['a_1.pth']);
  });

  it('nothing, where there are no checkpoints', async () => {
    using t = tree({ 'outputs/checkpoints/x.txt': '', 'big.py': { bytes: 2_000_000 } });
    expect(await mentioned(t, {}, [])).toEqual({ found: {}, warnings: [] });
  });
});

describe('in a git repository', () => {
  const git = (t: Tree, ...args: readonly string[]) => execFileSync('git', ['-C', t.root, ...args], { stdio: 'pipe' });

  it('what is ignored is not asked; what is tracked, or new, is', async () => {
    using t = project({
      '.gitignore': 'scratch/\n*.local.yaml\noutputs/\n',
      'scratch/x.py': 'a_1.pth',
      'a.local.yaml': 'a_1.pth',
    });
    t.add({ 'old.py': 'a_1.pth', 'new.py': 'b_2.pth', 'deleted.py': 'b_2.pth', 'outputs/results/r.json': '"b_2.pth"' });
    git(t, 'init', '-q');
    t.add({ 'data/tracked.py': 'a_1.pth', 'src/venv/tracked.py': 'a_1.pth' });
    git(t, 'add', '-f', 'old.py', 'deleted.py', 'data', 'src');
    execFileSync('rm', [t.at('deleted.py')]);
    expect(await mentioned(t)).toEqual({
      found: { 'a_1.pth': ['referenced old.py:1'], 'b_2.pth': ['referenced new.py:1', 'referenced outputs/results/r.json:1'] },
      warnings: [],
    });
  });

  it('that the project is only a folder of, with a name that git could take for a pattern', async () => {
    using t = tree({
      ':(top)p [1]*/outputs/checkpoints/a_1.pth': '',
      ':(top)p [1]*/x.py': 'a_1.pth',
      ':(top)p [1]*/data/y.py': 'a_1.pth',
      'other.py': 'a_1.pth',
    });
    git(t, 'init', '-q');
    const root = t.at(':(top)p [1]*');
    const scan = scanSection(sectionAt(`${root}/outputs/checkpoints`, 'checkpoints'));
    const { mentions } = await findMentions(projectAt(root), scan, recognisedIn(scan, ['a_1.pth']), MEANS);
    expect([...mentions.values()].flat()).toEqual([{ code: 'referenced', by: `${root}/x.py`, line: 1 }]);
  });

  it('that knows nothing of the project, all is asked', async () => {
    using t = project({ 'x.py': 'a_1.pth', '.gitignore': '*\n' });
    git(t, 'init', '-q');
    expect((await mentioned(t)).found).toEqual({ 'a_1.pth': ['referenced x.py:1'] });
  });

  it('that git cannot read, all is asked', async () => {
    using t = project({ '.git/HEAD': 'nonsense', 'x.py': 'a_1.pth' });
    expect((await mentioned(t)).found).toEqual({ 'a_1.pth': ['referenced x.py:1'] });
  });
});

describe('what could not be searched is said', () => {
  it('too large', async () => {
    using t = project({ 'a.ipynb': '', 'b.ipynb': '' });
    for (const name of ['a.ipynb', 'b.ipynb']) truncateSync(t.at(name), 2 ** 30);
    expect((await mentioned(t)).warnings).toEqual([
      'a.ipynb (and 1 more) was not searched for names of checkpoints: it is larger than 1 MiB',
    ]);
  });

  it('too many: documents and scripts come first', async () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`src/${n}.py`, '']));
    using t = tree(
      {
        ...many,
        'src/zz.py': 'b_2.pth',
        'tools/bin/z.sh': 'a_1.pth',
        'outputs/checkpoints/a_1.pth': '',
        'outputs/checkpoints/b_2.pth': '',
      },
      undefined,
      IN_MEMORY,
    );
    expect(await mentioned(t)).toEqual({
      found: { 'a_1.pth': ['referenced tools/bin/z.sh:1'] },
      warnings: ['2 files of the project were not searched for names of checkpoints: there are too many'],
    });
  });

  it('forbidden', () => {
    using t = project({ 'locked.py': { text: 'a_1.pth', mode: 0 }, 'sub/x.py': 'b_2.pth', sub: { dir: true, mode: 0 } });
    const answer = inChild(
      t,
      IMPORTS,
      `const scan = scanSection(sectionAt(root + '/outputs/checkpoints', 'checkpoints'));
       const { mentions, warnings } = await findMentions(projectAt(root), scan, recognisedIn(scan, ['a_1.pth']), {});
       return [[...mentions], warnings.map(({ text }) => text.replace(root + '/', ''))];`,
      { unprivileged: true },
    );
    expect(answer).toEqual([[], ['sub (and 1 more) was not searched for names of checkpoints: it cannot be read (EACCES)']]);
  });
});

it('says why git could not name the files, and that ignored ones were searched too', async () => {
  using t = project({ 'train.py': '', '.gitignore': 'ignored\n', 'ignored/run.sh': 'resume outputs/checkpoints/a_1.pth\n' });
  execFileSync('git', ['init', '-q'], { cwd: t.root });
  expect(await mentioned(t)).toEqual({ found: {}, warnings: [] });
  writeFileSync(t.at('.git/index'), 'not an index');
  const { found, warnings } = await mentioned(t);
  expect(Object.keys(found)).toEqual(['a_1.pth']);
  expect(warnings).toEqual([expect.stringMatching(/index is damaged.*; names of checkpoints were searched for in all folders/)]);
});
