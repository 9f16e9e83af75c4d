// Questions in a real terminal: tmux gives one. Skipped where there is no tmux, but never in CI.

import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { diskText } from '../support/on-disk.ts';
import { command } from '../support/run.ts';
import { endSession, endTmux, hasTmux, screenThatShows, tmux } from '../support/tmux.ts';
import { type Tree, tree } from '../support/tree.ts';

let sessions = 0;

/** A terminal of 80 by 30 in which the command runs, and after it `ended <exit code>` stands. */
class Terminal implements AsyncDisposable {
  readonly name: string = `s${sessions++}`;

  constructor(cwd: string, args: string) {
    // The shell is in the foreground too; without the trap Ctrl-C would end it with what it is to report on.
    const line = `trap : INT; '${process.execPath}' '${command}' ${args}; echo "ended $?"; sleep 60`;
    tmux('new-session', '-d', '-s', this.name, '-x', '80', '-y', '30', '-c', cwd, 'sh', '-c', line);
  }

  shows(what: RegExp): Promise<string> {
    return screenThatShows(this.name, what);
  }

  type(...keys: readonly string[]): void {
    tmux('send-keys', '-t', this.name, ...keys);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return endSession(this.name);
  }
}

function project(): Tree {
  return tree({
    'outputs/checkpoints/UNet_epoch_1.pth': { bytes: 1000, age: '3d' },
    'outputs/checkpoints/UNet_epoch_2.pth': { bytes: 1000, age: '2d' },
    'outputs/cache/data/a.bin': { bytes: 300, age: '8d' },
  });
}

it.runIf(process.env['CI'])('CI has tmux', () => expect(hasTmux()).toBe(true));

describe.skipIf(!hasTmux())('in a terminal', () => {
  afterAll(endTmux);

  it('shows the plan, takes yes, and says what happened', async () => {
    using place = project();
    await using terminal = new Terminal(place.root, 'prune-checkpoints');
    const asked = await terminal.shows(/\[y\/N\]/);
    expect(asked).toMatch(/UNet_epoch_1\.pth +1 +1\.0 kB +3 d +remove +no rule keeps it/);
    expect(asked).toMatch(/UNet_epoch_2\.pth +2 +1\.0 kB +2 d +keep +newest/);
    terminal.type('y', 'Enter');
    expect(await terminal.shows(/ended 0/)).toMatch(/Moved 1 checkpoint \(1 file, 1\.0 kB\) to the trash\./);
    expect(readdirSync(place.at('outputs/checkpoints'))).toEqual(['UNet_epoch_2.pth']);
  });

  it.each([
    ['Enter', ['Enter'], 0],
    ['no', ['n', 'Enter'], 0],
    ['the end of the input', ['C-d'], 0],
    ['Ctrl-C', ['C-c'], 130],
  ])('takes %s for no', async (_, keys, code) => {
    using place = project();
    await using terminal = new Terminal(place.root, 'prune-checkpoints');
    await terminal.shows(/\[y\/N\]/);
    terminal.type(...keys);
    expect(await terminal.shows(/ended \d+/)).toMatch(new RegExp(`nothing was changed.*\\n(.*\\n)*ended ${code}`, 'i'));
    expect(readdirSync(place.at('outputs/checkpoints'))).toHaveLength(2);
  });

  it('offers the sections', async () => {
    using place = project();
    const held = diskText(place.at('outputs/cache/data'));
    await using terminal = new Terminal(place.root, 'clean');
    expect(await terminal.shows(/nothing for none:/)).toMatch(/3 {2}cache +300 B +1/);
    terminal.type('3', 'Enter');
    expect(await terminal.shows(/ended 0/)).toContain(`Deleted 1 cache entry (1 file, 300 B); ${held} freed.`);
    expect(readdirSync(place.at('outputs/cache'))).toEqual([]);
  });

  it('has colour, unless one does not want it', async () => {
    using place = project();
    const raw = async (args: string): Promise<string> => {
      await using terminal = new Terminal(place.root, args);
      await terminal.shows(/ended 0/);
      return tmux('capture-pane', '-p', '-e', '-t', terminal.name);
    };
    expect(await raw('prune-checkpoints -n')).toMatch(/\u001b\[3[12]m/);
    expect(await raw('prune-checkpoints -n --no-color')).not.toContain('\u001b[3');
  });
});
