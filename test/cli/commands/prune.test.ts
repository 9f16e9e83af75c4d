import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { diskText } from '../../support/on-disk.ts';
import { at, onTerminal } from '../../support/small-project.ts';
import { snapshot, type Tree, tree } from '../../support/tree.ts';

function project(config = 'outputs:\n  sections:\n    cache: { keep: { within: 30d } }\n'): Tree {
  return tree({
    'configs/project_config.yaml': config,
    'outputs/checkpoints/UNet_epoch_1.pth': { text: 'one', age: '3d' },
    'outputs/checkpoints/UNet_epoch_2.pth': { text: 'two', age: '2d' },
    'outputs/checkpoints/UNet_best.pth': { text: 'best', age: '2d' },
    'outputs/logs/old.log': { bytes: 500, age: '8d' },
    'outputs/logs/new.log': { bytes: 500, age: '1d' },
    'outputs/cache/old': { dir: true, age: '90d' },
    'outputs/cache/old/a.bin': { bytes: 300, age: '40d' },
    'outputs/cache/used': { dir: true, age: '90d' },
    'outputs/cache/used/old.bin': { bytes: 300, age: '40d' },
    'outputs/cache/used/new.bin': { bytes: 300, age: '2d' },
    'outputs/results/r.json': { bytes: 10, age: '900d' },
  });
}

const GONE = ['outputs/cache/old', 'outputs/checkpoints/UNet_epoch_1.pth', 'outputs/logs/old.log'] as const;
const KEPT = [
  'outputs/cache/used/old.bin',
  'outputs/checkpoints/UNet_best.pth',
  'outputs/checkpoints/UNet_epoch_2.pth',
  'outputs/logs/new.log',
  'outputs/results/r.json',
] as const;

