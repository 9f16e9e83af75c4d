// The man page outputs(1), as roff, of what the program says of itself.

import type { Argument, CommandDescription, CommandLine, Flag } from './describe-commands.ts';

/** The source of `outputs.1`, in the macros of man(7). `date`: of the build, `2026-11-23`. */
export function manPage(program: CommandLine, date: string): string {
  const { name, version, description, flags, commands, exits } = program;
  const lines = [
    `.\\" Made by the build of what ${name} --help knows.`,
    `.TH ${name.toUpperCase()} 1 ${date} ${quoted(`${name} ${version}`)} "User Commands"`,
    '.SH NAME',
    `${text(name)} \\- ${text(lowerFirst(description).replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    `.B ${text(name)}`,
    '.I command',
    '.RI [ options ]',
    '.SH DESCRIPTION',
    text(description),
    'Each command is described below, with examples and the exit codes that it can end with.',
    '.SH OPTIONS',
    'Accepted before and after every command.',
    ...flags.flatMap(flagLines),
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandLines(name, command)),
    '.SH EXIT STATUS',
    ...exits.flatMap(({ code, meaning }) => item(bold(String(code)), meaning)),
    '.SH FILES',
    ...item(
      italic('configs/project_config.yaml'),
      'The configuration, in the block outputs: beside what belongs to other programs.',
    ),
    ...item(italic('outputs/.trash'), 'What was removed and can still be put back.'),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(program: string, { name, summary, arguments: taken, flags, examples, exits }: CommandDescription) {
  const usage = [program, name, '[options]', ...taken.map(argumentText)].join(' ');
  return [
    `.SS ${quoted(usage)}`,
    text(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`),
    ...taken.flatMap((argument) => item(italic(argument.name), described(argument))),
    ...flags.flatMap(flagLines),
    '.PP',
    'Examples:',
    ...examples.flatMap(([line, what]) => ['.PP', '.RS 4', '.nf', bold(line), '.fi', text(what), '.RE']),
    '.PP',
    text(`Exit codes: ${exits.join(', ')}.`),
  ];
}

function argumentText({ name, required, variadic }: Argument): string {
  const word = variadic ? `${name}...` : name;
  return required ? `<${word}>` : `[${word}]`;
}

function flagLines(flag: Flag): readonly string[] {
  const names = flag.short === null ? [flag.long] : [flag.short, flag.long];
  return item(names.map(bold).join(', ') + (flag.value === null ? '' : ` ${italic(flag.value)}`), described(flag));
}

// With escapes, not the macros .B and .I: those would take quotes out of the words.
function bold(words: string): string {
  return `\\fB${text(words)}\\fR`;
}

function italic(words: string): string {
  return `\\fI${text(words)}\\fR`;
}

function described({ description, choices }: Pick<Flag, 'description' | 'choices'>): string {
  return choices.length === 0 ? description : `${description} (${choices.join(', ')})`;
}

function item(head: string, body: string): readonly string[] {
  return ['.TP', head, text(body)];
}

/** An argument of a macro. */
function quoted(words: string): string {
  return `"${text(words).replaceAll('"', '\\(dq')}"`;
}

/** Words as they are: no line begins with a request, a hyphen can be copied, and what is not ASCII does not hang on the reader's locale. */
function text(words: string): string {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(
      /[^\u0000-\u007f]/gu,
      (character) => `\\[u${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/^[.']/, '\\&$&');
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
