import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { at, smallProject } from '../../support/small-project.ts';
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
  it('has nothing to do in a profile without logs, and says so', async () => {
    using place = smallProject();
    const before = snapshot(place.root);
    const ran = await run(['prune-logs', '--profile', 'production'], at(place));
    expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('production') });
    expect(snapshot(place.root)).toEqual(before);
  });
});