describe('outputs prune', () => {
  it('removes what every rule removes, as one operation', async () => {
    using place = project();
    const [old, , log] = GONE;
    const freed = diskText(place.at(old), place.at(log));
    const { code, stdout, stderr } = await run(['prune', '--yes'], at(place));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(GONE.filter((path) => existsSync(place.at(path)))).toEqual([]);
    expect(KEPT.filter((path) => !existsSync(place.at(path)))).toEqual([]);
    expect(stdout).toContain(
      `Moved 1 checkpoint (1 file, 3 B) to the trash and deleted 2 entries (2 files, 800 B); ${freed} freed.`,
    );
    expect(stdout).toMatch(/outputs undo/);
    const history = JSON.parse((await run(['history', '--json'], at(place))).stdout);
    expect(history.operations).toMatchObject([{ command: 'prune', state: 'done' }]);
  });

  it('can be undone as far as it went to the trash, and says which part that is', async () => {
    using place = project();
    const { stdout } = await run(['prune', '--yes'], at(place));
    expect(stdout).toContain('Bring back what was moved: outputs undo (what was deleted is gone for good)');
    expect((await run(['undo'], at(place))).code).toBe(0);
    expect(existsSync(place.at('outputs/checkpoints/UNet_epoch_1.pth'))).toBe(true);
    expect(existsSync(place.at('outputs/logs/old.log'))).toBe(false);
  });

  it('changes nothing in a dry run, and carries out exactly what it saved', async () => {
    using place = project();
    const before = snapshot(place.at('outputs'));
    const { code, stdout } = await run(['prune', '-n', '--json', '--plan', 'p.jsonl'], at(place));
    expect(code).toBe(0);
    expect(snapshot(place.at('outputs'))).toEqual(before);
    const document = JSON.parse(stdout);
    expect(problemsOf('removal', document)).toEqual([]);
    expect(document).toMatchObject({ command: 'prune', dryRun: true });
    const gone = document.verdicts.filter(({ keep }: { keep: boolean }) => !keep);
    expect(gone.map(({ path, reasons }: { path: string; reasons: { code: string }[] }) => [path, reasons[0]?.code])).toEqual([
      [place.at(GONE[0]), 'older-than'],
      [place.at(GONE[1]), 'superseded'],
      [place.at(GONE[2]), 'older-than'],
    ]);
    writeFileSync(place.at('outputs/cache/old/new.bin'), 'used again');
    const applied = await run(['apply', 'p.jsonl', '--yes'], at(place));
    expect(applied).toMatchObject({ code: 3, stdout: expect.stringContaining('Not removed, although planned: 1 cache entry') });
    expect(GONE.map((path) => existsSync(place.at(path)))).toEqual([true, false, false]);
  });

  it('asks on a terminal, and without one needs --yes where work would be lost', async () => {
    using place = project();
    const before = snapshot(place.at('outputs'));
    expect(await run(['prune'], at(place))).toMatchObject({ code: 4, stderr: expect.stringContaining('add --yes') });
    expect(await run(['prune'], onTerminal(place, 'n'))).toMatchObject({ code: 0, asked: 1 });
    expect(snapshot(place.at('outputs'))).toEqual(before);
    expect(await run(['prune'], onTerminal(place, 'y'))).toMatchObject({ code: 0, asked: 1 });
    expect(GONE.filter((path) => existsSync(place.at(path)))).toEqual([]);
  });

  it('acts at once where only what can be made again goes, and is quiet in cron', async () => {
    using place = project();
    writeFileSync(place.at('outputs/checkpoints/UNet_epoch_1.pth.keep'), '');
    expect(await run(['prune', '--quiet'], at(place))).toEqual({ code: 0, stdout: '', stderr: '', asked: 0 });
    expect(GONE.map((path) => existsSync(place.at(path)))).toEqual([false, true, false]);
    expect(await run(['prune'], at(place))).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing to remove') });
  });

  it('leaves caches alone that no rule speaks of', async () => {
    using place = project('outputs:\n');
    expect((await run(['prune', '--yes'], at(place))).code).toBe(0);
    expect(existsSync(place.at('outputs/cache/old/a.bin'))).toBe(true);
    expect(existsSync(place.at('outputs/logs/old.log'))).toBe(false);
  });

  it('takes an old repository of the hub with its locks, beside one that is used', async () => {
    const hub = 'outputs/cache/hf/hub';
    using place = tree({
      'configs/project_config.yaml': 'outputs:\n  sections:\n    cache: { keep: { within: 30d } }\n',
      ...Object.fromEntries(
        ['old', 'used'].flatMap((name) => {
          const age = name === 'old' ? '40d' : '2d';
          const folders = [`models--a--${name}`, `models--a--${name}/blobs`, `.locks/models--a--${name}`];
          return [
            ...folders.map((path) => [`${hub}/${path}`, { dir: true, age }] as const),
            [`${hub}/models--a--${name}/blobs/b`, { bytes: 9, age }] as const,
            [`${hub}/.locks/models--a--${name}/b.lock`, { bytes: 0, age }] as const,
          ];
        }),
      ),
    });
    const { code, stderr } = await run(['prune'], at(place));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const left = ['old', 'used'].flatMap((name) => [`models--a--${name}`, `.locks/models--a--${name}`]);
    expect(left.filter((path) => existsSync(place.at(`${hub}/${path}`)))).toEqual(['models--a--used', '.locks/models--a--used']);
  });

  it('has nothing to do in a profile without rules, and says how to make some', async () => {
    using place = project();
    expect(await run(['prune', '--profile', 'ci'], at(place))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('keep:'),
    });
    expect(await run(['prune', '--plan', 'x'], at(place))).toMatchObject({ code: 2 });
  });
});

function problemsOf(schema: string, document: unknown): unknown {
  const file = join(import.meta.dirname, `../../../configs/schemas/${schema}.schema.json`);
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(readFileSync(file, 'utf8')));
  return validate(document) ? [] : validate.errors;
}
