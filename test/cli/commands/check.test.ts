// `outputs check` on a real disk: what its author would nod at, in every format, and what it never says.
// Covers: src/core/conventions/read/changed-since.ts, src/core/conventions/read/find-secrets.ts

import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { makeSampleProject } from '../../fixtures/seed-project.js';
import { run, TERMINALS } from '../../support/context.ts';
import { outputs, temporary } from '../../support/run.ts';
import { at, smallProject } from '../../support/small-project.ts';
import { snapshot, type TreeSpec, tree } from '../../support/tree.ts';

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
const validJson = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(read('configs/schemas/check.schema.json'));
/** Formats need a package of their own; the shape is what readers stumble over. */
const validSarif = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  read('test/fixtures/sarif-2.1.0.schema.json'),
);

interface Found {
  readonly rule: string;
  readonly path: string;
  readonly correct?: string;
  readonly line?: number;
}

/** Exit code, and one line a finding. */
async function check(root: string, ...args: readonly string[]) {
  const { stdout, stderr, code } = await run(['check', '--json', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const document = JSON.parse(stdout === '' ? stderr : stdout);
  expect(validJson(document) ? [] : validJson.errors).toEqual([]);
  const below = (path: string) => path.slice(root.length + 1);
  const findings = (document.findings as readonly Found[]).map(
    ({ rule, path, correct }) => `${rule} ${below(path)}${correct === undefined ? '' : ` -> ${below(correct)}`}`,
  );
  return { code, findings, document };
}

const WRONG: TreeSpec = {
  'configs/project_config.yaml': 'project_name: x\n',
  'outputs/checkpoints/UNet-epoch_07.pt': { bytes: 9, age: '9d' },
  'outputs/checkpoints/UNet_final.pth': { bytes: 9, age: '9d' },
  'outputs/logs/UNet_20250825_004240.log': { bytes: 9, age: '9d' },
  'outputs/results/UNet_best.pth': { bytes: 9, age: '9d' },
};

const WRONG_FOUND = [
  'bad-name outputs/checkpoints/UNet-epoch_07.pt -> outputs/checkpoints/UNet_epoch_7.pth',
  'wrong-section outputs/results/UNet_best.pth -> outputs/checkpoints/UNet_best.pth',
];

describe('check', () => {
  it('has one note for the sample project, and changes nothing', async () => {
    using folder = temporary();
    makeSampleProject(folder.path, { scale: 0.001 });
    const before = snapshot(folder.path);
    expect(await check(folder.path)).toMatchObject({
      code: 0,
      findings: ['best-without-source outputs/checkpoints/multi_epoch_net_best.pth'],
    });
    expect(snapshot(folder.path)).toEqual(before);
  });

  it('says what is wrong, where, and the nearest correct name', async () => {
    using t = tree(WRONG);
    expect(await check(t.root)).toMatchObject({ code: 1, findings: WRONG_FOUND });
    const { stdout, stderr, code } = await run(['check'], at(t));
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.replace(/ +/g, ' ').split('\n')).toEqual([
      'RULE PATH WHAT IS WRONG',
      'bad-name outputs/checkpoints/UNet-epoch_07.pt follows no name template: {model_name}_epoch_{num}.pth; nearest: UNet_epoch_7.pth',
      'wrong-section outputs/results/UNet_best.pth belongs in checkpoints: outputs/checkpoints/UNet_best.pth',
      '',
      '2 warnings; 4 files looked at.',
      '',
    ]);
  });

  it('finds weights among logs and results by their name, even where there is nothing in them', async () => {
    using t = tree({
      'outputs/checkpoints/UNet_final.pth': { bytes: 9, age: '9d' },
      'outputs/logs/foo.pth': '',
      'outputs/logs/run_1/last.safetensors': '',
      'outputs/logs/unet_epoch_3.pth': '',
      // Another program's own folder, and what weights are not.
      'outputs/logs/lightning_logs/version_0/checkpoints/epoch=1-step=9.ckpt': '',
      'outputs/logs/events.out.tfevents.1': '',
      'outputs/logs/points.npz': '',
      'outputs/results/foo.ckpt': '',
    });
    expect(await check(t.root)).toMatchObject({
      code: 1,
      findings: [
        'wrong-section outputs/logs/foo.pth',
        'wrong-section outputs/logs/run_1/last.safetensors',
        'wrong-section outputs/logs/unet_epoch_3.pth -> outputs/checkpoints/unet_epoch_3.pth',
        'wrong-section outputs/results/foo.ckpt',
      ],
    });
  });

  it('says so where there is nothing', async () => {
    using t = tree({ 'configs/project_config.yaml': 'project_name: x\n' });
    expect(await run(['check'], at(t))).toMatchObject({ code: 0, stdout: 'Nothing found: 0 files looked at.\n' });
  });

  it('tells only of what was asked for, by path, and leaves out what nobody wants to hear', async () => {
    using t = tree(WRONG);
    expect((await check(t.root, 'outputs/results/UNet_best.pth', 'nowhere')).findings).toEqual([WRONG_FOUND[1]]);
    expect((await check(t.root, 'outputs/checkpoints')).findings).toEqual([WRONG_FOUND[0]]);
    expect(await check(t.root, 'outputs/logs')).toMatchObject({ code: 0, findings: [] });
    expect((await check(t.root, '--skip', 'bad-name')).findings).toEqual([WRONG_FOUND[1]]);
    t.add({ 'configs/project_config.yaml': 'outputs:\n  check: { skip: [wrong-section] }\n' });
    expect((await check(t.root)).findings).toEqual([WRONG_FOUND[0]]);
    expect((await check(t.root, '--skip', 'bad-name')).findings).toEqual([]);
  });

  it.each<readonly [args: readonly string[], says: RegExp]>([
    [['--skip', 'bad-nam'], /no such rule.*did you mean bad-name/s],
    [['--format', 'xml'], /human, json, github, sarif/],
    [['--since', 'HEAD'], /--since needs a git repository/],
    [[''], /a file has a name/],
  ])('%j is refused', async (args, says) => {
    using t = smallProject();
    const { stdout, stderr, code } = await run(['check', ...args], at(t));
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 });
    expect(stderr).toMatch(says);
  });

  it('refuses a rule in the config that is none, with its place', async () => {
    using t = smallProject('outputs:\n  check:\n    skip: [bad-nam]\n');
    const { stderr, code } = await run(['check'], at(t));
    expect(code).toBe(2);
    expect(stderr).toMatch(/project_config\.yaml:3:12.*bad-nam/);
  });

  it('tells of keys, and never the key', async () => {
    const keys = ['hf_abcdefghijklmnopqrstuvwxyz01234567', '0123456789abcdef0123456789abcdef01234567'];
    using t = tree({
      'outputs/cache/hf/token': keys[0] ?? '',
      'outputs/artifacts/run/config.yaml': `model: x\nwandb_api_key: ${keys[1]}\n`,
      'outputs/logs/evaluation_20250825_004240.log': `loading\n\ntoken=${keys[0]}\n`,
      'outputs/checkpoints/u_epoch_1.pth': { bytes: 9 },
    });
    for (const format of ['human', 'json', 'github', 'sarif']) {
      const { stdout, stderr, code } = await run(['check', '--format', format], at(t));
      expect({ stderr, code }).toEqual({ stderr: '', code: 1 });
      for (const key of keys) expect(stdout).not.toContain(key.slice(3, 20));
    }
    const { findings, document } = await check(t.root);
    expect(findings).toEqual([
      'secret outputs/artifacts/run/config.yaml',
      'secret outputs/cache/hf/token',
      'secret outputs/logs/evaluation_20250825_004240.log',
    ]);
    expect(document.findings.map(({ line }: Found) => line)).toEqual([2, undefined, 3]);
  });

  it('finds what the project looks for in another letter case', async () => {
    using t = tree({
      'configs/project_config.yaml': 'project_name: x\n',
      'scripts/eval.sh': '#!/bin/sh\nls outputs/checkpoints/unet_epoch*.pth\n',
      'outputs/checkpoints/UNet_epoch_5.pth': { bytes: 9 },
    });
    const { document, findings } = await check(t.root);
    expect(findings).toEqual(['case-glob outputs/checkpoints/UNet_epoch_5.pth -> outputs/checkpoints/unet_epoch_5.pth']);
    expect(document.findings[0].text).toContain('scripts/eval.sh:2 looks for unet_epoch*.pth');
  });

  it('asks git what it tracks and ignores, and tells of what changed since a commit', async () => {
    using folder = temporary();
    makeSampleProject(folder.path, { scale: 0.001 });
    writeFileSync(`${folder.path}/.gitignore`, '');
    writeFileSync(`${folder.path}/outputs/logs/new.log`, 'x');
    execFileSync('git', ['add', '-f', 'outputs/logs'], { cwd: folder.path });
    const all = await check(folder.path);
    expect(all.code).toBe(1);
    expect(all.findings).toContain('not-ignored outputs');
    expect(all.findings).toContain('tracked outputs/logs/unet_20250825_004240.log');
    const since = (await check(folder.path, '--since', 'HEAD')).findings;
    expect(since).toContain('bad-name outputs/logs/new.log');
    execFileSync('git', ['-c', 'user.name=s', '-c', 'user.email=s@example.org', 'commit', '-qm', 'logs'], { cwd: folder.path });
    writeFileSync(`${folder.path}/outputs/checkpoints/late.pth`, 'x');
    const later = (await check(folder.path, '--since', 'HEAD')).findings;
    expect(later).toContain('bad-name outputs/checkpoints/late.pth');
    expect(later.filter((line) => line.includes('outputs/logs/'))).toEqual([]);
    expect(since).not.toContain('best-without-source outputs/checkpoints/multi_epoch_net_best.pth');
    const { stderr, code } = await run(['check', '--since', 'nonsense'], {
      cwd: folder.path,
      env: { PATH: process.env['PATH'] ?? '' },
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/no such commit/);
  });

  it('ends with 3 where something could not be read', () => {
    using t = tree(WRONG);
    chmodSync(t.root, 0o755);
    chmodSync(t.at('outputs/results'), 0o000);
    const nobody = process.geteuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const { status, stderr } = outputs(t.root, ['check'], nobody);
    chmodSync(t.at('outputs/results'), 0o755);
    expect(status).toBe(3);
    expect(stderr).toMatch(/outputs\/results could not be read, so nothing in it was checked/);
  });

  it('shows no name raw, and shortens what is long', async () => {
    using t = tree({ 'outputs/checkpoints/a\n\u001b[2J-epoch-1.pth': { bytes: 9 } });
    const { stdout } = await run(['check'], at(t, { terminals: TERMINALS, env: { NO_COLOR: '1' } }));
    expect(stdout).toContain('\\n\\x1b[2J');
    t.add(Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`outputs/checkpoints/w${n}.pth`, { bytes: 1 }])));
    expect((await run(['check'], at(t))).stdout).toContain('\n11 more: --verbose lists all.\n');
    expect((await run(['check', '--verbose'], at(t))).stdout.match(/bad-name/g)).toHaveLength(31);
  });
});

