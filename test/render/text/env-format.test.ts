// What each reader itself says a variable holds.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOfText } from '../../../src/core/lib/path-text.ts';
import { assignment, cannotHold, removal } from '../../../src/render/text/env-format.ts';
import { fc } from '../../support/properties.ts';
import { temporary } from '../../support/run.ts';

const NASTY = [
  ...'/ab\'"$`\\ \t\n#=!~*?[]{}()<>|&;%^@:,',
  ...['${HOME}', '$HOME', '$(id)', "'\\''", '\\\\', '\\n', 'EOF', '\nEOF', ' #', '‘', '’', 'ü', '模', '\r'],
];
const value = fc.array(fc.constantFrom(...NASTY), { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);
/** Two hundred at once: a shell takes longer to start than to read them. */
const values = fc.uniqueArray(value, { minLength: 200, maxLength: 200 });

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;
/** Debian's first: its packages are not those of whatever Python comes before it on the PATH. */
const python = ['/usr/bin/python3', 'python3'].find((each) => spawnSync(each, ['-c', 'import dotenv']).status === 0);
/** Skipping is only for machines of people. */
const skip = (there: boolean): boolean => !there && process.env['CI'] === undefined;
const SHELLS = ['sh', 'bash', 'zsh', 'fish'].filter((shell) => !skip(shell === 'sh' || has(shell)));

function readByShell(shell: string, lines: readonly string[]): readonly string[] {
  using folder = temporary();
  const prints = lines.map((_, index) => `printf '%s\\0' "$V${index}"`);
  const file = join(folder.path, 'script');
  writeFileSync(file, bytesOfText([...lines, ...prints, ''].join('\n')));
  const options = shell === 'fish' ? ['--no-config'] : shell === 'zsh' ? ['-f'] : [];
  const { stdout } = spawnSync(shell, [...options, file], { env: { PATH: process.env['PATH'], HOME: '/h' } });
  return stdout.toString('utf8').split('\0').slice(0, -1);
}

describe('shells', () => {
  it.each(SHELLS)('%s reads every value back', (shell) => {
    const format = shell === 'fish' ? 'fish' : 'sh';
    const [all = []] = fc.sample(values, 1);
    expect(
      readByShell(
        shell,
        all.map((each, index) => assignment(format, `V${index}`, each)),
      ),
    ).toEqual(all);
  });
  it.each(SHELLS)('%s takes them out again', (shell) => {
    const format = shell === 'fish' ? 'fish' : 'sh';
    const out = removal(format, 'V0') ?? '';
    expect(readByShell(shell, [`${assignment(format, 'V0', '/x')}\n${out}\n${out}`])).toEqual(['']);
  });
});

describe('dotenv files', () => {
  it('are read alike by sh, or refused', () => {
    const [all = []] = fc.sample(values, 1);
    const fit = all.filter((each) => cannotHold('dotenv', each) === null);
    expect(fit.length).toBeGreaterThan(50);
    const lines = fit.map((each, index) => assignment('dotenv', `V${index}`, each));
    expect(readByShell('sh', lines)).toEqual(fit);
  });
  it.skipIf(skip(python !== undefined))('are read alike by python-dotenv', () => {
    const [all = []] = fc.sample(values, 1);
    const fit = all.filter((each) => cannotHold('dotenv', each) === null);
    const lines = fit.map((each, index) => assignment('dotenv', `V${index}`, each));
    using folder = temporary();
    writeFileSync(join(folder.path, 'env'), `${lines.join('\n')}\n`);
    const code = 'import dotenv, json, sys; print(json.dumps(list(dotenv.dotenv_values(sys.argv[1]).values())))';
    const { stdout } = spawnSync(python ?? 'python3', ['-c', code, join(folder.path, 'env')], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual(fit);
  });
  it.each(['/${HOME}', '/a\\\\b', '/ends\\', "/both'$x", '/cr\r', '/\udcff'])('cannot hold %j', (each) =>
    expect(cannotHold('dotenv', each)).not.toBeNull(),
  );
  it.each(["/it's", '/$HOME', '/two words', '/a#b', '/a\nb'])('can hold %j', (each) =>
    expect(cannotHold('dotenv', each)).toBeNull(),
  );
});

/** docker/cli, pkg/kvfile: per line, white space in front and comments are dropped, and the first `=` ends the name. */
function readByDocker(text: string): readonly (readonly [string, string])[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const bare = line.trimStart();
    const at = bare.indexOf('=');
    return bare === '' || bare.startsWith('#') ? [] : [[bare.slice(0, at), bare.slice(at + 1)] as const];
  });
}

/** actions/runner, FileCommandManager: `NAME=value`, or `NAME<<END`, lines, `END`. */
function readByGithub(text: string): readonly (readonly [string, string])[] {
  const lines = text.split('\n').slice(0, -1);
  const found: [string, string][] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')];
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) found.push([line.slice(0, equals), line.slice(equals + 1)]);
    else {
      const end = lines.indexOf(line.slice(heredoc + 2), at + 1);
      found.push([line.slice(0, heredoc), lines.slice(at + 1, end).join('\n')]);
      at = end;
    }
  }
  return found;
}

describe('files of Docker and GitHub', () => {
  it.each([
    ['docker', readByDocker],
    ['github', readByGithub],
  ] as const)('%s reads every value back by its rule, or is not given it', (format, read) => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 8 }), (all) => {
        const fit = all.filter((each) => cannotHold(format, each) === null);
        const text = fit.map((each, index) => `${assignment(format, `V${index}`, each)}\n`).join('');
        expect(read(text)).toEqual(fit.map((each, index) => [`V${index}`, each]));
      }),
    );
  });
  it('refuses only what cannot be said', () => {
    expect(cannotHold('docker', '/a\nb')).toBe('it holds a line end');
    expect(cannotHold('github', '/a\nb')).toBeNull();
    expect(cannotHold('docker', `/it's "$HOME" #`)).toBeNull();
  });
});

describe('PowerShell', () => {
  it('reads a value back by its rule: in single quotes only single quotes, typographic ones too, are special', () => {
    fc.assert(
      fc.property(value, (each) => {
        const [, quoted = ''] = /^\$env:V = '(.*)'$/s.exec(assignment('powershell', 'V', each)) ?? [];
        expect(quoted.replace(/(['\u2018-\u201b])\1/g, '')).not.toMatch(/['\u2018-\u201b]/);
        expect(quoted.replace(/(['\u2018-\u201b])\1/g, '$1')).toBe(each);
      }),
    );
  });
});
