import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../src/cli/arguments/parse-arguments.ts';
import { COMMANDS } from '../../../src/cli/commands/index.ts';
import { EXIT_CODES } from '../../../src/cli/terminal/exit-code.ts';
import { OutputsError } from '../../../src/core/lib/errors.ts';

const SCREEN = { version: '1.2.3', width: () => 80 };
const days = (n: number) => ({ years: 0, months: 0, days: n, seconds: 0 });

async function parsed(line: string): Promise<unknown> {
  const result = await parseArguments(line.split(' ').filter(Boolean), SCREEN);
  return result.to === 'run' ? [result.name, result.flags, result.globals] : result;
}

async function failure(argv: readonly string[]): Promise<OutputsError> {
  const error = await parseArguments(argv, SCREEN).catch((thrown: unknown) => thrown);
  if (!(error instanceof OutputsError)) throw new Error(`no error for ${argv.join(' ')}`);
  return error;
}

describe('argv becomes a command, its flags and the global ones', () => {
  it.each<readonly [string, unknown]>([
    ['paths', ['paths', {}, {}]],
    ['paths checkpoints', ['paths', { section: 'checkpoints' }, {}]],
    ['paths --shell fish', ['paths', { shell: 'fish' }, {}]],
    ['--json paths', ['paths', {}, { json: true }]],
    ['paths --json', ['paths', {}, { json: true }]],
    ['-C /a paths --config=b.yaml', ['paths', {}, { project: '/a', config: 'b.yaml' }]],
    ['--profile ci paths --profile production', ['paths', {}, { profile: 'production' }]],
    ['--no-color -qv paths', ['paths', {}, { color: false, quiet: true, verbose: true }]],
    ['clean', ['clean', { sections: [] }, {}]],
    ['clean --cache --logs tensorboard', ['clean', { sections: ['tensorboard'], cache: true, logs: true }, {}]],
    ['clean -nq --all', ['clean', { sections: [], dryRun: true, all: true }, { quiet: true }]],
    ['clean -yn --all', ['clean', { sections: [], dryRun: true, yes: true, all: true }, {}]],
    ['clean -- --strange', ['clean', { sections: ['--strange'] }, {}]],
    ['prune-logs --older-than 7d', ['prune-logs', { olderThan: days(7) }, {}]],
    ['prune-logs --older-than 7d --older-than 1mo', ['prune-logs', { olderThan: { ...days(0), months: 1 } }, {}]],
    ['prune-logs --keep-days 30 --trash', ['prune-logs', { keepDays: 30, trash: true }, {}]],
    [
      'prune-checkpoints --keep-last 3 --keep-best all --keep-every 10 --grace 10min',
      [
        'prune-checkpoints',
        { keepLast: 3, keepBest: 'all', keepEvery: { count: 10, unit: 'any' }, grace: { ...days(0), seconds: 600 } },
        {},
      ],
    ],
    ['prune-checkpoints --keep-last=0 --permanent', ['prune-checkpoints', { keepLast: 0, permanent: true }, {}]],
  ])('%s', async (line, expected) => expect(await parsed(line)).toEqual(expected));
});

