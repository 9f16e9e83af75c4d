// A project's own file calls folders caches or logs: what lies there goes at once only where the tool knows that it is one, or the user says so.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../support/context.ts';
import { listing, snapshot, type Tree, tree } from '../support/tree.ts';

const FILE = 'home/.config/outputs/config.yaml';
const OLD = { bytes: 5, age: '40d' } as const;

function project(config: string): Tree {
  const t = tree({
    ...{
      'p/data/train/a.bin': OLD,
      'p/data/notes.log': OLD,
      'p/data/notes.csv': OLD,
      'p/pkg/mod.py': OLD,
      'p/pkg/cache/lru.py': OLD,
    },
    ...{
      'p/docs/build.log': OLD,
      'p/data/logs/measured.log': OLD,
      'p/notebooks/a.ipynb': OLD,
      'p/outputs/cache/x/a': OLD,
      'p/outputs/logs/a.log': OLD,
    },
    ...{ 'p/outputs/logs/metrics.csv': OLD, 'p/outputs/checkpoints/a_epoch_1.pth': OLD, 'p/outputs/results/r.json': OLD },
  });
  t.add({ 'p/configs/project_config.yaml': config });
  return t;
}

function outputs(t: Tree, argv: readonly string[], more: Partial<Parameters<typeof run>[1]> = {}) {
  const setting = { cwd: t.at('p'), home: t.at('home'), systemHome: t.at('home'), userConfig: t.at(FILE) };
  return run(argv, { env: { HOME: t.at('home'), PATH: process.env['PATH'] ?? '' }, ...setting, ...more });
}

/** What lies in the project, without the trash and what goes at once as ever. */
const files = (t: Tree) => listing(t.at('p')).filter((path) => !/\.trash|^outputs\/(cache\/x|logs\/a\.log)/.test(path));

const section = (text: string) => `outputs: { sections: { ${text} } }`;

const WIDENED: readonly [what: string, config: string, argv: readonly string[]][] = [
  ['an added cache over data', section('data: { path: WHERE/data, kind: cache }'), ['clean', 'data']],
  ['the same by a section in outputs with it', section('data: { path: WHERE/data, kind: cache }'), ['clean', '--cache', 'data']],
  ['the standard cache over data', section('cache: { path: WHERE/data }'), ['clean', '--cache']],
  ['a known key over data', 'paths: { cache: data }', ['clean', '--cache']],
  ['a known key over a package', 'paths: { cache_dir: pkg }', ['clean', '--cache']],
  ['by age', section('cache: { path: WHERE/notebooks, keep: { within: 1d } }'), ['prune']],
  ['checkpoints as a cache', section('checkpoints: { path: old }, x: { path: checkpoints, kind: cache }'), ['clean', 'x']],
  ['the cache over checkpoints', section('checkpoints: { path: old }, cache: { path: checkpoints }'), ['clean', '--cache']],
  [
    'results as logs',
    section('results: { path: old }, x: { path: results, kind: logs, patterns: ["*.log", "*"] }'),
    ['prune-logs'],
  ],
  ['logs over data', section('logs: { path: WHERE/data }'), ['prune-logs']],
  ['logs over docs, in one pass', section('logs: { path: WHERE/docs }'), ['prune-logs', '--quiet']],
  ['logs over a package', section('logs: { path: WHERE/pkg, patterns: ["*.py"] }'), ['prune-logs', '--older-than', '7d']],
  ['patterns that match everything', section('logs: { patterns: ["*"] }'), ['prune-logs', '--quiet']],
  ['outputs over data with logs of its own', 'outputs: { root: data }', ['prune-logs', '--quiet']],
  ['outputs over a package', 'outputs: { root: pkg }', ['clean', '--cache']],
  ['outputs over data', 'outputs: { root: data, sections: { x: { path: train, kind: cache } } }', ['clean', 'x']],
  [
    'outputs over data, the standard cache',
    'outputs: { root: data, sections: { cache: { path: train } } }',
    ['clean', '--cache'],
  ],
];

