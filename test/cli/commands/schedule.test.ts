// `outputs schedule` with the real systemd-analyze and the real crontab, as a user who is made for it and removed again.
// Covers: src/core/schedule/read/systemd-unit-files.ts

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scheduleName } from '../../../src/core/schedule/schedule-text.ts';
import { run, TERMINALS } from '../../support/context.ts';
import { CRON_ENV, command, outputs } from '../../support/run.ts';
import { type Tree, tree } from '../../support/tree.ts';

const has = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).error === undefined;
const hasAnalyze = has('systemd-analyze', '--version');
const isRoot = process.getuid?.() === 0;
const hasCron = isRoot && has('crontab', '-l') && has('useradd', '--help');

it.runIf(process.env['CI'])('CI has systemd-analyze, and a crontab for a user of its own', () => {
  expect({ hasAnalyze, hasCron }).toEqual({ hasAnalyze: true, hasCron: true });
});

const CONFIG = { 'configs/project_config.yaml': 'outputs: {}\n' };
const STRANGE = `it's 100% $HOME "p"`;

function project(name = 'project'): Tree {
  return tree({ [`${name}/configs/project_config.yaml`]: CONFIG['configs/project_config.yaml'], 'home/x': '', 'bin/x': '' });
}

interface Asked {
  readonly code: number | null;
  readonly text: string;
}

/** In a home of the tree's own, with a systemctl that says `answer` and writes down what it was told. */
function schedule(t: Tree, args: readonly string[], { name = 'project', systemctl = 1 as 0 | 1 | null } = {}): Asked {
  if (systemctl !== null) {
    writeFileSync(t.at('bin/systemctl'), `#!/bin/sh\necho "$@" >> '${t.at('told')}'\nexit ${systemctl}\n`);
    chmodSync(t.at('bin/systemctl'), 0o755);
  }
  writeFileSync(t.at('bin/crontab'), '#!/bin/sh\necho "no crontab for you" >&2; exit 1\n');
  chmodSync(t.at('bin/crontab'), 0o755);
  const env = { HOME: t.at('home'), PATH: `${t.at('bin')}:/usr/bin:/bin` };
  const { status, stdout, stderr } = outputs(t.at(name), ['schedule', ...args], { env });
  return { code: status, text: stdout + stderr };
}

const unitsIn = (t: Tree): readonly string[] =>
  existsSync(t.at('home/.config/systemd/user')) ? readdirSync(t.at('home/.config/systemd/user')).sort() : [];

