import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { livenessOf, ourselves, userName } from '../../../../src/core/lock/read/process-identity.ts';
import { tree } from '../../../support/tree.ts';

describe('who we are', () => {
  test('in the real /proc', () => {
    expect(ourselves('/proc')).toMatchObject({
      pid: process.pid,
      startTicks: expect.stringMatching(/^\d+$/),
      bootId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      pidNamespace: expect.stringMatching(/^pid:\[\d+\]$/),
    });
    expect(userName()).not.toBe('');
  });

  test('where there is none, most is unknown', () => {
    expect(ourselves('/nowhere')).toMatchObject({ pid: process.pid, startTicks: null, bootId: null, pidNamespace: null });
  });

  test('whatever the program is called', () => {
    const fields = ['S', ...Array.from({ length: 18 }, (_, n) => String(n)), '98765', 'more'].join(' ');
    using t = tree({ 'self/stat': `7 (a) 1 2 (b)) ${fields}\n` });
    expect(ourselves(t.root).startTicks).toBe('98765');
  });
});

describe('another process', () => {
  test('that runs is known by its start', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const { startTicks } = ourselves('/proc');
    const liveness = livenessOf('/proc', child.pid ?? 0);
    expect(liveness).toEqual({ startTicks: expect.stringMatching(/^\d+$/) });
    expect(liveness).not.toEqual({ startTicks });
    // Hidden from us, but there: kill(2) says so.
    expect(livenessOf('/nowhere', child.pid ?? 0)).toBe('unknown');
    child.kill();
  });

  test('that ended is gone', () => {
    expect(livenessOf('/proc', spawnSync('true').pid)).toBe('gone');
  });
});
