// The four uses this program was written for, as a person, a cron job and a shell script make them on the sample project.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CRON_ENV, command, outputs, sampleProject, temporary } from '../support/run.ts';
import { snapshot } from '../support/tree.ts';

const SECTIONS = ['checkpoints', 'logs', 'cache', 'artifacts', 'results', 'models'];

describe('outputs init after a clone', () => {
  it('makes what is missing, and says the second time that there is nothing to do', () => {
    using clone = temporary();
    using origin = sampleProject();
    execFileSync('git', ['clone', '--quiet', origin.path, join(clone.path, 'project')]);
    const project = join(clone.path, 'project');
    expect(outputs(project, ['init'])).toMatchObject({ status: 0 });
    for (const section of SECTIONS) expect(readdirSync(join(project, 'outputs', section))).toEqual([]);
    const before = snapshot(project);
    const again = outputs(project, ['init']);
    expect(again).toMatchObject({ status: 0 });
    expect(again.stdout + again.stderr).toMatch(/nothing to do/i);
    expect(snapshot(project)).toEqual(before);
  });

  it('leaves the project’s own README, config and ignore rule as they are', () => {
    using project = sampleProject();
    const [readme, config, ignore] = ['outputs/README.md', 'configs/project_config.yaml', '.gitignore'].map((file) =>
      readFileSync(join(project.path, file)),
    );
    expect(outputs(project.path, ['init'])).toMatchObject({ status: 0 });
    expect(readFileSync(join(project.path, 'outputs/README.md'))).toEqual(readme);
    expect(readFileSync(join(project.path, 'configs/project_config.yaml'))).toEqual(config);
    expect(readFileSync(join(project.path, '.gitignore'))).toEqual(ignore);
  });

  it('changes nothing in a dry run', () => {
    using folder = temporary();
    const before = snapshot(folder.path);
    const ran = outputs(folder.path, ['init', '--dry-run']);
    expect(ran).toMatchObject({ status: 0 });
    expect(ran.stdout).toContain('project_config.yaml');
    expect(snapshot(folder.path)).toEqual(before);
  });
});

describe('outputs clean --cache before retraining', () => {
  it('empties the cache at once, without asking, and leaves the folder and everything else', () => {
    using project = sampleProject();
    const others = SECTIONS.filter((section) => section !== 'cache').map((section) =>
      snapshot(join(project.path, 'outputs', section)),
    );
    expect(outputs(project.path, ['clean', '--cache'])).toMatchObject({ status: 0 });
    expect(readdirSync(join(project.path, 'outputs/cache'))).toEqual([]);
    expect(
      SECTIONS.filter((section) => section !== 'cache').map((section) => snapshot(join(project.path, 'outputs', section))),
    ).toEqual(others);
    expect(readdirSync(join(project.path, 'outputs/.trash')).filter((name) => !name.startsWith('RESERVE'))).toEqual([
      'history.jsonl',
    ]);
  });
});

describe('a cron job that prunes logs older than 7 days', () => {
  it('works with no terminal and nothing in the environment but a minimal PATH', () => {
    using project = sampleProject();
    const ran = spawnSync('/bin/sh', ['-c', `cd '${project.path}' && '${process.execPath}' '${command}' prune-logs`], {
      env: CRON_ENV,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      cwd: '/',
    });
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(join(project.path, 'outputs/logs'))).toEqual(['unet_20250910_080000.log']);
  });

  it('works with an entirely empty environment', () => {
    using project = sampleProject();
    expect(outputs(project.path, ['prune-logs', '--keep-days', '7'], { env: {} })).toMatchObject({ status: 0 });
    expect(readdirSync(join(project.path, 'outputs/logs'))).toEqual(['unet_20250910_080000.log']);
  });

  it('works where standard output and error are closed, and says by its exit code that nobody read of it', () => {
    using project = sampleProject();
    const line = `cd '${project.path}' && '${process.execPath}' '${command}' prune-logs >&- 2>&- <&-`;
    expect(spawnSync('/bin/sh', ['-c', `${line}; exit $?`], { env: CRON_ENV }).status).toBe(3);
    expect(readdirSync(join(project.path, 'outputs/logs'))).toEqual(['unet_20250910_080000.log']);
  });
});

describe('shell scripts that call outputs paths', () => {
  it('gives JSON that a script may rely on', () => {
    using project = sampleProject();
    const ran = outputs(join(project.path, 'src/imgae_dx'), ['paths', '--json']);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(ran.stdout)).toEqual({
      schemaVersion: 1,
      project: project.path,
      config: join(project.path, 'configs/project_config.yaml'),
      profile: 'development',
      root: join(project.path, 'outputs'),
      paths: Object.fromEntries(SECTIONS.map((section) => [section, join(project.path, 'outputs', section)])),
    });
  });

  it('sets variables through eval, whatever the folder is called', () => {
    using folder = temporary();
    const project = join(folder.path, 'it\'s $(a) `nasty`\n"name"');
    mkdirSync(project);
    const line = `cd "$PROJECT" && eval "$('${process.execPath}' '${command}' paths --shell sh)" && printf %s "$OUTPUTS_CHECKPOINTS"`;
    const ran = spawnSync('sh', ['-c', line], { env: { ...CRON_ENV, PROJECT: project }, encoding: 'utf8' });
    expect(ran).toMatchObject({ status: 0, stdout: join(project, 'outputs/checkpoints') });
  });

  it('prints one path for $(…)', () => {
    using project = sampleProject();
    expect(outputs(project.path, ['paths', 'checkpoints']).stdout).toBe(`${join(project.path, 'outputs/checkpoints')}\n`);
  });

  it('needs no folder to exist and makes none', () => {
    using folder = temporary();
    expect(outputs(folder.path, ['paths', '--json'])).toMatchObject({ status: 0 });
    expect(readdirSync(folder.path)).toEqual([]);
  });
});

describe('who gets asked', () => {
  it('refuses checkpoints without --yes where nobody can answer, and touches nothing', () => {
    using project = sampleProject();
    const before = snapshot(project.path);
    const ran = outputs(project.path, ['prune-checkpoints']);
    expect(ran).toMatchObject({ status: 4 });
    expect(ran.stderr).toContain('--yes');
    expect(snapshot(project.path)).toEqual(before);
  });

  it('moves checkpoints to the trash, whole', () => {
    using project = sampleProject();
    const ran = outputs(project.path, ['prune-checkpoints', '--yes', '--json']);
    const { operation, totals } = JSON.parse(ran.stdout);
    expect(totals.removed).toMatchObject({ entries: 4, bytes: 3 * 124_000 + 87_000 });
    expect(readdirSync(join(operation.trash, 'items'))).toHaveLength(4);
    expect(operation.heldBytes).toBe(totals.removed.allocatedBytes);
  });

  it('makes the same plan in a dry run and for real', () => {
    using project = sampleProject();
    symlinkSync('UNet_epoch_10.pth', join(project.path, 'outputs/checkpoints/last_good.pth'));
    writeFileSync(join(project.path, 'outputs/checkpoints/new\nline_epoch_1.pth'), '');
    const dry = JSON.parse(outputs(project.path, ['prune-checkpoints', '--dry-run', '--json']).stdout);
    const real = JSON.parse(outputs(project.path, ['prune-checkpoints', '--yes', '--json']).stdout);
    expect(real.planId).toBe(dry.planId);
    expect(real.verdicts.map(({ path, keep }: { path: string; keep: boolean }) => [path, keep])).toEqual(
      dry.verdicts.map(({ path, keep }: { path: string; keep: boolean }) => [path, keep]),
    );
  });
});