describe.each(WIDENED)('%s', (_, written, argv) => {
  const config = (t: Tree) => written.replaceAll('WHERE', t.at('p'));

  it('is asked about, and refused where there is nobody to ask', async () => {
    using t = project('');
    t.add({ 'p/configs/project_config.yaml': config(t) });
    const before = snapshot(t.root);
    const ran = await outputs(t, argv);
    expect(ran).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/nobody to ask.*--yes.*only the project's file calls.*outputs trust/s),
    });
    expect(snapshot(t.root)).toEqual(before);
  });

  it('is moved to the trash with --yes, and comes back', async () => {
    using t = project('');
    t.add({ 'p/configs/project_config.yaml': config(t) });
    const before = files(t);
    expect(await outputs(t, [...argv, '--yes'])).toMatchObject({ code: 0 });
    expect(files(t)).not.toEqual(before);
    expect(await outputs(t, ['undo', '--yes'])).toMatchObject({ code: 0 });
    expect(files(t)).toEqual(before);
  });

  it('goes at once where the user trusts the project', async () => {
    using t = project('');
    t.add({ 'p/configs/project_config.yaml': config(t), [FILE]: `projects: { ${t.at('p')}: { trusted: true } }\n` });
    const before = files(t);
    expect(await outputs(t, argv)).toMatchObject({ code: 0 });
    expect(files(t)).not.toEqual(before);
    expect((await outputs(t, ['undo', '--yes'])).code).not.toBe(0);
  });
});

describe('the standard sections', () => {
  it.each([
    ['', 'outputs'],
    ['outputs: { root: runs }', 'runs'],
    ['paths: { output_dir: runs }', 'runs'],
  ])('%j go at once as ever', async (config, root) => {
    using t = project(config);
    t.add({ [`p/${root}/cache/y`]: OLD, [`p/${root}/logs/b.log`]: OLD });
    expect(await outputs(t, ['clean', '--cache'])).toMatchObject({ code: 0, stderr: '' });
    expect(await outputs(t, ['prune-logs', '--quiet'])).toMatchObject({ code: 0, stderr: '' });
    expect(listing(t.at(`p/${root}/cache`))).toEqual([]);
    expect(listing(t.at(`p/${root}/logs`)).filter((name) => name.endsWith('.log'))).toEqual([]);
  });
});

it('a saved plan of a trusted project deletes nothing at once where it is trusted no longer', async () => {
  using t = project('paths: { cache: data }');
  t.add({ [FILE]: `projects: { ${t.at('p')}: { trusted: true } }\n` });
  expect(await outputs(t, ['clean', '--cache', '--dry-run', '--plan', t.at('plan')])).toMatchObject({ code: 0 });
  t.add({ [FILE]: 'projects: {}\n' });
  const before = snapshot(t.at('p'));
  expect(await outputs(t, ['apply', t.at('plan')])).toMatchObject({ code: 4 });
  expect(await outputs(t, ['apply', t.at('plan'), '--yes'])).toMatchObject({ code: 4 });
  expect(snapshot(t.at('p'))).toEqual(before);
});

it('the list of a bare clean says that such a section is moved to the trash', async () => {
  using t = project('paths: { cache: data }');
  const ran = await outputs(t, ['clean'], { terminals: ['stdin', 'stdout', 'stderr'], answers: [''] });
  expect(ran.stderr).toMatch(/cache .* moved to the trash/);
});

