// `outputs init` on real folders: what it creates, what it leaves alone, and what it refuses.
// Covers: src/core/init/default-config-block.ts, src/core/init/plan-init.ts, src/core/init/read/init-facts.ts

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { sampleProject, temporary } from '../../support/run.ts';
import { snapshot, tree } from '../../support/tree.ts';

const readText = (...path: readonly string[]): string => readFileSync(join(...path), 'utf8');
const pathsOf = async (project: string): Promise<unknown> =>
  JSON.parse((await outputs(project, ['paths', '--json'])).stdout).paths;

/** In this process, so that coverage sees it; `four-uses.test.ts` spawns the real command. */
async function outputs(cwd: string, args: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await run(args, { cwd, env: { PATH: process.env['PATH'] ?? '' } });
  return { status: code, stdout, stderr };
}

const repository = (path: string): void => {
  execFileSync('git', ['init', '--quiet'], { cwd: path });
};

/** Runs it twice: the second time must find nothing to do and change nothing. */
async function initTwice(project: string, ...args: readonly string[]): Promise<void> {
  const first = await outputs(project, ['init', ...args]);
  expect(first).toMatchObject({ status: 0 });
  const before = snapshot(project);
  const second = await outputs(project, ['init', ...args]);
  expect(second).toMatchObject({ status: 0 });
  expect(second.stdout).toMatch(/nothing to do/i);
  expect(snapshot(project)).toEqual(before);
}

describe('init in an empty folder', () => {
  it('makes empty sections, a README, an ignore rule and a config that changes nothing', async () => {
    using folder = temporary();
    repository(folder.path);
    const before = await pathsOf(folder.path);
    await initTwice(folder.path);
    expect(readdirSync(join(folder.path, 'outputs')).sort()).toEqual(
      ['.trash', 'README.md', 'artifacts', 'cache', 'checkpoints', 'logs', 'models', 'results'].sort(),
    );
    // Accelerate, NeMo and Flax take whatever lies in checkpoints/ for a checkpoint.
    expect(readdirSync(join(folder.path, 'outputs/checkpoints'))).toEqual([]);
    expect(await pathsOf(folder.path)).toEqual(before);
    const ignored = execFileSync('git', ['check-ignore', 'outputs/checkpoints/x.pth'], { cwd: folder.path });
    expect(ignored.toString()).toBe('outputs/checkpoints/x.pth\n');
  });

  it('makes only what the profile needs', async () => {
    using folder = temporary();
    await initTwice(folder.path, '--profile', 'production');
    expect(readdirSync(join(folder.path, 'outputs')).sort()).toEqual(['.trash', 'README.md', 'models', 'results']);
  });

  it('writes what it did as JSON', async () => {
    using folder = temporary();
    const { stdout } = await outputs(folder.path, ['init', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, command: 'init', dryRun: false });
  });
});

describe('outputs/README.md', () => {
  it('follows the configuration until somebody edits it', async () => {
    using folder = temporary();
    const readme = join(folder.path, 'outputs/README.md');
    const config = join(folder.path, 'configs/project_config.yaml');
    await initTwice(folder.path);
    writeFileSync(config, 'outputs: { sections: { models: { path: production } } }\n');
    await initTwice(folder.path);
    expect(readText(readme)).toContain('outputs/production');
    writeFileSync(readme, `${readText(readme)}\nour own words\n`);
    writeFileSync(config, 'outputs: { sections: { models: { path: elsewhere } } }\n');
    await initTwice(folder.path);
    expect(readText(readme)).toContain('our own words');
    expect(readText(readme)).not.toContain('elsewhere');
  });

  it('stays Vietnamese once it is', async () => {
    using folder = temporary();
    await initTwice(folder.path, '--lang', 'vi');
    await initTwice(folder.path);
    expect(readText(folder.path, 'outputs/README.md')).toContain('Quy ước đặt tên');
  });
});

