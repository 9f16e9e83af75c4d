// `outputs compare` on real result files: rows, columns, order, and what it reports as unreadable.
// Covers: src/core/metrics/compare-results.ts, src/core/metrics/results-rows.ts, src/core/metrics/read/read-all-results.ts

import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { csvTable } from '../../../src/core/lib/csv.ts';
import { run, TERMINALS } from '../../support/context.ts';
import { at } from '../../support/small-project.ts';
import { type Tree, type TreeSpec, tree } from '../../support/tree.ts';

function project(results: Readonly<Record<string, unknown>>, config = 'outputs: {}\n'): Tree {
  const files = Object.entries(results).map(([name, value]) => [
    `outputs/results/${name}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return tree({ 'configs/project_config.yaml': config, ...(Object.fromEntries(files) as TreeSpec) });
}

const compare = (place: Tree, ...words: readonly string[]) => run(['compare', ...words], at(place));
const documentOf = async (place: Tree, ...words: readonly string[]) =>
  JSON.parse((await compare(place, '--format', 'json', ...words)).stdout);

const TWO = {
  'UNet_results.json': { val_loss: 0.25, psnr: 31.5, samples: 100, mystery: 1 },
  'CNN_results.json': '{"val_loss": 0.5, "psnr": 33, "test": {"ssim": NaN}, "losses": [1, 2, 3]}',
};

describe('outputs compare', () => {
  it('puts all models side by side, and marks the best of what has a direction', async () => {
    using place = project(TWO);
    const { code, stdout, stderr } = await compare(place);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "MODEL  val_loss ↓  psnr ↑  test.ssim ↑  samples  mystery
      CNN          0.5      33*          NaN        -        -
      UNet        0.25*   31.5             -      100        1

      * best; 2 metrics of unknown direction: nothing is marked there
      "
    `);
  });

  it.each<readonly [string, unknown, readonly string[]]>([
    ['results.json', { UNet: { psnr: 30 }, VAE: { psnr: 31 } }, ['UNet', 'VAE']],
    ['results.json', { UNet: { psnr: 30 } }, ['UNet']],
    ['all_models_results.json', { one: { test: { psnr: 30 } }, two: { test: { psnr: 31 } }, seed: 1, note: 'x' }, ['one', 'two']],
    ['comparison.json', { one: [{ psnr: 30 }, { psnr: 29 }], two: { psnr: 31 } }, ['one #1', 'one #2', 'two']],
    ['comparison.json', { models: { one: [{ psnr: 30 }, { psnr: 29 }], two: { psnr: 31 } } }, ['one #1', 'one #2', 'two']],
    ['comparison.json', [{ UNet: { psnr: 30 } }, { VAE: { psnr: 31 } }], ['UNet', 'VAE']],
    ['paper.json', { ResUNet: { psnr: 30 }, 'ViT-small': { psnr: 31 } }, ['ResUNet', 'ViT-small']],
    // Parts of one result.
    ['UNet_results.json', { celeba: { psnr: 30 }, ffhq: { psnr: 31 } }, ['UNet']],
    ['results.json', { train: { loss: 1 }, val: { loss: 2 } }, ['results']],
    ['results.json', { psnr: { one: 30 }, ssim: { one: 0.9 } }, ['results']],
    ['results.json', { accuracy: 0.9, cat: { precision: 1 }, dog: { precision: 1 } }, ['results']],
  ])('reads whose results are in %s: %j', async (name, value, models) => {
    using place = project({ [name]: value });
    expect((await documentOf(place)).results.map(({ model }: { model: string }) => model).sort()).toEqual(models);
  });

  it('follows the config where it says which end is better', async () => {
    using place = project(
      { 'a_results.json': { mystery: 1 }, 'b_results.json': { mystery: 2 } },
      'outputs:\n  sections:\n    checkpoints: { metric: { name: mystery, mode: min } }\n',
    );
    expect((await documentOf(place)).metrics).toEqual([{ name: 'mystery', mode: 'min' }]);
    expect((await documentOf(place)).results.map(({ values }: { values: unknown }) => values)).toEqual([
      [{ metric: 'mystery', value: 1, best: true }],
      [{ metric: 'mystery', value: 2, best: false }],
    ]);
  });

  it('sorts by a metric, the best first, and what says nothing last', async () => {
    using place = project({ ...TWO, 'None_results.json': { other: 1 }, 'Broken_results.json': '{"psnr": NaN}' });
    const order = async (metric: string) =>
      (await documentOf(place, '--sort', metric)).results.map(({ model }: { model: string }) => model);
    expect(await order('psnr')).toEqual(['CNN', 'UNet', 'Broken', 'None']);
    expect(await order('val_loss')).toEqual(['UNet', 'CNN', 'Broken', 'None']);
    expect(await order('ssim')).toEqual(['CNN', 'Broken', 'None', 'UNet']);
    expect(await compare(place, '--sort', 'psnrr')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean psnr?'),
    });
  });

  it('reads lists of runs, and reports below folders', async () => {
    using place = project({
      'sweep.json': [{ run: 'a', acc: 0.5 }, { acc: 0.75 }, 'no result'],
      'all_results.json': { models: { big: { acc: 0.9 }, small: { acc: 0.8 } } },
      'deep/er/UNet_report.json': { 'macro avg': { 'f1-score': 0.5 } },
    });
    expect((await documentOf(place)).results.map(({ model, item }: { model: string; item: number }) => [model, item])).toEqual([
      ['UNet', undefined],
      ['a', 1],
      ['big', 1],
      ['small', 2],
      ['sweep #2', 2],
    ]);
  });

  it('says which file cannot be read, and where it ends to be JSON, and compares the rest', async () => {
    using place = project({ ...TWO, 'cut_results.json': '{\n  "a": 1,\n  "b": \n' });
    const { code, stdout, stderr } = await compare(place);
    expect(code).toBe(3);
    expect(stdout).toContain('UNet');
    expect(stderr).toContain(`${place.at('outputs/results/cut_results.json')}:4:1: it is not JSON`);
  });

  it('says so where there is nothing', async () => {
    using place = project({});
    expect(await compare(place, '--sort', 'x')).toMatchObject({ code: 0, stdout: expect.stringContaining('No results') });
  });

  it('prints CSV that a spreadsheet reads as it is, and runs nothing of', async () => {
    using place = project({
      'a.json': [
        { model: '=cmd|"x",1', loss: -0.1234567 },
        { model: '@b', loss: 1e-9 },
      ],
    });
    const { stdout } = await compare(place, '--format', 'csv');
    expect(stdout).toBe(
      `model,source,loss\r\n"'=cmd|""x"",1",${place.at('outputs/results/a.json')},-0.1234567\r\n'@b,${place.at('outputs/results/a.json')},1e-9\r\n`,
    );
    expect([...(csvTable(stdout)?.rows ?? [])].map(({ fields }) => fields[0])).toEqual([`'=cmd|"x",1`, "'@b"]);
  });

  it('prints Markdown in which no name leaves its cell', async () => {
    using place = project({ 'a|b<x>`.json': { loss: 1 }, 'c.json': { loss: 2 } });
    expect((await compare(place, '--format', 'markdown')).stdout).toBe(
      '| model | loss ↓ |\n| --- | ---: |\n| a\\|b\\<x>\\` | **1** |\n| c | 2 |\n',
    );
  });

  it.each([40, 60, 80])('fits a terminal of %d columns', async (columns) => {
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`val/metric_${n}_loss`, n / 7]));
    using place = project({ 'UNet_with_a_very_long_name_that_nobody_can_read_results.json': many, 'b_results.json': many });
    const { stdout } = await run(['compare'], at(place, { terminals: TERMINALS, columns, env: { NO_COLOR: '1' } }));
    for (const line of stdout.split('\n').slice(0, -2)) expect(line.length).toBeLessThanOrEqual(columns);
    for (const name of Object.keys(many)) expect(stdout).toContain(name);
  });

  it('writes the document of its schema, with --json too', async () => {
    using place = project({ ...TWO, 'cut.json': '[' });
    const { stdout } = await compare(place, '--json');
    const schema = JSON.parse(readFileSync('configs/schemas/compare.schema.json', 'utf8'));
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
    expect(validate(JSON.parse(stdout)) ? [] : validate.errors).toEqual([]);
    expect((await compare(place, '--format', 'json')).stdout).toBe(stdout);
    expect(JSON.parse(stdout).results[0].values).toContainEqual({ metric: 'test.ssim', value: 'NaN', best: false });
  });
});
