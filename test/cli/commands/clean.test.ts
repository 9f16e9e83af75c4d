import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { at, onTerminal, smallProject } from '../../support/small-project.ts';
import { listing, snapshot } from '../../support/tree.ts';

describe('clean', () => {
  it('offers the sections on a terminal', async () => {
    using place = smallProject();
    const ran = await run(['clean'], onTerminal(place, '3'));
    expect(ran.stderr).toMatch(/ {2}SECTION +SIZE +FILES +WHEN EMPTIED\n1 {2}checkpoints +4\.0 kB +4 +moved to the trash\n/);
    expect(ran.stderr).toMatch(/\n2 {2}logs .* moved to the trash\n3 {2}cache .* deleted for good\n/);
    expect(ran.stderr).toMatch(/\n7 {2}tensorboard .* moved to the trash\n/);
    expect(ran).toMatchObject({ code: 0, asked: 1 });
    expect(listing(place.at('outputs/cache'))).toEqual([]);
    expect(listing(place.at('outputs/tb'))).toHaveLength(1);
  });
  it('says in the list that --permanent deletes all of it for good', async () => {
    using place = smallProject();
    const ran = await run(['clean', '--permanent'], onTerminal(place, '2', 'n'));
    expect(ran).toMatchObject({ code: 0, asked: 2 });
    expect(ran.stderr).not.toContain('moved to the trash');
    expect(ran.stderr).toMatch(/Delete 2 logs .*\? This cannot be undone\. \[y\/N\] $/);
  });
  it('asks once more about logs that were picked, and moves them to the trash', async () => {
    using place = smallProject();
    const before = snapshot(place.root);
    expect(await run(['clean'], onTerminal(place, '2 7', 'n'))).toMatchObject({ code: 0, asked: 2 });
    expect(snapshot(place.root)).toEqual(before);
    expect(await run(['clean'], onTerminal(place, '2 7', 'y'))).toMatchObject({ code: 0, asked: 2 });
    expect(listing(place.at('outputs/logs'))).toEqual([]);
    expect(await run(['undo'], at(place))).toMatchObject({ code: 0 });
    expect(listing(place.at('outputs/logs'))).toEqual(['new.log', 'old.log']);
    expect(listing(place.at('outputs/tb'))).toEqual(['old.log']);
  });
  it.each(['', null])('takes %j for none', async (answer) => {
    using place = smallProject();
    const before = snapshot(place.root);
    expect(await run(['clean'], onTerminal(place, answer))).toMatchObject({ code: 0, stdout: 'Nothing was changed.\n' });
    expect(snapshot(place.root)).toEqual(before);
  });
  it('takes anything else for an error', async () => {
    using place = smallProject();
    expect(await run(['clean'], onTerminal(place, '3 x'))).toMatchObject({ code: 2, stdout: '' });
  });
  it('asks once more where what was picked cannot be made again', async () => {
    using place = smallProject();
    expect(await run(['clean'], onTerminal(place, '1', 'n'))).toMatchObject({
      code: 0,
      asked: 2,
      stdout: 'Nothing was changed.\n',
    });
  });
  it('must be told what to empty elsewhere', async () => {
    using place = smallProject();
    expect(await run(['clean'], at(place))).toMatchObject({ code: 2, stdout: '' });
    expect(await run(['clean', '--all', '--cache', '--yes'], at(place))).toMatchObject({ code: 2, stdout: '' });
  });
  it('takes sections of one’s own by name', async () => {
    using place = smallProject();
    expect(await run(['clean', 'tensorboard', '--yes'], at(place))).toMatchObject({ code: 0 });
    expect(listing(place.at('outputs/tb'))).toEqual([]);
  });
  it.each([[['--logs']], [['tensorboard']], [['--logs', '--cache']], [['--logs', '--permanent']], [['--logs', '--trash']]])(
    '%j refuses where nobody can be asked, and names the flag',
    async (args) => {
      using place = smallProject();
      const before = snapshot(place.root);
      const ran = await run(['clean', ...args], at(place));
      expect(ran).toMatchObject({ code: 4, stdout: '' });
      expect(ran.stderr).toMatch(/\d logs? .*nobody to ask.*--yes/s);
      expect(snapshot(place.root)).toEqual(before);
    },
  );
  it('moves logs to the trash, young and old, names of logs and others, files and folders', async () => {
    using place = smallProject();
    const event = 'events.out.tfevents.1756082560.host.1.0';
    place.add({ [`outputs/logs/run/${event}`]: { bytes: 7, age: '400d' }, 'outputs/logs/loss.csv': { bytes: 1, age: '2d' } });
    const before = listing(place.at('outputs/logs'));
    expect((await run(['clean', '--logs', '--yes'], at(place))).stdout).toContain('to the trash');
    expect(listing(place.at('outputs/logs'))).toEqual([]);
    expect(await run(['undo'], at(place))).toMatchObject({ code: 0 });
    expect(listing(place.at('outputs/logs'))).toEqual(before);
  });
  it('deletes logs for good where --permanent says so', async () => {
    using place = smallProject();
    expect((await run(['clean', '--logs', '--permanent', '--yes'], at(place))).stdout).toMatch(/Deleted 2 logs .* freed\./);
    expect(listing(place.at('outputs/logs'))).toEqual([]);
  });
  it.each(['clean', 'prune', 'apply'])('%s keeps a cache whole of which one file is open, and says by whom', async (command) => {
    using place = smallProject('outputs: { sections: { cache: { keep: { within: 1d } }, logs: { keep: { within: 1y } } } }\n');
    const shards = Array.from({ length: 40 }, (_, n) => `outputs/cache/preprocessed/${n % 4}/shard_${n}.bin`);
    place.add(Object.fromEntries(shards.map((path) => [path, { bytes: 10, age: '9d' }])));
    const args = { clean: ['--cache'], prune: ['--yes'], apply: ['plan.jsonl'] }[command] ?? [];
    if (command === 'apply')
      expect(await run(['clean', '--cache', '-n', '--plan', 'plan.jsonl'], at(place))).toMatchObject({ code: 0 });
    const child = spawn('sh', ['-c', 'exec 9<"$1"; echo ready; read -r _', 'sh', place.at(shards[7] ?? '')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    try {
      const { stdout } = await run([command, ...args], at(place));
      expect(stdout).toContain(`Kept: sh (pid ${child.pid}) has ${shards[7]} open.`);
    } finally {
      child.stdin.end();
      await once(child, 'exit');
    }
    expect(shards.filter((path) => !existsSync(place.at(path)))).toEqual([]);
    // The folder itself is new, so it is too young for prune.
    expect(existsSync(place.at('outputs/cache/data'))).toBe(command === 'prune');
  });
  it('still empties a cache at once', async () => {
    using place = smallProject();
    expect(await run(['clean', '--cache'], at(place))).toMatchObject({ code: 0, asked: 0 });
    expect(listing(place.at('outputs/cache'))).toEqual([]);
  });
  it('knows only the sections of the profile', async () => {
    using place = smallProject();
    const ran = await run(['clean', '--cache', '--profile', 'production'], at(place));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('production');
  });
  it('names what it leaves beside the sections', async () => {
    using place = smallProject();
    place.add({ 'outputs/2026-11-23/09-05-00/train.log': 'x' });
    const ran = await run(['clean', '--all', '--yes'], at(place));
    expect(ran.stdout).toMatch(/2026-11-23\/.*keep.*not part of any section/);
  });
});
