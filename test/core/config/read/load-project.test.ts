// Whole configurations to whole projects: defaults, other people's keys, our block, and every kind of bad input with its place.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProject, type ProjectRequest } from '../../../../src/core/config/read/load-project.ts';
import { OutputsError } from '../../../../src/core/lib/errors.ts';
import { formatDuration } from '../../../../src/core/lib/quantities.ts';
import type { Project } from '../../../../src/core/types/project.ts';
import { type Tree, tree } from '../../../support/tree.ts';

const REQUEST: Omit<ProjectRequest, 'cwd'> = { env: { SCRATCH: '/scratch/me', EMPTY: '' }, home: '/home/me', uid: 0 };
const FILE = 'configs/project_config.yaml';

function load(t: Tree, more: Partial<ProjectRequest> = {}): Promise<Project> {
  return loadProject({ ...REQUEST, cwd: t.root, ...more });
}

async function loaded(
  config: string,
  more: Partial<ProjectRequest> = {},
): Promise<Project & { readonly paths: Record<string, string> }> {
  using t = tree({ [FILE]: config });
  const project = await load(t, more);
  const below = (path: string) => path.replace(`${t.root}/`, '');
  const paths = Object.fromEntries(project.sections.map(({ name, path }) => [name, below(path)]));
  return { ...project, outputs: below(project.outputs), paths };
}

async function failure(
  config: string | { readonly bytes: number },
  more: Partial<ProjectRequest> = {},
): Promise<OutputsError & { readonly at: string }> {
  using t = tree({ [FILE]: config });
  try {
    await load(t, more);
  } catch (error) {
    if (!(error instanceof OutputsError)) throw error;
    expect(error.message + (error.hint ?? '')).not.toMatch(/[\u0000-\u001f\u007f]/);
    const { place } = error;
    if (place !== undefined) expect(place.file).toBe(t.at(FILE));
    return Object.assign(error, { at: place === undefined ? '' : `${place.line}:${place.column}` });
  }
  throw new Error('was loaded');
}

