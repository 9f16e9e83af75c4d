import { describe, expect, it } from 'vitest';
import { run, type Setting, TERMINALS } from './support/context.ts';
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
