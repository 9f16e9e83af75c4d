import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { at, smallProject } from '../../support/small-project.ts';
import { snapshot, type Tree, tree } from '../../support/tree.ts';

const CONFIG = 'configs/project_config.yaml';
const isRoot = process.geteuid?.() === 0;

const configOf = (place: Tree): string => readFileSync(place.at(CONFIG), 'utf8');

function project(config: string, names: readonly string[] = ['UNet_epoch_1.pth', 'UNet_epoch_2.pth']): Tree {
  const files = Object.fromEntries(names.map((name) => [`outputs/checkpoints/${name}`, { bytes: 10, age: '3d' }]));
  return tree({ [CONFIG]: config, ...files });
}

const pin = (place: Tree, ...words: readonly string[]) => run(['pin', ...words], at(place));

describe('outputs pin', () => {
  it('writes one line, and prune-checkpoints keeps what it names', async () => {
    using place = smallProject('# mine\nlr: 1e-4\noutputs:\n  grace: 0s # none\n');
    expect(await pin(place, 'UNet_epoch_1.pth')).toMatchObject({
      code: 0,
      stdout:
        'pin    outputs/checkpoints/UNet_epoch_1.pth  as checkpoints/UNet_epoch_1.pth\nWrote 1 pin to configs/project_config.yaml.\nTake it back: outputs unpin checkpoints/UNet_epoch_1.pth\n',
      stderr: '',
    });
    expect(configOf(place)).toBe(
      '# mine\nlr: 1e-4\noutputs:\n  grace: 0s # none\n  pinned: # by outputs pin\n    - checkpoints/UNet_epoch_1.pth\n',
    );
    const { stdout } = await run(['clean', 'checkpoints', '--dry-run', '--json'], at(place));
    const kept = JSON.parse(stdout).verdicts.filter(({ keep }: { keep: boolean }) => keep);
    expect(kept).toMatchObject([
      {
        path: place.at('outputs/checkpoints/UNet_epoch_1.pth'),
        reasons: [{ code: 'pinned', by: 'checkpoints/UNet_epoch_1.pth' }],
      },
    ]);
  });

  it.each([
    'outputs/checkpoints/UNet_epoch_1.pth',
    'checkpoints/UNet_epoch_1.pth',
    'UNet_epoch_1.pth',
    './outputs/checkpoints//UNet_epoch_1.pth',
    'configs/../outputs/checkpoints/UNet_epoch_1.pth',
  ])('takes %s', async (word) => {
    using place = project('outputs: {}\n');
    expect((await pin(place, word)).code).toBe(0);
    expect(configOf(place)).toBe('outputs: {pinned: [checkpoints/UNet_epoch_1.pth]}\n');
  });

  it('takes an absolute path, a path from the current folder, one through a link, and a folder', async () => {
    using place = project('outputs:\n', ['a.pth', 'b.pth', 'c.pth', 'run/d.pth']);
    symlinkSync(place.at('outputs'), place.at('link'));
    const cwd = place.at('outputs/checkpoints');
    expect((await pin(place, place.at('outputs/checkpoints/a.pth'))).code).toBe(0);
    expect((await run(['pin', './b.pth'], { cwd })).code).toBe(0);
    expect((await pin(place, 'link/checkpoints/c.pth', 'checkpoints/run/')).code).toBe(0);
    expect(configOf(place)).toBe(
      'outputs:\n  pinned: # by outputs pin\n    - checkpoints/a.pth\n    - checkpoints/b.pth\n    - checkpoints/c.pth\n    - checkpoints/run\n',
    );
  });

  it('escapes what a pattern would read otherwise', async () => {
    using place = project('outputs:\n', ['a[1]*.pth', 'a1x.pth']);
    expect((await pin(place, 'a[1]*.pth')).code).toBe(0);
    expect(configOf(place)).toContain('    - "checkpoints/a\\\\[1\\\\]\\\\*.pth"\n');
    const { stdout } = await pin(place, '--list', '--json');
    expect(JSON.parse(stdout).pins[0].entries).toEqual([{ path: place.at('outputs/checkpoints/a[1]*.pth') }]);
  });

  it('has no pattern for a newline, and says what to do instead', async () => {
    using place = project('outputs:\n', ['a\nb.pth']);
    const before = configOf(place);
    for (const word of ['a\nb.pth', 'a\\nb.pth']) {
      const { code, stderr } = await pin(place, word);
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(/a\\nb\.pth has control characters.*\n.*put an empty file beside it/),
      });
    }
    expect(configOf(place)).toBe(before);
    writeFileSync(place.at('outputs/checkpoints/a\nb.pth.keep'), '');
    const { stdout } = await run(['clean', 'checkpoints', '-n', '--json'], at(place));
    const verdicts: { keep: boolean; reasons: unknown }[] = JSON.parse(stdout).verdicts;
    expect(verdicts.map(({ keep, reasons }) => [keep, reasons])).toEqual([
      [true, [{ code: 'pinned', by: 'a\nb.pth.keep' }]],
      [true, [{ code: 'pinned', by: 'a\nb.pth.keep' }]],
    ]);
  });

  it('pins a name that is not UTF-8, and finds it again', async () => {
    using place = project('outputs:\n', ['ok.pth']);
    writeFileSync(
      Buffer.concat([Buffer.from(`${place.at('outputs/checkpoints')}/a`), Buffer.of(0xff), Buffer.from('.pth')]),
      'x',
    );
    expect((await pin(place, 'a\udcff.pth')).code).toBe(0);
    expect(configOf(place)).toContain('    - "checkpoints/a\\udcff.pth"\n');
    const listed = JSON.parse((await pin(place, '--list', '--json')).stdout);
    expect(problemsOf('pins', listed)).toEqual([]);
    expect(listed.pins[0].entries).toHaveLength(1);
    expect((await run(['unpin', 'a\udcff.pth'], at(place))).code).toBe(0);
    expect(configOf(place)).toBe('outputs:\n');
  });

  it('names the nearest where there is no such entry, and writes nothing', async () => {
    using place = project('outputs:\n', ['UNet_epoch_1.pth', 'VAE_best.pth']);
    const { code, stderr } = await pin(place, 'UNet_epoch_1.pth', 'UNet_epoch_7.pth');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        /there is no UNet_epoch_7\.pth in any section\n.*did you mean checkpoints\/UNet_epoch_1\.pth\?/,
      ),
    });
    expect(configOf(place)).toBe('outputs:\n');
  });

  it('refuses what lies in no section, and what can mean two things', async () => {
    using place = project('outputs:\n', ['a.pth']);
    mkdirSync(place.at('outputs/models'));
    writeFileSync(place.at('outputs/models/a.pth'), '');
    expect(await pin(place, 'configs')).toMatchObject({ code: 2, stderr: expect.stringContaining('lies in no section') });
    expect(await pin(place, 'a.pth')).toMatchObject({ code: 2, stderr: expect.stringContaining('can mean') });
    expect((await run(['pin', 'a.pth'], { cwd: place.at('outputs/models') })).code).toBe(0);
    expect(await pin(place)).toMatchObject({ code: 2, stderr: expect.stringContaining('say what to pin') });
    expect(await pin(place, '')).toMatchObject({ code: 2 });
  });

  it('takes a whole section by its name, and never the outputs directory', async () => {
    using place = project('outputs:\n');
    expect(await pin(place, '.')).toMatchObject({ code: 2, stderr: expect.stringContaining('lies in no section') });
    expect(await pin(place, 'outputs')).toMatchObject({ code: 2, stderr: expect.stringContaining('lies in no section') });
    expect((await run(['pin', '.'], { cwd: place.at('outputs/checkpoints') })).code).toBe(0);
    expect(configOf(place)).toContain('    - "checkpoints"\n');
    const { stdout } = await run(['clean', 'checkpoints', '-n'], at(place));
    expect(stdout).toContain('Nothing to remove');
  });

  it('loses none of two that are written at the same time', async () => {
    using place = project('outputs:\n');
    const both = ['UNet_epoch_1.pth', 'UNet_epoch_2.pth'].map((name) => pin(place, name, '--wait', '10s'));
    expect((await Promise.all(both)).map(({ code }) => code)).toEqual([0, 0]);
    expect(configOf(place)).toMatch(/- checkpoints\/UNet_epoch_1\.pth\n/);
    expect(configOf(place)).toMatch(/- checkpoints\/UNet_epoch_2\.pth\n/);
  });

  it('has nothing to do for what is pinned already', async () => {
    using place = project('outputs:\n  pinned: ["checkpoints/*_1.pth"]\n');
    const before = configOf(place);
    expect(await pin(place, 'UNet_epoch_1.pth')).toMatchObject({
      code: 0,
      stdout:
        'stays  outputs/checkpoints/UNet_epoch_1.pth  pinned already, by checkpoints/*_1.pth\nNothing to do: pinned already.\n',
    });
    expect(configOf(place)).toBe(before);
  });

  it('changes nothing in a dry run, and says what it would', async () => {
    using place = project('outputs:\n');
    const before = snapshot(place.root);
    const { code, stdout } = await pin(place, 'UNet_epoch_1.pth', '-n', '--json');
    expect(code).toBe(0);
    expect(problemsOf('pin', JSON.parse(stdout))).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ command: 'pin', dryRun: true, operation: null });
    expect(await pin(place, 'UNet_epoch_1.pth', '-n')).toMatchObject({
      stdout: expect.stringContaining('Would write 1 pin to configs/project_config.yaml. Nothing was changed.'),
    });
    expect(snapshot(place.root)).toEqual(before);
  });

  it('needs a config', async () => {
    using place = tree({ 'outputs/checkpoints/a.pth': { bytes: 1 } });
    expect(await pin(place, 'a.pth')).toMatchObject({ code: 4, stderr: expect.stringContaining('outputs init makes one') });
  });

  it('refuses a config with a syntax error, one that is a link, has another name, or cannot be edited', async () => {
    using broken = project('outputs: [\n');
    expect(await pin(broken, 'UNet_epoch_1.pth')).toMatchObject({ code: 2, stderr: expect.stringContaining('not valid YAML') });
    using linked = project('outputs:\n');
    renameSync(linked.at(CONFIG), linked.at('real.yaml'));
    symlinkSync('../real.yaml', linked.at(CONFIG));
    expect(await pin(linked, 'UNet_epoch_1.pth')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('it is a symbolic link'),
    });
    expect(readFileSync(linked.at('real.yaml'), 'utf8')).toBe('outputs:\n');
    using doubled = project('outputs:\n');
    linkSync(doubled.at(CONFIG), doubled.at('other.yaml'));
    expect(await pin(doubled, 'UNet_epoch_1.pth')).toMatchObject({ code: 4, stderr: expect.stringContaining('another name') });
    using aliased = project('x: &x { grace: 0s }\noutputs: *x\n');
    expect(await pin(aliased, 'UNet_epoch_1.pth')).toMatchObject({ code: 4, stderr: expect.stringContaining('by hand') });
  });

  it.skipIf(isRoot)('refuses a config that may not be written', async () => {
    using place = project('outputs:\n');
    chmodSync(place.at(CONFIG), 0o444);
    expect(await pin(place, 'UNet_epoch_1.pth')).toMatchObject({ code: 4, stderr: expect.stringContaining('it is read-only') });
    chmodSync(place.at(CONFIG), 0o644);
    chmodSync(place.at('configs'), 0o555);
    expect(await pin(place, 'UNet_epoch_1.pth')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('its folder is read-only'),
    });
    chmodSync(place.at('configs'), 0o755);
    expect(configOf(place)).toBe('outputs:\n');
  });

  it('writes through a linked configs folder, and keeps the mode', async () => {
    using place = project('outputs:\n');
    renameSync(place.at('configs'), place.at('real'));
    symlinkSync('real', place.at('configs'));
    chmodSync(place.at('real/project_config.yaml'), 0o640);
    expect((await pin(place, 'UNet_epoch_1.pth')).code).toBe(0);
    expect(configOf(place)).toContain('- checkpoints/UNet_epoch_1.pth');
    expect(JSON.parse((await run(['pin', '--list', '--json'], at(place))).stdout).pins).toHaveLength(1);
  });
});

