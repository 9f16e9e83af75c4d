// What `check` finds among names, without a disk: the project's own, and those that every framework gives.
// Covers: src/core/conventions/section-conventions.ts, src/core/conventions/rules/bad-names.ts,
// src/core/conventions/rules/leftovers.ts, src/core/conventions/rules/unpaired.ts

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { KIND_DEFAULTS } from '../../../src/core/config/read/section-defaults.ts';
import { type CheckInput, checkOutputs } from '../../../src/core/conventions/collect-findings.ts';
import { conventionsOf, readByConvention } from '../../../src/core/conventions/section-conventions.ts';
import { nameOf } from '../../../src/core/lib/paths.ts';
import type { Scan } from '../../../src/core/types/items.ts';
import type { ExampleSource } from '../../../src/core/types/layout.ts';
import { CHECK_RULES, type SectionKind } from '../../../src/core/types/project.ts';
import { itemsOf, NOW, projectOf, type Spec, sectionOf } from '../../support/items.ts';

function specOf(line: string | Spec): Spec {
  if (typeof line !== 'string') return line;
  const [path = '', target] = line.split(' -> ');
  if (target !== undefined) return { path, type: 'link', leadsTo: target };
  return path.endsWith('/') ? { path: path.slice(0, -1), type: 'directory' } : { path };
}

type Files = Readonly<Partial<Record<SectionKind, readonly (string | Spec)[]>>>;

/** One line a finding: rule, path, and the nearest correct path, both below the outputs directory. */
function found(files: Files, more: Partial<CheckInput> = {}): readonly string[] {
  const kinds: readonly SectionKind[] = ['checkpoints', 'logs', 'cache', 'artifacts', 'results', 'models'];
  const sections = kinds.map((kind) => ({ ...sectionOf(kind), naming: KIND_DEFAULTS[kind].naming }));
  const project = projectOf({ sections });
  const scans = sections.map((section): Scan => {
    const items = itemsOf((files[section.kind] ?? []).map(specOf));
    return { section, realPath: section.path, directory: null, items, problems: [] };
  });
  const input: CheckInput = {
    ...{ project, scans, now: NOW, tracked: new Set(), notIgnored: null, globs: [], secrets: [], skip: new Set() },
    ...more,
  };
  const below = (path: string) => path.slice(project.outputs.length + 1);
  return checkOutputs(input).map(
    ({ rule, path, correct }) => `${rule} ${below(path)}${correct === undefined ? '' : ` -> ${below(correct)}`}`,
  );
}

