// Bad input of every kind: a clear error, the right exit code, and a tree in which no byte has changed.

import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outputs, sampleProject } from '../support/run.ts';
import { snapshot } from '../support/tree.ts';

const MUTATING: readonly (readonly string[])[] = [
  ['init'],
  ['clean', '--all', '--yes'],
  ['prune-logs'],
  ['prune-checkpoints', '--yes'],
];

const block = (yaml: string): string => `project_name: sample\noutputs:\n${yaml}`;

/** Config text → what the error must name. */
const BAD_CONFIGS: readonly (readonly [what: string, text: string | Buffer, says: RegExp])[] = [
  ['an unknown key, with the nearest valid one', block('  rot: outputs\n'), /project_config\.yaml:3:3.*rot.*root/s],
  ['a bare number as a duration', block('  trash: { keep: 7 }\n'), /project_config\.yaml:3:18.*7d/s],
  ['a quoted number as a count', block('  sections: { checkpoints: { keep: { last: "7" } } }\n'), /:3:44/],
  ['an infinite number', block('  sections: { checkpoints: { keep: { last: 1e999 } } }\n'), /:3:44/],
  ['not a number', block('  sections: { checkpoints: { keep: { last: .nan } } }\n'), /:3:44/],
  ['a duplicate key', block('  root: a\n  root: b\n'), /:4:3/],
  ['a byte order mark', `\ufeff${block('  root: outputs\n')}`, /:1:1.*byte order mark/is],
  ['invalid UTF-8', Buffer.concat([Buffer.from('a: "'), Buffer.of(0xff), Buffer.from('"\n')]), /:1:5.*UTF-8/is],
  ['ten megabytes', `# ${'x'.repeat(10_000_000)}\n`, /1 MiB|too large|larger/i],
  ['a syntax error', 'a: [1,\nb: 2\n', /project_config\.yaml:\d+:\d+/],
  ['an unresolved interpolation', block('  root: "${now:%Y}"\n'), /:3:9/],
  ['an interpolation of an unset variable', block('  root: "${oc.env:NO_SUCH_VARIABLE}"\n'), /NO_SUCH_VARIABLE/],
  ['a path with ..', block('  sections: { logs: { path: ../logs } }\n'), /:3:29/],
  ['a section without a kind', block('  sections: { tensorboard: { path: tb } }\n'), /kind/],
  ['a block that is not a mapping', 'outputs: results\n', /:1:10/],
  ['a file name with a control character', block('  root: "a\\nb"\n'), /:3:9/],
];

describe('a config with', () => {
  it.each(BAD_CONFIGS)('%s stops every command with exit 2 and changes nothing', (_, text, says) => {
    using project = sampleProject({ git: false });
    writeFileSync(join(project.path, 'configs/project_config.yaml'), text);
    const before = snapshot(project.path);
    for (const args of [...MUTATING, ['paths']]) {
      const ran = outputs(project.path, args);
      expect({ args, status: ran.status, stdout: ran.stdout }).toEqual({ args, status: 2, stdout: '' });
      expect(ran.stderr).toMatch(says);
    }
    expect(snapshot(project.path)).toEqual(before);
  });
});

describe('a config that is', () => {
  it.each([
    ['a FIFO', (path: string) => execFileSync('mkfifo', [path])],
    ['a directory', (path: string) => mkdirSync(path)],
    ['a link to a device', (path: string) => symlinkSync('/dev/zero', path)],
  ])('%s is an error at once, never a wait', (what, make) => {
    using project = sampleProject({ git: false });
    const config = join(project.path, 'configs/project_config.yaml');
    rmSync(config);
    make(config);
    // Root is led nowhere by what everybody may write to, which it knows before it asks what that is.
    const status = what === 'a link to a device' && process.geteuid?.() === 0 ? 4 : 2;
    expect(outputs(project.path, ['paths'])).toMatchObject({ status, stdout: '' });
  });

  it('named and missing is an error', () => {
    using project = sampleProject({ git: false });
    expect(outputs(project.path, ['paths', '--config', 'nowhere.yaml'])).toMatchObject({ status: 2, stdout: '' });
  });
});