describe.runIf(process.platform === 'linux')('a config that is more than a plain file', () => {
  it.each<[string, readonly string[], RegExp]>([
    ['an access list', ['setfacl', '-m', 'u:65534:rw', CONFIG], /has an access list/],
    ['an extended attribute', ['setfattr', '-n', 'user.x', '-v', '1', CONFIG], /has an extended attribute \(user\.x\)/],
    ['a folder whose files get a list', ['setfacl', '-d', '-m', 'u:65534:rw', 'configs'], /has an access list/],
  ])('with %s stays as it is, and the line to write is printed', async (_, [program = '', ...args], why) => {
    using place = project('outputs:\n  pinned:\n    - a\n');
    execFileSync(program, args, { cwd: place.root });
    const before = snapshot(place.root);
    const refused = await pin(place, 'UNet_epoch_1.pth');
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringMatching(why) });
    expect(refused.stderr).toContain(`at ${CONFIG}:4:\n`);
    expect(refused.stderr).toContain('    - checkpoints/UNet_epoch_1.pth\n');
    expect(snapshot(place.root)).toEqual(before);
  });

  it.runIf(isRoot)('that can only be appended to stays, and nothing is left beside it', async ({ skip }) => {
    using place = project('outputs:\n  pinned: []\n');
    try {
      execFileSync('chattr', ['+a', CONFIG], { cwd: place.root });
    } catch {
      return skip('this file system has no such flags');
    }
    try {
      const before = snapshot(place.root);
      expect(await pin(place, 'UNet_epoch_1.pth')).toMatchObject({ code: 4, stderr: expect.stringMatching(/chattr \+a/) });
      expect(snapshot(place.root)).toEqual(before);
    } finally {
      execFileSync('chattr', ['-a', CONFIG], { cwd: place.root });
    }
  });
});

