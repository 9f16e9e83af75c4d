import { describe, expect, it } from 'vitest';
import { progressOn } from '../../../src/cli/terminal/progress.ts';
import type { OutputStream } from '../../../src/cli/terminal/write-stdout.ts';

function watched(columns = 20, isTerminal = true, isWanted = true) {
  const written: string[] = [];
  let now = 0;
  const sink: OutputStream = { isTerminal: () => isTerminal, columns: () => columns, write: (text) => void written.push(text) };
  const progress = progressOn(
    sink,
    () => now,
    () => isWanted,
  );
  const sayAt = (at: number, text: string): void => {
    now = at;
    progress.say(() => text);
  };
  return { written, sayAt, clear: progress.clear };
}

describe('progressOn', () => {
  it('is silent in the first second, and then has nothing to clear', () => {
    const { written, sayAt, clear } = watched();
    sayAt(0, 'a');
    sayAt(999, 'b');
    clear();
    expect(written).toEqual([]);
  });
  it('speaks ten times a second at most', () => {
    const { written, sayAt } = watched();
    for (const at of [1000, 1050, 1099, 1100, 1150]) sayAt(at, String(at));
    expect(written).toEqual(['\r\u001b[K1000', '\r\u001b[K1100']);
  });
  it.each([
    ['without a terminal', false, true],
    ['where nobody wants it', true, false],
  ])('is silent %s', (_, isTerminal, isWanted) => {
    const { written, sayAt, clear } = watched(20, isTerminal, isWanted);
    for (const at of [1000, 2000, 3000]) sayAt(at, 'a');
    clear();
    expect(written).toEqual([]);
  });
  it('takes its line away, once', () => {
    const { written, sayAt, clear } = watched();
    sayAt(1000, 'a');
    clear();
    clear();
    expect(written.slice(1)).toEqual(['\r\u001b[K']);
  });
  it('never fills the line: the terminal would go on below and the line could not be taken away', () => {
    const { written, sayAt } = watched(5);
    sayAt(1000, 'abcdefgh');
    expect(written).toEqual(['\r\u001b[Kabcd']);
  });
});
