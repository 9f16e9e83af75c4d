// A server of tmux for the tests of one file, and what its screens show.

import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';

const socket = `outputs-test-${randomUUID()}`;
// A server leaves with its last session, and takes the one that just begins with it: "server exited unexpectedly", once in CI. So it stays.
const stays = resolve(import.meta.dirname, 'tmux.conf');

export function hasTmux(): boolean {
  return spawnSync('tmux', ['-V']).error === undefined;
}

export function tmux(...args: readonly string[]): string {
  return execFileSync('tmux', ['-L', socket, '-f', stays, ...args], { encoding: 'utf8' });
}

/** After all tests of the file: the server, and whatever still runs in it. */
export function endTmux(): void {
  spawnSync('tmux', ['-L', socket, 'kill-server']);
}

/** The screen of the session once it shows this, within ten seconds or so. */
export async function screenThatShows(session: string, what: RegExp): Promise<string> {
  for (let tries = 0; ; tries++) {
    const screen = tmux('capture-pane', '-p', '-t', session);
    if (what.test(screen)) return screen;
    if (tries === 400) throw new Error(`${what} never appeared:\n${screen}`);
    await new Promise((tick) => setTimeout(tick, 50));
  }
}
