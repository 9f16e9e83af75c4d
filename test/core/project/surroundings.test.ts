import { execFileSync } from 'node:child_process';
import { lstatSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scanSection } from '../../../src/core/project/scan.ts';
import { lookAround } from '../../../src/core/project/surroundings.ts';
import type { PathText, Project } from '../../../src/core/types.ts';
import { MEANS } from '../../support/git-means.ts';
import { projectAt, sectionAt } from '../../support/section.ts';
import { snapshot, type Tree, type TreeSpec, tree } from '../../support/tree.ts';

const { PATH } = process.env;
const ENV = { PATH };
const MACHINE = { ...MEANS, proc: '/proc', env: ENV };

function git(folder: PathText, ...args: string[]): void {
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: folder, stdio: 'pipe' });
}

/** A repository in which the named files are tracked although `outputs/` is ignored. */
function repository(spec: TreeSpec, ...trackedFiles: string[]): Tree {
  const t = tree({ '.gitignore': 'outputs/\n', ...spec });
  git(t.root, 'init', '-q');
  git(t.root, 'add', '-f', '--', '.gitignore', ...trackedFiles);
  return t;
}

function look(project: Project, env: Readonly<Record<string, string | undefined>> = ENV) {
  const scans = project.sections.filter(({ name }) => name === 'cache').map((section) => scanSection(section));
  return lookAround(project, scans, { ...MACHINE, env });
}

describe('what git tracks', () => {
  const spec = { 'outputs/README.md': '', 'outputs/cache/kept.bin': '', 'outputs/cache/other': '', 'src/main.py': '' };

  test('is told by absolute path, in the folders that matter, and asking changes nothing', async () => {
    using t = repository(
      { ...spec, 'outputs/cache/ü\n': '' },
      'outputs/README.md',
      'outputs/cache/kept.bin',
      'outputs/cache/ü\n',
      'src/main.py',
    );
    const before = snapshot(t.root);
    const { tracked } = await look(projectAt(t.root));
    expect([...tracked].sort()).toEqual(['outputs/README.md', 'outputs/cache/kept.bin', 'outputs/cache/ü\n'].map(t.at).sort());
    expect(snapshot(t.root)).toEqual(before);
  });

  test('names of any bytes', async () => {
    using t = repository({ 'outputs/cache/a\udcff': '' }, 'outputs/cache');
    expect([...(await look(projectAt(t.root))).tracked]).toEqual([t.at('outputs/cache/a\udcff')]);
  });

  test('nothing outside a repository, and git is not even needed', async () => {
    using t = tree(spec);
    expect((await look(projectAt(t.root), { PATH: '/nowhere' })).tracked.size).toBe(0);
  });

  test('in the repository that the project lies in', async () => {
    using t = repository({ 'sub/outputs/cache/x': '' }, 'sub/outputs/cache/x');
    expect([...(await look(projectAt(t.at('sub')))).tracked]).toEqual([t.at('sub/outputs/cache/x')]);
  });

  test('in the repository that a section elsewhere lies in', async () => {
    using t = repository({ 'data/cache/x': '' }, 'data/cache/x');
    using p = tree({ 'outputs/x': '' });
    const project = projectAt(p.root, { sections: [sectionAt(t.at('data/cache'))] });
    expect([...(await look(project)).tracked]).toEqual([t.at('data/cache/x')]);
  });

  test('in a worktree', async () => {
    using t = repository({ 'outputs/cache/x': '' }, 'outputs/cache/x');
    git(t.root, 'commit', '-qm', 'x');
    git(t.root, 'worktree', 'add', '-q', 'tree');
    const { tracked } = await look(projectAt(t.at('tree')));
    expect([...tracked]).toEqual([t.at('tree/outputs/cache/x')]);
  });

  test('without running what the repository names, whatever the environment says', async () => {
    using t = repository(spec, 'outputs/cache/kept.bin');
    git(t.root, 'config', 'core.fsmonitor', `touch ${t.at('was-run')}; false`);
    const env = { ...ENV, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere', GIT_LITERAL_PATHSPECS: '1' };
    const { tracked } = await look(projectAt(t.root), env);
    expect([...tracked]).toEqual([t.at('outputs/cache/kept.bin')]);
    expect(snapshot(t.root)['was-run']).toBeUndefined();
  });

  test.each<[string, (t: Tree) => void]>([
    ['a damaged index', (t) => writeFileSync(t.at('.git/index'), 'garbage')],
    ['no HEAD', (t) => rmSync(t.at('.git/HEAD'))],
  ])('with %s nobody knows, and that is a refusal', async (_, damage) => {
    using t = repository(spec, 'outputs/cache/kept.bin');
    damage(t);
    await expect(look(projectAt(t.root))).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^cannot ask git which files are tracked/),
    });
  });

  test('a damaged repository inside another does not make git answer for the other', async () => {
    using t = repository({ 'p/outputs/cache/x': '', 'p/.git/x': '' }, '.gitignore');
    await expect(look(projectAt(t.at('p')))).rejects.toMatchObject({ code: 'refused' });
  });
});

test('links and processes come with it', async () => {
  using t = tree({ 'outputs/checkpoints/x': '', latest: { link: 'outputs/checkpoints/x' } });
  const project = projectAt(t.root);
  const scans = project.sections.filter(({ name }) => name === 'checkpoints').map((section) => scanSection(section));
  const { pointedAt, held, unseenProcesses } = await lookAround(project, scans, MACHINE);
  const { dev, ino } = lstatSync(t.at('outputs/checkpoints/x'), { bigint: true });
  expect(pointedAt.get(`${dev}:${ino}`)).toBe(t.at('latest'));
  expect(held).toBeInstanceOf(Map);
  expect(unseenProcesses).toBeGreaterThanOrEqual(0);
});

test('processes are not asked about where nothing was found', async () => {
  using t = tree({ 'outputs/cache': { dir: true }, 'proc/7/cwd': { link: '/' } });
  const project = projectAt(t.root);
  const scans = project.sections.map((section) => scanSection(section));
  const { held } = await lookAround(project, scans, { ...MACHINE, proc: t.at('proc') });
  expect(held.size).toBe(0);
});
