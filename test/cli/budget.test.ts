import { appendFileSync, existsSync, linkSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bytesText } from '../../src/core/lib/amounts.ts';
import { run } from '../support/context.ts';
import { bytesOnDisk, diskText } from '../support/on-disk.ts';
import { at, onTerminal } from '../support/small-project.ts';
import { type Leaf, snapshot, type Tree, tree } from '../support/tree.ts';

/** What a file takes on the disk: whole blocks of every file system. */
const UNIT = 8192;
const units = (count: number): string => `${count * UNIT}B`;

/** Of the kind of file nobody can look into, each different unless the text is given. */
function file(text: string, age: string, bytes = UNIT): Leaf {
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

/** 40 MB, of which the disk has a block. */
function holes(path: string, epoch: number): void {
  writeFileSync(path, `epoch ${epoch}`);
  truncateSync(path, 40_000_000);
  const when = new Date(Date.now() - (10 - epoch) * 86_400_000);
  utimesSync(path, when, when);
}

/** What was made in the very millisecond of the plan may have been made after it, so the plan is made a second later. */
function saving(place: Tree) {
  return at(place, { now: BigInt(Date.now() + 1000) * 1_000_000n });
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
    expect((await plan(place, '--free', units(1))).gone).toEqual([copy]);
    expect((await plan(place, '--budget', units(6))).gone).toEqual([copy]);
    expect((await plan(place, '--budget', units(7))).gone).toEqual([]);
    const { gone, document } = await plan(place, '--free', units(1.5));
    expect(gone).toEqual([first, copy]);
    expect(document.budget).toEqual({
      need: 1.5 * UNIT,
      freedByRules: 0,
      freed: 2 * UNIT,
      shortBy: 0,
      unknown: expect.any(Array),
      freesAtOnce: false,
      steps: [
        {
          path: place.at('outputs/checkpoints/UNet_epoch_3.pth'),
          bytes: UNIT,
          allocatedBytes: UNIT,
          copyOf: place.at('outputs/checkpoints/UNet_best.pth'),
          lost: null,
        },
        { path: place.at('outputs/checkpoints/UNet_epoch_1.pth'), bytes: UNIT, allocatedBytes: UNIT, lost: 'epoch 1 of UNet' },
      ],
    });
  });

  it('is met by the rules alone where they free enough', async () => {
    using place = project();
    const { gone, document } = await plan(place, '--keep-last', '2', '--free', units(3));
    expect(gone.map(([path]) => path)).toEqual(['UNet_epoch_1.pth', 'UNet_epoch_2.pth', 'UNet_epoch_3.pth', 'UNet_epoch_4.pth']);
    expect(document.budget).toMatchObject({ need: 3 * UNIT, freedByRules: 4 * UNIT, steps: [] });
  });

  it('gives up neither the newest nor the best nor what is pinned, and does nothing where that does not suffice', async () => {
    using place = project(
      'outputs:\n  pinned: [checkpoints/UNet_epoch_1.pth]\n  sections:\n    checkpoints: { keep: { last: 6 } }\n',
    );
    const before = snapshot(place.root);
    const refused = await run(['prune-checkpoints', '--budget', units(1), '--yes'], at(place));
    expect(refused).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/only 32\.8 kB of the 49\.2 kB that would have to go.*\n.*--best-effort/),
    });
    expect(snapshot(place.root)).toEqual(before);
    const { gone, document } = await plan(place, '--budget', units(1), '--best-effort');
    expect(gone.map(([path]) => path)).toEqual(['UNet_epoch_2.pth', 'UNet_epoch_3.pth', 'UNet_epoch_4.pth', 'UNet_epoch_5.pth']);
    expect(document.budget).toMatchObject({ need: 6 * UNIT, freed: 4 * UNIT, shortBy: 2 * UNIT });
  });

  it('counts on nothing from a hard link whose other name stays', async () => {
    using place = project();
    linkSync(place.at('outputs/checkpoints/UNet_epoch_1.pth'), place.at('elsewhere.pth'));
    expect((await plan(place, '--free', units(2))).gone.map(([path]) => path)).toEqual(['UNet_epoch_2.pth', 'UNet_epoch_3.pth']);
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
    expect(await pathsOf('--free', units(2))).toEqual([copy, first]);
    expect(await pathsOf('--free', units(6))).toHaveLength(6);
    expect(await run(['prune-checkpoints', '-n', '--free', units(7)], at(place))).toMatchObject({ code: 4 });
    expect(await pathsOf('--budget', units(6))).toEqual([copy]);
    expect(await pathsOf('--budget', units(1), '--best-effort')).toEqual(expect.arrayContaining(['more/VAE_epoch_1.pth']));
  });

  it('does not count a trash in the section itself, as on a mount of its own, among what it holds', async () => {
    using place = project();
    place.add({ 'outputs/checkpoints/.trash/20260101T000000Z-00000000/items/0': file('t', '9d', 50_000) });
    expect(await plan(place, '--budget', units(7))).toMatchObject({ code: 0, gone: [] });
  });

  it.each<[string, (best: string) => void]>([
    ['is gone', (best) => rmSync(best)],
    ['was written to', (best) => appendFileSync(best, '!')],
  ])('carries out no saved plan to remove a copy where what it is a copy of %s', async (_, change) => {
    using place = project();
    await run(['prune-checkpoints', '-n', '--free', units(1), '--plan', 'p'], at(place));
    change(place.at('outputs/checkpoints/UNet_best.pth'));
    const { code, stdout } = await run(['apply', 'p', '--yes'], at(place));
    expect([code, stdout]).toEqual([3, expect.stringMatching(/epoch_3.*changed meanwhile/)]);
    expect(existsSync(place.at('outputs/checkpoints/UNet_epoch_3.pth'))).toBe(true);
  });

  it.each([
    ['moves', [], {}],
    ['frees at once, and measures what that gave', ['--permanent'], { measured: { freedBytes: expect.any(Number) } }],
  ])('carries out a saved plan: %s', async (_, flags, measured) => {
    using place = project();
    const dry = await run(['prune-checkpoints', '-n', '--free', units(2), '--plan', 'p', '--json', ...flags], saving(place));
    const { budget } = JSON.parse(dry.stdout);
    expect(budget).toMatchObject({ need: 2 * UNIT, freed: 2 * UNIT, steps: [{ lost: null }, { lost: 'epoch 1 of UNet' }] });
    const { code, stdout } = await run(['apply', 'p', '--yes', '--json'], at(place));
    expect(code).toBe(0);
    expect(JSON.parse(stdout).budget).toEqual({
      ...budget,
      ...measured,
      ...('measured' in measured && { measured: expect.objectContaining(measured.measured) }),
    });
    expect(existsSync(place.at('outputs/checkpoints/UNet_epoch_3.pth'))).toBe(false);
  });

  it('says what a saved plan is short of, where some of it stays', async () => {
    using place = project();
    await run(['prune-checkpoints', '-n', '--free', units(2), '--plan', 'p', '--permanent'], saving(place));
    appendFileSync(place.at('outputs/checkpoints/UNet_epoch_1.pth'), '!');
    const { code, stdout } = await run(['apply', 'p', '--yes'], at(place));
    expect(code).toBe(3);
    expect(stdout).toContain('Budget: 16.4 kB had to go; 8.2 kB can.\nThat is 8.2 kB short: the rest is protected, has changed');
    expect(stdout).toMatch(/^Measured: /m);
  });

  it('counts what is on the disk: checkpoints that are holes free next to nothing, and nothing goes for it', async () => {
    using place = project();
    // PyTorch's files cannot be cut short and stay whole, so these are of a kind that nobody looks into.
    for (const epoch of [1, 2, 3, 4, 5, 6]) holes(place.at(`outputs/checkpoints/UNet_epoch_${epoch}.pth`), epoch);
    const before = snapshot(place.root);
    const free = ['prune-checkpoints', '--free', '150MB', '--permanent', '--yes'];
    // The newest and the best stay; one byte is all that each of the others has a block for.
    const can = diskText(...[1, 2, 3, 4, 5].map((epoch) => place.at(`outputs/checkpoints/UNet_epoch_${epoch}.pth`)));
    expect(await run(free, at(place))).toMatchObject({ code: 4, stderr: expect.stringContaining(`only ${can} of the 150 MB `) });
    expect(snapshot(place.root)).toEqual(before);
    const { stdout } = await run([...free, '--best-effort', '--json'], at(place));
    const { operation, budget, totals } = JSON.parse(stdout);
    expect(bytesText(operation.freedBytes)).toBe(can);
    expect(totals.removed.bytes).toBe(40_000_000 * totals.removed.entries);
    expect(totals.removed.allocatedBytes).toBe(operation.freedBytes);
    expect(budget).toMatchObject({
      freesAtOnce: true,
      freed: operation.freedBytes,
      measured: { freedBytes: expect.any(Number) },
    });
  });

  it('says with what is freed how much of it the disk had', async () => {
    using place = project();
    for (const epoch of [1, 2]) holes(place.at(`outputs/checkpoints/UNet_epoch_${epoch}.pth`), epoch);
    const has = diskText(place.at('outputs/checkpoints/UNet_epoch_1.pth'), place.at('outputs/checkpoints/UNet_epoch_2.pth'));
    const { stdout } = await run(['prune-checkpoints', '--keep-last', '4', '--permanent', '--yes'], at(place));
    expect(stdout).toContain(`Deleted 2 checkpoints (2 files, 80.0 MB, of which ${has} on the disk); ${has} freed.`);
  });

  it('counts as du does', async () => {
    using place = project();
    holes(place.at('outputs/checkpoints/UNet_epoch_1.pth'), 1);
    linkSync(place.at('outputs/checkpoints/UNet_epoch_2.pth'), place.at('outputs/checkpoints/UNet_epoch_20.pth'));
    place.add({ 'outputs/results/run/a/b.json': file('r', '2d', 5000), 'outputs/results/run/c.json': file('s', '2d', 3) });
    const { stdout } = await run(['clean', '--checkpoints', '--results', '-n', '--json'], at(place));
    const { verdicts, totals } = JSON.parse(stdout);
    for (const { path, allocatedBytes } of verdicts) expect([path, allocatedBytes]).toEqual([path, bytesOnDisk(path)]);
    const gone = verdicts.filter(({ keep }: { keep: boolean }) => !keep).map(({ path }: { path: string }) => path);
    expect(totals.removed.allocatedBytes).toBe(bytesOnDisk(...gone));
  });

  it('says that what goes to the trash frees nothing yet', async () => {
    using place = project();
    const { stdout } = await run(['prune-checkpoints', '-n', '--free', units(1)], at(place));
    expect(stdout).toMatch(/In the trash it still takes its room: --permanent frees it at once/);
  });

  it('shows what each step costs above the question', async () => {
    using place = project();
    const { code, stderr } = await run(['prune-checkpoints', '--free', units(2), '--permanent'], onTerminal(place, 'y'));
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /FREES +GIVEN UP FOR THE BUDGET +WHAT IS LOST\n8\.2 kB +outputs\/checkpoints\/UNet_epoch_3\.pth +nothing: outputs\/checkpoints\/UNet_best\.pth/,
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
