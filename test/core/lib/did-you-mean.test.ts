// The word that was meant.

import { describe, expect, it } from 'vitest';
import { nearest } from '../../../src/core/lib/did-you-mean.ts';
import { fc } from '../../support/properties.ts';

const KEYS = ['root', 'profile', 'sections', 'naming', 'pinned', 'trash', 'grace', 'used_in', 'allow'];

describe('nearest', () => {
  it.each([
    ['rot', 'root'],
    ['roto', 'root'],
    ['Profile', 'profile'],
    ['section', 'sections'],
    ['trsah', 'trash'],
    ['usedin', 'used_in'],
    ['pin', 'pinned'],
  ])('takes %s for %s', (word, meant) => expect(nearest(word, KEYS)).toBe(meant));

  it.each(['', 'x', 'learning_rate', 'checkpoint_dir', 'a'.repeat(100_000)])('takes %.20s for nothing', (word) =>
    expect(nearest(word, KEYS)).toBeUndefined(),
  );

  it('takes a word that only goes on for the one it begins with', () =>
    expect(nearest('keeplast', ['keep', 'path'])).toBe('keep'));

  it('finds a known word itself', () => {
    fc.assert(fc.property(fc.constantFrom(...KEYS), (word) => nearest(word, KEYS) === word));
  });

  it('never names what it was not given', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.string()),
        (word, words) => words.includes(nearest(word, words) ?? words[0] ?? '') || words.length === 0,
      ),
    );
  });
});