describe('names', () => {
  it.each<readonly [Files, readonly string[]]>([
    [{ checkpoints: ['UNet_epoch_5.pth', 'UNet_best.pth', 'UNet_best_overall.pth', 'a/b/UNet_final.pth'] }, []],
    [{ checkpoints: ['u_epoch_1.pth', 'curves.png', 'u_summary.txt', 'config.yaml', 'README.md', 'u_epoch_1.pth.keep'] }, []],
    [{ checkpoints: ['UNet-epoch_07.pt'] }, ['bad-name checkpoints/UNet-epoch_07.pt -> checkpoints/UNet_epoch_7.pth']],
    [{ checkpoints: ['r/ResNet_ep3.PTH'] }, ['bad-name checkpoints/r/ResNet_ep3.PTH -> checkpoints/r/ResNet_epoch_3.pth']],
    [{ checkpoints: ['u epoch 3.pth'] }, ['bad-name checkpoints/u epoch 3.pth -> checkpoints/u_epoch_3.pth']],
    [{ checkpoints: ['U_BEST.pth', 'U_epoch_1.pth'] }, ['bad-name checkpoints/U_BEST.pth -> checkpoints/U_best.pth']],
    [{ checkpoints: ['weights.pth'] }, ['bad-name checkpoints/weights.pth']],
    // A name that is taken is not offered.
    [{ checkpoints: ['u-epoch-3.pth', 'u_epoch_3.pth'] }, ['bad-name checkpoints/u-epoch-3.pth']],
    [{ logs: ['u_20250825_004240.log', 'evaluation_20250825_004240.log', 'events.out.tfevents.1.host', 'x.out'] }, []],
    [{ logs: ['u-2025-08-25T00:42:40.log'] }, ['bad-name logs/u-2025-08-25T00:42:40.log -> logs/u_20250825_004240.log']],
    [{ logs: ['train.log', '2025-08-25/00-42-40/train.log', 'wandb/run-1/debug.log'] }, ['bad-name logs/train.log']],
    [{ results: ['report.md', 'metrics.json', 'table.csv', 'curves.png'] }, []],
    [{ results: ['u-result.json'], models: ['u.onnx'] }, ['bad-name results/u-result.json -> results/u_results.json']],
    [{ artifacts: ['anything.pth', 'x.log', 'u_results.json'], models: ['u.onnx', 'u_best.pth'], cache: ['u_results.json'] }, []],
  ])('%j', (files, expected) => expect(found(files)).toEqual(expected));

  it.each<readonly [Files, readonly string[]]>([
    [
      { results: ['u_epoch_3.pth', 'x.safetensors'] },
      ['wrong-section results/u_epoch_3.pth -> checkpoints/u_epoch_3.pth', 'wrong-section results/x.safetensors'],
    ],
    // A place that is taken is not offered.
    [{ results: ['a/u_final.pth'], checkpoints: ['a/u_final.pth'] }, ['wrong-section results/a/u_final.pth']],
    [{ logs: ['u_final.pth'] }, ['wrong-section logs/u_final.pth -> checkpoints/u_final.pth']],
    [
      { checkpoints: ['u_20250825_004240.log'] },
      ['wrong-section checkpoints/u_20250825_004240.log -> logs/u_20250825_004240.log'],
    ],
    [{ models: ['u_20250825_004240.log'] }, ['wrong-section models/u_20250825_004240.log -> logs/u_20250825_004240.log']],
    // Lightning keeps its checkpoints below its logs.
    [{ logs: ['lightning_logs/version_0/checkpoints/epoch=9-step=100.ckpt', 'v/checkpoints/epoch=9-step=100.ckpt'] }, []],
    // Hugging Face's Trainer writes its model beside its results.
    [{ results: ['run/checkpoint-500/model.safetensors', 'run/checkpoint-500/trainer_state.json', 'run/training_args.bin'] }, []],
  ])('%j lies elsewhere', (files, expected) => expect(found(files)).toEqual(expected));

  const folder = join(import.meta.dirname, '../../../configs/layouts');
  const frameworks = readdirSync(folder).filter((file) => file !== 'epoch-best-final.yaml');
  it.each(frameworks)('%s: what a framework writes is no mistake', (file) => {
    const { examples } = parse(readFileSync(join(folder, file), 'utf8')) as { readonly examples: readonly ExampleSource[] };
    const own = conventionsOf({ ...sectionOf('checkpoints'), naming: KIND_DEFAULTS.checkpoints.naming });
    for (const { tree, checkpoints } of examples) {
      // Trees that hold nothing of the framework are there to show what only looks so.
      // Some are of both: `best_acc_epoch_7.pth`.
      if (checkpoints.length === 0 || checkpoints.some(({ path }) => readByConvention(own, nameOf(path)) !== null)) continue;
      for (const kind of ['checkpoints', 'results', 'logs', 'models', 'artifacts'] as const) {
        const skip = new Set(CHECK_RULES.filter((rule) => rule !== 'bad-name' && rule !== 'wrong-section'));
        expect({ kind, tree, found: found({ [kind]: tree }, { skip }) }).toEqual({ kind, tree, found: [] });
      }
    }
  });
});

describe('a section with a layout of its own', () => {
  it.each<readonly [layout: string, naming: readonly string[], expected: readonly string[]]>([
    ['auto', KIND_DEFAULTS.checkpoints.naming, ['bad-name']],
    ['epoch-best-final', KIND_DEFAULTS.checkpoints.naming, ['bad-name']],
    ['lightning', KIND_DEFAULTS.checkpoints.naming, []],
    ['lightning', ['{model}-{epoch}.pth'], ['bad-name']],
    ['auto', [], []],
  ])('%s, %j', (layout, naming, expected) => {
    const section = { ...sectionOf('checkpoints'), layout, naming };
    const scan: Scan = {
      section,
      realPath: section.path,
      directory: null,
      items: itemsOf([{ path: 'weights.pth' }]),
      problems: [],
    };
    const input = {
      project: projectOf({ sections: [section] }),
      scans: [scan],
      now: NOW,
      tracked: new Set<string>(),
      notIgnored: null,
    };
    expect(checkOutputs({ ...input, globs: [], secrets: [], skip: new Set() }).map(({ rule }) => rule)).toEqual(expected);
  });
});

describe('two names for one', () => {
  it.each<readonly [Files, readonly string[]]>([
    [{ checkpoints: ['UNet_best.pth', 'unet_best.pth', 'u_epoch_1.pth'] }, ['best-without-source', 'duplicate-name']],
    [{ results: ['a/é.txt', 'a/e\u0301.txt', 'b/é.txt'] }, ['duplicate-name']],
    [{ cache: ['A', 'a'] }, []],
    [{ artifacts: ['x/A', 'y/a'] }, []],
  ])('%j', (files, expected) => expect([...new Set(found(files).map((line) => line.split(' ')[0]))]).toEqual(expected));
});

