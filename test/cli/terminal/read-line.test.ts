import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { readLine } from '../../../src/cli/terminal/read-line.ts';

function asking() {
  const input = new PassThrough();
  const signals = new EventEmitter();
  // Of a terminal only what every stream has is used.
  const answer = readLine(input as unknown as ReadStream, signals as unknown as NodeJS.Process);
  return { input, signals, answer };
}

describe('readLine', () => {
  it('takes one line, in however many pieces', async () => {
    const { input, answer } = asking();
    input.write('ye');
    input.write('s\nmore');
    expect(await answer).toBe('yes');
  });
  it('takes the end for null, even behind half a line', async () => {
    const { input, answer } = asking();
    input.end('y');
    expect(await answer).toBeNull();
  });
  it('takes a broken terminal for the end', async () => {
    const { input, answer } = asking();
    input.destroy(new Error('EIO'));
    expect(await answer).toBeNull();
  });
  it('takes Ctrl-C for an interruption', async () => {
    const { signals, answer } = asking();
    signals.emit('SIGINT');
    await expect(answer).rejects.toMatchObject({ code: 'interrupted' });
  });
  it('listens no longer than it asks', async () => {
    const { input, signals, answer } = asking();
    input.write('n\n');
    await answer;
    expect([signals.listenerCount('SIGINT'), input.listenerCount('data'), input.isPaused()]).toEqual([0, 0, true]);
  });
});
