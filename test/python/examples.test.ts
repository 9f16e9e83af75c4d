// The Python examples: each compiles, each runs as far as its library is in Debian, and what they write is what `outputs` reads.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../support/context.ts';
import { at } from '../support/small-project.ts';
import { tree } from '../support/tree.ts';

const repository = resolve(import.meta.dirname, '../..');
const folder = join(repository, 'examples/python');
const env = { ...process.env, PYTHONPATH: `${join(repository, 'python')}:${folder}`, PYTHONDONTWRITEBYTECODE: '1' };
const isCi = Boolean(process.env['CI']);

function python(program: string, args: readonly string[], cwd: string = repository) {
  return spawnSync(program, args, { cwd, env: { ...env, PATH: '/usr/bin:/bin' }, encoding: 'utf8' });
}

/** Debian's own Python has Debian's torch, whatever else is on the PATH. */
const programs = ['/usr/bin/python3', '/usr/local/bin/python3'];
const anyPython = programs.find((program) => python(program, ['-c', 'import yaml']).status === 0);
const withTorch = programs.find((program) => python(program, ['-c', 'import torch, yaml']).status === 0);

describe.skipIf(anyPython === undefined && !isCi)('the examples', () => {
  it.each(readdirSync(folder).filter((name) => name.endsWith('.py')))('%s compiles', (name) => {
    const code = 'import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))';
    expect(python(anyPython ?? 'python3', ['-c', code, join(folder, name)])).toMatchObject({ status: 0, stderr: '' });
  });

  it('for Hugging Face name the folders of the config', () => {
    using place = tree({ 'configs/project_config.yaml': 'outputs: { root: out }\n' });
    const code = 'from hf_trainer import training_arguments as a; print(a("bert")["output_dir"], a("bert")["logging_dir"])';
    expect(python(anyPython ?? 'python3', ['-c', code], place.root)).toMatchObject({
      status: 0,
      stdout: `${place.at('out/checkpoints/bert')} ${place.at('out/logs/bert')}\n`,
    });
  });
});

describe.skipIf(withTorch === undefined && !isCi)('the plain loop', () => {
  it('writes checkpoints that are whole, resumes from the newest, and its best becomes a model', async () => {
    using place = tree({ 'configs/project_config.yaml': 'outputs: { grace: 0s }\n' });
    const train = (epochs: number) =>
      python(withTorch ?? 'python3', [join(folder, 'plain_loop.py'), '--epochs', String(epochs)], place.root);
    expect(train(2)).toMatchObject({ status: 0, stdout: '' });
    expect(train(3)).toMatchObject({ status: 0, stdout: 'resumed from Linear_epoch_2.pth\n' });
    expect(readdirSync(place.at('outputs/checkpoints')).sort()).toEqual([
      'Linear_best.pth',
      ...[1, 2, 3].map((epoch) => `Linear_epoch_${epoch}.pth`),
    ]);
    expect(await run(['verify'], at(place))).toMatchObject({ code: 0, stdout: expect.stringContaining('4 complete') });
    expect(await run(['promote', 'Linear_best.pth', '--as', 'linear'], at(place))).toMatchObject({ code: 0 });
    expect(await run(['verify', '--deep'], at(place))).toMatchObject({ code: 0, stdout: expect.stringContaining('5 complete') });
    expect(await run(['compare'], at(place))).toMatchObject({ code: 0, stdout: expect.stringContaining('Linear') });
  });
});
