// The epilog example by Slurm itself: a cluster of one node on this machine, started for it and ended after.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withOutputsOnPath } from './support/on-path.ts';
import { smallProject } from './support/small-project.ts';
import type { Tree } from './support/tree.ts';

const EPILOG = resolve(import.meta.dirname, '../examples/slurm-epilog.sh');
const TOOLS = ['slurmctld', 'slurmd', 'sbatch', 'srun'] as const;
const missing = TOOLS.filter(
  (tool) =>
    spawnSync(tool, ['-V'], { env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` } }).error !== undefined,
);
// slurmd starts jobs as other users, which only root can.
const isRoot = process.getuid?.() === 0;
if (missing.length > 0 || !isRoot) process.stderr.write('skipped: Slurm (needs root, slurmctld, slurmd and slurm-client)\n');

it.runIf(process.env['CI'] && isRoot)('CI has Slurm', () => expect(missing).toEqual([]));

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

const stateOf = (env: Record<string, string>): string =>
  spawnSync('sinfo', ['-h', '-o', '%T'], { env, encoding: 'utf8', timeout: 3000 }).stdout.trim();
const logOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : `no ${path}`);

/** `setting`: what the example is to it. */
async function withCluster(t: Tree, setting: string, use: (env: Record<string, string>) => Promise<void>): Promise<void> {
  const found = withOutputsOnPath(t);
  const node = hostname().split('.')[0] ?? '';
  // Two runs of the tests at once on one machine must not meet.
  const port = 20_000 + (process.pid % 20_000);
  t.add({ 'slurm/state': { dir: true }, 'slurm/spool': { dir: true } });
  const at = (name: string) => t.at(`slurm/${name}`);
  const text = [
    ...['ClusterName=test', `SlurmctldHost=${node}(127.0.0.1)`, 'SlurmUser=root', 'AuthType=auth/none', 'CredType=cred/none'],
    ...[`SlurmctldPort=${port}`, `SlurmdPort=${port + 20_000}`, 'ProctrackType=proctrack/linuxproc', 'TaskPlugin=task/none'],
    ...['MpiDefault=none', 'JobAcctGatherType=jobacct_gather/none', 'ReturnToService=2'],
    ...[`StateSaveLocation=${at('state')}`, `SlurmdSpoolDir=${at('spool')}`, `SlurmctldLogFile=${at('ctld.log')}`],
    ...[`SlurmdLogFile=${at('d.log')}`, `SlurmctldPidFile=${at('ctld.pid')}`, `SlurmdPidFile=${at('d.pid')}`],
    ...[`NodeName=${node} NodeAddr=127.0.0.1 CPUs=1 State=UNKNOWN`, `PartitionName=p Nodes=${node} Default=YES State=UP`],
    `${setting}=${epilogIn(t, found['PATH'] ?? '')}`,
  ];
  t.add({ 'slurm/slurm.conf': `${text.join('\n')}\n` });
  const env = { ...found, PATH: `${found['PATH']}:/usr/sbin:/sbin`, SLURM_CONF: at('slurm.conf') };
  const daemons = [spawn('slurmctld', ['-D', '-c'], { env, stdio: 'ignore' }), spawn('slurmd', ['-D'], { env, stdio: 'ignore' })];
  try {
    // A question to nobody waits for ten seconds.
    const end = Date.now() + 180_000;
    while (stateOf(env) !== 'idle') {
      if (Date.now() > end) throw new Error(`no node\n${['ctld.log', 'd.log'].map((name) => logOf(at(name))).join('\n')}`);
      await sleep(200);
    }
    await use(env);
  } finally {
    for (const daemon of daemons) {
      daemon.kill('SIGTERM');
      await new Promise((ended) => (daemon.exitCode === null ? daemon.on('exit', ended) : ended(0)));
    }
  }
}

/** Slurm gives an epilog no PATH, so the shell's own is in force, and the folder of the tests is not in it. */
function epilogIn(t: Tree, path: string): string {
  writeFileSync(t.at('epilog.sh'), `#!/bin/sh\nPATH=${path}\nexport PATH\nexec sh ${EPILOG}\n`);
  chmodSync(t.at('epilog.sh'), 0o755);
  return t.at('epilog.sh');
}

const checkpoints = (t: Tree): readonly string[] => readdirSync(t.at('outputs/checkpoints')).sort();
const PRUNED = ['UNet_best.pth', 'UNet_epoch_3.pth'];

describe.skipIf(missing.length > 0 || !isRoot)('the epilog, by Slurm', () => {
  it.each([
    ['Epilog', ['sbatch', '--wait', '--output=/dev/null', '--wrap', 'true']],
    ['TaskEpilog', ['srun', 'true']],
  ])('as %s it prunes the project of the job, and the node stays in service', async (setting, job) => {
    using t = smallProject();
    await withCluster(t, setting, async (env) => {
      const [program = '', ...args] = job;
      const ran = spawnSync(program, args, { cwd: t.root, env, encoding: 'utf8', timeout: 180_000 });
      expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: '' });
      for (let n = 0; checkpoints(t).length > PRUNED.length && n < 1000; n++) await sleep(100);
      expect(checkpoints(t)).toEqual(PRUNED);
      expect(stateOf(env)).not.toMatch(/drain|down/);
    });
  });
});
