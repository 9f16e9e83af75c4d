import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { signal } from './signal.ts';

describe('a signal', () => {
  // SIGWINCH, which nobody dies of, should it be sent after all.
  it.each([0, 1, -1, -0, Number.NaN])('goes to no group, and not to everybody: %d', (pid) => {
    expect(() => signal(pid, 'SIGWINCH')).toThrow('no process to signal');
  });

  it('goes to a process, and nowhere once it has ended', async () => {
    const child = spawn('sleep', ['60']);
    const exit = once(child, 'exit');
    signal(child.pid ?? 0, 'SIGTERM');
    expect(await exit).toEqual([null, 'SIGTERM']);
    expect(() => signal(child.pid ?? 0, 'SIGTERM')).not.toThrow();
  });
});
