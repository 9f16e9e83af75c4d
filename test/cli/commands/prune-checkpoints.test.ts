import { describe, expect, it } from 'vitest';
import { run } from '../../support/context.ts';
import { at, smallProject } from '../../support/small-project.ts';

describe('prune-checkpoints', () => {
  it('lets flags stand in for the config, rule by rule', async () => {
    using place = smallProject('outputs:\n  sections: { checkpoints: { keep: { last: 1, every: 1 } } }\n');
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
    using place = smallProject();
    const why = async (grace: string) => (await run(['prune-checkpoints', '-n', '--grace', grace], at(place))).stdout;
    expect(await why('60h')).toMatch(/UNet_epoch_2\.pth.*changed in the last 60h/);
    expect(await why('36h')).not.toMatch(/UNet_epoch_2\.pth.*changed/);
  });
});