describe('what other keys can do', () => {
  const DAY = 86_400_000_000_000n;
  const NOW = BigInt(Date.now()) * 1_000_000n;
  const SHORT = 'outputs: { trash: { keep: 1h } }';

  it('trash.keep makes nothing expire before 7d, and says that it does not', async () => {
    using t = project('');
    const before = files(t);
    expect(await outputs(t, ['clean', '--results', '--yes'])).toMatchObject({ code: 0 });
    t.add({ 'p/configs/project_config.yaml': SHORT });
    for (const argv of [
      ['clean', '--cache'],
      ['prune', '--yes'],
      ['clean', '--results', '--yes'],
    ])
      expect(await outputs(t, argv, { now: NOW + 2n * DAY })).toMatchObject({
        code: 0,
        stderr: expect.stringMatching(/project_config\.yaml:1:\d+: .*`outputs\.trash\.keep` counts as 7d .*: outputs trust$/m),
      });
    expect(await outputs(t, ['undo', '--yes'], { now: NOW + 3n * DAY })).toMatchObject({ code: 0 });
    expect(files(t)).toEqual(before);
  });

  it.each([
    [true, 2n, 0],
    [false, 6n, 1],
    [false, 8n, 0],
  ])('trusted: %s, an operation of %d days ago: %d left', async (trusted, days, left) => {
    using t = project(SHORT);
    t.add({ [FILE]: `projects: { ${t.at('p')}: { trusted: ${trusted} } }\n` });
    expect(await outputs(t, ['clean', '--results', '--yes'])).toMatchObject({ code: 0 });
    expect(await outputs(t, ['clean', '--cache'], { now: NOW + days * DAY })).toMatchObject({ code: 0 });
    expect(listing(t.at('p/outputs/.trash')).filter((path) => path.endsWith('/items/0'))).toHaveLength(left);
  });

  it('trash.keep of more than 7d counts as it is', async () => {
    using t = project('outputs: { trash: { keep: 1mo } }');
    expect(await outputs(t, ['clean', '--results', '--yes'])).toMatchObject({ code: 0, stderr: '' });
    expect(await outputs(t, ['clean', '--cache'], { now: NOW + 20n * DAY })).toMatchObject({ code: 0 });
    expect(await outputs(t, ['undo', '--yes'], { now: NOW + 20n * DAY })).toMatchObject({ code: 0 });
  });

  it('no key gives a standard section another kind', async () => {
    using t = project(section('checkpoints: { kind: cache }'));
    const before = snapshot(t.root);
    expect(await outputs(t, ['clean', '--cache'])).toMatchObject({ code: 2 });
    expect(snapshot(t.root)).toEqual(before);
  });

  it('keep, grace, metric and layouts let one of each model stay, and undo brings back the rest', async () => {
    using t = project(
      `outputs: { grace: 1s, layouts: { own: { title: x, match: [{ name: "{model_name}_epoch_{epoch}.pth", role: regular }] } }, sections: { checkpoints: { layout: own, metric: { name: loss, mode: max }, keep: { last: 1, best: 0, final: 0 } } } }`,
    );
    for (const epoch of [2, 3, 4]) t.add({ [`p/outputs/checkpoints/a_epoch_${epoch}.pth`]: { bytes: 5, age: '1h' } });
    const before = files(t);
    expect(await outputs(t, ['prune'])).toMatchObject({ code: 4, stderr: expect.stringContaining('nobody to ask') });
    expect(await outputs(t, ['prune', '--yes'])).toMatchObject({ code: 0 });
    expect(listing(t.at('p/outputs/checkpoints'))).toEqual(['a_epoch_4.pth']);
    expect(await outputs(t, ['undo', '--yes'])).toMatchObject({ code: 0 });
    expect(files(t)).toEqual(before);
  });

  it('pinned only lets more stay', async () => {
    using t = project('outputs: { pinned: ["**"] }');
    const before = files(t);
    await outputs(t, ['clean', '--all', '--permanent', '--yes']);
    await outputs(t, ['prune-logs', '--quiet']);
    expect(files(t)).toEqual(before);
  });

  it.each(['ci', 'production'])('the profile %s removes nothing that development keeps', async (profile) => {
    using t = project(`outputs: { profile: ${profile} }`);
    const before = files(t);
    for (const argv of [
      ['clean', '--cache'],
      ['prune-logs', '--quiet'],
      ['prune', '--yes'],
    ])
      await outputs(t, argv);
    expect(files(t)).toEqual(before);
  });

  it('check.skip removes nothing', async () => {
    using t = project('outputs: { check: { skip: [secret, tracked, not-ignored, stale-temporary] } }');
    const before = snapshot(t.root);
    await outputs(t, ['check']);
    expect(snapshot(t.root)).toEqual(before);
  });

  it('project_name is text in a README, whatever it says', async () => {
    using t = project('project_name: "../../../x \\e[31m"\n');
    const before = listing(t.root);
    expect(await outputs(t, ['init'])).toMatchObject({ code: 0 });
    expect(before.filter((path) => !listing(t.root).includes(path))).toEqual([]);
    const made = listing(t.root).filter((path) => !before.includes(path));
    expect(made.filter((path) => !/^p\/(outputs\/|\.gitignore$)/.test(path))).toEqual([]);
    expect(readFileSync(t.at('p/outputs/README.md'), 'utf8')).not.toContain('\x1b');
  });

  it('naming renames in a folder only, and undo gives the old names back', async () => {
    using t = project('outputs: { naming: { checkpoints: ["{model_name}-{num}.pth"] } }');
    t.add({ 'p/outputs/checkpoints/b-1.PTH': OLD });
    const before = files(t);
    await outputs(t, ['check', '--fix', '--yes']);
    expect(files(t).map((path) => path.slice(0, path.lastIndexOf('/')))).toEqual(
      before.map((path) => path.slice(0, path.lastIndexOf('/'))),
    );
    await outputs(t, ['undo', '--yes']);
    expect(files(t)).toEqual(before);
  });
});
