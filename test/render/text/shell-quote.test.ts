import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesOfText } from '../../../src/core/lib/path-text.ts';
import { exportLine, variableName } from '../../../src/render/text/shell-quote.ts';
import { temporary } from '../../support/run.ts';

const HOSTILE = [
  '/plain/path',
  "/it's/here",
  '/two  spaces',
  '/new\nline',
  '/tab\there',
  '/"double"',
  '/$(touch pwned)/`touch pwned`/$HOME',
  '/back\\slash\\\\',
  '-rf',
  '/ends in newline\n',
  '/*?[a]~!#&;|<>(){}',
  '/ümläut/模型',
  '/not utf-8 \udcff\udcfe',
  '',
  '/typographic ‘quotes’ ‚‛',
];

/** What the shell itself says the variable holds, byte by byte. */
function readBack(shell: 'sh' | 'fish', path: string): Buffer {
  const script = Buffer.concat([bytesOfText(exportLine(shell, 'OUTPUTS_X', path)), Buffer.from('\nprintf %s "$OUTPUTS_X"\n')]);
  // A file, because fish cannot read a script from the socket that Node gives as standard input.
  using folder = temporary();
  const file = join(folder.path, 'script');
  writeFileSync(file, script);
  return spawnSync(shell, [...(shell === 'fish' ? ['--no-config'] : []), file], { env: { ...process.env, HOME: folder.path } })
    .stdout;
}

const hasFish = spawnSync('fish', ['--version']).error === undefined;

describe('exportLine', () => {
  it.each(HOSTILE)('sh reads %j back', (path) => expect(readBack('sh', path)).toEqual(bytesOfText(path)));

  it.skipIf(!hasFish).each(HOSTILE)('fish reads %j back', (path) => expect(readBack('fish', path)).toEqual(bytesOfText(path)));

  it.each([
    ["/it's", "set -gx OUTPUTS_X '/it\\'s'"],
    ['/back\\slash', "set -gx OUTPUTS_X '/back\\\\slash'"],
    ['/$(x)', "set -gx OUTPUTS_X '/$(x)'"],
  ])('fish is given %j quoted', (path, line) => expect(exportLine('fish', 'OUTPUTS_X', path)).toBe(line));

  it.each([
    ["/it's", "$env:OUTPUTS_X = '/it''s'"],
    ['/a’b', "$env:OUTPUTS_X = '/a’’b'"],
    ['/$(x)`n', "$env:OUTPUTS_X = '/$(x)`n'"],
  ])('PowerShell is given %j quoted', (path, line) => expect(exportLine('powershell', 'OUTPUTS_X', path)).toBe(line));
});

describe('variableName', () => {
  it.each([
    ['checkpoints', 'OUTPUTS_CHECKPOINTS'],
    ['tensor-board', 'OUTPUTS_TENSOR_BOARD'],
    ['été', 'OUTPUTS__T_'],
  ])('%s is %s', (name, variable) => expect(variableName(name)).toBe(variable));
});
