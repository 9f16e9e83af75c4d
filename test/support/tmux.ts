// A server of tmux for the tests of one file, and what its screens show.

import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
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

/**
 * The session, and everything that runs in it, to its end. Killed only, a bash writes its history into a tree that is being removed:
 * "rm: cannot remove: Directory not empty", once in CI.
 */
export async function endSession(session: string): Promise<void> {
  const shell = tmux('display-message', '-p', '-t', session, '#{pane_pid}').trim();
  tmux('kill-session', '-t', session);
  for (let tries = 0; runsIn(shell); tries++) {
    if (tries === 6000) throw new Error(`what ran in ${session} did not end`);
    await new Promise((tick) => setTimeout(tick, 20));
  }
}

/** Whether any process of this session still runs: tmux gives every terminal one, with the number of its first process. */
function runsIn(shell: string): boolean {
  return readdirSync('/proc').some((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      // Behind the name, which may hold anything: state, parent, group, session.
      const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return session === shell && state !== 'Z';
    } catch {
      return false;
    }
  });
}

/** The screen of the session once it shows this. Gives up after two minutes, which ends what hangs. */
export async function screenThatShows(session: string, what: RegExp): Promise<string> {
  for (let tries = 0; ; tries++) {
    const screen = tmux('capture-pane', '-p', '-t', session);
    if (what.test(screen)) return screen;
    if (tries === 2400) throw new Error(`${what} never appeared:\n${screen}`);
    await new Promise((tick) => setTimeout(tick, 50));
  }
}
