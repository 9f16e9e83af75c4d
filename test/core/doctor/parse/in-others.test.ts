// Which output folders notebooks, Makefiles and config files name.
// Covers: src/core/doctor/parse/by-file-name.ts, src/core/doctor/parse/configs.ts, src/core/doctor/parse/makefiles.ts,
// src/core/doctor/parse/notebooks.ts, src/core/doctor/path-setting.ts, src/core/doctor/setting-names.ts

import { describe, expect, it } from 'vitest';
import { readerFor } from '../../../../src/core/doctor/parse/by-file-name.ts';
import { settingsInJson, settingsInToml, settingsInYaml } from '../../../../src/core/doctor/parse/configs.ts';
import { settingsInDockerfile, settingsInMakefile } from '../../../../src/core/doctor/parse/makefiles.ts';
import { settingsInNotebook } from '../../../../src/core/doctor/parse/notebooks.ts';
import type { PathSetting } from '../../../../src/core/doctor/path-setting.ts';
import { settingNameOf } from '../../../../src/core/doctor/setting-names.ts';

const said = (sayings: readonly PathSetting[]) => sayings.map(({ line, name, value }) => `${line} ${name ?? '-'} ${value}`);

describe('YAML', () => {
  it.each<readonly [string, readonly string[]]>([
    ['a:\n  cache_dir: "./hf_cache"  # here', ['2 cache_dir ./hf_cache']],
    ["- log_dir: 'logs'", ['1 log_dir logs']],
    ['x: { log_dir: logs, out_dir: a/b }', ['1 log_dir logs', '1 out_dir a/b']],
    ['trainer.log_dir: logs', ['1 log_dir logs']],
    ['out_dir: results/${name}/x', ['1 out_dir results/']],
    ['hydra:\n  run:\n    dir: multirun/x', ['3 output_dir multirun/x']],
    ['text: |\n  log_dir: logs\nout_dir: a', ['3 out_dir a']],
    ['out_dir: ${x}/a\nlog_dir: *b\nlog_dir: !t d\nlog_dir: [f]\nlog_dir:\nlog_dir: two words\n# log_dir: logs', []],
    ['outputs:\n  root: r\n  sections:\n    logs: { path: l }\nout_dir: a', ['5 out_dir a']],
  ])('%j', (text, expected) => expect(said(settingsInYaml(text, 'outputs'))).toEqual(expected));
  it('reads a nested key of the same name, and a block of that name in other files', () => {
    expect(said(settingsInYaml('a:\n  outputs:\n    log_dir: x', 'outputs'))).toEqual(['3 log_dir x']);
    expect(said(settingsInYaml('outputs:\n  log_dir: x', null))).toEqual(['2 log_dir x']);
  });
});

describe('TOML and JSON', () => {
  it('have the last key of each pair', () => {
    expect(said(settingsInToml('[tool.x]\nlog_dir = "logs" # c\nn = 3\na.out_dir = \'b\''))).toEqual([
      '2 log_dir logs',
      '4 out_dir b',
    ]);
    expect(said(settingsInJson('{\n "a": {"log_dir": "logs", "n": 1,\n "out_dir": "a/${x}"}}'))).toEqual([
      '2 log_dir logs',
      '3 out_dir a/',
    ]);
  });
});

describe('notebooks', () => {
  const cell = (type: string, ...lines: readonly string[]) =>
    ` {\n  "cell_type": "${type}",\n  "source": [\n${lines.map((line) => `   ${JSON.stringify(`${line}\n`)}`).join(',\n')}\n  ]\n }`;
  it('say it in code cells, with the line of the file', () => {
    const text = `{"cells": [\n${[
      cell('markdown', 'output_dir = "results"'),
      cell('code', '!mkdir -p results', '%env HF_HOME=./hf', 'def f(out_dir="a"):', '  """out_dir = "b" """'),
      cell('code', '%%bash', 'OUT_DIR=c'),
    ].join(',\n')}\n]}`;
    const lines = text.split('\n');
    const found = settingsInNotebook(text);
    expect(said(found).map((each) => each.replace(/^\d+ /, ''))).toEqual(['- results', 'HF_HOME ./hf', 'out_dir a', 'OUT_DIR c']);
    for (const { line, value } of found) expect(lines[line - 1]).toContain(value);
  });
  it('say nothing where they are cut short', () => {
    expect(settingsInNotebook('{"cells": [\n{"cell_type": "code",\n"source": [\n"x = 1')).toEqual([]);
    expect(settingsInNotebook('"source": [\n"\\q"\n]')).toEqual([]);
  });
});

