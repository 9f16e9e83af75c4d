// What `.env` files, Docker Compose and GitHub workflows say about where something is written, and what of them is nobody's word.
// Covers: src/core/doctor/parse/compose.ts, src/core/doctor/parse/yaml-lines.ts

import { describe, expect, it } from 'vitest';
import { settingsInCompose } from '../../../../src/core/doctor/parse/compose.ts';
import { settingsInEnv } from '../../../../src/core/doctor/parse/dotenv.ts';
import { settingsInWorkflow } from '../../../../src/core/doctor/parse/workflows.ts';
import type { PathSetting } from '../../../../src/core/doctor/path-setting.ts';

const said = (sayings: readonly PathSetting[]) =>
  sayings.map(({ line, name, value, by }) => `${line} ${by ?? name ?? '-'} ${value}`);

describe('.env', () => {
  it.each<readonly [string, readonly string[]]>([
    ['OUTPUT_DIR=results', ['1 OUTPUT_DIR results']],
    ['# LOG_DIR=a\n\n  export LOG_DIR = "logs"', ['3 LOG_DIR logs']],
    ["CKPT_DIR='my ckpts' # where", ['1 CKPT_DIR my ckpts']],
    ['CKPT_DIR=my ckpts # where', ['1 CKPT_DIR my ckpts']],
    ['HF_HOME=./hf', ['1 HF_HOME ./hf']],
    ['CACHE_DIR=${SCRATCH}/c\nCACHE_DIR=\nCACHE_DIR=""', []],
    ['HF_TOKEN=hf_x\nWANDB_API_KEY=y\nPATH=a/b\nDATA_DIR=data\nno line', []],
    ['RESULTS_DIR=out/$(date)/x', ['1 RESULTS_DIR out/']],
  ])('%j', (text, expected) => expect(said(settingsInEnv(text))).toEqual(expected));
});

describe('Docker Compose', () => {
  const service = (...lines: readonly string[]) => ['services:', '  train:', ...lines.map((line) => `    ${line}`)].join('\n');
  it.each<readonly [string, string, readonly string[]]>([
    ['a list of variables', service('environment:', '  - OUTPUT_DIR=./results', '  - TOKEN=x'), ['4 OUTPUT_DIR ./results']],
    ['a list that is not set in', service('environment:', '- LOG_DIR=logs', 'command: x'), ['4 LOG_DIR logs']],
    [
      'a mapping of variables',
      service('environment:', '  LOG_DIR: "logs" # here', '  CKPT_DIR: ${C:-ckpts}'),
      ['4 LOG_DIR logs', '5 CKPT_DIR ckpts'],
    ],
    [
      'paths of a container, where the project is',
      service('environment: ', '  LOG_DIR: /app/logs', 'volumes:', '  - .:/app/'),
      ['4 LOG_DIR logs', '6 - .'],
    ],
    [
      'paths of a container, where it is not',
      service('environment: ', '  LOG_DIR: /app/logs', 'volumes:', '  - ./x:/x'),
      ['4 LOG_DIR /app/logs', '6 - ./x'],
    ],
    ['folders of the project', service('volumes:', '  - ./results:/r', '  - "./logs:/l:rw,z"'), ['4 - ./results', '5 - ./logs']],
    [
      'folders that are only read, named volumes, those of the machine',
      service('volumes:', '  - ./results:/r:ro', '  - hf:/h', '  - /srv/x:/x', '  - ~/x:/y', '  - ${X}/y:/z'),
      [],
    ],
    [
      'the long form',
      service('volumes:', '  - type: bind', '    source: ./runs', '    target: /r', '  - {type: bind}'),
      ['5 - ./runs'],
    ],
    [
      'the long form, only read',
      service('volumes:', '  - source: ./runs', '    read_only: true', '  - source: ./logs'),
      ['6 - ./logs'],
    ],
    [
      'what is not a service',
      'x-base:\n  volumes:\n    - ./results:/r\nvolumes:\n  train:\n    environment:\n      LOG_DIR: logs\n',
      [],
    ],
    [
      'ports, labels, builds',
      service('ports: ["80:80"]', 'labels:', '  - LOG_DIR=logs', 'build: ./results', 'env_file: .env'),
      [],
    ],
  ])('%s', (_, text, expected) => expect(said(settingsInCompose(text, true))).toEqual(expected));

  it('elsewhere than at the top, folders of the host are not those of the project', () => {
    const text = service('environment:', '  LOG_DIR: logs', 'volumes:', '  - ./results:/r');
    expect(said(settingsInCompose(text, false))).toEqual(['4 LOG_DIR logs']);
  });
});

describe('GitHub workflows', () => {
  const steps = (...lines: readonly string[]) =>
    ['jobs:', '  a:', '    steps:', ...lines.map((line) => `      ${line}`)].join('\n');
  it.each<readonly [string, string, readonly string[]]>([
    [
      'env of all, of a job, of a step',
      'env:\n  LOG_DIR: a\njobs:\n  x:\n    env:\n      LOG_DIR: b\n    steps:\n      - env:\n          LOG_DIR: c\n        run: x',
      ['2 LOG_DIR a', '6 LOG_DIR b', '9 LOG_DIR c'],
    ],
    [
      'options and assignments in commands',
      steps('- run: OUT_DIR=o python t.py --log-dir ./logs'),
      ['4 OUT_DIR o', '4 --log-dir ./logs'],
    ],
    [
      '… of many lines',
      steps('- name: x', '  run: |', '    # --log-dir a', '    python t.py \\', '      --results-dir results/eval', '- run: y'),
      ['8 --results-dir results/eval'],
    ],
    [
      'what is uploaded',
      steps('- uses: actions/upload-artifact@v4', '  with:', '    path: results/*.json'),
      ['6 upload results/'],
    ],
    [
      '… of many',
      steps(
        '- uses: actions/upload-artifact@v4',
        '  with:',
        '    path: |',
        '      wandb/',
        '      !wandb/tmp',
        '      logs',
        '    name: x',
      ),
      ['7 upload wandb/', '9 upload logs'],
    ],
    [
      'caches of the machine, folders for a job, and other actions',
      steps(
        '- run: mkdir -p results',
        '- uses: actions/cache@v4',
        '  with:',
        '    path: hf_cache',
        '- env:',
        '    HF_HOME: ./hf',
        '  run: x > logs/a',
      ),
      [],
    ],
    ['commands in another folder', steps('- run: x --log-dir logs', '  working-directory: sub'), []],
    [
      'outputs of a job, expressions',
      'jobs:\n  a:\n    outputs:\n      log_dir: ${{ steps.x.outputs.log_dir }}\n    env:\n      LOG_DIR: ${{ runner.temp }}/logs\n',
      [],
    ],
  ])('%s', (_, text, expected) => expect(said(settingsInWorkflow(text))).toEqual(expected));
});