describe('leftovers', () => {
  it.each<readonly [Files, readonly string[]]>([
    [{ checkpoints: [{ path: 'u_epoch_1.pth.tmp', age: 3600 }] }, ['unfinished checkpoints/u_epoch_1.pth.tmp']],
    [{ checkpoints: [{ path: 'u_epoch_1.pth.tmp', age: 60 }] }, []],
    [{ checkpoints: ['r/tmp-checkpoint-20/model.safetensors'] }, ['unfinished checkpoints/r/tmp-checkpoint-20']],
    [{ cache: ['x.incomplete', { path: 'y.incomplete', age: 3600 }] }, ['stale-temporary cache/x.incomplete']],
    [{ results: ['r.json.tmp'] }, ['stale-temporary results/r.json.tmp']],
  ])('%j', (files, expected) => expect(found(files)).toEqual(expected));
});

describe('what stands alone', () => {
  it.each<readonly [Files, readonly string[]]>([
    [{ checkpoints: ['u_best.pth'] }, ['best-without-source checkpoints/u_best.pth']],
    [{ checkpoints: ['u_best.pth', 'U_final.pth'] }, []],
    [
      { checkpoints: ['UNet_final.pth'], results: ['u-net_results.json', 'Ghost_results.json'] },
      ['result-without-checkpoint results/Ghost_results.json'],
    ],
    [{ models: ['ghost.onnx'], results: ['Ghost_plots.png'] }, []],
    // Names that say no model may be of any.
    [{ checkpoints: ['checkpoint-5/trainer_state.json', 'checkpoint-5/model.safetensors'], results: ['x_results.json'] }, []],
  ])('%j', (files, expected) => expect(found(files)).toEqual(expected));
});

describe('patterns of the project', () => {
  const glob = (text: string, folder: string | null = null) => ({ text, folder, by: '/p/scripts/x.sh', line: 1 });
  it.each<readonly [string, string | null, Files, readonly string[]]>([
    [
      'unet*.pth',
      'checkpoints',
      { checkpoints: ['UNet_epoch_5.pth'] },
      ['case-glob checkpoints/UNet_epoch_5.pth -> checkpoints/unet_epoch_5.pth'],
    ],
    ['unet*.pth', 'logs', { checkpoints: ['UNet_epoch_5.pth'] }, []],
    ['unet*.pth', null, { checkpoints: ['unet_epoch_5.pth'] }, []],
    ['*EPOCH*', null, { checkpoints: ['u_epoch_5.pth'] }, ['case-glob checkpoints/u_epoch_5.pth']],
  ])('%s in %s', (text, folder, files, expected) => expect(found(files, { globs: [glob(text, folder)] })).toEqual(expected));

  it('of which another one finds the file', () => {
    expect(found({ checkpoints: ['UNet_epoch_5.pth'] }, { globs: [glob('unet*'), glob('UNet*')] })).toEqual([]);
  });
});

describe('git', () => {
  it('should not track what programs make', () => {
    const tracked = new Set(
      ['checkpoints/u_epoch_1.pth', 'checkpoints/u.pth.dvc', 'logs/.gitkeep', 'results/u_results.json'].map(
        (path) => `/project/outputs/${path}`,
      ),
    );
    const project = projectOf();
    expect(
      found({}, { tracked: new Set([...tracked].map((path) => path.replace('/project/outputs', project.outputs))) }),
    ).toEqual(['tracked checkpoints/u_epoch_1.pth']);
  });

  it('should ignore the outputs', () => {
    const { root, outputs } = projectOf();
    const lines = found({}, { notIgnored: [outputs.slice(root.length + 1)] });
    expect(lines).toEqual(['not-ignored ']);
  });

  it('is not asked about what nobody wants to hear', () => {
    expect(found({ checkpoints: ['weights.pth'] }, { skip: new Set(['bad-name']) })).toEqual([]);
  });
});

it('takes a hundred thousand names in a few seconds of a slow machine', () => {
  const many = (count: number, name: (n: number) => string) => Array.from({ length: count }, (_, n) => name(n));
  const files: Files = {
    checkpoints: [...many(40_000, (n) => `m${n % 9}_epoch_${n}.pth`), ...many(10_000, (n) => `m-epoch-${n}x.pth`)],
    logs: many(10_000, (n) => `run ${n}.log`),
    results: [...many(20_000, (n) => `m${n}_results.json`), ...many(20_000, (n) => `m_epoch_${n}.pth`)],
  };
  const globs = ['unet*.pth', '*final*.pth', 'M*_epoch_*.pth'].map((text) => ({ text, folder: null, by: '/p/x.sh', line: 1 }));
  expect(found(files, { globs }).length).toBe(40_000 + 10_000 + 10_000 + 40_000 - 9);
});
