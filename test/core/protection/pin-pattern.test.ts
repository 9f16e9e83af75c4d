import { describe, expect, it } from 'vitest';
import { matcher, whyNoPattern } from '../../../src/core/patterns/globs.ts';
import { pinPattern } from '../../../src/core/protection/pin-pattern.ts';
import { pinsOf } from '../../../src/core/protection/pins.ts';
import { projectOf, sectionOf } from '../../support/items.ts';
import { fc } from '../../support/properties.ts';

const SECTION = sectionOf('checkpoints');

function patternOf(path: string): string {
  const pattern = pinPattern(SECTION, path);
  if (!pattern.ok) throw new Error(pattern.why);
  return pattern.value;
}

describe('the pattern of a path', () => {
  it.each([
    ['UNet_epoch_40.pth', 'checkpoints/UNet_epoch_40.pth'],
    ['run 1/epoch=3-val_loss=0.12.ckpt', 'checkpoints/run 1/epoch=3-val_loss=0.12.ckpt'],
    ['[x]*.pth', 'checkpoints/\\[x\\]\\*.pth'],
    ['${now}', 'checkpoints/$\\{now\\}'],
    ['!a', 'checkpoints/\\!a'],
    ['', 'checkpoints'],
  ])('%j', (path, pattern) => expect(patternOf(path)).toBe(pattern));

  it('is refused for a name that no config can hold', () => {
    expect(pinPattern(SECTION, 'a\nb')).toMatchObject({ ok: false });
    expect(pinPattern(SECTION, 'a\u0085b')).toMatchObject({ ok: false });
  });

  const name = fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
      fc.string({ unit: fc.constantFrom(...'a.*?[](){}!+@|^$\\"\'~,-#=: '), minLength: 1, maxLength: 8 }),
    )
    .filter((text) => !/[\u0000-\u001f\u007f-\u009f/]|[\ud800-\udfff]/.test(text) && text !== '.' && text !== '..');
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));

  it('matches that path and no other', () => {
    fc.assert(
      fc.property(path, path, (one, other) => {
        const pattern = patternOf(one);
        expect(whyNoPattern(pattern)).toBeNull();
        expect(pattern).not.toContain('${');
        const { by, whole } = pinsOf(projectOf({ sections: [SECTION], pinned: [pattern] }), SECTION);
        expect(whole).toBeNull();
        expect(by(one)).toBe(pattern);
        // The very text of a pattern matches it too: `globs.ts`.
        if (one !== other && `checkpoints/${other}` !== pattern) expect(by(other)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });
  it('holds bytes that are not UTF-8', () => {
    expect(matcher([patternOf('a\udcff*')])('checkpoints/a\udcff*')).not.toBeNull();
    expect(matcher([patternOf('a\udcff*')])('checkpoints/a\udcff')).toBeNull();
  });
});
