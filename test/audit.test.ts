// Every command under strace: a dry run changes nothing at all, and a real run changes only what lies below a held directory, with
// nothing but the calls that were thought about.

import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/cli/commands/index.ts';
import { canTrace } from './support/child.ts';
import { CRON_ENV, command } from './support/run.ts';
import { snapshot, type Tree, type TreeSpec, tree } from './support/tree.ts';

const SPEC: TreeSpec = {
  'project/outputs/checkpoints/u_epoch_1.pth': { bytes: 9, age: '9d' },
  'project/outputs/checkpoints/u_epoch_2.pth': { bytes: 9, age: '9d' },
  'project/outputs/checkpoints/u_epoch_3.pth': { bytes: 9, age: '9d' },
  'project/outputs/artifacts/run/a': { bytes: 9, age: '9d' },
  'project/outputs/artifacts/link': { link: '../../../outside' },
  'project/outputs/cache/run/a': { bytes: 9, age: '9d' },
  'project/outputs/cache/file': { bytes: 9, age: '9d' },
  'project/outputs/logs/a.log': { bytes: 9, age: '9d' },
  'project/configs/project_config.yaml': { text: 'outputs: {}\n', age: '9d' },
  'project/.gitignore': { text: 'x\n', age: '9d' },
  'project/outputs/checkpoints/UNet-epoch_07.pt': { bytes: 9, age: '9d' },
  'outside-folder': { dir: true },
  outside: { text: 'precious', age: '9d' },
};

const PRUNE = ['prune-checkpoints', '--yes'];

const FIX = ['check', '--fix', '--yes'];
const PIN = ['pin', 'checkpoints/u_epoch_1.pth'];
const PROMOTE = ['promote', 'outputs/checkpoints/u_epoch_3.pth', '--accept-unknown'];

const WITHOUT_DRY_RUN: ReadonlySet<string> = new Set(['name']);

type Line = [args: readonly string[], before: readonly (readonly string[])[], code?: number];

/** The command, what is done before it, and its exit code where that is not 0. */
const CHANGING: Line[] = [
  [['init'], []],
  [['name', 'result', '--model', 'u', '--mkdir'], []],
  [PIN, []],
  [['unpin', 'checkpoints/u_epoch_1.pth'], [PIN]],
  [PROMOTE, []],
  [['undo'], [PROMOTE]],
  [
    ['redo', '--yes'],
    [PROMOTE, ['undo']],
  ],
  [FIX, [], 1],
  [['undo'], [FIX]],
  [
    ['redo', '--yes'],
    [FIX, ['undo']],
  ],
  [['trust'], []],
  [['trust', '../outside-folder'], []],
  [['trust', '--remove'], [['trust']]],
  [['prune', '--yes'], []],
  [PRUNE, []],
  [[...PRUNE, '--permanent'], []],
  [['prune-logs'], []],
  [['prune-logs', '--quiet'], []],
  [['clean', '--all', '--yes'], []],
  [['undo'], [PRUNE]],
  [
    ['redo', '--yes'],
    [PRUNE, ['undo']],
  ],
  [['clean', '--trash', '--yes'], [PRUNE]],
  [['apply', '../plan.jsonl', '--yes'], [['prune-checkpoints', '-n', '--plan', '../plan.jsonl']]],
];

const LOOKS: [args: readonly string[], code?: number][] = [
  [['paths']],
  [['paths', '--shell', 'sh']],
  [['history']],
  [['status']],
  [['name', 'log']],
  [['parse', 'u_epoch_1.pth']],
  [['env']],
  [['env', '--explain']],
  [['check'], 1],
  [['check', '--skip', 'bad-name']],
  [['compare']],
  [['doctor']],
  [['undo', '--list']],
  [['verify']],
  [['verify', 'u_epoch_3.pth']],
  [['verify', '--deep', '..']],
  [['prune-checkpoints', '--simulate']],
  [['trust', '--list']],
  [['completion', 'bash']],
  [['completion', 'zsh']],
  [['completion', 'fish']],
  [['__complete', 'zsh', 'outputs', 'pin', '']],
  [['schedule', '--cron']],
];

const CHANGES =
  /^(?:mkdir|rename|unlink|rmdir|link|symlink|mknod|creat|truncate|ftruncate|fallocate|chmod|fchmod|chown|fchown|lchown|utime|setxattr|removexattr)/;
