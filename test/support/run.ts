// Runs the real command in a process of its own, as a shell or cron would.

import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { makeSampleProject } from '../fixtures/seed-project.js';

export const command: string = resolve(import.meta.dirname, '../../bin/outputs.cjs');

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** No terminal, closed standard input, an environment of PATH alone: what cron gives. */
export const CRON_ENV: Readonly<Record<string, string>> = { PATH: '/usr/bin:/bin' };

export function outputs(cwd: string, args: readonly string[], options: SpawnSyncOptions = {}): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...CRON_ENV, HOME: '/nonexistent' },
    // Node's own limit of 1 MiB cuts a long list in two.
    maxBuffer: 1 << 26,
    encoding: 'utf8',
    ...options,
  });
  return { status, stdout: String(stdout), stderr: String(stderr) };
}

/** A temporary folder, real path, removed when the test ends. */
export function temporary(name = 'outputs-test-'): { readonly path: string; [Symbol.dispose](): void } {
  const path = realpathSync(mkdtempSync(join(tmpdir(), name)));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** A thousandth of the real sizes: tests compare whole trees byte for byte. */
const SAMPLE_SCALE = 0.001;

/** The sample project in a temporary folder. */
export function sampleProject(options: { readonly git?: boolean } = {}): { readonly path: string; [Symbol.dispose](): void } {
  const folder = temporary();
  makeSampleProject(folder.path, { scale: SAMPLE_SCALE, ...options });
  return folder;
}