describe('what outputs/README.md says about git', () => {
  const IGNORED = 'All of `outputs/` is ignored';
  const said = (project: string): string => readText(project, 'outputs/README.md').split('## Git\n\n')[1] ?? '';

  it('that all is ignored, where the rule is written or in force', async () => {
    using folder = temporary();
    repository(folder.path);
    await initTwice(folder.path);
    expect(said(folder.path)).toContain(IGNORED);
    using other = temporary();
    repository(other.path);
    writeFileSync(join(other.path, '.git/info/exclude'), 'outputs\n');
    await initTwice(other.path);
    expect(said(other.path)).toContain(IGNORED);
  });

  it.each<[string, (path: string) => void]>([
    ['a link', (path) => symlinkSync('shared', path)],
    [
      'a file with a second name',
      (path) => {
        writeFileSync(path, '*.pyc\n');
        linkSync(path, `${path}.kept`);
      },
    ],
    ['undone by a later line', (path) => writeFileSync(path, `${BLOCK}\n!/outputs/\n`)],
  ])('what to add, where .gitignore is %s', async (_, make) => {
    using folder = temporary();
    repository(folder.path);
    writeFileSync(join(folder.path, 'shared'), '*.pyc\n');
    make(join(folder.path, '.gitignore'));
    const before = readText(folder.path, '.gitignore');
    await initTwice(folder.path);
    expect(said(folder.path)).toMatch(/^`outputs\/` is not ignored by git: add the line `\/outputs\/`/);
    expect(readText(folder.path, '.gitignore')).toBe(before);
    const again = await outputs(folder.path, ['init']);
    expect(again.stdout).not.toContain('everything is in place');
    expect(again.stderr).toContain('.gitignore');
    // In force at last: the document follows.
    writeFileSync(join(folder.path, '.git/info/exclude'), 'outputs/\n');
    if (!before.includes('!')) {
      await initTwice(folder.path);
      expect(said(folder.path)).toContain(IGNORED);
    }
  });

  it.skipIf(process.getuid?.() !== 0)('what to add, where .gitignore is of another group than a new one would be', async () => {
    using folder = temporary();
    repository(folder.path);
    const gitignore = join(folder.path, '.gitignore');
    writeFileSync(gitignore, '*.pyc\n');
    chownSync(gitignore, 0, 12_345);
    await initTwice(folder.path);
    expect(said(folder.path)).toContain('is not ignored by git');
    expect((await outputs(folder.path, ['init'])).stderr).toMatch(/\.gitignore is left alone: it belongs to another group/);
    chownSync(folder.path, 0, 12_345);
    chmodSync(folder.path, 0o2755);
    await initTwice(folder.path);
    expect(said(folder.path)).toContain(IGNORED);
    expect(lstatSync(gitignore).gid).toBe(12_345);
  });

  it('nothing of the project’s own, where the outputs lie outside', async () => {
    using folder = temporary();
    using elsewhere = temporary();
    mkdirSync(join(folder.path, 'configs'));
    const out = join(elsewhere.path, 'out');
    const config = `outputs: { root: ${JSON.stringify(out)} }\n`;
    writeFileSync(join(folder.path, 'configs/project_config.yaml'), config);
    repository(folder.path);
    await initTwice(folder.path, '--trust', out);
    expect(readText(out, 'README.md').split('## Git\n\n')[1]).toMatch(
      /lies outside this project, where its `\.gitignore` does not reach/,
    );
    expect(existsSync(join(folder.path, '.gitignore'))).toBe(false);
  });
});

const BLOCK = '# >>> outputs (written by `outputs init`)\n/outputs/\n# <<< outputs';

describe('the ignore rule', () => {
  const RULE = '/outputs/';

  it.each([
    ['a file without a final newline', '*.pyc', '\n'],
    ['a file with CRLF', '*.pyc\r\n*.swp\r\n', '\r\n'],
  ])('is appended to %s, every earlier byte kept', async (_, before, newline) => {
    using folder = temporary();
    repository(folder.path);
    const file = join(folder.path, '.gitignore');
    writeFileSync(file, before);
    chmodSync(file, 0o664);
    await initTwice(folder.path);
    const after = readText(file);
    expect(after.startsWith(before)).toBe(true);
    expect(after.split(newline)).toContain(RULE);
    expect(lstatSync(file).mode & 0o777).toBe(0o664);
  });

  it('is not added where git ignores the folder by any means', async () => {
    using folder = temporary();
    repository(folder.path);
    writeFileSync(join(folder.path, '.git/info/exclude'), 'outputs/*\n!outputs/README.md\n');
    await initTwice(folder.path);
    expect(existsSync(join(folder.path, '.gitignore'))).toBe(false);
  });

  it('is never written through a link', async () => {
    using folder = temporary();
    using elsewhere = temporary();
    repository(folder.path);
    writeFileSync(join(elsewhere.path, 'shared'), '*.pyc\n');
    symlinkSync(join(elsewhere.path, 'shared'), join(folder.path, '.gitignore'));
    const ran = await outputs(folder.path, ['init']);
    expect(ran.stderr).toContain('symbolic link');
    expect(readText(elsewhere.path, 'shared')).toBe('*.pyc\n');
  });

  it('also covers a section that lies elsewhere in the project', async () => {
    using folder = temporary();
    repository(folder.path);
    mkdirSync(join(folder.path, 'configs'));
    writeFileSync(join(folder.path, 'configs/project_config.yaml'), 'training: { checkpoint_dir: weights }\n');
    await initTwice(folder.path);
    expect(readText(folder.path, '.gitignore').split('\n')).toEqual(expect.arrayContaining(['/outputs/', '/weights/']));
  });
});

