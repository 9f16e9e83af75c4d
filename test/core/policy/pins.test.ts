import { describe, expect, it } from 'vitest';
import { pinsOf } from '../../../src/core/policy/pins.ts';
import { OUTPUTS, projectOf, sectionOf } from '../../support/items.ts';

const by = (pinned: readonly string[], path: string, overrides = {}) =>
  pinsOf(projectOf({ pinned }), sectionOf('checkpoints', overrides)).by(path);
const whole = (pinned: readonly string[], overrides = {}) =>
  pinsOf(projectOf({ pinned }), sectionOf('checkpoints', overrides)).whole;

describe('pinsOf', () => {
  it('matches the section’s name and the path in it', () => {
    expect(by(['checkpoints/UNet_epoch_40.pth'], 'UNet_epoch_40.pth')).toBe('checkpoints/UNet_epoch_40.pth');
    expect(by(['UNet_epoch_40.pth'], 'UNet_epoch_40.pth')).toBeNull();
    expect(by(['logs/*'], 'a')).toBeNull();
  });

  it('matches the path below the outputs directory as well, where the section lies there', () => {
    const overrides = { path: `${OUTPUTS}/deep/ckpt` };
    expect(by(['deep/ckpt/a.pth'], 'a.pth', overrides)).toBe('deep/ckpt/a.pth');
    expect(by(['checkpoints/a.pth'], 'a.pth', overrides)).toBe('checkpoints/a.pth');
    expect(by(['a.pth'], 'a.pth', { path: OUTPUTS })).toBe('a.pth');
  });

  it('knows a section that lies elsewhere by its name', () => {
    const overrides = { path: `${OUTPUTS}-elsewhere/x` };
    expect(by(['checkpoints/*.pth'], 'a.pth', overrides)).toBe('checkpoints/*.pth');
    expect(by(['x/a.pth'], 'a.pth', overrides)).toBeNull();
  });

  it('pins the whole section when a pattern names it or a folder above', () => {
    expect(whole(['checkpoints'])).toBe('checkpoints');
    expect(whole(['checkpoints/**'])).toBe('checkpoints/**');
    expect(whole(['**'])).toBe('**');
    expect(whole(['deep'], { path: `${OUTPUTS}/deep/ckpt` })).toBe('deep');
    expect(whole(['ckpt'], { path: `${OUTPUTS}/deep/ckpt` })).toBeNull();
    expect(whole([])).toBeNull();
  });
});
