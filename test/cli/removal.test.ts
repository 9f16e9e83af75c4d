import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, type Setting, TERMINALS } from '../support/context.ts';
import { at, onTerminal, smallProject } from '../support/small-project.ts';
import { listing, snapshot } from '../support/tree.ts';

describe('what cannot be made again is asked about', () => {
  it.each(['y', 'Y', 'yes', ' YES '])('%j is a yes', async (answer) => {
    using place = smallProject();
    const ran = await run(['prune-checkpoints'], onTerminal(place, answer));
    expect(ran).toMatchObject({ code: 0, asked: 1 });
    expect(ran.stderr).toMatch(
      /UNet_epoch_1\.pth.*remove.*\n.*Move 2 checkpoints \(2 files, 2\.0 kB\) to the trash\? \[y\/N\] $/s,
    );
    expect(ran.stdout).toMatch(
      /^Moved 2 checkpoints \(2 files, 2\.0 kB\) to the trash\.\nThe trash frees no space: 2\.0 kB in outputs\/\.trash\//,
    );
    expect(readdirSync(place.at('outputs/checkpoints')).sort()).toEqual(['UNet_best.pth', 'UNet_epoch_3.pth']);
  });

  it.each(['', 'n', 'no', 'yep', 'ja', 'true', '1', null])('%j is a no', async (answer) => {
    using place = smallProject();
    const before = snapshot(place.root);
    expect(await run(['prune-checkpoints'], onTerminal(place, answer))).toMatchObject({
      code: 0,
      stdout: 'Nothing was changed.\n',
    });
    expect(snapshot(place.root)).toEqual(before);
  });

  it('Ctrl-C ends it with 130', async () => {
    using place = smallProject();
    const before = snapshot(place.root);
    expect(await run(['prune-checkpoints'], onTerminal(place, '^C'))).toMatchObject({ code: 130, stdout: '' });
    expect(snapshot(place.root)).toEqual(before);
  });

  it('a file that changes while the question stands stops it', async () => {
    using place = smallProject();
    const meanwhile = () => writeFileSync(place.at('outputs/checkpoints/UNet_epoch_1.pth'), 'resumed');
    const ran = await run(['prune-checkpoints'], { ...onTerminal(place, 'y'), before: meanwhile });
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(/changed while you were reading/);
    expect(readdirSync(place.at('outputs/checkpoints'))).toHaveLength(4);
  });

  it('--yes asks nothing', async () => {
    using place = smallProject();
    expect(await run(['prune-checkpoints', '--yes'], at(place))).toMatchObject({ code: 0, asked: 0 });
  });

  it.each<readonly [string, Setting['terminals'], readonly string[]]>([
    ['there is no terminal', [], []],
    ['stdin is none', ['stdout', 'stderr'], []],
    ['stderr is none', ['stdin', 'stdout'], []],
    ['JSON was asked for', TERMINALS, ['--json']],
  ])('it refuses where %s', async (_, terminals = [], more) => {
    using place = smallProject();
    const before = snapshot(place.root);
    const ran = await run(['prune-checkpoints', ...more], at(place, { terminals }));
    expect(ran).toMatchObject({ code: 4, stdout: '', asked: 0 });
    expect(ran.stderr).toMatch(/2 checkpoints.*--yes/s);
    expect(snapshot(place.root)).toEqual(before);
  });

  it('warns where it is for good', async () => {
    using place = smallProject();
    const ran = await run(['prune-checkpoints', '--permanent'], onTerminal(place, 'y'));
    expect(ran.stderr).toMatch(/Delete 2 checkpoints \(2 files, 2\.0 kB\)\? This cannot be undone\. \[y\/N\] $/);
    expect(ran.stdout).toBe('Deleted 2 checkpoints (2 files, 2.0 kB); 2.0 kB freed.\n');
  });

  it('gives the whole list to a pipe after the question', async () => {
    using place = smallProject();
    const ran = await run(['prune-checkpoints'], at(place, { terminals: ['stdin', 'stderr'], answers: ['y'] }));
    expect(ran.stdout).toMatch(/UNet_epoch_1\.pth.*removed/);
  });
});

describe('what can be made again goes at once', () => {
  it('cache', async () => {
    using place = smallProject();
    expect(await run(['clean', '--cache'], onTerminal(place))).toMatchObject({ code: 0, asked: 0 });
    expect(readdirSync(place.at('outputs/cache'))).toEqual([]);
  });
  it('or in the trash, if one likes', async () => {
    using place = smallProject();
    expect(await run(['prune-logs', '--trash', '--older-than', '7d'], at(place))).toMatchObject({ code: 0, asked: 0 });
    expect(readdirSync(place.at('outputs/.trash'))).toHaveLength(1);
  });
});

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s before the first change leaves everything, with %d', async (signal, code) => {
    using place = smallProject();
    const ran = await run(['prune-logs'], at(place, { signal }));
    expect(ran.code).toBe(code);
    expect(ran.stdout).toMatch(
      /not reached: interrupted.*Nothing was removed\.\n.*Interrupted\. Run the same command again to go on\.\n$/s,
    );
    expect(listing(place.at('outputs/logs'))).toHaveLength(2);
  });
});