describe('--write-config', () => {
  it('appends a block that changes no path, every earlier byte kept', async () => {
    using project = sampleProject();
    const config = join(project.path, 'configs/project_config.yaml');
    const [text, paths] = [readText(config), await pathsOf(project.path)];
    await initTwice(project.path, '--write-config');
    expect(readText(config).startsWith(text)).toBe(true);
    expect(readText(config)).toContain('"${training.checkpoint_dir}"');
    expect(await pathsOf(project.path)).toEqual(paths);
  });

  it.each([
    ['CRLF', 'a: 1\r\ntraining: { checkpoint_dir: weights }\r\n'],
    ['absolute and spaced paths', 'paths: { logs: "/var/tmp/my logs", output_dir: out, models: out/m }\n'],
    ['nothing but a comment', '# empty\n'],
    ['a block scalar at the end', 'notes: |\n  last line\n'],
    ['no final newline', 'a: 1\ntraining: { checkpoint_dir: weights }'],
  ])('works on a config with %s', async (_, text) => {
    using project = temporary();
    mkdirSync(join(project.path, 'configs'));
    const config = join(project.path, 'configs/project_config.yaml');
    writeFileSync(config, text);
    const paths = await pathsOf(project.path);
    await outputs(project.path, ['init', '--write-config']);
    expect(readText(config).startsWith(text)).toBe(true);
    if (!text.includes('/var/tmp')) expect(readText(config)).toContain('outputs:');
    expect(await pathsOf(project.path)).toEqual(paths);
  });

  // Of a block scalar the last newlines belong to the value; PyYAML takes it without one where the file has none.
  it.each(['{a: 1}\n', 'a: 1\n...\n', 'notes: |+\n  last line\n', 'notes: |+\n  last line\n\n', 'notes: |\n  last line'])(
    'says so where nothing can be appended without changing something: %j',
    async (text) => {
      using project = temporary();
      mkdirSync(join(project.path, 'configs'));
      writeFileSync(join(project.path, 'configs/project_config.yaml'), text);
      const ran = await outputs(project.path, ['init', '--write-config']);
      expect(ran.stderr).toContain('by hand');
      expect(readText(project.path, 'configs/project_config.yaml')).toBe(text);
      expect((await outputs(project.path, ['init', '--write-config'])).stdout).not.toContain('everything is in place');
    },
  );
});

describe('a folder that is too wide for a project', () => {
  const initIn = (cwd: string, home: string | undefined, ...flags: string[]) =>
    run(['init', ...flags], { cwd, ...(home !== undefined && { home }), env: { PATH: process.env['PATH'] ?? '' } });
  it('a home, and what holds one', async () => {
    using place = tree({ 'people/me/work/a.py': 'x' });
    const home = place.at('people/me');
    for (const folder of [home, place.at('people')])
      expect(await initIn(folder, home), folder).toMatchObject({
        code: 4,
        stdout: '',
        stderr: expect.stringContaining('outputs init --here'),
      });
    expect(existsSync(place.at('people/me/outputs'))).toBe(false);
    expect(await initIn(place.at('people/me/work'), home)).toMatchObject({ code: 0 });
    expect(await initIn(place.at('people/me/work'), home)).toMatchObject({ code: 0 });
  });
  it('the root of the disk', async () => {
    expect(await initIn('/', undefined, '--dry-run')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('the root of the whole disk'),
    });
  });
  it.each(['configs/project_config.yaml', 'project_config.yaml'])('above another project, known by its %s', async (config) => {
    using place = tree({ [`work/deep/one/${config}`]: 'outputs: {}\n', 'work/.hidden/project_config.yaml': 'a: 1\n' });
    expect(await initIn(place.at('work'), undefined)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining(`deep/one/${config}`),
    });
    expect(await initIn(place.at('work'), undefined, '--here')).toMatchObject({ code: 0 });
    // The folder has a configuration now, so init needs no flag.
    expect(await initIn(place.at('work'), undefined)).toMatchObject({ code: 0 });
  });
});
