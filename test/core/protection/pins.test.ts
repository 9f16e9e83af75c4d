import { describe, expect, it } from 'vitest';
import { namesSection, pinsOf } from '../../../src/core/protection/pins.ts';
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

  it('matches the path from the project, as people copy it', () => {
    expect(by(['outputs/checkpoints/a.pth'], 'a.pth')).toBe('outputs/checkpoints/a.pth');
    expect(by(['outputs/**/*_40.pth'], 'run/m_40.pth')).toBe('outputs/**/*_40.pth');
    expect(by(['elsewhere/a.pth'], 'a.pth', { path: '/project/elsewhere' })).toBe('elsewhere/a.pth');
    expect(whole(['outputs'])).toBe('outputs');
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

describe('namesSection', () => {
  it.each<[string, boolean]>([
    ['checkpoints/a.pth', true],
    ['checkpoints', true],
    ['./checkpoints/*.pth', true],
    ['deep/ckpt/a.pth', true],
    ['outputs/deep/ckpt/**', true],
    ['deep/other/a.pth', false],
    ['outputs/*/a.pth', false],
    ['**/a.pth', false],
    ['checkpoint?/a.pth', false],
    ['checkpoints2/a.pth', false],
    ['logs/a.log', false],
  ])('%s: %s', (pattern, expected) => {
    expect(namesSection(pattern, projectOf(), sectionOf('checkpoints', { path: `${OUTPUTS}/deep/ckpt` }))).toBe(expected);
  });
});