describe('systemd', () => {
  it.skipIf(!hasAnalyze).each(['project', STRANGE])('units of %j are what systemd takes', (name) => {
    using t = project(name);
    expect(schedule(t, ['--install', '--yes', '--every', 'Sat 03:30'], { name, systemctl: 0 })).toMatchObject({ code: 0 });
    const units = unitsIn(t).map((file) => t.at(`home/.config/systemd/user/${file}`));
    expect(units).toHaveLength(2);
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', ...units], {
      encoding: 'utf8',
      env: { ...CRON_ENV, HOME: t.at('home'), XDG_RUNTIME_DIR: t.at('home') },
    });
    expect({ status, ours: stderr.split('\n').filter((line) => line.includes('outputs-prune')) }).toEqual({
      status: 0,
      ours: [],
    });
  });

  it.skipIf(!hasAnalyze)('knows a time that is none', () => {
    using t = project();
    for (const every of ['hourly', 'daily', 'weekly', 'monthly', 'Mon..Fri *-*-* 02:30:00'])
      expect(schedule(t, ['--every', every]).code).toBe(0);
    for (const every of ['sometimes', '30 3 * * *', '', '-x', 'daily\n[Service]'])
      expect(schedule(t, ['--every', every]).code, every).toBe(2);
    expect(unitsIn(t)).toEqual([]);
  });

  it('is told to start the timer, and to stop it', () => {
    using t = project();
    const name = scheduleName(t.at('project'));
    expect(schedule(t, ['--install', '--yes'], { systemctl: 0 })).toMatchObject({
      code: 0,
      text: expect.stringContaining(`Installed ${name}.`),
    });
    expect(unitsIn(t)).toEqual([`${name}.service`, `${name}.timer`]);
    expect(schedule(t, ['--remove'], { systemctl: 0 })).toMatchObject({
      code: 0,
      text: expect.stringContaining(`Removed ${name}.`),
    });
    expect(unitsIn(t)).toEqual([]);
    expect(readFileSync(t.at('told'), 'utf8').split('\n')).toEqual([
      '--user daemon-reload',
      `--user enable --now ${name}.timer`,
      `--user disable --now ${name}.timer`,
      '--user daemon-reload',
      '',
    ]);
    expect(schedule(t, ['--remove'])).toMatchObject({ code: 0, text: expect.stringContaining('Nothing to do') });
  });

  it('that does not answer: the files are there, what is left to run is said, and it is no success', () => {
    using t = project();
    const { code, text } = schedule(t, ['--install', '--yes']);
    expect(code).toBe(3);
    expect(text).toMatch(
      /It does not run yet\.\nsystemctl --user does not answer here.*\n {2}systemctl --user daemon-reload\n {2}systemctl --user enable --now/,
    );
    expect(unitsIn(t)).toHaveLength(2);
  });

  it('the same again changes nothing, another time only the timer', () => {
    using t = project();
    const args = ['--install', '--yes'];
    schedule(t, args, { systemctl: 0 });
    const again = schedule(t, args, { systemctl: 0 }).text;
    expect(again.match(/^is so /gm)).toHaveLength(2);
    const other = schedule(t, [...args, '--every', 'weekly'], { systemctl: 0 }).text;
    expect([other.match(/^is so /gm)?.length, other.match(/^wrote /gm)?.length]).toEqual([1, 1]);
  });

  it('a file of that name that is not ours is left alone, and nothing else is touched', () => {
    using t = project();
    const file = `home/.config/systemd/user/${scheduleName(t.at('project'))}.timer`;
    t.add({ [file]: '[Timer]\n' });
    for (const args of [['--install', '--yes'], ['--remove']])
      expect(schedule(t, args)).toMatchObject({ code: 4, text: expect.stringContaining('was not made by') });
    expect(readFileSync(t.at(file), 'utf8')).toBe('[Timer]\n');
    expect(unitsIn(t)).toHaveLength(1);
  });

  it('a dry run and a print change nothing; the config, the profile and the folder go along', () => {
    using t = project();
    t.add({ 'project/my.yaml': 'outputs: {}\n' });
    expect(schedule(t, ['--install', '--dry-run']).text).toMatch(/^write .*\.service\nwrite .*\.timer\nNothing was changed\.$/m);
    const { text } = schedule(t, ['--config', 'my.yaml', '--profile', 'development']);
    expect(text).toContain(` --config ${t.at('project/my.yaml')} --profile development prune --yes --quiet --wait 10min\n`);
    expect(text).toContain(`ExecStart=${process.execPath} ${command} `);
    expect(schedule(t, []).text).toContain(` -C ${t.at('project')} prune `);
    expect(unitsIn(t)).toEqual([]);
    expect(existsSync(t.at('told'))).toBe(false);
  });

  it('asks, and takes only yes', async () => {
    using t = tree(CONFIG);
    const env = { XDG_CONFIG_HOME: t.at('xdg'), PATH: '/nowhere' };
    const setting = { cwd: t.root, env, terminals: TERMINALS };
    const no = await run(['schedule', '--install'], { ...setting, answers: [''] });
    expect(no).toMatchObject({ code: 0, asked: 1, stdout: 'Nothing was installed.\n' });
    expect(no.stderr).toContain('OnCalendar=daily');
    expect(existsSync(t.at('xdg'))).toBe(false);
    expect(await run(['schedule', '--install'], { cwd: t.root, env })).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('--yes'),
    });
    expect(await run(['schedule', '--install', '--json', '--yes'], setting)).toMatchObject({ asked: 0 });
    expect(readdirSync(t.at('xdg/systemd/user'))).toHaveLength(2);
  });

  it('makes no home folder', () => {
    using t = tree(CONFIG);
    const env = { HOME: t.at('no/home'), PATH: '/nowhere' };
    for (const form of [[], ['--cron']]) {
      expect(outputs(t.root, ['schedule', '--install', '--yes', ...form], { env })).toMatchObject({
        status: 4,
        stderr: expect.stringContaining('does not exist'),
      });
    }
    expect(existsSync(t.at('no'))).toBe(false);
  });

  it('is not for what prune would refuse, nor for nobody', async () => {
    using t = tree(CONFIG);
    const env = { PATH: '/nowhere' };
    expect(await run(['schedule', '--profile', 'ci'], { cwd: t.root, env })).toMatchObject({ code: 2 });
    expect(await run(['schedule'], { cwd: t.root, env })).toMatchObject({ code: 4, stderr: expect.stringContaining('home') });
    for (const args of [
      ['--remove', '--install'],
      ['--remove', '--cron'],
      ['--cron', '--every', 'Sat 03:30'],
    ])
      expect(await run(['schedule', ...args], { cwd: t.root, env: { ...env, XDG_STATE_HOME: '/x' } })).toMatchObject({ code: 2 });
  });
});

const user = `outputs-t${process.pid}`;

