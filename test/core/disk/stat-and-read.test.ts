import { unlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openPath, withRoot } from '../../../src/core/disk/directory.ts';
import { sameInode } from '../../../src/core/disk/facts.ts';
import { factsAt, linkText, namesIn, pin, targetOf, unpin } from '../../../src/core/disk/stat-and-read.ts';
import { snapshot, tree } from '../../support/tree.ts';

test('two names that would be one as UTF-8 stay two, and the order is by code point', () => {
  using t = tree({ 'a\udcff.log': 'bytes', 'a\ufffd.log': 'character', 'new\nline': '', '-rf': '', '😀': '', Ａ: '' });
  withRoot((root) => {
    const directory = openPath(root, t.root);
    expect(namesIn(directory)).toEqual(['-rf', 'a\udcff.log', 'a\ufffd.log', 'new\nline', 'Ａ', '😀']);
    expect(factsAt(directory, 'a\udcff.log')).toMatchObject({ size: 5n });
    expect(factsAt(directory, 'a\ufffd.log')).toMatchObject({ size: 9n });
  });
});

test('a link is itself; where it leads is another question', () => {
  using t = tree({ 'real/file': 'x', good: { link: 'real/file' }, dangling: { link: 'gone\udcfe' }, loop: { link: 'loop' } });
  withRoot((root) => {
    const directory = openPath(root, t.root);
    expect(['good', 'dangling', 'loop'].map((name) => factsAt(directory, name)?.type)).toEqual(['link', 'link', 'link']);
    expect(targetOf(directory, 'good')).toEqual(factsAt(openPath(root, t.at('real')), 'file'));
    expect(targetOf(directory, 'dangling')).toBeNull();
    expect(targetOf(directory, 'loop')).toBeNull();
    expect(linkText(directory, 'dangling')).toBe('gone\udcfe');
  });
});

test('a FIFO is looked at and held without waiting for its other end, and nothing changes', () => {
  using t = tree({ pipe: { fifo: true }, 'a.log': { bytes: 3, age: '8d' } });
  const before = snapshot(t.root);
  withRoot((root) => {
    const directory = openPath(root, t.root);
    for (const name of ['pipe', 'a.log']) {
      const held = pin(directory, name);
      expect(held?.facts).toEqual(factsAt(directory, name));
      if (held) unpin(held);
    }
    expect(pin(directory, 'nothing')).toBeNull();
  });
  expect(snapshot(t.root)).toEqual(before);
});

test('while a file is held, no other file can be taken for it', () => {
  using t = tree({ a: 'x' });
  withRoot((root) => {
    const directory = openPath(root, t.root);
    const held = pin(directory, 'a');
    if (held === null) throw new Error('there is no a');
    for (let round = 0; round < 50; round++) {
      unlinkSync(t.at('a'));
      writeFileSync(t.at('a'), 'x');
      const now = factsAt(directory, 'a');
      expect(now !== null && sameInode(now, held.facts)).toBe(false);
      expect(now?.ino).not.toBe(held.facts.ino);
    }
    unpin(held);
  });
});
