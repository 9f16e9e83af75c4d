import { describe, expect, it } from 'vitest';
import { run, type Setting, TERMINALS } from './support/context.ts';
import { diskText } from './support/on-disk.ts';
import { RAW_CONTROLS } from './support/report.ts';
import { at, onTerminal, smallProject } from './support/small-project.ts';

describe('streams', () => {
  it('are silent with --quiet, but for errors', async () => {
    using place = smallProject();
    expect(await run(['prune-logs', '--quiet'], at(place))).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await run(['clean', '-q'], at(place))).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('error:'),
    });
  });
  it('carry JSON errors with --json', async () => {
    using place = smallProject();
    const ran = await run(['clean', '--json'], at(place));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(ran.stderr)).toMatchObject({ schemaVersion: 1, error: { code: 'usage', exitCode: 2 } });
    expect(JSON.parse((await run(['--json'], at(place))).stderr).error.message).toBe('no command was given');
  });
  it('have no colour but on a terminal', async () => {
    using place = smallProject();
    const lines = async (setting: Setting, ...flags: string[]) => (await run(['prune-logs', '-n', ...flags], setting)).stdout;
    expect(await lines(at(place))).not.toContain('\u001b');
    expect(await lines(at(place, { terminals: TERMINALS }))).toContain('\u001b[');
    expect(await lines(at(place, { terminals: TERMINALS }), '--no-color')).not.toContain('\u001b');
    expect(await lines(onTerminal(place))).not.toContain('\u001b');
    expect(await lines(at(place, { env: { FORCE_COLOR: '1' } }))).toContain('\u001b[');
  });
  it('never carry a raw name', async () => {
    using place = smallProject();
    place.add({ 'outputs/logs/a\u001b[2J\n\u202e\udcff.log': { bytes: 1, age: '9d' } });
    for (const setting of [at(place), onTerminal(place)]) {
      for (const flags of [['--no-color'], ['--json']]) {
        const { stdout, stderr } = await run(['prune-logs', '-n', ...flags], setting);
        expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(RAW_CONTROLS);
      }
    }
  });
});

describe('a stream that leads to a full disk', () => {
  const PERMANENT = ['prune-checkpoints', '--permanent', '--yes'];
  const MOVED = 'Moved 2 checkpoints (2 files, 2.0 kB) to the trash.';
  const EPOCHS = ['checkpoints/UNet_epoch_1.pth', 'checkpoints/UNet_epoch_2.pth'];

  it.each<[argv: readonly string[], deed: string, going: readonly string[]]>([
    [['clean', '--cache'], 'Deleted 1 cache entry (1 file, 300 B); ', ['cache/data']],
    [['prune-checkpoints', '--yes'], MOVED, []],
    [PERMANENT, 'Deleted 2 checkpoints (2 files, 2.0 kB); ', EPOCHS],
    [['init'], 'Made 3 folders, 2 files.', []],
  ])('%j says what it did all the same', async (argv, deed, going) => {
    using place = smallProject();
    const freed = going.length === 0 ? '' : `${diskText(...going.map((path) => place.at(`outputs/${path}`)))} freed.`;
    const ran = await run(argv, at(place, { full: ['stdout'] }));
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/^error: the report could not be printed: no space left \(ENOSPC\)/m);
    expect(ran.stderr.trimEnd().endsWith(`: ${deed}${freed}`), ran.stderr).toBe(true);
    const { error } = JSON.parse((await run(['paths', '--json'], at(place, { full: ['stdout'] }))).stderr);
    expect(error).toMatchObject({
      code: 'system',
      message: 'the report could not be printed: no space left (ENOSPC)',
      exitCode: 3,
    });
  });

  it('undo and clean --trash too', async () => {
    using place = smallProject();
    const full = at(place, { full: ['stdout'] });
    expect(await run(['prune-checkpoints', '--yes'], at(place))).toMatchObject({ code: 0 });
    const undone = await run(['undo', '--json'], full);
    expect(undone.code).toBe(3);
    expect(JSON.parse(undone.stderr).error.message).toMatch(
      /ENOSPC\); what was done: Put back 2 entries \(2\.0 kB\) from prune-/,
    );
    expect(await run(['clean', '--results', '--yes'], full)).toMatchObject({
      code: 3,
      stderr: expect.not.stringContaining('done'),
    });
    const held = diskText(...EPOCHS.map((path) => place.at(`outputs/${path}`)));
    expect(await run(['prune-checkpoints', '--yes'], at(place, { id: 'another' }))).toMatchObject({ code: 0 });
    const emptied = await run(['clean', '--trash', '--yes'], full);
    expect(emptied).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`: Freed 1 operation in the trash for good; ${held} freed.\n`),
    });
  });

  it('where errors go leaves the exit code as it is', async () => {
    using place = smallProject();
    for (const argv of [['nonsense'], ['clean'], ['clean', '--json'], []]) {
      expect(await run(argv, at(place, { full: ['stderr'] }))).toMatchObject({ code: 2, stdout: '' });
    }
    expect(await run(['clean', '--cache'], at(place, { full: ['stdout', 'stderr'] }))).toMatchObject({ code: 3 });
  });
});
