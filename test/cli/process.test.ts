// The real process: streams that end, fill up or are closed, and an old Node. `npm test` builds what this runs.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gate } from '../support/gate.ts';
import { CRON_ENV, command, outputs, temporary } from '../support/run.ts';
import { tree } from '../support/tree.ts';

/** Through sh, which can close and redirect streams as a user can. */
function shell(cwd: string, line: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const env = { ...CRON_ENV, OUTPUTS: command, NODE: process.execPath };
  return spawnSync('sh', ['-c', line], { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const OLD_LOGS = Object.fromEntries(
  Array.from({ length: 3000 }, (_, n) => [`outputs/logs/a_rather_long_name_${n}.log`, { bytes: 1, age: '9d' }]),
);

/** Runs `paths --json` and names on stderr the built-in modules that this took. */
const LOADED = `const before = new Set(process.moduleLoadList);
require(process.env.OUTPUTS).load('paths').exported.run(['paths', '--json']).then(() => {
  const loaded = process.moduleLoadList.filter((name) => !before.has(name)).map((name) => name.split(' ').at(-1)).join(' ');
  require('node:fs').writeSync(2, loaded);
});`;

describe('the command', () => {
  it('prints its version, whatever the config is like', () => {
    using place = tree({ 'configs/project_config.yaml': '[' });
    const { version } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
    expect(outputs(place.root, ['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('shows its help, and fails, when nothing is asked of it', () => {
    using folder = temporary();
    const ran = outputs(folder.path, []);
    expect(ran).toMatchObject({ status: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^Usage: outputs/);
  });

  it.each([[['--help']], [['help']], [['clean', '--help']], [['help', 'prune-logs']]])('prints help on stdout: %j', (args) => {
    using folder = temporary();
    expect(outputs(folder.path, args)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^Usage: outputs/), stderr: '' });
  });

  it('refuses an old Node in one line', () => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '18.20.4' }); require(${JSON.stringify(command)})`;
    const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', pretend], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^error: outputs needs Node 20 or newer; this is v.*\n$/);
  });

  it('works without its code cache, and leaves none behind', () => {
    using copy = temporary();
    const dist = resolve(import.meta.dirname, '../../dist');
    shell(copy.path, `mkdir bin dist && cp '${command}' bin && cp '${dist}/outputs.cjs' '${dist}/paths.cjs' dist`);
    for (const args of [['paths'], ['--version']]) {
      const started = [join(copy.path, 'bin/outputs.cjs'), ...args];
      expect(spawnSync(process.execPath, started, { cwd: copy.path, env: CRON_ENV }).status).toBe(0);
    }
    expect(readdirSync(join(copy.path, 'dist'))).toEqual(['outputs.cjs', 'paths.cjs']);
  });

  it.each(['paths', 'everything'])('has a code cache for %s that this Node takes', (program) => {
    const { stdout } = spawnSync(process.execPath, [
      '-p',
      `require(${JSON.stringify(command)}).load('${program}').script.cachedDataRejected`,
    ]);
    expect(String(stdout)).toBe('false\n');
  });

  it.each(['paths', '--version'])('takes no harm from a broken code cache: %s', (word) => {
    using copy = temporary();
    const dist = resolve(import.meta.dirname, '../../dist');
    shell(
      copy.path,
      `mkdir bin dist && cp '${command}' bin && cp '${dist}/'*.c* dist && for f in dist/*.cache; do echo x > "$f"; done`,
    );
    expect(
      spawnSync(process.execPath, [join(copy.path, 'bin/outputs.cjs'), word], { cwd: copy.path, env: CRON_ENV }).status,
    ).toBe(0);
  });

  it('loads for paths nothing that deletes, asks or paints', () => {
    using place = tree({ 'configs/project_config.yaml': 'outputs: {}\n', 'load.cjs': LOADED });
    const { stdout, stderr } = spawnSync(process.execPath, ['load.cjs'], {
      cwd: place.root,
      env: { OUTPUTS: command },
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toHaveProperty('paths');
    // The planner needs crypto for a plan's id, git needs child_process, chalk and every question need tty.
    expect(
      stderr.split(' ').filter((name) => ['child_process', 'crypto', 'net', 'readline', 'stream', 'tty'].includes(name)),
    ).toEqual([]);
  });

  it('says what is missing where nothing was built', () => {
    using copy = temporary();
    shell(copy.path, `mkdir bin && cp '${command}' bin`);
    const { status, stderr } = spawnSync(process.execPath, [join(copy.path, 'bin/outputs.cjs')], { encoding: 'utf8' });
    expect(status).toBe(70);
    expect(stderr).toMatch(/^error: .*dist\/outputs\.cjs is missing: run npm run build\n$/);
  });

  it('says so where the current folder is gone', () => {
    using folder = temporary();
    const ran = shell(folder.path, 'mkdir gone && cd gone && rmdir ../gone && "$NODE" "$OUTPUTS" paths');
    expect(ran).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('current folder no longer exists') });
  });

  it('takes names that are not UTF-8 from the command line and the folder', () => {
    using folder = temporary();
    const line =
      'd=$(printf "p\\377"); mkdir -p "$d/outputs" && "$NODE" "$OUTPUTS" paths logs --project "$d" && cd "$d" && "$NODE" "$OUTPUTS" paths logs';
    const { stdout } = spawnSync('sh', ['-c', line], {
      cwd: folder.path,
      env: { ...CRON_ENV, OUTPUTS: command, NODE: process.execPath },
    });
    const one = Buffer.concat([Buffer.from(`${folder.path}/p`), Buffer.of(0xff), Buffer.from('/outputs/logs\n')]);
    expect(stdout).toEqual(Buffer.concat([one, one]));
  });
});

describe('streams', () => {
  it('a reader that leaves early changes neither the work nor the exit code', () => {
    using place = tree(OLD_LOGS);
    const ran = shell(place.root, '{ "$NODE" "$OUTPUTS" prune-logs --json; echo "rc $?" >&2; } | head -c 10 >/dev/null');
    expect(ran.stderr).toBe('rc 0\n');
    expect(readdirSync(place.at('outputs/logs'))).toEqual([]);
  });

  it('a full disk under stdout is an error, and said', () => {
    using place = tree({ 'outputs/logs/a.log': { bytes: 1, age: '9d' } });
    const ran = shell(place.root, '"$NODE" "$OUTPUTS" prune-logs > /dev/full');
    expect(ran).toMatchObject({ status: 3, stderr: expect.stringMatching(/ENOSPC/) });
    expect(readdirSync(place.at('outputs/logs'))).toEqual([]);
    expect(shell(place.root, '"$NODE" "$OUTPUTS" paths --json > /dev/full').status).toBe(3);
    expect(shell(place.root, '"$NODE" "$OUTPUTS" --help > /dev/full').status).toBe(3);
  });

  it('a full disk under stderr still gives the exit code', () => {
    using folder = temporary();
    expect(shell(folder.path, '"$NODE" "$OUTPUTS" clean 2> /dev/full').status).not.toBe(0);
  });

  it.each(['>&-', '<&- >&-', '>&- 2>&-', '<&- >&- 2>&-'])(
    '%s does all of the work, and does not end as if its answer had been read',
    (closed) => {
      using place = tree({ 'outputs/logs/a.log': { bytes: 1, age: '9d' } });
      for (const args of ['paths', 'status --json', 'prune-logs --dry-run', 'prune-logs', '--help']) {
        // Not the last command of the shell, which would become it.
        const { status, stderr } = shell(place.root, `"$NODE" "$OUTPUTS" ${args} ${closed}; exit $?`);
        expect({ args, status }).toEqual({ args, status: 3 });
        if (!closed.includes('2>&-')) expect(stderr).toContain('EBADF');
      }
      expect(existsSync(place.at('outputs/logs/a.log'))).toBe(false);
    },
  );

  it.each(['<&-', '2>&-', '<&- 2>&-', '>/dev/null', '>/dev/null 2>&1', '</dev/null >/dev/null'])(
    '%s changes no exit code',
    (closed) => {
      using place = tree({ 'outputs/logs/a.log': { bytes: 1, age: '9d' } });
      for (const args of ['paths', 'status --json', 'prune-logs', '--help'])
        expect(shell(place.root, `"$NODE" "$OUTPUTS" ${args} ${closed}; exit $?`)).toMatchObject({ status: 0 });
      expect(shell(place.root, `"$NODE" "$OUTPUTS" prune-logs --wrong ${closed}; exit $?`)).toMatchObject({ status: 2 });
      expect(existsSync(place.at('outputs/logs/a.log'))).toBe(false);
    },
  );

  it('takes output that a program does not want for no closed one', () => {
    using place = tree({});
    const options = { cwd: place.root, env: CRON_ENV, stdio: 'ignore' } as const;
    expect(spawnSync(process.execPath, [command, 'paths'], options).status).toBe(0);
    expect(spawnSync('sh', ['-c', `'${process.execPath}' '${command}' paths; exit $?`], options).status).toBe(0);
  });

  it('never waits for an answer where nobody can give one', async () => {
    using place = tree({ 'outputs/models/a.onnx': { bytes: 1, age: '9d' } });
    // An open pipe that says nothing: what hangs other prompts.
    const child = spawn(process.execPath, [command, 'clean', '--models'], {
      cwd: place.root,
      env: CRON_ENV,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    expect((await once(child, 'exit'))[0]).toBe(4);
    expect(existsSync(place.at('outputs/models/a.onnx'))).toBe(true);
  });

  it('takes no yes from a pipe', () => {
    using place = tree({ 'outputs/models/a.onnx': { bytes: 1, age: '9d' } });
    expect(shell(place.root, 'yes | "$NODE" "$OUTPUTS" clean --models').status).toBe(4);
    expect(existsSync(place.at('outputs/models/a.onnx'))).toBe(true);
  });

  it('waits for a slow reader of a pipe that does not block', () => {
    using place = tree(OLD_LOGS);
    const ran = shell(place.root, `"$NODE" "$OUTPUTS" prune-logs -n --json | { sleep 0.5; wc -l; }`);
    expect(Number(ran.stdout)).toBeGreaterThan(3000);
  });
});

describe('signals', () => {
  it('SIGTERM during the work stops it between two changes, with 143', async () => {
    using place = tree(OLD_LOGS);
    using gated = gate({ holds: 'main' });
    const child = spawn(process.execPath, [command, 'prune-logs'], {
      cwd: place.root,
      env: { ...CRON_ENV, ...gated.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await gated.reached('main-held');
    child.kill('SIGTERM');
    gated.open();
    expect(await once(child, 'exit')).toEqual([143, null]);
    const left = readdirSync(place.at('outputs/logs')).length;
    expect([left > 0, left < 3000]).toEqual([true, true]);
  });
});
