// The examples, by the tools they are for. Slurm runs its own in `slurm.test.ts`; what no machine of ours can run (Docker) is read as far as it can be.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withOutputsOnPath } from './support/on-path.ts';
import { smallProject } from './support/small-project.ts';
import type { Tree } from './support/tree.ts';

const root: string = resolve(import.meta.dirname, '..');
const example = (name: string): string => resolve(root, 'examples', name);
const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

function ran(t: Tree, words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [program = '', ...args] = words;
  const onPath = existsSync(t.at('.bin'))
    ? { PATH: `${t.at('.bin')}:/usr/local/bin:/usr/bin:/bin`, HOME: t.at('.home') }
    : withOutputsOnPath(t);
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: t.root, env: { ...onPath, ...env }, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const checkpoints = (t: Tree): readonly string[] => readdirSync(t.at('outputs/checkpoints')).sort();
const PRUNED = ['UNet_best.pth', 'UNet_epoch_3.pth'];

it.runIf(process.env['CI'])('CI has make', () => expect(has('make')).toBe(true));

it('every example has its line, and every line its example', () => {
  const listed = [...readFileSync(example('README.md'), 'utf8').matchAll(/^\| \[([^\]]+)\]/gm)].map(([, name]) => name as string);
  const there = readdirSync(resolve(root, 'examples')).filter((name) => name !== 'README.md');
  expect(listed.sort()).toEqual(there.sort());
});

describe('train.sh', () => {
  const train = (t: Tree, command: string) => ran(t, ['bash', example('train.sh')], { TRAIN: command });

  it('trains with the paths of the config, and prunes after', () => {
    using t = smallProject();
    const { status, stderr } = train(t, 'sh -c env');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(checkpoints(t)).toEqual(PRUNED);
    expect(readdirSync(t.at('outputs/cache'))).toEqual([]);
    const [log = ''] = readdirSync(t.at('outputs/logs')).filter((name) => name.startsWith('train_'));
    expect(readFileSync(t.at(`outputs/logs/${log}`), 'utf8')).toContain(`OUTPUTS_CHECKPOINTS=${t.at('outputs/checkpoints')}\n`);
  });

  it('says that a checkpoint is cut short', () => {
    using t = smallProject();
    expect(train(t, 'touch outputs/checkpoints/UNet_epoch_4.pth')).toMatchObject({
      status: 0,
      stderr: expect.stringMatching(/^not every checkpoint is whole/),
    });
    expect(checkpoints(t)).toContain('UNet_epoch_4.pth');
  });

  it('prunes nothing after a training that failed, and trains nothing with a broken config', () => {
    using t = smallProject();
    const before = checkpoints(t);
    expect(train(t, 'false')).toMatchObject({ status: 1, stderr: expect.stringContaining('training ended with 1') });
    t.add({ 'configs/project_config.yaml': 'outputs: [' });
    expect(train(t, 'touch trained')).toMatchObject({ status: 2 });
    expect(existsSync(t.at('trained'))).toBe(false);
    expect(checkpoints(t)).toEqual(before);
  });
});

describe.skipIf(!has('make'))('the Makefile', () => {
  const make = (t: Tree, ...words: readonly string[]) => ran(t, ['make', '-s', '-f', example('Makefile'), ...words]);

  it('does with every target what it says', () => {
    using t = smallProject();
    expect(make(t, 'paths')).toMatchObject({ status: 0, stdout: expect.stringContaining(t.at('outputs/checkpoints')) });
    expect(make(t, 'train', 'TRAIN=printenv CHECKPOINT_DIR')).toMatchObject({
      status: 0,
      stdout: `${t.at('outputs/checkpoints')}\n`,
    });
    expect(make(t, 'verify')).toMatchObject({ status: 0 });
    expect(make(t, 'prune-dry-run')).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing was changed') });
    expect(checkpoints(t)).toHaveLength(4);
    expect(make(t, 'prune')).toMatchObject({ status: 0 });
    expect(checkpoints(t)).toEqual(PRUNED);
    expect(make(t, 'clean-cache')).toMatchObject({ status: 0 });
    expect(readdirSync(t.at('outputs/cache'))).toEqual([]);
    expect(make(t, 'help').stdout.split('\n')).toContain('clean-cache');
  });
});

describe('the Slurm epilog', () => {
  const epilog = (t: Tree, env: Readonly<Record<string, string>>) => ran(t, ['sh', example('slurm-epilog.sh')], env);

  it('prunes the folder of the job', () => {
    using t = smallProject();
    expect(epilog(t, { SLURM_JOB_WORK_DIR: t.root })).toMatchObject({ status: 0, stdout: '' });
    expect(checkpoints(t)).toEqual(PRUNED);
  });
  it('as the task epilog, by the folder it was sent from', () => {
    using t = smallProject();
    expect(epilog(t, { SLURM_SUBMIT_DIR: t.root })).toMatchObject({ status: 0 });
    expect(checkpoints(t)).toEqual(PRUNED);
  });
  it('touches no folder that says nothing of outputs, and always ends well: Slurm would drain the node', () => {
    using t = smallProject();
    t.add({ 'elsewhere/outputs/checkpoints/a_epoch_1.pth': { bytes: 1, age: '9d' } });
    expect(epilog(t, {})).toMatchObject({ status: 0 });
    expect(epilog(t, { SLURM_JOB_WORK_DIR: t.at('elsewhere') })).toMatchObject({ status: 0 });
    t.add({ 'configs/project_config.yaml': 'outputs: [' });
    expect(epilog(t, { SLURM_JOB_WORK_DIR: t.root })).toMatchObject({ status: 0 });
    expect(checkpoints(t)).toHaveLength(4);
  });
});

describe('the Dockerfile', () => {
  const lines = readFileSync(example('Dockerfile'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('has only instructions that there are, lines that sh can read, and files that exist', () => {
    expect(
      lines
        .map((line) => line.split(' ')[0])
        .filter((word) => !/^(FROM|WORKDIR|COPY|RUN|USER|VOLUME|ENTRYPOINT)$/.test(word ?? '')),
    ).toEqual([]);
    for (const line of lines.filter((each) => each.startsWith('RUN ')))
      expect(spawnSync('sh', ['-nc', line.slice(4)])).toMatchObject({ status: 0 });
    const copied = lines.filter((line) => /^COPY (?!--from)/.test(line)).map((line) => line.split(' ').at(-2) as string);
    for (const file of copied) expect(existsSync(resolve(root, file)), file).toBe(true);
  });
  it('builds what package.json can build', () => {
    const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'));
    for (const [, script] of lines.join('\n').matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([script as string]);
    expect(lines.join('\n')).toContain('/src/standalone/outputs');
  });
});
