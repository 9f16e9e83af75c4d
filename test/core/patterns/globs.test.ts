import { describe, expect, it } from 'vitest';
import { OutputsError } from '../../../src/core/lib/errors.ts';
import { matcher } from '../../../src/core/patterns/globs.ts';

describe('matcher', () => {
  it.each<[string, string, boolean]>([
    ['*.log', 'a.log', true],
    ['*.log', '.hidden.log', true],
    ['*.log', 'a/b.log', false],
    ['*.log', 'a.LOG', false],
    ['*.log', 'a\nb.log', true],
    ['*.log', '-rf.log', true],
    ['*.log', '\udcff.log', true],
    ['**/*.pth', 'x.pth', true],
    ['**/*.pth', 'a/.b/c\nd/x.pth', true],
    ['checkpoints/**', 'checkpoints', true],
    ['checkpoints/run/', 'checkpoints/run', true],
    ['./checkpoints/run', 'checkpoints/run', true],
    ['{a,b}/*.pth', 'b/x.pth', true],
    ['epoch_@(10|20).pth', 'epoch_20.pth', true],
    ['epoch_[0-9].pth', 'epoch_10.pth', false],
    ['!x', '!x', true],
    ['!x', 'y', false],
    ['[x]', '[x]', true],
    ['[x]', 'x', true],
    ['a(1).pth', 'a(1).pth', true],
    ['\\[x\\]', '[x]', true],
    ['\\[x\\]', 'x', false],
  ])('%j on %j: %j', (pattern, path, matches) => expect(matcher([pattern])(path)).toBe(matches ? pattern : null));

  it('names the pattern that matched', () => expect(matcher(['a', '*.log', '*'])('x.log')).toBe('*.log'));

  it('matches nothing without patterns', () => expect(matcher([])('a')).toBeNull());

  it.each(['', '/', '[z-a].pth', '\\', 'a{', '[a', 'a(1', 'a]', 'a\ud800'])(
    'refuses %j: what it should have kept must not go in silence',
    (pattern) => {
      expect(() => matcher([pattern])).toThrow(OutputsError);
    },
  );

  it('stands a path of 20,000 levels', () =>
    expect(matcher(['**/x', '**/b.log'])(`${'a/'.repeat(20_000)}b.log`)).toBe('**/b.log'));
});
