import { appendFileSync, existsSync, linkSync, rmSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { run } from '../support/context.ts';
import { at, onTerminal } from '../support/small-project.ts';
import { type Leaf, snapshot, type Tree, tree } from '../support/tree.ts';

/** Of the kind of file nobody can look into, each different unless the text is given. */
function file(text: string, age: string, bytes = 1000): Leaf {
  return { text: text.padEnd(bytes, text), age };
}

/** Six epochs that a rule keeps, two of them with the same bytes, and a best. */
function project(config = 'outputs:\n  sections:\n    checkpoints: { keep: { last: 6 } }\n'): Tree {
  return tree({
    'configs/project_config.yaml': config,
    'outputs/checkpoints/UNet_epoch_1.pth': file('a', '6d'),
    'outputs/checkpoints/UNet_epoch_2.pth': file('b', '5d'),
    'outputs/checkpoints/UNet_epoch_3.pth': file('same', '4d'),
    'outputs/checkpoints/UNet_epoch_4.pth': file('d', '3d'),
    'outputs/checkpoints/UNet_epoch_5.pth': file('e', '2d'),
    'outputs/checkpoints/UNet_epoch_6.pth': file('f', '1d'),
    'outputs/checkpoints/UNet_best.pth': file('same', '4d'),
  });
}

async function plan(place: Tree, ...flags: readonly string[]) {
  const { code, stdout, stderr } = await run(['prune-checkpoints', '-n', '--json', ...flags], at(place));
  const document = code === 0 ? JSON.parse(stdout) : null;
  const gone: { path: string; keep: boolean; reasons: { code: string }[] }[] =
    document?.verdicts.filter(({ keep }: { keep: boolean }) => !keep) ?? [];
  return {
    code,
    stderr,
    document,
    gone: gone.map(({ path, reasons }) => [path.slice(place.at('outputs/checkpoints/').length), reasons]),
  };
}

describe('a budget', () => {
  it('is met by copies first, then by the oldest, and by no more than needed', async () => {
    using place = project();
    const copy = ['UNet_epoch_3.pth', [{ code: 'duplicate', of: place.at('outputs/checkpoints/UNet_best.pth') }]];
    const first = ['UNet_epoch_1.pth', [{ code: 'budget', step: 2, why: 'epoch 1 of UNet' }]];
    expect((await plan(place, '--free', '1000B')).gone).toEqual([copy]);
    expect((await plan(place, '--budget', '6kB')).gone).toEqual([copy]);
    expect((await plan(place, '--budget', '7kB')).gone).toEqual([]);
    const { gone, document } = await plan(place, '--free', '1.5kB');
    expect(gone).toEqual([first, copy]);
    expect(document.budget).toEqual({
      need: 1500,
      freedByRules: 0,
      freed: 2000,
      shortBy: 0,
      steps: [
        {
          path: place.at('outputs/checkpoints/UNet_epoch_3.pth'),
          bytes: 1000,
          copyOf: place.at('outputs/checkpoints/UNet_best.pth'),
          lost: null,
        },
        { path: place.at('outputs/checkpoints/UNet_epoch_1.pth'), bytes: 1000, lost: 'epoch 1 of UNet' },
      ],
    });
  });

  it('is met by the rules alone where they free enough', async () => {
    using place = project();
    const { gone, document } = await plan(place, '--keep-last', '2', '--free', '3kB');
    expect(gone.map(([path]) => path)).toEqual(['UNet_epoch_1.pth', 'UNet_epoch_2.pth', 'UNet_epoch_3.pth', 'UNet_epoch_4.pth']);
    expect(document.budget).toMatchObject({ need: 3000, freedByRules: 4000, steps: [] });
  });

  it('gives up neither the newest nor the best nor what is pinned, and does nothing where that does not suffice', async () => {
    using place = project(
      'outputs:\n  pinned: [checkpoints/UNet_epoch_1.pth]\n  sections:\n    checkpoints: { keep: { last: 6 } }\n',
    );
    const before = snapshot(place.root);
    const refused = await run(['prune-checkpoints', '--budget', '1kB', '--yes'], at(place));
    expect(refused).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/6\.0 kB would have to go.*2\.0 kB.*\n.*--best-effort/),
    });
    expect(snapshot(place.root)).toEqual(before);
    const { gone, document } = await plan(place, '--budget', '1kB', '--best-effort');
    expect(gone.map(([path]) => path)).toEqual(['UNet_epoch_2.pth', 'UNet_epoch_3.pth', 'UNet_epoch_4.pth', 'UNet_epoch_5.pth']);
    expect(document.budget).toMatchObject({ need: 6000, freed: 4000, shortBy: 2000 });
  });

  it('counts on nothing from a hard link whose other name stays', async () => {
    using place = project();
    linkSync(place.at('outputs/checkpoints/UNet_epoch_1.pth'), place.at('elsewhere.pth'));
    expect((await plan(place, '--free', '2kB')).gone.map(([path]) => path)).toEqual(['UNet_epoch_2.pth', 'UNet_epoch_3.pth']);
  });

  it('frees over all sections what is least missed of all, and counts each section by itself for what it holds', async () => {
    using place = project(
      'outputs:\n  sections:\n    checkpoints: { keep: { last: 6 } }\n    more: { kind: checkpoints, path: more, keep: { last: 6 } }\n',
    );
    place.add({ 'outputs/more/VAE_epoch_1.pth': file('v', '6d'), 'outputs/more/VAE_epoch_2.pth': file('w', '5d') });
    const pathsOf = async (...flags: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await run(['prune-checkpoints', '-n', '--json', ...flags], at(place));
      const { steps } = JSON.parse(stdout).budget;
      return steps.map(({ path }: { path: string }) => path.slice(place.at('outputs/').length));
    };
    const [copy, first] = ['checkpoints/UNet_epoch_3.pth', 'checkpoints/UNet_epoch_1.pth'];
    expect(await pathsOf('--free', '2kB')).toEqual([copy, first]);
    expect(await pathsOf('--free', '6kB')).toHaveLength(6);
    expect(await run(['prune-checkpoints', '-n', '--free', '7kB'], at(place))).toMatchObject({ code: 4 });
    expect(await pathsOf('--budget', '6kB')).toEqual([copy]);
    expect(await pathsOf('--budget', '1kB', '--best-effort')).toEqual(expect.arrayContaining(['more/VAE_epoch_1.pth']));
  });

  it('does not count a trash in the section itself, as on a mount of its own, among what it holds', async () => {
    using place = project();
    place.add({ 'outputs/checkpoints/.trash/20260101T000000Z-00000000/items/0': file('t', '9d', 50_000) });
    expect(await plan(place, '--budget', '7kB')).toMatchObject({ code: 0, gone: [] });
  });

  it.each<[string, (best: string) => void]>([
    ['is gone', (best) => rmSync(best)],
    ['was written to', (best) => appendFileSync(best, '!')],
  ])('carries out no saved plan to remove a copy where what it is a copy of %s', async (_, change) => {
    using place = project();
    await run(['prune-checkpoints', '-n', '--free', '1kB', '--plan', 'p'], at(place));
    change(place.at('outputs/checkpoints/UNet_best.pth'));
    const { code, stdout } = await run(['apply', 'p', '--yes'], at(place));
    expect([code, stdout]).toEqual([3, expect.stringMatching(/epoch_3.*changed meanwhile/)]);
    expect(existsSync(place.at('outputs/checkpoints/UNet_epoch_3.pth'))).toBe(true);
  });

  it('carries out a saved plan', async () => {
    using place = project();
    // What was made in the very millisecond of the plan may have been made after it.
    await setTimeout(20);
    await run(['prune-checkpoints', '-n', '--free', '1kB', '--plan', 'p'], at(place));
    expect((await run(['apply', 'p', '--yes'], at(place))).code).toBe(0);
    expect(existsSync(place.at('outputs/checkpoints/UNet_epoch_3.pth'))).toBe(false);
  });

  it('shows what each step costs above the question', async () => {
    using place = project();
    const { code, stderr } = await run(['prune-checkpoints', '--free', '2kB', '--permanent'], onTerminal(place, 'y'));
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /FREES +GIVEN UP FOR THE BUDGET +WHAT IS LOST\n1\.0 kB +outputs\/checkpoints\/UNet_epoch_3\.pth +nothing: outputs\/checkpoints\/UNet_best\.pth/,
    );
    expect(stderr).toMatch(/RUN +WHAT YOU CAN STILL DO\nUNet +resume from UNet_epoch_6\.pth/);
    expect(existsSync(place.at('outputs/checkpoints/UNet_epoch_1.pth'))).toBe(false);
    expect(existsSync(place.at('outputs/checkpoints/UNet_epoch_2.pth'))).toBe(true);
  });

  it.each([
    ['--budget', '50'],
    ['--budget', '-1GB'],
    ['--free', '1.5B'],
    ['--free', 'lots'],
  ])('%s %s is no size', async (...flags) => {
    using place = project();
    expect((await plan(place, ...flags)).code).toBe(2);
  });
});