const section = (project: Project, name: string) => {
  const found = project.sections.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no section ${name}`);
  return found;
};

const DEFAULT_PATHS = {
  checkpoints: 'outputs/checkpoints',
  logs: 'outputs/logs',
  cache: 'outputs/cache',
  artifacts: 'outputs/artifacts',
  results: 'outputs/results',
  models: 'outputs/models',
};

describe('defaults', () => {
  it('serve where there is no config at all', async () => {
    using t = tree({ '.git/HEAD': '', 'src/x.py': '' });
    const project = await load(t, { cwd: t.at('src') });
    expect(project).toMatchObject({
      root: t.root,
      name: null,
      configFile: null,
      profile: 'development',
      outputs: t.at('outputs'),
      outputsOrigin: { from: 'default' },
      pinned: [],
      trust: { project: false, paths: [] },
      usedIn: [],
      warnings: [],
    });
    expect([formatDuration(project.trashKeep), formatDuration(project.grace)]).toEqual(['7d', '10min']);
    expect(project.sections.map(({ path }) => path)).toEqual(Object.values(DEFAULT_PATHS).map((path) => t.at(path)));
    expect(project.sections.every(({ origin, active, layout }) => origin.from === 'default' && active && layout === 'auto')).toBe(
      true,
    );
    expect(section(project, 'checkpoints')).toMatchObject({ keep: { best: 1, final: 'all', last: 1 }, patterns: [] });
    expect(section(project, 'logs')).toMatchObject({ keep: { within: { days: 7 } }, patterns: ['*.log'] });
    expect(section(project, 'results').naming).toEqual(['{model_name}_results.json', '{model_name}_plots.png']);
    expect(section(project, 'cache')).toMatchObject({ keep: {}, naming: [] });
  });

  it.each([
    '',
    '# nothing\n',
    'project_name: x\n',
    'outputs:\n',
    'outputs: {}\n',
    'outputs:\n  sections:\n  naming:\n  pinned:\n  trash:\n',
    'outputs: {sections: {logs: null, cache: {keep: }}}',
  ])('serve for %j', async (config) => expect((await loaded(config)).paths).toEqual(DEFAULT_PATHS));

  it('follow another root', async () => {
    const project = await loaded('outputs: {root: runs/, sections: {tb: {kind: logs}}}');
    expect(project).toMatchObject({ outputs: 'runs', paths: { logs: 'runs/logs', tb: 'runs/tb' } });
  });
});

describe('the seed project’s config', () => {
  const seed = readFileSync(resolve(import.meta.dirname, '../../../fixtures/seed/project_config.yaml'), 'utf8');

  it('gives the checkpoints by its one output path, and says in which line', async () => {
    const project = await loaded(seed);
    const line = seed.split('\n').findIndex((each) => each.includes('checkpoint_dir:')) + 1;
    expect(line).toBeGreaterThan(1);
    expect(project.paths).toEqual(DEFAULT_PATHS);
    expect(section(project, 'checkpoints').origin).toMatchObject({
      from: 'known-key',
      key: 'training.checkpoint_dir',
      place: { line },
    });
    expect(section(project, 'logs').origin).toEqual({ from: 'default' });
    expect(project).toMatchObject({ name: 'ImgAE-Dx', warnings: [] });
  });

  it('and the same as it is written in the real repository', async () => {
    const real = [
      'project_name: "ImgAE-Dx"',
      'version: "1.0.0"',
      'data:',
      '  num_normal_samples: 2000',
      'model:',
      '  unet_features: [64, 128, 256, 512]',
      'training:',
      '  epochs: 10',
      '  learning_rate: 1e-4',
      '  checkpoint_dir: "outputs/checkpoints"',
      'streaming:',
      '  cache_size_mb: 512',
    ].join('\n');
    const project = await loaded(real);
    expect(section(project, 'checkpoints').origin).toMatchObject({ from: 'known-key', place: { line: 10, column: 19 } });
    expect(project.paths).toEqual(DEFAULT_PATHS);
  });
});

describe('other people’s configs', () => {
  it.each<[string, string, Record<string, string>]>([
    [
      'LPN-GeoLocalization: absolute paths',
      'project: {root: /content}\npaths:\n  checkpoints: /content/drive/MyDrive/ck\n  results: /content/drive/MyDrive/res\n  cache: /content/cache\n  reports: /content/reports\n',
      { checkpoints: '/content/drive/MyDrive/ck', results: '/content/drive/MyDrive/res', cache: '/content/cache' },
    ],
    [
      'opus-100: nested keys called outputs',
      'paths: {checkpoints_dir: checkpoints, logs_dir: logs, reports_dir: reports}\nstage1_audit:\n  outputs: {report_md: reports/a.md}\nstage6_train: {tensorboard_log_dir: logs/tensorboard}\n',
      { checkpoints: 'checkpoints', logs: 'logs' },
    ],
    [
      'slm-iiot: whole numbers as keys',
      'labels: {0: normal, 1: attack}\npaths: {models_dir: models, logs_dir: logs, figures_dir: figures}\n',
      { models: 'models', logs: 'logs' },
    ],
    [
      'XAI-Rice: keys that only look like ours',
      'checkpointing: {drive_checkpoint_dir: /content/x, keep_best_k: 3}\nexperiment_tracking: {naming_format: "{model}"}\n',
      {},
    ],
    ['ir_zynq: outputs as a value', 'io: {result_dir: outputs}\n', {}],
    ['dsp391m: a cache of the data', 'globals: {output_base: data_runs}\ndata: {cache_dir: ./cache}\n', {}],
    ['GNNforLRT: a shared library of artifacts', 'libraries: {artifact_library: /global/cfs/checkpoints}\n', {}],
    ['UrbanEye: no paths', 'model: yolo\ntrain: {epochs: 3}\n', {}],
  ])('%s', async (_, config, expected) => {
    const { paths, warnings } = await loaded(config);
    const others = warnings.filter(({ text }) => !text.includes('outside the project'));
    expect({ paths, others }).toEqual({ paths: { ...DEFAULT_PATHS, ...expected }, others: [] });
  });

  it('lightning-hydra-template: what cannot be resolved is reported and no folder', async () => {
    const config =
      'paths:\n  root_dir: ${oc.env:PROJECT_ROOT}\n  log_dir: ${paths.root_dir}/logs/\n  output_dir: ${hydra:runtime.output_dir}\n';
    const project = await loaded(config);
    expect(project.paths).toEqual(DEFAULT_PATHS);
    expect(project.warnings).toMatchObject([
      {
        text: expect.stringMatching(
          /`paths\.output_dir` is not used for the outputs directory: .*\$\{hydra:runtime\.output_dir\}/,
        ),
        place: { line: 4, column: 15 },
      },
      {
        text: expect.stringMatching(/`paths\.log_dir` is not used for logs: .*PROJECT_ROOT, which is not set/),
        place: { line: 3, column: 12 },
      },
    ]);
    const set = await loaded(config, { env: { PROJECT_ROOT: '/work/p' } });
    expect(set.paths).toMatchObject({ logs: '/work/p/logs' });
  });

  it('paths.output_dir is the root, and the defaults lie in it', async () => {
    const project = await loaded('paths: {output_dir: runs, checkpoint_dir: ck}\n');
    expect([project.outputs, project.outputsOrigin]).toMatchObject(['runs', { from: 'known-key', key: 'paths.output_dir' }]);
    expect(project.paths).toMatchObject({ checkpoints: 'ck', logs: 'runs/logs' });
  });

  it('the first known key goes before the others, and our block before all', async () => {
    const others = 'training: {checkpoint_dir: a}\npaths: {checkpoints: b, outputs: o}\n';
    expect((await loaded(others)).paths).toMatchObject({ checkpoints: 'a', logs: 'o/logs' });
    const ours = await loaded(`${others}outputs: {root: r, sections: {checkpoints: {path: c}}}\n`);
    expect(ours.paths).toMatchObject({ checkpoints: 'r/c', logs: 'r/logs' });
    expect((await loaded(`${others}outputs: {sections: {checkpoints: {keep: {last: 3}}}}\n`)).paths).toMatchObject({
      checkpoints: 'a',
    });
  });

  it.each([
    ['5', /expected a path; found 5/],
    ['[a]', /expected a path; found a list/],
    ['""', /expected a path; found ""/],
    ['../elsewhere', /without \.\.; found "\.\.\/elsewhere"/],
    ['"a\\e[2J"', /control characters; found "a\\x1b\[2J"/],
    ['gs://bucket/x', /not a URL/],
    ['$HOME/x', /shell variables/],
    ['"\\udcff"', /whole characters; found "\\xff"/],
    ['${now:%H}', /cannot be resolved/],
    ['${training.checkpoint_dir}', /circle/],
    ['.', /a folder of its own/],
    ['outputs', /a folder of its own/],
  ])('an unusable value (%s) is a warning, and the next key or the default serves', async (value, says) => {
    const config = `x: 1\ntraining:\n  checkpoint_dir: ${value}\n`;
    const project = await loaded(config);
    expect(project.paths).toEqual(DEFAULT_PATHS);
    expect(project.warnings).toEqual([
      { text: expect.stringMatching(says), place: expect.objectContaining({ line: 3, column: 19 }) },
    ]);
    expect(project.warnings[0]?.text).not.toMatch(/[\u0000-\u001f]/);
    const next = await loaded(`${config}paths: {checkpoint_dir: ck}\n`);
    expect(next).toMatchObject({ paths: { checkpoints: 'ck' }, warnings: [expect.anything()] });
  });

  it('an empty key says nothing', async () => {
    expect((await loaded('training: {checkpoint_dir: }\npaths:\n')).warnings).toEqual([]);
  });
});

describe('our block', () => {
  it('reads the example of the design', async () => {
    const project = await loaded(`
training: { checkpoint_dir: "\${oc.env:SCRATCH}/ck" }
outputs:
  root: outputs
  profile: development
  sections:
    checkpoints: { path: "\${training.checkpoint_dir}", layout: auto, keep: { best: 1, final: all, last: 1 } }
    logs:        { path: logs, keep: { within: 7d } }
    cache:       { path: cache }
    tensorboard: { kind: logs, path: tb }
  naming:
    checkpoints: ["{model_name}_epoch_{num}.pth"]
    tensorboard: ["events.{num}"]
  pinned: ["checkpoints/UNet_epoch_40.pth"]
  trash: { keep: 1mo }
  grace: 1h30min
  used_in: [scripts/train.sh, src/imgae_dx/cli/train.py]
  allow: [/scratch/me/ck/, ~/shared]
`);
    expect(project.paths).toEqual({ ...DEFAULT_PATHS, checkpoints: '/scratch/me/ck', tensorboard: 'outputs/tb' });
    expect(section(project, 'checkpoints')).toMatchObject({
      keep: { best: 1, final: 'all', last: 1 },
      naming: ['{model_name}_epoch_{num}.pth'],
      origin: { from: 'config', key: 'outputs.sections.checkpoints.path', place: { line: 7, column: 26 } },
    });
    expect(section(project, 'tensorboard')).toMatchObject({
      kind: 'logs',
      patterns: ['*.log'],
      naming: ['events.{num}'],
      keep: { within: { days: 7 } },
    });
    expect(project.outputsOrigin).toMatchObject({ from: 'config', key: 'outputs.root', place: { line: 4, column: 9 } });
    expect(project).toMatchObject({
      pinned: ['checkpoints/UNet_epoch_40.pth'],
      usedIn: ['scripts/train.sh', 'src/imgae_dx/cli/train.py'],
      trust: { project: false, paths: [] },
      warnings: [
        {
          text: expect.stringMatching(/outputs\.allow allows nothing .*: outputs trust \/scratch\/me\/ck$/),
          place: { line: 18 },
        },
      ],
    });
    expect([formatDuration(project.trashKeep), formatDuration(project.grace)]).toEqual(['1mo', '1h30min']);
  });

  it.each([
    ['ck', 'outputs/ck'],
    ['./ck/', 'outputs/ck'],
    ['outputs/ck', 'outputs/ck'],
    ['./outputs//ck', 'outputs/ck'],
    ['outputs2/ck', 'outputs/outputs2/ck'],
    ['/abs/ck/', '/abs/ck'],
    ['~/ck', '/home/me/ck'],
    ['${dir}', 'elsewhere/ck'],
    ['${dir}/more', 'elsewhere/ck/more'],
    ['x/${dir}', 'outputs/x/elsewhere/ck'],
    ['${outputs.root}/ck', 'outputs/ck'],
    ['${oc.env:SCRATCH}/ck', '/scratch/me/ck'],
    ['${oc.env:EMPTY,local}/ck', 'local/ck'],
    ['.git', 'outputs/.git'],
    ['a b', 'outputs/a b'],
  ])('a section’s path %s is %s', async (written, expected) => {
    const { paths } = await loaded(`dir: elsewhere/ck\noutputs: {root: outputs, sections: {checkpoints: {path: "${written}"}}}`);
    expect(paths).toMatchObject({ checkpoints: expected });
  });

  it.each([
    ['/abs/out/', '/abs/out', '/abs/out/ck'],
    ['~/out', '/home/me/out', '/home/me/out/ck'],
    ['${oc.env:SCRATCH}/out', '/scratch/me/out', '/scratch/me/out/ck'],
    ['data/runs', 'data/runs', 'data/runs/ck'],
  ])('a root %s is %s', async (root, outputs, checkpoints) => {
    const project = await loaded(`outputs: {root: "${root}", sections: {checkpoints: {path: ck}}}`);
    expect(project).toMatchObject({ outputs, paths: { checkpoints } });
  });

  it('a root above the project is where its sections are', async () => {
    using t = tree({ 'p/project_config.yaml': 'outputs: {root: "${oc.env:ABOVE}", sections: {checkpoints: {path: ck}}}' });
    for (const above of [t.root, '/']) {
      const project = await load(t, { project: 'p', env: { ABOVE: above } });
      expect([project.outputs, section(project, 'checkpoints').path]).toEqual([above, `${above === '/' ? '' : above}/ck`]);
    }
  });

  it('adds rules to those of the kind, one by one', async () => {
    const keep = async (rules: string) =>
      section(await loaded(`n: 4\noutputs: {sections: {checkpoints: {keep: ${rules}}}}`), 'checkpoints').keep;
    expect(await keep('{last: 3}')).toEqual({ best: 1, final: 'all', last: 3 });
    expect(await keep('{best: 0, every: 10, within: 2d}')).toMatchObject({
      best: 0,
      final: 'all',
      last: 1,
      every: { count: 10, unit: 'any' },
      within: { days: 2 },
    });
    expect(await keep('{last: "${n}"}')).toMatchObject({ last: 4 });
    expect(await keep('{}')).toEqual({ best: 1, final: 'all', last: 1 });
    expect(await keep('{every: 10epochs}')).toMatchObject({ every: { count: 10, unit: 'epochs' } });
    expect(await keep('{every: 1000steps}')).toMatchObject({ every: { count: 1000, unit: 'steps' } });
    expect(await keep('{daily: 7, yearly: all, within_daily: 1mo, within_hourly: 2d}')).toMatchObject({
      periods: { daily: 7, yearly: 'all' },
      periodsWithin: { daily: { months: 1 }, hourly: { days: 2 } },
    });
  });

  it('has sections by profile, the flag before the file', async () => {
    const active = (project: Project) => project.sections.filter((each) => each.active).map(({ name }) => name);
    const config = 'outputs: {profile: production, sections: {onnx: {kind: models}, w: {kind: artifacts}}}';
    expect(active(await loaded(config))).toEqual(['results', 'models', 'onnx']);
    expect(active(await loaded(config, { profile: 'ci' }))).toEqual(['artifacts', 'w']);
  });

  it('follows anchors, and says where the value is written', async () => {
    const project = await loaded('x: &x {path: shared}\noutputs:\n  sections:\n    logs: *x\n    cache: {<<: *x, path: own}\n');
    expect(project.paths).toMatchObject({ logs: 'outputs/shared', cache: 'outputs/own' });
    expect(section(project, 'logs').origin).toMatchObject({ place: { line: 1, column: 14 } });
    expect(section(project, 'cache').origin).toMatchObject({ place: { line: 5, column: 27 } });
  });

  it('warns of a rule that would be believed to do something', async () => {
    const { warnings } = await loaded(
      'outputs:\n  sections:\n    cache: {keep: {last: 3}}\n    logs: {layout: auto, keep: {within: 1d}}\n',
    );
    expect(warnings).toMatchObject([
      { text: '`outputs.sections.logs.layout` has no effect on a section of kind logs', place: { line: 4, column: 12 } },
      { text: '`outputs.sections.cache.keep.last` has no effect on a section of kind cache', place: { line: 3, column: 20 } },
    ]);
  });
});

const sections = (yaml: string) => `outputs:\n  sections:\n    ${yaml}\n`;
const keep = (rule: string) => sections(`checkpoints: {keep: {${rule}}}`);

/** Config text, where, what is said, and what is suggested. */
const BAD: readonly (readonly [config: string, at: string, says: RegExp, hint?: RegExp])[] = [
  // Keys.
  ['outputs: {rot: x}', '1:11', /unknown key `rot` in `outputs`/, /did you mean `root`\?.*profile/],
  ['outputs: {constructor: x}', '1:11', /unknown key `constructor`/, /Valid keys here: root, /],
  ['outputs: {__proto__: {root: x}}', '1:11', /unknown key `__proto__`/],
  ['outputs: {1: x}', '1:11', /unknown key `1`/],
  ['outputs: {"a\\e[2J": x}', '1:11', /unknown key `a\\x1b\[2J`/],
  [sections('logs: {pth: x}'), '3:12', /unknown key `pth` in `outputs\.sections\.logs`/, /did you mean `path`\?/],
  [keep('keeplast: 3'), '3:26', /unknown key `keeplast`/, /Valid keys here: best, final, last, every, within, hourly/],
  ['outputs: {trash: {kep: 7d}}', '1:19', /unknown key `kep`/, /did you mean `keep`\?/],
  [
    'outputs: {naming: {checkpoint: []}}',
    '1:20',
    /unknown key `checkpoint` in `outputs\.naming`/,
    /did you mean `checkpoints`\?/,
  ],
  ['outputs: {naming: {constructor: []}}', '1:20', /unknown key `constructor`/],
  ['outputs: {naming: {tb: []}}', '1:20', /unknown key `tb`/],
  ['outputs:\n  root: a\n  root: b\n', '3:3', /duplicate key `root`/],
  ['elsewhere: {a: 1, a: 2}\n', '1:19', /duplicate key `a`/],
  ['outputs: {rot: x,\n  grace: 7}', '1:11', /`rot`/],
  ['outputs: {grace: 7,\n  rot: x}', '1:18', /grace/],
  // Sections.
  [sections('tb: {path: tb}'), '3:5', /`outputs\.sections\.tb` needs a `kind`/, /add one of checkpoints, logs/],
  [sections('checkpoint: {path: tb}'), '3:5', /needs a `kind`/, /did you mean the section `checkpoints`\?/],
  [sections('tb: {kind: log}'), '3:16', /expected one of checkpoints, logs/, /did you mean `logs`\?/],
  [sections('tb: '), '3:5', /expected a mapping; found nothing/],
  [sections('logs: {kind: cache}'), '3:18', /expected logs; found "cache"/],
  [sections('Logs: {path: x}'), '3:5', /`Logs` cannot name a section/],
  [sections('"": {kind: logs}'), '3:5', /`` cannot name a section/],
  [sections('a/b: {kind: logs}'), '3:5', /`a\/b` cannot name a section/],
  [sections('__proto__: {kind: logs}'), '3:5', /`__proto__` cannot name a section/],
  ...['root', 'project', 'config', 'profile', 'all', 'section', 'trash', 'constructor', 'prototype'].map(
    (name) => [sections(`${name}: {kind: logs}`), '3:5', new RegExp(`\`${name}\` is reserved`)] as const,
  ),
  ['outputs: {profile: dev}', '1:20', /expected one of development, production, ci; found "dev"/, /did you mean `development`\?/],
  ['outputs: {profile: }', '1:11', /found nothing/],
  [sections('checkpoints: {layout: lightnin}'), '3:27', /expected one of auto, .*found "lightnin"/],
  [sections('checkpoints: {layout: epoch-best}'), '3:27', /found "epoch-best"/, /did you mean `epoch-best-final`\?/],
  // Types.
  ['outputs: results', '1:10', /`outputs`: expected a mapping; found "results"/],
  ['outputs: [a]', '1:10', /expected a mapping; found a list/],
  ['outputs: []', '1:10', /expected a mapping; found a list/],
  ['outputs: 7', '1:10', /expected a mapping; found 7/],
  ['outputs: {sections: []}', '1:21', /expected a mapping; found a list/],
  ['outputs: {sections: {logs: logs}}', '1:28', /expected a mapping; found "logs"/],
  ['outputs: {sections: {logs: {keep: []}}}', '1:35', /expected a mapping; found a list/],
  ['outputs: {naming: [a]}', '1:19', /expected a mapping; found a list/],
  ['outputs: {naming: {logs: a}}', '1:26', /expected a list; found "a"/],
  ['outputs: {naming: {logs: [1]}}', '1:27', /expected a name template.*found 1/],
  ['outputs: {naming: {logs: ["{a}{b}"]}}', '1:27', /naming\.logs\.0.*found "\{a\}\{b\}"/],
  ['outputs: {pinned: x}', '1:19', /expected a list; found "x"/],
  ['outputs: {pinned: [x, 5]}', '1:23', /expected a glob.*found 5/],
  ['outputs: {pinned: [""]}', '1:20', /expected a glob/],
  ['outputs: {pinned: [/abs]}', '1:20', /expected a glob.*not absolute/],
  ['outputs: {pinned: [a/../b]}', '1:20', /without \.\./],
  ['outputs: {pinned: [ok, "a[1"]}', '1:24', /`outputs\.pinned\.1`: expected a glob.*found "a\[1"/, /put \\ before/],
  [sections('logs: {patterns: ["{a"]}'), '3:23', /logs\.patterns\.0`: expected a glob/],
  ['outputs: {used_in: [..]}', '1:21', /without \.\./],
  ['outputs: {root: 5}', '1:17', /expected a path.*found 5/],
  ['outputs: {root: [a]}', '1:17', /expected a path.*found a list/],
  ['outputs: {root: true}', '1:17', /expected a path.*found true/],
  ['outputs: {allow: [relative]}', '1:19', /expected an absolute path; found "relative"/],
  ['outputs: {allow: ["/a/.."]}', '1:19', /without \.\./],
  ['outputs: {allow: [""]}', '1:19', /expected a path/],
  // Amounts.
  ['outputs: {trash: {keep: 7}}', '1:25', /`outputs\.trash\.keep`: expected a duration.*found 7$/, /^write 7d/],
  ['outputs: {grace: 7.5}', '1:18', /expected a duration.*found 7\.5/],
  ['outputs: {grace: "7"}', '1:18', /found "7"/],
  ['outputs: {grace: 5m}', '1:18', /write min or mo.*found "5m"/],
  ['outputs: {grace: .nan}', '1:18', /expected a duration.*found \.nan/],
  ['outputs: {grace: 20000y}', '1:18', /below 10000 years/],
  ['outputs: {grace: yes}', '1:18', /expected a duration.*found "yes"/],
  ['outputs: {grace: null}', '1:18', /expected a duration.*found nothing/],
  [sections('logs: {keep: {within: 7}}'), '3:27', /expected a duration/, /^write 7d/],
  [keep('last: "7"'), '3:32', /expected a whole number from 0, or all; found "7"/, /write 7 without quotes/],
  [keep('last: -1'), '3:32', /whole number from 0.*found -1/],
  [keep('last: 1.5'), '3:32', /whole number.*found 1\.5/],
  [keep('last: 1e999'), '3:32', /whole number.*found 1e999/],
  [keep('last: .inf'), '3:32', /whole number.*found \.inf/],
  [keep('last: .nan'), '3:32', /whole number.*found \.nan/],
  [keep('last: 9007199254740993'), '3:32', /whole number/],
  [keep('last: ALL'), '3:32', /or all; found "ALL"/, /did you mean `all`\?/],
  [keep('last: true'), '3:32', /found true/],
  [keep('last: '), '3:26', /found nothing/],
  [keep('last: [1]'), '3:32', /found a list/],
  ['n: 5\noutputs: {root: "${n}"}', '2:17', /expected a path.*found "\$\{n\}", which is 5 here$/],
  ['n: 1.5\noutputs: {sections: {checkpoints: {keep: {last: "${n}"}}}}', '2:49', /found "\$\{n\}", which is 1\.5 here/],
  ['outputs: {grace: "${oc.env:SCRATCH}"}', '1:18', /found "\$\{oc\.env:SCRATCH\}", which is "\/scratch\/me" here/],
  ['n: ".."\noutputs: {root: "${n}/x"}', '2:17', /without \.\.; found "\$\{n\}\/x", which is "\.\.\/x" here/],
  [keep('every: 0'), '3:33', /whole number from 1, or text such as 10epochs or 1000steps; found 0/],
  [keep('every: "5"'), '3:33', /whole number from 1,.*; found "5"/, /write 5 without quotes/],
  [keep('every: all'), '3:33', /whole number from 1,.*; found "all"/],
  [keep('every: 10batches'), '3:33', /or text such as 10epochs or 1000steps; found "10batches"/],
  [keep('every: 0steps'), '3:33', /whole number from 1,/],
  [keep('hourly: -1'), '3:34', /whole number from 0, or all; found -1/],
  [keep('within_daily: 1m'), '3:40', /write min or mo/],
  [keep('within-daily: 1d'), '3:26', /unknown key `within-daily`/, /within_daily/],
  // Paths.
  ...(
    [
      ['..', /without \.\./],
      ['../logs', /without \.\./],
      ['a/../../b', /without \.\./],
      ['', /expected a path/],
      ['  ', /expected a path/],
      ['.', /a folder of its own/],
      ['./', /a folder of its own/],
      ['outputs', /a folder of its own/],
      ['\\0', /control characters/],
      ['a\\nb', /control characters/],
      ['\\udcff', /whole characters; found "\\xff"/],
      ['s3://bucket/x', /not a URL/],
      ['$HOME/logs', /shell variables/],
      ['~', /~\/ or the whole path/],
      ['~root/logs', /~\/ or the whole path/],
    ] as const
  ).map(([path, says]) => [sections(`logs: {path: "${path}"}`), '3:18', says] as const),
  [sections('logs: {path: }'), '3:12', /expected a path.*found nothing/],
  ['outputs: {root: ../elsewhere}', '1:17', /`outputs\.root`: expected a path without \.\./],
  ['outputs: {root: "a\\nb"}', '1:17', /`outputs\.root`/],
  // Interpolation.
  ['outputs: {root: "${now:%Y}"}', '1:17', /`outputs\.root` holds `\$\{now:%Y\}`/],
  ['outputs: {root: "${oc.env:NOPE}"}', '1:17', /environment variable NOPE, which is not set/],
  ['outputs: {root: "${oc.env:EMPTY}"}', '1:17', /environment variable EMPTY, which is not set/],
  ['training: {checkpoint_dir: x}\noutputs: {root: "${training.checkpoint_di}"}', '2:17', /not in this file/],
  ['a: ${b}\nb: ${a}\noutputs: {root: "${a}"}', '3:17', /circle: a → b → a/],
  ['outputs: {root: "${outputs.root}"}', '1:17', /circle/],
  ['outputs: {pinned: [ok, "${x}"]}', '1:24', /`outputs\.pinned\.1` names `x`, which is not in this file/],
  ['outputs: &o {sections: *o}', '1:24', /`\*o` stands in what it names/],
  ['x: &x\n  - a: *x\n', '2:8', /`\*x` stands in what it names/],
  // The file.
  ['outputs: [1,\n', '2:1', /not valid YAML/],
  ['a: 1\n---\noutputs: {}\n', '2:1', /more than one YAML document/],
  ['- outputs\n', '1:1', /a mapping of keys/],
  ['\ufeffoutputs: {}\n', '1:1', /byte order mark/],
];

describe('a bad config', () => {
  it.each(BAD.map(([config, at, says, hint]) => ({ config, at, says, hint })))(
    '$config is an error at $at',
    async ({ config, at, says, hint }) => {
      const error = await failure(config);
      expect({ code: error.code, at: error.at, message: error.message }).toEqual({
        code: 'config',
        at,
        message: expect.stringMatching(says),
      });
      if (hint !== undefined) expect(error.hint).toMatch(hint);
    },
  );

  it('of 10 MB is an error', async () => {
    expect(await failure({ bytes: 10_000_000 })).toMatchObject({
      code: 'config',
      message: expect.stringMatching(/larger than 1 MiB/),
    });
  });

  it.each(['""', 'null', '~', '', '"  "', '"${empty}"', '.', './', '"./."'])(
    'with the root %s is a refusal, not a default',
    async (root) => {
      const error = await failure(`empty: ""\noutputs:\n  root: ${root}\n`);
      expect(error).toMatchObject({
        code: 'refused',
        message: expect.stringMatching(/^`outputs\.root` is .* would count as outputs$/),
        at: expect.stringMatching(/^3:\d/),
        hint: expect.stringMatching(/name a folder/),
      });
    },
  );

  it('is an error whichever way it was named', async () => {
    using t = tree({ 'p/configs/t4.yaml': 'outputs: {rot: x}', 'q/x': '' });
    await expect(load(t, { config: 'p/configs/t4.yaml' })).rejects.toMatchObject({ place: { file: t.at('p/configs/t4.yaml') } });
    await expect(load(t, { config: 'nowhere.yaml' })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/there is no such file/),
    });
    await expect(load(t, { project: 'q' })).resolves.toMatchObject({ root: t.at('q'), configFile: null });
  });

  it.skipIf(process.getuid?.() !== 0)('of another user is refused, found or named', async () => {
    using t = tree({ [FILE]: 'outputs: {root: theirs}' });
    execFileSync('chown', ['4711', t.at(FILE)]);
    for (const more of [{}, { config: FILE }, { project: '.' }]) {
      await expect(load(t, { uid: 1000, ...more })).rejects.toMatchObject({
        code: 'refused',
        hint: expect.stringMatching(/outputs trust/),
      });
      await expect(load(t, { uid: 4711, ...more })).resolves.toMatchObject({ outputs: t.at('theirs') });
      await expect(load(t, { uid: 0, ...more })).rejects.toMatchObject({ code: 'refused' });
      await expect(load(t, { uid: -1, ...more })).resolves.toMatchObject({ outputs: t.at('theirs') });
    }
  });

  it.skipIf(process.getuid?.() !== 0)('of another user is read by root as that user, or not at all', async () => {
    using t = tree({ [FILE]: 'outputs: {root: theirs}' });
    execFileSync('chown', ['-R', '4711:4712', t.root]);
    await expect(load(t, { uid: 0 })).rejects.toMatchObject({ code: 'refused', message: expect.stringMatching(/4711/) });
    const became: number[][] = [];
    let uid = 0;
    const asking = {
      get uid() {
        return uid;
      },
      becomeUser: (...ids: [number, number]) => {
        became.push(ids);
        [uid] = ids;
      },
    };
    await expect(loadProject(Object.assign(asking, { cwd: t.root, env: {}, home: null }))).resolves.toMatchObject({
      outputs: t.at('theirs'),
    });
    expect(became).toEqual([[4711, 4712]]);
  });
});