describe.skipIf(!hasCron)('the real crontab', () => {
  let ids: { uid: number; gid: number } | null = null;
  beforeAll(() => {
    expect(spawnSync('useradd', ['--no-create-home', '--shell', '/bin/sh', user], { encoding: 'utf8' })).toMatchObject({
      status: 0,
    });
    const id = (flag: string): number => Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
    ids = { uid: id('-u'), gid: id('-g') };
  });
  afterAll(() => {
    spawnSync('crontab', ['-u', user, '-r']);
    spawnSync('userdel', [user]);
  });

  const as = (t: Tree, words: readonly string[], input = '', name = STRANGE) => {
    const [program = '', ...args] = words;
    const env = { PATH: '/usr/bin:/bin', HOME: t.at('home') };
    const ran = spawnSync(program, args, {
      ...(ids ?? {}),
      cwd: t.at(name),
      env,
      input: Buffer.from(input, 'latin1'),
      encoding: 'latin1',
    });
    return { status: ran.status, stdout: ran.stdout, stderr: ran.stderr };
  };
  const ours = (t: Tree, ...args: readonly string[]) => as(t, [process.execPath, command, 'schedule', ...args]);
  const given = (): Tree => {
    const t = project(STRANGE);
    spawnSync('chown', ['-R', user, t.root]);
    return t;
  };

  it('keeps foreign lines to the byte, holds one block, and is as before when it goes', () => {
    using t = given();
    const foreign = '# mine\nMAILTO=me\n\n*/5 * * * *  echo 100\\% \xff \xe9  \n\t\n';
    expect(as(t, ['crontab', '-'], foreign)).toMatchObject({ status: 0 });
    expect(ours(t, '--cron', '--install', '--yes')).toMatchObject({ status: 0, stderr: '' });
    const installed = as(t, ['crontab', '-l']).stdout;
    expect(installed.startsWith(foreign)).toBe(true);
    expect(installed.slice(foreign.length)).toBe(ours(t, '--cron').stdout);
    expect(ours(t, '--cron', '--install', '--yes').stdout).toMatch(/^is so/);
    expect(as(t, ['crontab', '-l']).stdout).toBe(installed);
    as(t, ['crontab', '-'], `${installed}# behind\n`);
    expect(ours(t, '--cron', '--install', '--yes', '--every', 'hourly')).toMatchObject({ status: 0 });
    expect(as(t, ['crontab', '-l']).stdout).toMatch(/\n\d+ \* \* \* \* mkdir .*\n# end .*\n# behind\n$/);
    expect(ours(t, '--remove')).toMatchObject({ status: 0 });
    expect(as(t, ['crontab', '-l']).stdout).toBe(`${foreign}# behind\n`);
  });

  it('is made where there is none', () => {
    using t = given();
    spawnSync('crontab', ['-u', user, '-r']);
    expect(ours(t, '--cron', '--install', '--yes')).toMatchObject({ status: 0, stderr: '' });
    expect(as(t, ['crontab', '-l']).stdout.split('\n')).toHaveLength(4);
  });

  it('its line does the work, with nothing of a login', () => {
    using t = given();
    const old = join(STRANGE, 'outputs/logs/old.log');
    t.add({ [old]: { bytes: 1, age: '9d' }, [join(STRANGE, 'outputs/logs/new.log')]: { bytes: 1 } });
    spawnSync('chown', ['-R', user, t.root]);
    const [, line = ''] = ours(t, '--cron').stdout.split('\n');
    const shell = line.split(' ').slice(5).join(' ').replaceAll('\\%', '%');
    expect(as(t, ['/usr/bin/env', '-i', `HOME=${t.at('home')}`, 'PATH=/usr/bin:/bin', '/bin/sh', '-c', shell])).toMatchObject({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(readdirSync(t.at(join(STRANGE, 'outputs/logs')))).toEqual(['new.log']);
    const [log = ''] = readdirSync(t.at('home/.local/state/outputs'));
    expect(readFileSync(t.at(`home/.local/state/outputs/${log}`), 'utf8')).toBe('');
  });

  it('that cannot be read, or does not take the line, stays as it was', () => {
    using t = given();
    as(t, ['crontab', '-'], '# mine\n');
    expect(ours(t, '--cron', '--install', '--yes', '--every', '99 99 * * *')).toMatchObject({ status: 3 });
    expect(as(t, ['crontab', '-l']).stdout).toBe('# mine\n');
    t.add({ 'bin/crontab': { text: '#!/bin/sh\necho "You are not allowed to use this program" >&2; exit 1\n', mode: 0o755 } });
    const env = { PATH: `${t.at('bin')}:/usr/bin:/bin`, HOME: t.at('home') };
    for (const args of [['--cron', '--install', '--yes'], ['--remove']]) {
      const ran = outputs(t.at(STRANGE), ['schedule', ...args], { env, ...(ids ?? {}) });
      expect(ran).toMatchObject({ status: 4, stderr: expect.stringContaining('You are not allowed') });
    }
    expect(as(t, ['crontab', '-l']).stdout).toBe('# mine\n');
  });

  it('of root is not meant for a project of somebody else', () => {
    using t = given();
    expect(outputs(t.at(STRANGE), ['schedule', '--cron', '--install', '--yes'])).toMatchObject({ status: 4 });
  });
});
