// The four shell one-liners that people use today: what each destroys on the sample project, and that ours does not.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outputs, sampleProject, temporary } from '../support/run.ts';

const shell = (cwd: string, line: string): void => {
  execFileSync('sh', ['-c', line], { cwd });
};

const regularCheckpoints = (project: string): readonly string[] =>
  readdirSync(join(project, 'outputs/checkpoints')).filter((name) => /_epoch_\d+\.pth$/.test(name));

describe('rm -rf outputs/*', () => {
  it('destroys the tracked README and every section folder', () => {
    using project = sampleProject();
    shell(project.path, 'rm -rf outputs/*');
    expect(existsSync(join(project.path, 'outputs/README.md'))).toBe(false);
    expect(existsSync(join(project.path, 'outputs/checkpoints'))).toBe(false);
  });

  it('outputs clean --all keeps both, and what Hydra put there', () => {
    using project = sampleProject();
    const hydra = join(project.path, 'outputs/2026-08-24/12-30-01/.hydra');
    mkdirSync(hydra, { recursive: true });
    const ran = outputs(project.path, ['clean', '--all', '--yes']);
    expect(ran).toMatchObject({ status: 0 });
    expect(existsSync(join(project.path, 'outputs/README.md'))).toBe(true);
    expect(existsSync(hydra)).toBe(true);
    for (const section of ['checkpoints', 'logs', 'cache', 'artifacts', 'results', 'models']) {
      expect(readdirSync(join(project.path, 'outputs', section))).toEqual([]);
    }
    expect(ran.stdout + ran.stderr).toContain('2026-08-24');
  });
});

describe('rm -rf outputs/cache/*', () => {
  const linkTheCache = (project: string, elsewhere: string): void => {
    renameSync(join(project, 'outputs/cache'), join(elsewhere, 'shared-cache'));
    symlinkSync(join(elsewhere, 'shared-cache'), join(project, 'outputs/cache'));
  };

  it('empties what a linked cache leads to, outside the project', () => {
    using project = sampleProject();
    using elsewhere = temporary();
    linkTheCache(project.path, elsewhere.path);
    shell(project.path, 'rm -rf outputs/cache/*');
    expect(readdirSync(join(elsewhere.path, 'shared-cache'))).toEqual([]);
  });

  it('outputs clean --cache refuses the link and touches nothing', () => {
    using project = sampleProject();
    using elsewhere = temporary();
    linkTheCache(project.path, elsewhere.path);
    const ran = outputs(project.path, ['clean', '--cache']);
    expect(ran).toMatchObject({ status: 4, stdout: '' });
    expect(ran.stderr).toContain('shared-cache');
    expect(readdirSync(join(elsewhere.path, 'shared-cache')).sort()).toEqual(['datasets', 'preprocessed', 'streaming']);
  });
});

describe('find outputs/logs -name "*.log" -mtime +7 -delete', () => {
  const line = 'find outputs/logs -name "*.log" -mtime +7 -delete';
  const day = 86_400;
  const old = (path: string, days: number): void =>
    utimesSync(path, Date.now() / 1000 - days * day, Date.now() / 1000 - days * day);

  it('deletes the log that a training run still writes, and keeps one that is 7.5 days old', () => {
    using project = sampleProject();
    const logs = join(project.path, 'outputs/logs');
    writeFileSync(join(logs, 'seven_and_a_half.log'), 'x');
    old(join(logs, 'seven_and_a_half.log'), 7.5);
    // `python … | tee x.log` writes in blocks of 8 KiB: a slow run's log has an old mtime and is open.
    shell(project.path, `exec 3>>outputs/logs/unet_20250825_004240.log; ${line}`);
    expect(existsSync(join(logs, 'unet_20250825_004240.log'))).toBe(false);
    expect(existsSync(join(logs, 'seven_and_a_half.log'))).toBe(true);
  });

  it('outputs prune-logs keeps the open log, and means 7 days when it says 7 days', () => {
    using project = sampleProject();
    const logs = join(project.path, 'outputs/logs');
    writeFileSync(join(logs, 'seven_and_a_half.log'), 'x');
    old(join(logs, 'seven_and_a_half.log'), 7.5);
    const node = `'${process.execPath}' '${join(import.meta.dirname, '../../bin/outputs.cjs')}'`;
    shell(project.path, `exec 3>>outputs/logs/unet_20250825_004240.log; ${node} prune-logs --older-than 7d`);
    expect(readdirSync(logs).sort()).toEqual(['unet_20250825_004240.log', 'unet_20250910_080000.log']);
  });
});

describe('find outputs/checkpoints -name "*epoch*.pth" -delete', () => {
  it('deletes every point to resume from, and the best of a model called multi_epoch_net', () => {
    using project = sampleProject();
    shell(project.path, 'find outputs/checkpoints -name "*epoch*.pth" -delete');
    expect(regularCheckpoints(project.path)).toEqual([]);
    expect(existsSync(join(project.path, 'outputs/checkpoints/multi_epoch_net_best.pth'))).toBe(false);
  });

  it('outputs prune-checkpoints keeps the newest of each model, the best, and what a link points to', () => {
    using project = sampleProject();
    expect(outputs(project.path, ['prune-checkpoints', '--yes'])).toMatchObject({ status: 0 });
    expect([...regularCheckpoints(project.path)].sort()).toEqual([
      'ReversedAutoencoder_epoch_10.pth',
      'ReversedAutoencoder_epoch_5.pth',
      'UNet_epoch_20.pth',
    ]);
    expect(existsSync(join(project.path, 'outputs/checkpoints/multi_epoch_net_best.pth'))).toBe(true);
    expect(existsSync(join(project.path, 'outputs/checkpoints/unet_learning_curves.png'))).toBe(true);
  });

  it('--keep-last 0 does what the one-liner meant, and still leaves each model something', () => {
    using project = sampleProject();
    expect(outputs(project.path, ['prune-checkpoints', '--keep-last', '0', '--yes'])).toMatchObject({ status: 0 });
    // ReversedAutoencoder has neither a best nor a final file: a link leads to its epoch 5, and its epoch 10 is the best by its loss.
    expect(regularCheckpoints(project.path)).toEqual(['ReversedAutoencoder_epoch_10.pth', 'ReversedAutoencoder_epoch_5.pth']);
    expect(existsSync(join(project.path, 'outputs/checkpoints/UNet_best.pth'))).toBe(true);
    expect(existsSync(join(project.path, 'outputs/checkpoints/multi_epoch_net_best.pth'))).toBe(true);
  });
});
