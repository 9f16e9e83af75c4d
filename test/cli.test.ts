import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, type Setting, TERMINALS } from './support/context.ts';
import { RAW_CONTROLS } from './support/report.ts';
import { listing, snapshot, type Tree, tree } from './support/tree.ts';

const CONFIG = 'project_name: sample\noutputs:\n  sections: { tensorboard: { kind: logs, path: tb } }\n';

/** Three epochs of one model, a best one, one old and one new log, a cache. */
function project(config: string = CONFIG): Tree {
  return tree({
    'configs/project_config.yaml': config,
    'outputs/checkpoints/UNet_epoch_1.pth': { bytes: 1000, age: '3d' },
    'outputs/checkpoints/UNet_epoch_2.pth': { bytes: 1000, age: '2d' },
    'outputs/checkpoints/UNet_epoch_3.pth': { bytes: 1000, age: '1d' },
    'outputs/checkpoints/UNet_best.pth': { bytes: 1000, age: '1d' },
    'outputs/logs/old.log': { bytes: 500, age: '8d' },
    'outputs/logs/new.log': { bytes: 500, age: '1d' },
    'outputs/tb/old.log': { bytes: 100, age: '40d' },
    'outputs/cache/data/a.bin': { bytes: 300, age: '8d' },
  });
}

const at = (place: Tree, more: Partial<Setting> = {}): Setting => ({ cwd: place.root, ...more });
const onTerminal = (place: Tree, ...answers: (string | null)[]): Setting =>
  at(place, { terminals: TERMINALS, answers, env: { NO_COLOR: '1' } });

describe('what cannot be made again is asked about', () => {
  it.each(['y', 'Y', 'yes', ' YES '])('%j is a yes', async (answer) => {
    using place = project();
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
    using place = project();
    const before = snapshot(place.root);
    expect(await run(['prune-checkpoints'], onTerminal(place, answer))).toMatchObject({
      code: 0,
      stdout: 'Nothing was changed.\n',
    });
    expect(snapshot(place.root)).toEqual(before);
  });

  it('Ctrl-C ends it with 130', async () => {
    using place = project();
    const before = snapshot(place.root);
    expect(await run(['prune-checkpoints'], onTerminal(place, '^C'))).toMatchObject({ code: 130, stdout: '' });
    expect(snapshot(place.root)).toEqual(before);
  });

  it('a file that changes while the question stands stops it', async () => {
    using place = project();
    const meanwhile = () => writeFileSync(place.at('outputs/checkpoints/UNet_epoch_1.pth'), 'resumed');
    const ran = await run(['prune-checkpoints'], { ...onTerminal(place, 'y'), before: meanwhile });
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(/changed while you were reading/);
    expect(readdirSync(place.at('outputs/checkpoints'))).toHaveLength(4);
  });

  it('--yes asks nothing', async () => {
    using place = project();
    expect(await run(['prune-checkpoints', '--yes'], at(place))).toMatchObject({ code: 0, asked: 0 });
  });

  it.each<readonly [string, Setting['terminals'], readonly string[]]>([
    ['there is no terminal', [], []],
    ['stdin is none', ['stdout', 'stderr'], []],
    ['stderr is none', ['stdin', 'stdout'], []],
    ['JSON was asked for', TERMINALS, ['--json']],
  ])('it refuses where %s', async (_, terminals = [], more) => {
    using place = project();
    const before = snapshot(place.root);
    const ran = await run(['prune-checkpoints', ...more], at(place, { terminals }));
    expect(ran).toMatchObject({ code: 4, stdout: '', asked: 0 });
    expect(ran.stderr).toMatch(/2 checkpoints.*--yes/s);
    expect(snapshot(place.root)).toEqual(before);
  });

  it('warns where it is for good', async () => {
    using place = project();
    const ran = await run(['prune-checkpoints', '--permanent'], onTerminal(place, 'y'));
    expect(ran.stderr).toMatch(/Delete 2 checkpoints \(2 files, 2\.0 kB\)\? This cannot be undone\. \[y\/N\] $/);
    expect(ran.stdout).toBe('Deleted 2 checkpoints (2 files, 2.0 kB); 2.0 kB freed.\n');
  });

  it('gives the whole list to a pipe after the question', async () => {
    using place = project();
    const ran = await run(['prune-checkpoints'], at(place, { terminals: ['stdin', 'stderr'], answers: ['y'] }));
    expect(ran.stdout).toMatch(/UNet_epoch_1\.pth.*removed/);
  });
});

