// `outputs name` and `outputs parse`, as scripts call them.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run, TERMINALS } from '../../support/context.ts';
import { outputs } from '../../support/run.ts';
import { at, smallProject } from '../../support/small-project.ts';
import { snapshot, tree } from '../../support/tree.ts';

const NOW = BigInt(Date.parse('2025-08-25T00:42:40Z')) * 1_000_000n;

function checked(schema: 'name' | 'parse', text: string) {
  const url = new URL(`../../../configs/schemas/${schema}.schema.json`, import.meta.url);
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(url, 'utf8')));
  expect(validate(JSON.parse(text)) ? [] : validate.errors).toEqual([]);
  return JSON.parse(text);
}

describe('name', () => {
  it.each<readonly [args: string, path: string]>([
    ['checkpoint --model unet --epoch 3', 'checkpoints/unet_epoch_3.pth'],
    ['best --model unet', 'checkpoints/unet_best.pth'],
    ['final --model unet', 'checkpoints/unet_final.pth'],
    ['log --model unet', 'logs/unet_20250825_004240.log'],
    ['log --model unet --section tensorboard', 'tb/unet_20250825_004240.log'],
    ['log --timestamp 20240101_000000', 'logs/evaluation_20240101_000000.log'],
    ['result --model unet', 'results/unet_results.json'],
    ['plot --set model_name=a=b', 'results/a=b_plots.png'],
  ])('%s', async (args, path) => {
    using t = smallProject();
    const before = snapshot(t.root);
    const { stdout, stderr, code } = await run(['name', ...args.split(' ')], at(t, { now: NOW }));
    expect({ stdout, stderr, code }).toEqual({ stdout: `${t.root}/outputs/${path}\n`, stderr: '', code: 0 });
    expect(snapshot(t.root)).toEqual(before);
    const parsed = await run(['parse', stdout.trimEnd()], at(t));
    expect(parsed.stdout.split('\t')[1]).toBe(args.split(' ')[0]);
    expect(parsed.code).toBe(0);
  });

  it('says all of it in JSON', async () => {
    using t = smallProject();
    const { stdout } = await run(['name', 'checkpoint', '--model', 'u', '--epoch', '3', '--json'], at(t));
    expect(checked('name', stdout)).toMatchObject({
      values: { model_name: 'u', num: 3 },
      section: 'checkpoints',
      kind: 'checkpoint',
    });
  });

  it.each<readonly [args: readonly string[], says: RegExp]>([
    [['checkpoint', '--model', 'm_best', '--epoch', '3'], /m_best_epoch_3\.pth would be read as a best checkpoint/],
    [['checkpoint', '--model', 'a/../../b', '--epoch', '3'], /cannot contain \//],
    [['last', '--model', 'm'], /no name template is for a last checkpoint/],
    [['log', '--section', 'lags'], /no section `lags`/],
    [['log', '--set', 'fold'], /--set fold: expected a field/],
    [['log', '--set', 'timestamp=x', '--timestamp', 'y'], /twice/],
    [['weights'], /checkpoint, best, last, final/],
    [[], /missing required argument/],
  ])('%j is refused', async (args, says) => {
    using t = smallProject();
    const { stdout, stderr, code } = await run(['name', ...args], at(t));
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toMatch(says);
  });

  it('makes the folder, and nothing else', () => {
    using t = tree({ 'configs/project_config.yaml': 'project_name: x\n' });
    const ran = outputs(t.root, ['name', 'log', '--mkdir']);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    expect(Object.keys(snapshot(t.root)).sort()).toEqual([
      '',
      'configs',
      'configs/project_config.yaml',
      'outputs',
      'outputs/logs',
    ]);
    expect(outputs(t.root, ['name', 'log', '--mkdir'])).toMatchObject({ status: 0 });
    expect(existsSync(ran.stdout.trimEnd())).toBe(false);
  });

  it('makes no folder through a link out of the project', () => {
    using t = tree({
      'p/configs/project_config.yaml': 'project_name: x\n',

      'p/outputs/logs': { link: '../../else' },
      'else/file': 'x',
    });
    expect(outputs(join(t.root, 'p'), ['name', 'log', '--mkdir'])).toMatchObject({ status: 4, stdout: '' });
  });

  it('says what keeps the folder from being made', () => {
    using t = tree({ 'configs/project_config.yaml': 'project_name: x\n', outputs: 'a file\n' });
    expect(outputs(t.root, ['name', 'log', '--mkdir'])).toMatchObject({ status: 4, stdout: '' });
  });

  it('is known to the small program and to the one that knows everything', () => {
    using t = smallProject();
    expect(outputs(t.root, ['name', 'best', '--model', 'unet'])).toMatchObject({ status: 0, stderr: '' });
    expect(outputs(t.root, ['--json', 'name', 'best', '--model', 'unet'])).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('parse', () => {
  it('tells names by the section they lie in, or by all of them', async () => {
    using t = smallProject();
    const given = [
      'UNet_epoch_010.pth',
      'outputs/checkpoints/m_best_overall.pth',
      'outputs/logs/UNet_epoch_3.pth',
      'x/best_acc_epoch_7.pth',
    ];
    const { stdout, code } = await run(['parse', ...given, '--json'], at(t));
    expect(code).toBe(1);
    expect(checked('parse', stdout).names).toEqual([
      {
        ...{ given: given[0], kind: 'checkpoint', section: 'checkpoints', template: '{model_name}_epoch_{num}.pth' },
        ...{ values: { model_name: 'UNet', num: 10 }, checkpoint: { model: 'UNet', role: 'regular', epoch: 10 } },
      },
      {
        ...{ given: given[1], kind: 'best', section: 'checkpoints', template: '{model_name}_best_overall.pth' },
        ...{ values: { model_name: 'm' }, checkpoint: { model: 'm', role: 'best' } },
      },
      { given: given[2], kind: null, section: 'logs' },
      {
        ...{ given: given[3], kind: 'best', section: 'checkpoints', template: '{model_name}_epoch_{num}.pth' },
        ...{ values: { model_name: 'best_acc', num: 7 }, checkpoint: { model: 'acc', role: 'best', epoch: 7 } },
      },
    ]);
  });

  it('shows no name raw on a terminal, and names what it does not know', async () => {
    using t = smallProject();
    const { stdout, code } = await run(['parse', 'a\n\u001b[2J.txt'], at(t, { terminals: TERMINALS }));
    expect({ stdout, code }).toEqual({ stdout: 'a\\n\\x1b[2J.txt\tunknown\t-\tit follows no name template\n', code: 1 });
  });

  it('refuses what is no path', async () => {
    using t = smallProject();
    expect(await run(['parse', ''], at(t))).toMatchObject({ code: 2 });
  });
});
