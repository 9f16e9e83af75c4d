import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { at, onTerminal, smallProject } from '../../support/small-project.ts';
import { listing, snapshot } from '../../support/tree.ts';

describe('prune-logs', () => {
  it('goes by what each section keeps', async () => {
    using place = smallProject('outputs:\n  sections: { tensorboard: { kind: logs, path: tb, keep: { within: 90d } } }\n');
    expect(await run(['prune-logs'], at(place))).toMatchObject({ code: 0, stderr: '' });
    expect(listing(place.at('outputs/logs'))).toEqual(['new.log']);
    expect(listing(place.at('outputs/tb'))).toEqual(['old.log']);
  });
  it.each([[['--older-than', '36h']], [['--keep-days', '1']]])('%j goes for all of them', async (flags) => {
    using place = smallProject('outputs:\n  sections: { tensorboard: { kind: logs, path: tb, keep: { within: 90d } } }\n');
    place.add({ 'outputs/logs/newer.log': { bytes: 1, age: '20h' } });
    expect(await run(['prune-logs', ...flags], at(place))).toMatchObject({ code: 0 });
    expect(listing(place.at('outputs/tb'))).toEqual([]);
    expect(listing(place.at('outputs/logs'))).not.toContain('old.log');
    expect(listing(place.at('outputs/logs'))).toContain('newer.log');
  });
  it.each([
    [['--older-than', '30min'], 'outputs: {}\n'],
    [['--older-than', '59min59s', '--quiet'], 'outputs: {}\n'],
    [['--older-than', '0s', '--trash'], 'outputs: {}\n'],
    [[], 'outputs: { sections: { logs: { keep: { within: 10min } } } }\n'],
    [['--quiet'], 'outputs: { sections: { logs: { keep: { within: 10min } } } }\n'],
  ])('%j asks where less than an hour is kept', async (flags, config) => {
    using place = smallProject(config);
    const before = snapshot(place.root);
    const ran = await run(['prune-logs', ...flags], at(place));
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(/2 logs.*--yes/s);
    expect(await run(['prune-logs', ...flags], onTerminal(place, 'n'))).toMatchObject({ code: 0, asked: 1 });
    expect(snapshot(place.root)).toEqual(before);
    expect(await run(['prune-logs', ...flags, '--yes'], at(place))).toMatchObject({ code: 0, asked: 0 });
    expect(listing(place.at('outputs/logs'))).toEqual([]);
  });
  it('says what it asks, and asks nothing from an hour on', async () => {
    using place = smallProject();
    const ran = await run(['prune-logs', '--older-than', '30min'], onTerminal(place, 'y'));
    expect(ran.stderr).toMatch(/old\.log.*older than 30min.*Delete 3 logs .*\? This cannot be undone\. \[y\/N\] /s);
    expect(ran).toMatchObject({ code: 0, asked: 1 });
    place.add({ 'outputs/logs/a.log': { bytes: 1, age: '2h' } });
    expect(await run(['prune-logs', '--older-than', '1h'], at(place))).toMatchObject({ code: 0, asked: 0 });
    expect(listing(place.at('outputs/logs'))).toEqual([]);
  });
  it('has nothing to do in a profile without logs, and says so', async () => {
    using place = smallProject();
    const before = snapshot(place.root);
    const ran = await run(['prune-logs', '--profile', 'production'], at(place));
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('production') });
    expect(snapshot(place.root)).toEqual(before);
  });

  it('removes without a list just what it lists without --quiet', async () => {
    const config =
      'outputs:\n  pinned: [logs/pinned]\n  sections: { tensorboard: { kind: logs, path: tb, keep: { within: 90d } } }\n';
    const more = {
      'outputs/logs/pinned/a.log': { bytes: 1, age: '9d' },
      'outputs/logs/run/a.log': { bytes: 10, age: '9d' },
      'outputs/logs/run/b.log': { bytes: 1, age: '9d' },
      'outputs/logs/run/b.log.keep': { bytes: 0 },
      'outputs/logs/run/link.log': { link: '../new.log' },
    } as const;
    using listed = smallProject(config);
    using quiet = smallProject(config);
    for (const place of [listed, quiet]) place.add(more);
    expect(await run(['prune-logs'], at(listed))).toMatchObject({ code: 0 });
    expect(await run(['prune-logs', '-q'], at(quiet, { id: 'op' }))).toEqual({ code: 0, stdout: '', stderr: '', asked: 0 });
    expect(listing(quiet.at('outputs'))).toEqual(listing(listed.at('outputs')));
    const { stdout } = await run(['history', '--json'], at(quiet));
    expect(JSON.parse(stdout).operations).toMatchObject([
      { id: 'op', command: 'prune-logs', state: 'done', entries: 2, bytes: 510 },
    ]);
  });
  it('leaves no trace where nothing is old enough, quiet or not', async () => {
    using place = smallProject();
    const before = snapshot(place.root);
    expect(await run(['prune-logs', '--older-than', '1y', '-q'], at(place))).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(snapshot(place.root)).toEqual(before);
  });
  it('says in a quiet run that it was interrupted', async () => {
    using place = smallProject();
    const ran = await run(['prune-logs', '-q'], at(place, { signal: 'SIGTERM' }));
    expect(ran).toMatchObject({
      code: 143,
      stdout: '',
      stderr: expect.stringContaining('not all old logs removed: not reached: interrupted'),
    });
    expect(listing(place.at('outputs/logs'))).toHaveLength(2);
    const { stdout } = await run(['history', '--json'], at(place));
    expect(JSON.parse(stdout).operations).toMatchObject([{ state: 'interrupted', entries: 0, bytes: 0 }]);
  });
});