describe('a wrong line is a usage error that says what is right', () => {
  it.each<readonly [string, RegExp]>([
    ['claen', /unknown command 'claen'.*clean/s],
    ['nonsense', /unknown command 'nonsense'.*--help/s],
    ['help claen', /unknown command 'claen'.*clean/s],
    ['clean --cach', /unknown option '--cach'.*--cache/s],
    ['paths --jsn', /unknown option '--jsn'.*--json/s],
    ['paths --exp', /unknown option '--exp'.*--explain/s],
    ['paths --zzz', /unknown option '--zzz'.*outputs paths --help/s],
    ['paths a b', /too many arguments/],
    ['paths --shell cmd', /'cmd' is invalid.*sh, fish, powershell/s],
    ['paths --shell sh --explain', /'--explain' cannot be used with option '--shell/],
    ['--profile prod paths', /--profile prod.*production/s],
    ['--profile', /argument missing/],
    ['clean --trash --permanent', /cannot be used with/],
    ['prune-logs --older-than 7', /--older-than 7: /],
    ['prune-logs --older-than -1d', /--older-than -1d: /],
    ['prune-logs --older-than 7m', /--older-than 7m: .*min.*mo/],
    ['prune-logs --keep-days 0', /--keep-days 0: /],
    ['prune-logs --keep-days 7.5', /--keep-days 7\.5: /],
    ['prune-logs --keep-days 7 --older-than 7d', /cannot be used with/],
    ['prune-checkpoints --keep-last -1', /--keep-last -1: expected a whole number from 0, or all/],
    ['prune-checkpoints --keep-daily -1', /--keep-daily -1: expected a whole number from 0, or all/],
    ['prune-checkpoints --keep-yearly 1.5', /--keep-yearly 1\.5: expected a whole number from 0, or all/],
    ['prune-checkpoints --keep-within -1d', /--keep-within -1d: expected a duration/],
    ['prune-checkpoints --keep-within 1m', /--keep-within 1m: .*write min or mo/],
    ['prune-checkpoints --keep-within-daily 3m', /--keep-within-daily 3m: .*write min or mo/],
    ['prune-checkpoints --keep-every 5batches', /--keep-every 5batches: expected a whole number from 1 .*1000steps/],
    ['prune-checkpoints --keep-every -5', /--keep-every -5: expected a whole number from 1/],
    ['prune-checkpoints --group-by host', /--group-by host: expected model,run, model, run or none/],
    ['prune-checkpoints --keep-wekly 3', /unknown option '--keep-wekly'.*--keep-weekly/s],
    ['prune-checkpoints --keep-last two', /--keep-last two: /],
    ['prune-checkpoints --keep-every 0', /--keep-every 0: expected a whole number from 1\b(?!,)/],
    ['prune-checkpoints --keep-every x', /--keep-every x: expected a whole number from 1\b(?!,)/],
    ['prune-logs --keep-days 7d', /--keep-days 7d: expected a whole number from 1\b(?!,)/],
    ['prune-checkpoints --keep-every all', /--keep-every all: /],
  ])('%s', async (line, says) => {
    const error = await failure(line.split(' '));
    expect(error.code).toBe('usage');
    expect(`${error.message}\n${error.hint ?? ''}`).toMatch(says);
  });

  it('never repeats hostile text as it is', async () => {
    for (const argv of [
      ['\u001b[2Jx'],
      ['clean', '--\u001b[2J'],
      ['paths', '--shell', '\n\u202e'],
      ['prune-logs', '--older-than', '\u0007'],
    ]) {
      const { message, hint = '' } = await failure(argv);
      expect(message + hint).not.toMatch(/[\u0000-\u001f\u202e]/);
    }
  });
});

describe('help and version', () => {
  it.each(['--help', '-h', 'help', 'paths --help', 'help paths', 'clean -h --cache', '--version', '-V', 'paths --version'])(
    '%s is printed on stdout',
    async (line) => {
      expect(await parsed(line)).toMatchObject({ to: 'print', on: 'stdout' });
    },
  );
  it('nothing at all shows the help on stderr', async () => {
    expect(await parsed('')).toMatchObject({ to: 'print', on: 'stderr', text: expect.stringContaining('Usage: outputs') });
    expect(await parsed('--json')).toMatchObject({ to: 'print', on: 'stderr' });
  });
  it('the version is one bare line', async () => expect(await parsed('-V')).toMatchObject({ text: '1.2.3\n' }));

  it('help lists the commands', async () =>
    expect(await parsed('--help')).toMatchInlineSnapshot(`
      {
        "on": "stdout",
        "text": "Usage: outputs <command> [options]

      Makes, names, shows, checks and prunes a project's outputs directory.

      Options:
        -V, --version        print the version
        --config <file>      use this configuration file
        -C, --project <dir>  work as if started in this folder
        --trust <path>       let sections lie in this place outside the project, for
                             this run
        --profile <profile>  use the sections of this profile: development,
                             production, ci
        --json               print one JSON document on stdout; errors as JSON on
                             stderr
        -q, --quiet          print nothing but errors
        -v, --verbose        list everything, however long
        --no-color           print without colour
        -h, --help           show this help

      Commands:
        init                 make the outputs directory as configured
        paths                print where everything is
        name                 print the path that something new should have
        parse                tell what names say
        env                  print what makes other programs write in there
        check                tell what is not named or placed as the conventions say
        status               show what is there: how much, where, how old
        clean                empty sections
        prune-logs           remove old log files
        prune-checkpoints    remove checkpoints that no rule keeps
        prune                remove what the rules of the config do not keep, in every
                             section
        pin                  say in the config that an entry stays
        unpin                take a pin out of the config again
        trust                say that a project may have places outside of it
        verify               check that checkpoints and models are whole
        promote              make a model of a checkpoint, with what is known of it
        compare              show the results of all models side by side
        doctor               find where scripts and configuration do not agree
        apply                carry out a plan that --dry-run saved
        undo                 put back what an operation moved to the trash
        redo                 do again what the last undo took back
        history              list what was done, and until when it can be undone
        schedule             have this machine prune by itself: a systemd timer, or a
                             crontab line
        completion           print what makes a shell complete command lines
        help [command]       show the help of a command
      ",
        "to": "print",
      }
    `));
  it('a command’s help has examples and exit codes', async () =>
    expect(await parsed('help clean')).toMatchInlineSnapshot(`
      {
        "on": "stdout",
        "text": "Usage: outputs clean [options] [sections...]

      empty sections

      Arguments:
        sections             names of sections to empty

      Options:
        --checkpoints        empty checkpoints
        --logs               empty logs
        --cache              empty cache
        --artifacts          empty artifacts
        --results            empty results
        --models             empty models
        --all                empty every section
        --trash              move what is emptied to the trash, the cache too; alone:
                             empty the trash itself
        --permanent          delete for good, so that the space is free at once
        -n, --dry-run        show what would happen and change nothing
        -y, --yes            do not ask before removing anything
        --wait <time>        wait so long for another operation to end, for example
                             30s
        --plan <file>        with --dry-run: save the plan in a new file, for outputs
                             apply
        -h, --help           show this help

      Global Options:
        -V, --version        print the version
        --config <file>      use this configuration file
        -C, --project <dir>  work as if started in this folder
        --trust <path>       let sections lie in this place outside the project, for
                             this run
        --profile <profile>  use the sections of this profile: development,
                             production, ci
        --json               print one JSON document on stdout; errors as JSON on
                             stderr
        -q, --quiet          print nothing but errors
        -v, --verbose        list everything, however long
        --no-color           print without colour

      Examples:
        outputs clean --cache          before retraining
        outputs clean --all --dry-run  what would go, what would stay, and why
        outputs clean --logs           asks, then moves them to the trash
        outputs clean results --yes    without being asked
        outputs clean --cache --trash  move to the trash instead of deleting
        outputs clean --trash          empty the trash for good, to free space
        outputs clean                  pick from a list (on a terminal)

      Exit codes:
          0  done, or nothing to do, or answered no
          2  wrong usage, or a broken configuration
          3  something could not be read, done or printed; the rest was done
          4  refused by a guard; nothing was touched
          5  another operation holds the lock
        130  interrupted (143 when terminated)
      ",
        "to": "print",
      }
    `));

  it.each(COMMANDS.map(({ name }) => name))(
    '%s: fits 80 columns, has examples, lists only exit codes of the table',
    async (name) => {
      const { text } = (await parsed(`help ${name}`)) as { text: string };
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
      expect(text).toMatch(/\nExamples:\n {2}\S/);
      const codes = [...text.slice(text.indexOf('Exit codes:')).matchAll(/^ +(\d+) {2}(.*)$/gm)].map(([, code, meaning]) => ({
        code: Number(code),
        meaning,
      }));
      expect(codes.length).toBeGreaterThan(1);
      for (const entry of codes) expect(EXIT_CODES).toContainEqual(entry);
    },
  );
});

describe('every command that changes something', () => {
  it('accepts -y', async () => {
    const changing: string[] = [];
    for (const { name, load } of COMMANDS) {
      const command = new Command(name);
      (await load()).define(command);
      const flags = command.options.map(({ short, long }) => `${short ?? ''} ${long ?? ''}`);
      if (!flags.includes('-n --dry-run')) continue;
      changing.push(name);
      expect(flags, name).toContain('-y --yes');
    }
    expect(changing).toEqual(
      expect.arrayContaining(['apply', 'clean', 'init', 'pin', 'promote', 'prune', 'schedule', 'undo', 'unpin']),
    );
  });
});
