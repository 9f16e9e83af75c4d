// What the README shows and lists is what the program prints: the picture, the table of commands, the table of exit codes, the config.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/commands/index.ts';
import { EXIT_CODES } from '../src/cli/terminal/exit-code.ts';
import { makeSampleProject } from './fixtures/seed-project.js';
import { run, TERMINALS } from './support/context.ts';
import { outputs, temporary } from './support/run.ts';
import { writeConfig } from './support/write-config.ts';

const readme: string = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

/** The rows of the table whose first header cell is `first`. */
function tableAfter(first: string): readonly (readonly string[])[] {
  const lines = readme.slice(readme.indexOf(`| ${first} |`)).split('\n');
  const rows = lines.slice(
    2,
    lines.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** The fenced block that follows `opening`. */
function blockAfter(opening: string): string {
  const start = readme.indexOf(opening) + opening.length;
  return readme.slice(start, readme.indexOf('```', start));
}

describe('the README', () => {
  it('lists every command with its own summary', () => {
    expect(tableAfter('command')).toEqual(COMMANDS.map(({ name, summary }) => [`\`outputs ${name}\``, summary]));
  });

  it('lists every exit code with its own meaning', () => {
    expect(tableAfter('code')).toEqual(EXIT_CODES.map(({ code, meaning }) => [String(code), meaning]));
  });

  it('shows real output', async () => {
    using folder = temporary();
    const now = 1_790_000_000_000;
    makeSampleProject(folder.path, { now });
    const { stdout, code } = await run(['prune-checkpoints', '--keep-last', '2', '--dry-run'], {
      cwd: folder.path,
      terminals: TERMINALS,
      columns: 120,
      env: { NO_COLOR: '1', PATH: process.env['PATH'] ?? '' },
      now: BigInt(now) * 1_000_000n,
    });
    expect(code).toBe(0);
    // A plan's id names the very files, which are other ones each time.
    // The sample's large files are holes, which real ones are not.
    const picture = (text: string): string =>
      text.replace(/Plan [0-9a-f]{12}\.$/m, 'Plan 0123456789ab.').replace(/, of which [\d.]+ k?B on the disk/, '');
    const shown = blockAfter('```console\n$ outputs prune-checkpoints --keep-last 2 --dry-run\n');
    expect(picture(shown)).toBe(picture(stdout));
  });

  it('has exactly two commands for a fresh clone, which are scripts of this package', () => {
    const { scripts } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../package.json'), 'utf8'));
    const commands = [...readme.matchAll(/^npm ci && npm (?:run )?(\w+)$/gm)].map(([, script]) => script as string);
    expect(commands).toEqual(['demo', 'test']);
    for (const script of commands) expect(scripts).toHaveProperty(script);
  });

  it('shows a configuration that is one', () => {
    using folder = temporary();
    const block = blockAfter('```yaml\n');
    writeConfig(folder.path, `training: { checkpoint_dir: weights }\n${block}`);
    const ran = outputs(folder.path, ['paths', '--json']);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(ran.stdout).paths).toMatchObject({
      checkpoints: join(folder.path, 'weights'),
      tensorboard: join(folder.path, 'outputs/tb'),
    });
  });

  it('names only files that exist', () => {
    const linked = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path as string);
    expect(linked.length).toBeGreaterThan(4);
    for (const path of linked) expect(() => readFileSync(resolve(import.meta.dirname, '..', path)), path).not.toThrow(/ENOENT/);
  });
});
