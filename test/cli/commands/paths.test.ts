import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { at, smallProject } from '../../support/small-project.ts';

describe('paths', () => {
  it('prints one path exactly in a pipe', async () => {
    using place = smallProject();
    expect(await run(['paths', 'tensorboard'], at(place))).toMatchObject({
      code: 0,
      stdout: `${place.at('outputs/tb')}\n`,
      stderr: '',
    });
    expect(await run(['paths', 'root'], at(place))).toMatchObject({ stdout: `${place.at('outputs')}\n` });
  });
  it('says which profile a section is missing from', async () => {
    using place = smallProject();
    const ran = await run(['paths', 'cache', '--profile', 'ci'], at(place));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/cache.*ci/);
  });
  it('refuses exports in which two names meet', async () => {
    using place = smallProject('outputs:\n  sections: { a-b: { kind: logs, path: x }, a_b: { kind: logs, path: y } }\n');
    expect(await run(['paths'], at(place))).toMatchObject({ code: 0 });
    const ran = await run(['paths', '--shell', 'sh'], at(place));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('OUTPUTS_A_B');
  });
});