describe('for other programs', () => {
  it('GitHub: a name can be no command of its own', async () => {
    using t = tree({ 'outputs/checkpoints/a%\n::error::x,y:z-epoch-1.pth': { bytes: 9 } });
    const { stdout, code } = await run(['check', '--format', 'github'], at(t));
    expect(code).toBe(1);
    expect(stdout).toBe(
      '::warning file=outputs/checkpoints/a%25%0A%3A%3Aerror%3A%3Ax%2Cy%3Az-epoch-1.pth,title=outputs check%3A bad-name::' +
        'outputs/checkpoints/a%25\\n::error::x,y:z-epoch-1.pth follows no name template: ' +
        '{model_name}_epoch_{num}.pth, {model_name}_best.pth, {model_name}_final.pth\n',
    );
  });

  it.each(['human', 'json', 'github', 'sarif'])('%s shows nothing that a terminal obeys', async (format) => {
    using t = tree({ 'outputs/checkpoints/a\u009b31m\u202eb\u2066c\u200b-epoch-1.pth': { bytes: 9 } });
    const { stdout, code } = await run(['check', '--format', format], at(t));
    expect(code).toBe(1);
    expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f]/);
  });

  it('SARIF 2.1.0, by its published schema', async () => {
    using t = tree({ ...WRONG, 'outputs/checkpoints/ä b#?-epoch-1.pth': { bytes: 9 }, 'outputs/cache/token': 'x' });
    const { stdout, code } = await run(['check', '--format', 'sarif'], at(t));
    const document = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(validSarif(document) ? [] : validSarif.errors).toEqual([]);
    const [{ results, tool, originalUriBaseIds }] = document.runs;
    const uris = results.map(
      (each: {
        readonly locations: readonly [{ readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }];
      }) => decodeURIComponent(each.locations[0].physicalLocation.artifactLocation.uri),
    );
    expect(uris).toContain('outputs/checkpoints/ä b#?-epoch-1.pth');
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    expect(originalUriBaseIds.SRCROOT.uri).toBe(`file://${t.root}/`);
    expect(validSarif({ ...document, version: '2.0.0' })).toBe(false);
  });

  it('--format json is --json', async () => {
    using t = tree(WRONG);
    expect((await run(['check', '--format', 'json'], at(t))).stdout).toBe((await run(['check', '--json'], at(t))).stdout);
  });
});