describe('what can be made again goes at once', () => {
  it('cache', async () => {
    using place = project();
    expect(await run(['clean', '--cache'], onTerminal(place))).toMatchObject({ code: 0, asked: 0 });
    expect(readdirSync(place.at('outputs/cache'))).toEqual([]);
  });
  it('logs, each section by its own age', async () => {
    using place = project('outputs:\n  sections: { tensorboard: { kind: logs, path: tb, keep: { within: 90d } } }\n');
    expect(await run(['prune-logs'], at(place))).toMatchObject({ code: 0, stderr: '' });
    expect(listing(place.at('outputs/logs'))).toEqual(['new.log']);
    expect(listing(place.at('outputs/tb'))).toEqual(['old.log']);
  });
  it('or in the trash, if one likes', async () => {
    using place = project();
    expect(await run(['prune-logs', '--trash', '--older-than', '7d'], at(place))).toMatchObject({ code: 0, asked: 0 });
    expect(readdirSync(place.at('outputs/.trash'))).toHaveLength(1);
  });
});

describe('clean', () => {
  it('offers the sections on a terminal', async () => {
    using place = project();
    const ran = await run(['clean'], onTerminal(place, '3 7'));
    expect(ran.stderr).toMatch(/ {2}SECTION +SIZE +FILES\n1 {2}checkpoints +4\.0 kB +4\n/);
    expect(ran.stderr).toMatch(/\n7 {2}tensorboard/);
    expect(ran).toMatchObject({ code: 0, asked: 1 });
    expect(listing(place.at('outputs/cache'))).toEqual([]);
    expect(listing(place.at('outputs/tb'))).toEqual([]);
    expect(listing(place.at('outputs/logs'))).toHaveLength(2);
  });
  it.each(['', null])('takes %j for none', async (answer) => {
    using place = project();
    const before = snapshot(place.root);
    expect(await run(['clean'], onTerminal(place, answer))).toMatchObject({ code: 0, stdout: 'Nothing was changed.\n' });
    expect(snapshot(place.root)).toEqual(before);
  });
  it('takes anything else for an error', async () => {
    using place = project();
    expect(await run(['clean'], onTerminal(place, '3 x'))).toMatchObject({ code: 2, stdout: '' });
  });
  it('asks once more where what was picked cannot be made again', async () => {
    using place = project();
    expect(await run(['clean'], onTerminal(place, '1', 'n'))).toMatchObject({
      code: 0,
      asked: 2,
      stdout: 'Nothing was changed.\n',
    });
  });
  it('must be told what to empty elsewhere', async () => {
    using place = project();
    expect(await run(['clean'], at(place))).toMatchObject({ code: 2, stdout: '' });
    expect(await run(['clean', '--all', '--cache', '--yes'], at(place))).toMatchObject({ code: 2, stdout: '' });
  });
  it('takes sections of one’s own by name', async () => {
    using place = project();
    expect(await run(['clean', 'tensorboard'], at(place))).toMatchObject({ code: 0 });
    expect(listing(place.at('outputs/tb'))).toEqual([]);
  });
  it('knows only the sections of the profile', async () => {
    using place = project();
    const ran = await run(['clean', '--cache', '--profile', 'production'], at(place));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('production');
  });
  it('names what it leaves beside the sections', async () => {
    using place = project();
    place.add({ 'outputs/2026-11-23/09-05-00/train.log': 'x' });
    const ran = await run(['clean', '--all', '--yes'], at(place));
    expect(ran.stdout).toMatch(/2026-11-23\/.*keep.*not part of any section/);
  });
});

