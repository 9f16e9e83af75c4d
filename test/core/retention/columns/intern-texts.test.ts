import { describe, expect, it } from 'vitest';
import { numberTexts } from '../../../../src/core/retention/columns/intern-texts.ts';
import { fc } from '../../../support/properties.ts';

function plain(texts: readonly string[]) {
  const all = [...new Set(texts)];
  return { numberOf: texts.map((text) => all.indexOf(text)), firsts: all.map((text) => texts.indexOf(text)) };
}

function numbered(texts: readonly string[]) {
  const { numberOf, firsts } = numberTexts(texts.length, (at) => texts[at] as string);
  return { numberOf: [...numberOf], firsts: [...firsts] };
}

describe('numberTexts', () => {
  it('numbers them in the order in which they are met', () => {
    const some = fc.oneof(fc.constantFrom('', 'run-1', 'run-2', '\u0000', '\ud83d', '\ud83d\ude00'), fc.string());
    fc.assert(
      fc.property(fc.array(some, { maxLength: 200 }), (texts) => {
        expect(numbered(texts)).toEqual(plain(texts));
      }),
    );
  });

  it('does the same with names that were made to fall on one place', () => {
    const colliding = collisions(100);
    const texts = [...colliding, ...colliding.toReversed()];
    expect(numbered(texts)).toEqual(plain(texts));
  });
});

/** Names whose hashes are all of one slot of 1024, found by trying. */
function collisions(count: number): readonly string[] {
  const found: string[] = [];
  for (let n = 0; found.length < count; n++) {
    const text = `run-${n}`;
    let hash = 0x811c9dc5;
    for (const unit of Buffer.from(text)) hash = Math.imul(hash ^ unit, 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    if (((hash ^ (hash >>> 13)) & 1023) === 7) found.push(text);
  }
  return found;
}
