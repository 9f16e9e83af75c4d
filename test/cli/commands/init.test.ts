import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { sampleProject, temporary } from '../../support/run.ts';
import { snapshot } from '../../support/tree.ts';

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
      ['README.md', 'artifacts', 'cache', 'checkpoints', 'logs', 'models', 'results'].sort(),
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
    expect(readdirSync(join(folder.path, 'outputs')).sort()).toEqual(['README.md', 'models', 'results']);
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
    ['a block scalar at the end', 'notes: |\n  last line'],
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

  it('says so where nothing can be appended', async () => {
    using project = temporary();
    mkdirSync(join(project.path, 'configs'));
    writeFileSync(join(project.path, 'configs/project_config.yaml'), '{a: 1}\n');
    const ran = await outputs(project.path, ['init', '--write-config']);
    expect(ran.stderr).toContain('by hand');
    expect(readText(project.path, 'configs/project_config.yaml')).toBe('{a: 1}\n');
  });
});
