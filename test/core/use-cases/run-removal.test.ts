import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/render/text/display-width.ts';
import { run, type Setting, TERMINALS } from '../../support/context.ts';
import { diskText } from '../../support/on-disk.ts';
import { sampleProject, temporary } from '../../support/run.ts';
import { at, onTerminal, smallProject } from '../../support/small-project.ts';
import { listing, snapshot, type Tree } from '../../support/tree.ts';

/** What the two checkpoints that no rule keeps take on this disk. */
const going = (place: Tree): string => diskText(...[1, 2].map((n) => place.at(`outputs/checkpoints/UNet_epoch_${n}.pth`)));

describe('what cannot be made again is asked about', () => {
  it.each(['y', 'Y', 'yes', ' YES '])('%j is a yes', async (answer) => {
    using place = smallProject();
    const held = going(place);
    const ran = await run(['prune-checkpoints'], onTerminal(place, answer));
    expect(ran).toMatchObject({ code: 0, asked: 1 });
    expect(ran.stderr).toMatch(
      /UNet_epoch_1\.pth.*remove.*\n.*Move 2 checkpoints \(2 files, 2\.0 kB\) to the trash\? \[y\/N\] $/s,
    );
    expect(ran.stdout).toContain(
      `Moved 2 checkpoints (2 files, 2.0 kB) to the trash.\nBring it back: outputs undo\nThe trash frees no space: ${held} in outputs/.trash/`,
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
    const held = going(place);
    const ran = await run(['prune-checkpoints', '--permanent'], onTerminal(place, 'y'));
    expect(ran.stderr).toMatch(/Delete 2 checkpoints \(2 files, 2\.0 kB\)\? This cannot be undone\. \[y\/N\] $/);
    expect(ran.stdout).toBe(`Deleted 2 checkpoints (2 files, 2.0 kB); ${held} freed.\n`);
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
    expect(readdirSync(place.at('outputs/.trash')).filter((name) => name.startsWith('20261123T'))).toHaveLength(1);
  });
});

describe('looking', () => {
  /** Runs with a git that writes down each time it is asked about the project's files. */
  async function looks(args: readonly string[], answer?: string, trash: 'there' | 'none' = 'there'): Promise<number> {
    using place = sampleProject();
    using tools = temporary();
    if (trash === 'there') mkdirSync(join(place.path, 'outputs/.trash'), { mode: 0o700 });
    const log = join(tools.path, 'asked');
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(tools.path, 'git'), `#!/bin/sh\necho x >> '${log}'\nexec '${git}' "$@"\n`, { mode: 0o755 });
    const env = { PATH: `${tools.path}:/usr/bin:/bin` };
    const ran = await run(args, { cwd: place.path, env, ...(answer && { terminals: TERMINALS, answers: [answer] }) });
    expect(ran.code).toBe(0);
    return readFileSync(log, 'utf8').length / 2;
  }

  it('is done once where nobody is asked', async () => {
    expect(await looks(['clean', '--cache'])).toBe(await looks(['clean', '--cache', '--dry-run']));
    const once = await looks(['prune-checkpoints', '--keep-last', '1', '--dry-run']);
    expect(await looks(['prune-checkpoints', '--keep-last', '1', '--yes'])).toBe(once);
    expect(await looks(['prune-checkpoints', '--keep-last', '1', '--yes'], undefined, 'none')).toBe(once);
    expect(await looks(['prune-checkpoints', '--keep-last', '1'], 'y')).toBe(2 * once);
    expect(await looks(['prune-checkpoints', '--keep-last', '1'], 'y', 'none')).toBe(2 * once);
  });

  it('comes before anything is made where a place is refused', async () => {
    using place = smallProject('outputs:\n  sections: { cache: { path: /nonexistent/cache } }\n');
    const before = snapshot(place.root);
    expect(await run(['clean', '--cache'], at(place))).toMatchObject({ code: 4, stdout: '' });
    expect(snapshot(place.root)).toEqual(before);
  });
});

describe('a terminal of 80 columns', () => {
  it.each([['prune-checkpoints', '--keep-last', '2'], ['clean', '--all'], ['prune-logs']])(
    'has room for the tables of %s',
    async (...args) => {
      using place = sampleProject();
      const link = join(place.path, 'outputs/results/the_run_that_the_paper_is_about_and_its_reviewers_too.pth');
      symlinkSync('../checkpoints/UNet_epoch_5.pth', link);
      const env = { NO_COLOR: '1', PATH: process.env['PATH'] ?? '' };
      const { stdout } = await run([...args, '--dry-run'], { cwd: place.path, terminals: TERMINALS, columns: 80, env });
      const tables = stdout.slice(0, stdout.lastIndexOf('\n\n')).split('\n');
      expect(tables.length).toBeGreaterThan(4);
      expect(tables.filter((line) => displayWidth(line) > 80)).toEqual([]);
    },
  );
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
