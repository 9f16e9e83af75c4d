import { describe, expect, it } from 'vitest';
import { type CommandLine, describeProgram } from '../../../src/cli/arguments/describe-commands.ts';
import { SOURCES } from '../../../src/cli/completion/from-disk.ts';
import { whatIsAsked } from '../../../src/cli/completion/what-is-asked.ts';

const program: CommandLine = await describeProgram('1.2.3');

/** `|` ends the line; the last word is the one at the cursor. */
function asked(line: string): unknown {
  const words = line.replace(/\|$/, '').split(' ');
  const { asked: what, typed, before } = whatIsAsked(program, words.slice(0, -1), words.at(-1) ?? '');
  return what === null ? null : what.what === 'value' ? [what.name, typed, before] : what.words.map(({ text }) => text);
}

const COMMANDS = [...program.commands.map(({ name }) => name)];
const SHELLS = ['sh', 'fish', 'powershell'];

describe('what stands at the cursor', () => {
  it.each<readonly [string, unknown]>([
    ['|', [...COMMANDS, 'help']],
    ['cl|', [...COMMANDS, 'help']],
    ['help |', COMMANDS],
    ['--json |', [...COMMANDS, 'help']],
    ['-C /x |', [...COMMANDS, 'help']],
    ['-C |', ['dir', '', '']],
    ['-C/x |', [...COMMANDS, 'help']],
    ['--project=/x |', [...COMMANDS, 'help']],
    ['--config a|', ['file', 'a', '']],
    ['--config=a|', ['file', 'a', '--config=']],
    ['clean |', ['sections', '', '']],
    ['clean --cache logs t|', ['sections', 't', '']],
    ['clean -- -|', ['sections', '-', '']],
    ['clean -nC |', ['dir', '', '']],
    ['clean -qn |', ['sections', '', '']],
    ['paths |', ['section', '', '']],
    ['paths logs |', null],
    ['paths --shell |', SHELLS],
    ['paths --shell=p|', SHELLS],
    ['paths --nonsense=p|', null],
    ['paths --explain=p|', ['', 'p', '--explain=']],
    ['nonsense |', null],
    ['prune-logs --older-than |', ['age', '', '']],
    ['undo |', ['operation', '', '']],
    ['undo x |', null],
    ['verify a b |', ['path', '', '']],
    ['completion |', ['bash', 'zsh', 'fish']],
  ])('%s', (line, expected) => expect(asked(line)).toEqual(expected));

  it('offers the flags of the command and the global ones, and no others', () => {
    const flags = asked('undo --|') as string[];
    expect(flags).toEqual(expect.arrayContaining(['--dry-run', '--list', '--wait', '--json', '--help']));
    expect(flags).not.toContain('--keep-last');
    expect(asked('-|')).not.toContain('--list');
  });

  it('keeps the values that say which project is meant', () => {
    const { given } = whatIsAsked(program, ['-C', '/a', 'pin', '--config=b.yaml', '--profile', 'ci'], '');
    expect([...given]).toEqual([
      ['--project', '/a'],
      ['--config', 'b.yaml'],
      ['--profile', 'ci'],
    ]);
  });
});

/** Words for values that nobody but the person knows. */
const ONLY_THEIRS = 'n k number time age size what when name field=value template revision rule metric format'.split(' ');

it('knows for every value of every command what completes it, or that nothing can', () => {
  const known = new Set([...Object.keys(SOURCES), ...ONLY_THEIRS]);
  const unknown = program.commands.flatMap(({ name, arguments: taken, flags }) =>
    [...taken.map((argument) => ({ ...argument, value: argument.name })), ...flags, ...program.flags]
      .filter(({ value, choices }) => value !== null && choices.length === 0 && !known.has(value))
      .map(({ value }) => `${name}: <${value}>`),
  );
  expect(unknown).toEqual([]);
});