describe('prune-checkpoints', () => {
  it('lets flags stand in for the config, rule by rule', async () => {
    using place = project('outputs:\n  sections: { checkpoints: { keep: { last: 1, every: 1 } } }\n');
    const kept = async (...flags: string[]) => {
      const { stdout } = await run(['prune-checkpoints', '--dry-run', '--json', ...flags], at(place));
      return JSON.parse(stdout).totals.kept.entries;
    };
    expect(await kept()).toBe(4);
    expect(await kept('--keep-every', '3')).toBe(2);
    expect(await kept('--keep-every', '2')).toBe(3);
    expect(await kept('--keep-every', '1000', '--keep-last', 'all')).toBe(4);
  });
  it('takes a grace period', async () => {
    using place = project();
    const why = async (grace: string) => (await run(['prune-checkpoints', '-n', '--grace', grace], at(place))).stdout;
    expect(await why('60h')).toMatch(/UNet_epoch_2\.pth.*changed in the last 60h/);
    expect(await why('36h')).not.toMatch(/UNet_epoch_2\.pth.*changed/);
  });
});

describe('a signal', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s before the first change leaves everything, with %d', async (signal, code) => {
    using place = project();
    const ran = await run(['prune-logs'], at(place, { signal }));
    expect(ran.code).toBe(code);
    expect(ran.stdout).toMatch(
      /not reached: interrupted.*Nothing was removed\.\n.*Interrupted\. Run the same command again to go on\.\n$/s,
    );
    expect(listing(place.at('outputs/logs'))).toHaveLength(2);
  });
});

describe('streams', () => {
  it('are silent with --quiet, but for errors', async () => {
    using place = project();
    expect(await run(['prune-logs', '--quiet'], at(place))).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await run(['clean', '-q'], at(place))).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('error:'),
    });
  });
  it('carry JSON errors with --json', async () => {
    using place = project();
    const ran = await run(['clean', '--json'], at(place));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(ran.stderr)).toMatchObject({ schemaVersion: 1, error: { code: 'usage', exitCode: 2 } });
    expect(JSON.parse((await run(['--json'], at(place))).stderr).error.message).toBe('no command was given');
  });
  it('have no colour but on a terminal', async () => {
    using place = project();
    const lines = async (setting: Setting, ...flags: string[]) => (await run(['prune-logs', '-n', ...flags], setting)).stdout;
    expect(await lines(at(place))).not.toContain('\u001b');
    expect(await lines(at(place, { terminals: TERMINALS }))).toContain('\u001b[');
    expect(await lines(at(place, { terminals: TERMINALS }), '--no-color')).not.toContain('\u001b');
    expect(await lines(onTerminal(place))).not.toContain('\u001b');
    expect(await lines(at(place, { env: { FORCE_COLOR: '1' } }))).toContain('\u001b[');
  });
  it('never carry a raw name', async () => {
    using place = project();
    place.add({ 'outputs/logs/a\u001b[2J\n\u202e\udcff.log': { bytes: 1, age: '9d' } });
    for (const setting of [at(place), onTerminal(place)]) {
      for (const flags of [['--no-color'], ['--json']]) {
        const { stdout, stderr } = await run(['prune-logs', '-n', ...flags], setting);
        expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
      }
    }
  });
});

describe('paths', () => {
  it('prints one path exactly in a pipe', async () => {
    using place = project();
    expect(await run(['paths', 'tensorboard'], at(place))).toMatchObject({
      code: 0,
      stdout: `${place.at('outputs/tb')}\n`,
      stderr: '',
    });
    expect(await run(['paths', 'root'], at(place))).toMatchObject({ stdout: `${place.at('outputs')}\n` });
  });
  it('says which profile a section is missing from', async () => {
    using place = project();
    const ran = await run(['paths', 'cache', '--profile', 'ci'], at(place));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/cache.*ci/);
  });
  it('refuses exports in which two names meet', async () => {
    using place = project('outputs:\n  sections: { a-b: { kind: logs, path: x }, a_b: { kind: logs, path: y } }\n');
    expect(await run(['paths'], at(place))).toMatchObject({ code: 0 });
    const ran = await run(['paths', '--shell', 'sh'], at(place));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('OUTPUTS_A_B');
  });
});
