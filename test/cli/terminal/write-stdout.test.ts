import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isTerminal, type OutputStream, outputStreamOf, print } from '../../../src/cli/terminal/write-stdout.ts';

const file = join(tmpdir(), `outputs-sink-${process.pid}`);
const open: number[] = [];

function opened(path: string, flags: string): number {
  const descriptor = openSync(path, flags);
  open.push(descriptor);
  return descriptor;
}

afterEach(() => {
  for (const descriptor of open.splice(0)) closeSync(descriptor);
  rmSync(file, { force: true });
});

const noTerminal = () => ({ isTTY: false, columns: undefined });

describe('sinkOf', () => {
  it('writes bytes that are not UTF-8 as they are', () => {
    outputStreamOf(opened(file, 'w'), noTerminal).write('é\udcff\n');
    expect(readFileSync(file)).toEqual(Buffer.from([0xc3, 0xa9, 0xff, 0x0a]));
  });
  it('says when the disk is full', () => {
    expect(() => outputStreamOf(opened('/dev/full', 'w'), noTerminal).write('x')).toThrow(
      expect.objectContaining({ code: 'ENOSPC' }),
    );
  });
  it('has 80 columns where nobody says', () => expect(outputStreamOf(opened(file, 'w'), noTerminal).columns()).toBe(80));
});

describe('isTerminal', () => {
  it('asks only about character devices', () => {
    let asked = 0;
    const stream = () => ({ isTTY: ++asked > 0 });
    expect(isTerminal(opened(file, 'w'), stream)).toBe(false);
    expect(asked).toBe(0);
    expect(isTerminal(opened('/dev/null', 'r'), stream)).toBe(true);
  });
  it('takes a closed descriptor for none', () => expect(isTerminal(987_654, noTerminal)).toBe(false));
});

describe('print', () => {
  it('makes few writes of many pieces', () => {
    const written: string[] = [];
    const sink: OutputStream = { isTerminal: () => false, columns: () => 80, write: (text) => void written.push(text) };
    print(
      sink,
      Array.from({ length: 100_000 }, () => 'ab'),
    );
    expect(written.join('')).toBe('ab'.repeat(100_000));
    expect(written.length).toBeLessThan(10);
    print(sink, []);
    expect(written.at(-1)).not.toBe('');
  });
});