describe('Makefiles and Dockerfiles', () => {
  it('are read as what they are', () => {
    const make = 'OUT_DIR ?= results # x\nLOG_DIR := $(OUT_DIR)/logs\nrun:\n\t@mkdir -p logs\n\tpython t.py --log-dir $$X';
    expect(said(settingsInMakefile(make))).toEqual(['1 OUT_DIR results', '4 - logs']);
    const docker =
      'FROM x\nWORKDIR /app\nENV OUT_DIR=/app/results HF_HOME=/cache\nENV LOG_DIR logs\nRUN mkdir -p /app/logs && true\nVOLUME ["/app/x"]';
    expect(said(settingsInDockerfile(docker))).toEqual([
      '3 OUT_DIR results',
      '3 HF_HOME /cache',
      '4 LOG_DIR logs',
      '5 - logs',
      '6 - x',
    ]);
  });
});

describe('roleOf', () => {
  it.each<readonly [string, string | null]>([
    ['--output-dir', 'any'],
    ['OUTPUT_DIR', 'any'],
    ['outputDir', 'any'],
    ['default_root_dir', 'any'],
    ['save_dir', 'any'],
    ['checkpoint_dir', 'checkpoints'],
    ['CKPT_DIR', 'checkpoints'],
    ['dirpath', 'checkpoints'],
    ['log_dir', 'logs'],
    ['logdir', 'logs'],
    ['tensorboard_log_dir', 'logs'],
    ['cache_dir', 'cache'],
    ['data_cache_dir', 'cache'],
    ['eval_dir', 'results'],
    ['HF_HOME', 'variable'],
    ['WANDB_DIR', 'variable'],
    ['TMPDIR', null],
    ['data_dir', null],
    ['input_dir', null],
    ['model_dir', null],
    ['checkpoint_path', null],
    ['resume_checkpoint_dir', null],
    ['pretrained_checkpoint_dir', null],
    ['test_output_dir', null],
    ['output', null],
    ['results', null],
    ['dialog_directory', null],
    ['catalog_dir', null],
  ])('%s', (name, expected) => {
    const role = settingNameOf(name);
    expect(role === null ? null : role.is === 'kind' ? role.kind : role.is).toBe(expected);
  });
});

describe('readerFor', () => {
  it.each([
    'tests/x.py',
    'src/test_x.py',
    'docs/conf.py',
    '.github/dependabot.yml',
    '.circleci/config.yml',
    '.env.production.local',
    'package.json',
    'data/a.json',
    'README.md',
    'a/b.tex',
    'poetry.lock',
    'third_party/x.sh',
  ])('nobody reads %s', (path) => expect(readerFor(path, false)).toBeNull());
  it.each([
    'train.py',
    'scripts/a.sh',
    'job.sbatch',
    'a.ipynb',
    'Makefile',
    'docker/Dockerfile.gpu',
    'conf/a.yaml',
    'pyproject.toml',
    'configs/ds.json',
    '.env',
    '.env.example',
    '.envrc',
    'compose.yaml',
    'docker/docker-compose.gpu.yml',
    '.github/workflows/a.yml',
  ])('somebody reads %s', (path) => expect(readerFor(path, false)).not.toBeNull());
  it('reads what used_in names wherever it lies', () => expect(readerFor('tests/run.sh', true)).not.toBeNull());
  it('takes time in proportion to the text', () => {
    for (const path of [
      'a.sh',
      'a.yaml',
      'configs/a.json',
      'a.toml',
      'Makefile',
      'Dockerfile',
      'a.ipynb',
      '.env',
      'compose.yml',
      '.github/workflows/a.yml',
    ]) {
      for (const each of [' ', '"', "'", 'a=', '--a ', 'mkdir ', '\\', '{', '> ', '${', '<<A ', 'a: ', '"a": "']) {
        const text = each.repeat(5000);
        expect(() => readerFor(path, false)?.(`${text}\n${text}`, null), `${path} ${each}`).not.toThrow();
      }
    }
  });
});