/** Never, by nobody. */
const FORBIDDEN =
  /^(?:chmod|fchmod|fchmodat|chown|fchown|lchown|fchownat|truncate|ftruncate|utime|utimes|utimensat|futimesat|mknod|setxattr|lsetxattr|fsetxattr|removexattr)\w*\(/;
/** By descriptor, or from the working directory, which is only ever entered by one (a helper program starts in `/`). */
const HELD = String.raw`"(?:/proc/self/fd/\d+|\.)/[^"/]+"`;
const ONE_HELD = new RegExp(String.raw`^(?:mkdir|unlink|rmdir)\(${HELD}[,)]`);
/** In the working directory, which is a held one since the last `chdir`. */
const IN_HELD = /^unlink\("[^"/]+"\)/;
const ENTERED = /^chdir\("\/proc\/self\/fd\/\d+"\)/;
const TO_ROOT = /^chdir\("\/"\)/;
const RELATIVE = /^\w+\((?:.*, )?"(?!\/)/;
/** A new name is kept in the trash as the text of a link, so that a crash finds it. */
const LINK_HELD = /^symlink\("[^"]*", "\/proc\/self\/fd\/\d+\/[^"/]+"\)/;
const TWO_HELD = new RegExp(String.raw`^(?:rename|link)\(${HELD}, ${HELD}\)`);
const PROGRAMS = /^execve\("[^"]*\/(?:git|flock|getfacl|getfattr|lsattr|node[^"/]*)"/;

/** Not the configuration of whoever runs the tests: `trust` writes there. */
const envIn = (t: Tree) => ({ ...CRON_ENV, HOME: '/nonexistent', XDG_CONFIG_HOME: t.at('config') });

function trace(t: ReturnType<typeof tree>, args: readonly string[], code = 0): readonly string[] {
  const log = t.at('../').replace(/\/\.\.\/$/, '-audit.log');
  const ran = spawnSync('strace', ['-f', '-qq', '-o', log, process.execPath, command, ...args], {
    cwd: t.at('project'),
    env: envIn(t),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = readFileSync(log, 'latin1').split('\n');
  rmSync(log);
  expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: code, stderr: expect.any(String) });
  // A call during which another thread's was written is in two pieces; the first has all its arguments.
  return lines.map((line) => line.replace(/^\d+\s+/, '').replace(/ <unfinished \.\.\.>$/, ')'));
}

function opensForWriting(line: string): boolean {
  return (
    /^(?:openat|open|creat)\(/.test(line) && /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line) && !/"\/dev\/(?:null|tty)"/.test(line)
  );
}

function prepared(before: readonly (readonly string[])[]): ReturnType<typeof tree> {
  const t = tree(SPEC);
  for (const args of before) {
    const { status, stderr } = spawnSync(process.execPath, [command, ...args], {
      cwd: t.at('project'),
      env: envIn(t),
      encoding: 'utf8',
    });
    if (status !== 0 && args !== FIX) throw new Error(`${args.join(' ')}: ${stderr}`);
  }
  return t;
}

it.runIf(process.env['CI'])('CI has strace', () => expect(canTrace()).toBe(true));

describe.skipIf(!canTrace())('under strace', () => {
  it('the lists hold every command', () => {
    const listed = new Set([...CHANGING, ...LOOKS].map(([[name]]) => name));
    expect(COMMANDS.map(({ name }) => name).filter((name) => !listed.has(name))).toEqual([]);
  });

  it.each(CHANGING.filter(([[name = '']]) => !WITHOUT_DRY_RUN.has(name)))(
    '%j as a dry run makes no changing call',
    (args, before, code) => {
      using t = prepared(before);
      const shot = snapshot(t.root);
      // `clean --trash` and `undo` have their own dry runs; -n is the same for all.
      const lines = trace(t, [...args.filter((arg) => arg !== '--yes'), '--dry-run'], code);
      expect(lines.filter((line) => CHANGES.test(line) || opensForWriting(line))).toEqual([]);
      expect(snapshot(t.root)).toEqual(shot);
    },
  );

  it.each(LOOKS)('%j makes no changing call', (args, code) => {
    using t = prepared([PRUNE]);
    const lines = trace(t, args, code);
    expect(lines.filter((line) => CHANGES.test(line) || opensForWriting(line))).toEqual([]);
  });

  it.each(CHANGING)('%j changes only what lies below a held directory', (args, before, code) => {
    using t = prepared(before);
    const lines = trace(t, args, code);
    const changes = lines.filter((line) => CHANGES.test(line));
    expect(changes.length).toBeGreaterThan(0);
    expect(lines.filter((line) => FORBIDDEN.test(line))).toEqual([]);
    const apart = changes.filter((line) => !ONE_HELD.test(line) && !TWO_HELD.test(line) && !LINK_HELD.test(line));
    expect(apart.filter((line) => !IN_HELD.test(line))).toEqual([]);
    expect(apart.length > 0).toBe(args.includes('--quiet'));
    const ways = lines.filter((line) => line.startsWith('chdir('));
    expect(ways.filter((line) => !ENTERED.test(line) && !TO_ROOT.test(line))).toEqual([]);
    const steps = lines.filter(
      (line) => line.startsWith('chdir(') || (CHANGES.test(line) && RELATIVE.test(line) && !LINK_HELD.test(line)),
    );
    const astray = steps.filter(
      (line, n) =>
        !line.startsWith('chdir(') && !ENTERED.test(steps.slice(0, n).findLast((way) => way.startsWith('chdir(')) ?? ''),
    );
    expect(astray).toEqual([]);
    const opened = lines.filter(opensForWriting);
    expect(opened.filter((line) => line.includes('O_TRUNC'))).toEqual([]);
    // New files only by their own making; what is there already is only ever appended to, and only in the trash.
    expect(opened.filter((line) => !/O_CREAT\|O_EXCL/.test(line) && !/O_WRONLY\|O_APPEND|O_APPEND/.test(line))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('execve(') && !PROGRAMS.test(line))).toEqual([]);
    expect(readFileSync(t.at('outside'), 'utf8')).toBe('precious');
  });
});
