import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, TERMINALS } from '../../support/context.ts';
import { outputs, sampleProject } from '../../support/run.ts';
import { at, smallProject } from '../../support/small-project.ts';

describe('env', () => {
  it('is evaluated by a shell', () => {
    using project = sampleProject({ git: false });
    const { stdout, status } = outputs(project.path, ['env']);
    expect(status).toBe(0);
    const script = `${stdout}\nprintf '%s %s' "$HF_HUB_CACHE" "$MLFLOW_TRACKING_URI"`;
    expect(spawnSync('sh', ['-eu'], { input: script, encoding: 'utf8' }).stdout).toBe(
      `${project.path}/outputs/cache/huggingface/hub sqlite:///${project.path}/outputs/artifacts/mlflow.db`,
    );
    expect(stdout).not.toMatch(/HF_HOME|TOKEN/);
  });
  it('prints the line with artifact_location beside the assignments, never among them', async () => {
    using place = smallProject();
    const line = `artifact_location="file://${place.at('outputs/artifacts/mlflow')}"`;
    for (const format of ['sh', 'fish', 'powershell', 'dotenv', 'json', 'github', 'docker']) {
      const { stdout, stderr } = await run(['env', '--format', format], at(place));
      expect(stderr, format).toContain(line);
      expect(stdout, format).not.toContain('artifact_location');
    }
    expect((await run(['env', '--explain'], at(place))).stdout).toContain(line);
    expect((await run(['env', '--unset'], at(place))).stderr).toBe('');
    expect((await run(['env', '--quiet'], at(place))).stderr).toBe('');
    const { variables } = JSON.parse((await run(['env', '--json'], at(place))).stdout);
    expect(variables.find(({ name }: { name: string }) => name === 'MLFLOW_TRACKING_URI').artifactLocation).toBe(
      `file://${place.at('outputs/artifacts/mlflow')}`,
    );
    const chosen = { ...at(place), env: { MLFLOW_TRACKING_URI: 'https://mlflow.example.org' } };
    expect(await run(['env'], chosen)).toMatchObject({ stderr: '', stdout: expect.not.stringContaining('MLFLOW') });
  });
  it('takes out what it sets', async () => {
    using place = smallProject();
    const names = (text: string) => [...text.matchAll(/[A-Z][A-Z_]+(?=[ =\n])/g)].map(([name]) => name);
    const { stdout } = await run(['env', '--unset'], at(place));
    expect(stdout).toMatch(/^unset HF_HUB_CACHE$/m);
    expect(names(stdout)).toEqual(names((await run(['env', '--format', 'docker'], at(place))).stdout));
    const { stdout: json } = await run(['env', '--unset', '--format', 'json'], at(place));
    expect(JSON.parse(json)).toMatchObject({ HF_HUB_CACHE: null });
    expect(await run(['env', '--unset', '--format', 'dotenv'], at(place))).toMatchObject({ code: 2, stdout: '' });
  });
  it('follows the configuration, and explains', async () => {
    using place = smallProject(
      'outputs:\n  env: { include: [KERAS_HOME], exclude: [WANDB_DIR], extra: { MINE_CACHE_DIR: cache/mine, TFDS_DATA_DIR: "${oc.env:S}/x" } }\n',
    );
    const setting = { ...at(place), env: { S: '/scratch' } };
    const { stdout, code } = await run(['env', '--format', 'json'], setting);
    expect(code).toBe(0);
    const given = JSON.parse(stdout);
    expect(given).toMatchObject({ MINE_CACHE_DIR: place.at('outputs/cache/mine'), TFDS_DATA_DIR: '/scratch/x' });
    expect(given).toHaveProperty('KERAS_HOME');
    expect(given).not.toHaveProperty('WANDB_DIR');
    const { stdout: table } = await run(['env', '--explain'], setting);
    expect(table).toMatch(/^WANDB_DIR\tnot set: excluded by the configuration\t/m);
    expect(table).toMatch(/^TMPDIR\tnot set: clean would take what running programs need\t/m);
  });
  it.each([
    ['{ include: [KERAS_HOM] }', /2:\d+.*expected a variable that outputs knows/s],
    ['{ include: [HF_HOME] }', /expected a variable that outputs knows/],
    ['{ extra: { HF_HOME: cache/hf } }', /2:\d+.*`HF_HOME` leads to your Hugging Face token/s],
    ['{ extra: { PATH: bin } }', /`PATH` decides which programs run/],
    ['{ extra: { XDG_CONFIG_HOME: xdg } }', /project_config.yaml:2:\d+.*`XDG_CONFIG_HOME`.*outputs trust/s],
    ['{ extra: { PIP_CACHE_DIR: /tmp/pip } }', /2:\d+.*`PIP_CACHE_DIR` leads to what programs run.*outputs trust/s],
    [
      '{ extra: { MY_CACHE_DIR: /tmp/mine } }',
      /2:\d+.*`MY_CACHE_DIR` leads out of the project, and is not known to hold only data.*outputs trust/s,
    ],
    ['{ extra: { TRITON_CACHE_DIR: kernels } }', /2:\d+.*`TRITON_CACHE_DIR` leads to what programs run/s],
    ['{ extra: { X: ../up } }', /`outputs.env.extra.X`: expected a path without \.\./],
    ['{ extras: {} }', /unknown key `extras`.*extra/s],
    ['[a]', /expected a mapping/],
  ])('says what is wrong in %s', async (written, says) => {
    using place = smallProject(`outputs:\n  env: ${written}\n`);
    const { code, stderr, stdout } = await run(['env'], at(place));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(says);
  });
  it('refuses a format that cannot hold a path, and is exact where it can', () => {
    using project = sampleProject({ git: false });
    const odd = `${project.path}/it's\n\${HOME}`;
    spawnSync('mkdir', ['-p', `${odd}/configs`]);
    spawnSync('cp', [`${project.path}/configs/project_config.yaml`, `${odd}/configs/`]);
    for (const format of ['dotenv', 'docker'])
      expect(outputs(odd, ['env', '--format', format]), format).toMatchObject({ status: 2, stdout: '' });
    const { stdout } = outputs(odd, ['env']);
    const read = spawnSync('sh', ['-eu'], { input: `${stdout}\nprintf %s "$TORCH_HOME"`, encoding: 'utf8' }).stdout;
    expect(read).toBe(`${odd}/outputs/cache/torch`);
  });
  it('gives what programs run no place that a link leads out of the project', async () => {
    using elsewhere = smallProject();
    using place = smallProject(
      'outputs:\n  sections: { cache: { path: linked } }\n  env: { extra: { PIP_CACHE_DIR: linked/pip } }\n',
    );
    symlinkSync(elsewhere.at('outputs/cache'), place.at('outputs/linked'));
    expect(await run(['env'], at(place))).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('PIP_CACHE_DIR'),
    });
    writeFileSync(place.at('configs/project_config.yaml'), 'outputs:\n  sections: { cache: { path: linked } }\n');
    const { stdout, stderr } = await run(['env'], at(place));
    expect(stdout).not.toContain('TRITON_CACHE_DIR');
    expect(stdout).toContain('HF_HUB_CACHE');
    expect(stderr).toContain(`outputs trust ${place.at('outputs/linked')}`);
  });
  it('stops no other command', async () => {
    using place = smallProject('outputs:\n  env: { extra: { CC: cc } }\n');
    expect(await run(['paths'], at(place))).toMatchObject({ code: 0 });
  });
  it('shows nothing raw on a terminal', async () => {
    using place = smallProject('outputs:\n  root: "a\\u202eb"\n');
    expect((await run(['env'], { ...at(place), terminals: TERMINALS })).stdout).not.toContain('\u202e');
  });
});
