// The built man page in the programs that people read man pages with.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeProgram } from '../../../src/cli/arguments/describe-commands.ts';
import { manPage } from '../../../src/cli/arguments/man-page.ts';
import { COMMANDS } from '../../../src/cli/commands/index.ts';

const root: string = resolve(import.meta.dirname, '../../..');
const page: string = resolve(root, 'dist/man/outputs.1');
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

it.runIf(process.env['CI'])('CI has man and mandoc', () => {
  expect(has('man')).toBe(true);
  expect(has('mandoc')).toBe(true);
});

describe('the man page', () => {
  it('is the one of this program, and the package installs it', async () => {
    const { version, man, files } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
    const built = readFileSync(page, 'utf8');
    const date = /^\.TH OUTPUTS 1 (\d{4}-\d{2}-\d{2}) /m.exec(built)?.[1] ?? '';
    expect(built).toBe(manPage(await describeProgram(version), date));
    expect(man.map((file: string) => resolve(root, file))).toEqual([page]);
    expect(files).toContain('dist');
  });

  it.skipIf(!has('mandoc'))('has nothing for mandoc to complain of', () => {
    const { status, stdout, stderr } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', page], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it.skipIf(!has('man'))('says in man every command, every flag, every example and every exit code', async () => {
    const { status, stdout, stderr } = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', page], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], MANWIDTH: '1000', LC_ALL: 'C.UTF-8' },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const shown = stdout.replace(/\s+/g, ' ');
    const program = await describeProgram('');
    expect(program.commands.map(({ name }) => name)).toEqual(COMMANDS.map(({ name }) => name));
    for (const { name, summary, flags, examples } of program.commands) {
      expect(shown).toContain(`outputs ${name} [options]`);
      expect(shown.toLowerCase()).toContain(`${summary.toLowerCase()}.`);
      for (const { long, short, description } of flags) {
        expect(shown).toContain(short === null ? long : `${short}, ${long}`);
        expect(shown).toContain(description.replace(/\s+/g, ' '));
      }
      for (const [line, what] of examples) {
        expect(shown).toContain(line.replace(/\s+/g, ' '));
        expect(shown).toContain(what);
      }
    }
    for (const { code, meaning } of program.exits) expect(shown).toContain(`${code} ${meaning}`);
  });
});