describe('outputs pin --list', () => {
  it('lists patterns and keep files with what they keep', async () => {
    using place = project('outputs:\n  pinned: ["checkpoints/*_1.pth", models/x]\n', [
      'UNet_1.pth',
      'VAE_1.pth',
      'b.pth',
      'b.keep',
    ]);
    expect(await pin(place, '--list')).toMatchObject({
      code: 0,
      stdout: [
        'PINNED BY                   WHAT STAYS',
        'checkpoints/*_1.pth         outputs/checkpoints/UNet_1.pth',
        '                            outputs/checkpoints/VAE_1.pth',
        'models/x                    nothing that is there',
        'outputs/checkpoints/b.keep  outputs/checkpoints/b.pth',
        '',
      ].join('\n'),
    });
    const document = JSON.parse((await pin(place, '--list', '--json')).stdout);
    expect(problemsOf('pins', document)).toEqual([]);
    expect(document.pins.map(({ from }: { from: string }) => from)).toEqual(['config', 'config', 'keep-file']);
  });
  it('has nothing to list without pins, and takes no entries', async () => {
    using place = project('outputs:\n');
    expect(await pin(place, '--list')).toMatchObject({ code: 0, stdout: 'Nothing is pinned.\n' });
    expect(await pin(place, '--list', 'a')).toMatchObject({ code: 2 });
  });
});

function problemsOf(schema: string, document: unknown): unknown {
  const file = join(import.meta.dirname, `../../../configs/schemas/${schema}.schema.json`);
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(file, 'utf8')));
  return validate(document) ? [] : validate.errors;
}