/** Config block → what the refusal must name. */
const DANGEROUS: readonly (readonly [what: string, text: string, says: RegExp])[] = [
  ['an empty root', block('  root: ""\n'), /root/],
  ['a null root', block('  root: null\n'), /root/],
  ['the file system root', block('  root: /\n  allow: [/]\n'), /\//],
  ['the home directory', block(`  root: ${homedir()}\n  allow: [${homedir()}]\n`), /home/i],
  ['a system directory', block('  root: /etc\n  allow: [/etc]\n'), /\/etc/],
  [
    'a folder outside the project',
    block('  sections: { cache: { path: /srv/shared/cache } }\n'),
    /outputs trust \/srv\/shared\/cache/,
  ],
  ['two equal sections', block('  sections: { cache: { path: same }, logs: { path: same } }\n'), /cache.*logs|logs.*cache/s],
  ['a section inside another', block('  sections: { logs: { path: cache/logs } }\n'), /cache.*logs|logs.*cache/s],
  ['a section in the trash', block('  sections: { logs: { path: .trash/logs } }\n'), /trash/],
  ['a missing root', block('  root: nowhere\n'), /nowhere.*outputs init/s],
];

/** `init` makes a missing root; a folder outside matters to the commands that act in it. */
function commandsFor(what: string): readonly (readonly string[])[] {
  if (what === 'a missing root') return MUTATING.slice(1);
  return what === 'a folder outside the project' ? MUTATING.slice(0, 2) : MUTATING;
}

describe('a configuration that names', () => {
  it.each(DANGEROUS)('%s is refused with exit 4 and changes nothing', (what, text, says) => {
    using project = sampleProject({ git: false });
    writeFileSync(join(project.path, 'configs/project_config.yaml'), text);
    const before = snapshot(project.path);
    for (const args of commandsFor(what)) {
      const ran = outputs(project.path, args, { env: { PATH: '/usr/bin:/bin', HOME: homedir() } });
      expect({ args, status: ran.status, stdout: ran.stdout }).toEqual({ args, status: 4, stdout: '' });
      expect(ran.stderr).toMatch(says);
    }
    expect(snapshot(project.path)).toEqual(before);
  });

  it.each<[what: string, text: string, args: readonly string[], says: RegExp]>([
    [
      'a section of another profile inside a section',
      block('  profile: ci\n  sections: { checkpoints: { path: artifacts/ckpt } }\n'),
      ['--artifacts'],
      /artifacts.*checkpoints/s,
    ],
    ['a section that holds this configuration', 'paths: { cache: configs }\n', ['--cache'], /the folder of the configuration/],
  ])('%s is refused where that section is cleaned', (_, text, args, says) => {
    using project = sampleProject({ git: false });
    writeFileSync(join(project.path, 'configs/project_config.yaml'), text);
    const before = snapshot(project.path);
    const ran = outputs(project.path, ['clean', ...args, '--yes']);
    expect([ran.status, ran.stderr]).toEqual([4, expect.stringMatching(says)]);
    expect(snapshot(project.path)).toEqual(before);
  });

  it('the project itself is refused', () => {
    using project = sampleProject();
    writeFileSync(join(project.path, 'configs/project_config.yaml'), block(`  root: ${project.path}\n`));
    const before = snapshot(project.path);
    expect(outputs(project.path, ['clean', '--all', '--yes'])).toMatchObject({ status: 4, stdout: '' });
    expect(snapshot(project.path)).toEqual(before);
  });

  it('a linked outputs directory is refused, and what it leads to stays', () => {
    using project = sampleProject();
    renameSync(join(project.path, 'outputs'), join(project.path, 'real'));
    symlinkSync('real', join(project.path, 'outputs'));
    const before = snapshot(project.path);
    for (const args of MUTATING) expect(outputs(project.path, args)).toMatchObject({ status: 4, stdout: '' });
    expect(snapshot(project.path)).toEqual(before);
  });
});

/** Command line → what the message must say. */
const BAD_ARGUMENTS: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [['claen'], /clean/],
  [['clean', '--cach'], /--cache/],
  [['clean', 'cahce'], /cache/],
  [['clean'], /--cache|section/],
  [['clean', '--cache', '--trash', '--permanent'], /--permanent/],
  [['clean', '--cache', '--profile', 'ci'], /profile/],
  [['paths', 'nowhere'], /nowhere/],
  [['paths', '--shell', 'cmd'], /sh.*fish.*powershell/s],
  [['prune-logs', '--older-than', '7'], /7d/],
  [['prune-logs', '--older-than', '7m'], /min.*mo|mo.*min/s],
  [['prune-logs', '--older-than', '-1d'], /older-than/],
  [['prune-logs', '--keep-days', '7.5'], /keep-days/],
  [['prune-logs', '--keep-days', '7', '--older-than', '7d'], /keep-days/],
  [['prune-checkpoints', '--keep-last', '-1'], /keep-last/],
  [['prune-checkpoints', '--keep-last', 'two'], /keep-last/],
  [['prune-checkpoints', '--keep-every', '0'], /keep-every/],
  [['prune-checkpoints', '--keep-l', '1'], /keep-l/],
  [['prune-checkpoints', 'extra'], /extra|argument/],
  [['--project', '/nowhere/at/all', 'paths'], /\/nowhere/],
];

describe('a command line such as', () => {
  it.each(BAD_ARGUMENTS)('%j is a usage error', (args, says) => {
    using project = sampleProject({ git: false });
    const before = snapshot(project.path);
    const ran = outputs(project.path, args);
    expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: 2, stdout: '' });
    expect(ran.stderr).toMatch(says);
    const inJson = outputs(project.path, [...args, '--json']);
    expect(JSON.parse(inJson.stderr).error).toMatchObject({ exitCode: 2 });
    expect(snapshot(project.path)).toEqual(before);
  });
});
