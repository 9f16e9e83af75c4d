import { execFileSync } from 'node:child_process';
import { chownSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { collectExternalState } from '../../../../src/core/protection/read/external-state.ts';
import { scanSection } from '../../../../src/core/scan/scan-section.ts';
import type { PathText } from '../../../../src/core/types/primitives.ts';
import type { Project } from '../../../../src/core/types/project.ts';
import { MEANS } from '../../../support/git-means.ts';
import { projectAt, sectionAt } from '../../../support/section.ts';
import { snapshot, type Tree, type TreeSpec, tree } from '../../../support/tree.ts';

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
  return collectExternalState(project, scans, { ...MACHINE, env });
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
  const { pointedAt, held, unseenProcesses } = await collectExternalState(project, scans, MACHINE);
  const { dev, ino } = lstatSync(t.at('outputs/checkpoints/x'), { bigint: true });
  expect(pointedAt.get(`${dev}:${ino}`)).toBe(t.at('latest'));
  expect(held).toBeInstanceOf(Map);
  expect(unseenProcesses).toBeGreaterThanOrEqual(0);
});

test('processes are not asked about where nothing was found', async () => {
  using t = tree({ 'outputs/cache': { dir: true }, 'proc/7/cwd': { link: '/' } });
  const project = projectAt(t.root);
  const scans = project.sections.map((section) => scanSection(section));
  const { held } = await collectExternalState(project, scans, { ...MACHINE, proc: t.at('proc') });
  expect(held.size).toBe(0);
});

describe('names that differ only in the case of letters', () => {
  const both = { 'outputs/cache/RUN/X': '', 'outputs/cache/run/x': '' };

  test('are two on a disk that tells them apart', async () => {
    using t = repository(both, 'outputs/cache/RUN/X');
    expect([...(await look(projectAt(t.root))).tracked]).toEqual([t.at('outputs/cache/RUN/X')]);
  });

  test('are one where git was told so, in the way to the section too', async () => {
    using t = repository({ 'Outputs/cache/RUN/X': '', 'outputs/cache/run/x': '' }, 'Outputs/cache/RUN/X');
    expect([...(await look(projectAt(t.root))).tracked]).toEqual([]);
    git(t.root, 'config', 'core.ignorecase', 'true');
    expect([...(await look(projectAt(t.root))).tracked]).toEqual([t.at('outputs/cache/run/x')]);
  });

  test('are one in whatever Unicode form', async () => {
    using t = repository({ 'outputs/cache/\u00e9': '', 'outputs/cache/e\u0301': '' }, 'outputs/cache/\u00e9');
    git(t.root, 'config', 'core.ignorecase', 'true');
    expect([...(await look(projectAt(t.root))).tracked].sort()).toEqual(
      ['e\u0301', '\u00e9'].map((name) => t.at(`outputs/cache/${name}`)),
    );
  });
});

describe.skipIf(process.getuid?.() !== 0)('objects of another repository', () => {
  const OTHER = 65_534;

  /** `p` takes objects from `a`, and that from `b`. */
  function chain(): Tree {
    const t = tree({ 'p/outputs/cache/x': '', 'a/objects/info/alternates': '../../b/objects\n', 'b/objects/info/x': '' });
    git(t.at('p'), 'init', '-q');
    git(t.at('p'), 'add', '-f', 'outputs/cache/x');
    writeFileSync(t.at('p/.git/objects/info/alternates'), `# a word\n${t.at('a/objects')}\n`);
    return t;
  }

  test('are read', async () => {
    using t = chain();
    expect((await look(projectAt(t.at('p')))).tracked.size).toBe(1);
  });

  test.each(['a/objects', 'b/objects', 'p/.git/objects/info/alternates', 'a/objects/info/alternates'])(
    'are refused where %s belongs to somebody else, unless the project is trusted',
    async (path) => {
      using t = chain();
      chownSync(t.at(path), OTHER, OTHER);
      const project = projectAt(t.at('p'));
      await expect(look(project)).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining(`${t.at(path)} belongs to user ${OTHER}`),
        hint: expect.stringContaining('outputs trust'),
      });
      expect((await look({ ...project, trust: { ...project.trust, project: true } })).tracked.size).toBe(1);
    },
  );

  test('are believed for a look where a group shares them with us, and only those', async () => {
    using t = chain();
    const GROUP = 4_244;
    for (const path of ['p', 'a/objects', 'b/objects']) {
      execFileSync('chown', ['-R', `${OTHER}:${GROUP}`, t.at(path)]);
      execFileSync('chmod', ['2775', t.at(path)]);
    }
    const project = { ...projectAt(t.at('p')), looksAs: [GROUP] };
    expect((await look(project)).tracked.size).toBe(1);
    chownSync(t.at('b/objects'), OTHER, OTHER);
    await expect(look(project)).rejects.toThrow('b/objects belongs to user');
  });

  test('are refused behind a link to what belongs to somebody else', async () => {
    using t = chain();
    rmSync(t.at('p/.git/objects/info/alternates'));
    execFileSync('mv', [t.at('p/.git/objects'), t.at('objects')]);
    symlinkSync(t.at('objects'), t.at('p/.git/objects'));
    chownSync(t.at('objects'), OTHER, OTHER);
    await expect(look(projectAt(t.at('p')))).rejects.toThrow('objects belongs to user');
  });

  test.each(['way', 'first'])("are refused where another user's link leads to them, though they are ours (%s)", async (named) => {
    using t = chain();
    symlinkSync(t.at('a'), t.at('way'));
    symlinkSync('way', t.at('first'));
    execFileSync('chown', ['-h', `${OTHER}:${OTHER}`, t.at('way')]);
    writeFileSync(t.at('p/.git/objects/info/alternates'), `${t.at(named)}/objects\n`);
    await expect(look(projectAt(t.at('p')))).rejects.toThrow(`${t.at('way')} belongs to user ${OTHER}`);
  });

  test('that name each other in a circle, a pipe, or a chain without end hold nothing up', async () => {
    using t = chain();
    writeFileSync(t.at('b/objects/info/alternates'), '../../a/objects\n');
    await expect(look(projectAt(t.at('p')))).resolves.toBeDefined();
    rmSync(t.at('b/objects/info/alternates'));
    execFileSync('mkfifo', [t.at('b/objects/info/alternates')]);
    await expect(look(projectAt(t.at('p')))).rejects.toThrow('b/objects/info/alternates cannot be read');
    rmSync(t.at('b/objects/info/alternates'));
    for (let n = 0; n < 9; n++) {
      mkdirSync(t.at(`b${n}/objects/info`), { recursive: true });
      writeFileSync(t.at(`b${n === 0 ? '' : n - 1}/objects/info/alternates`), `../../b${n}/objects\n`);
    }
    await expect(look(projectAt(t.at('p')))).rejects.toThrow('too many other folders of objects');
  });
});
