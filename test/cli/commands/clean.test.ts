import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { at, onTerminal, smallProject } from '../../support/small-project.ts';
import { listing, snapshot } from '../../support/tree.ts';

describe('clean', () => {
  it('offers the sections on a terminal', async () => {
    using place = smallProject();
    const ran = await run(['clean'], onTerminal(place, '3 7'));
    expect(ran.stderr).toMatch(/ {2}SECTION +SIZE +FILES\n1 {2}checkpoints +4\.0 kB +4\n/);
    expect(ran.stderr).toMatch(/\n7 {2}tensorboard/);
    expect(ran).toMatchObject({ code: 0, asked: 1 });
    expect(listing(place.at('outputs/cache'))).toEqual([]);
    expect(listing(place.at('outputs/tb'))).toEqual([]);
    expect(listing(place.at('outputs/logs'))).toHaveLength(2);
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
    expect(await run(['clean', 'tensorboard'], at(place))).toMatchObject({ code: 0 });
    expect(listing(place.at('outputs/tb'))).toEqual([]);
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
