// An interactive shell in a terminal of tmux, with our completion and an `outputs` that writes down which arguments it was given.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { completionScript } from '../../src/cli/completion/scripts.ts';
import { until } from './helper-processes.ts';
import { isWaitingForKeys } from './process-state.ts';
import { command } from './run.ts';
import { endSession, hasTmux, screenThatShows, tmux } from './tmux.ts';
import type { Tree } from './tree.ts';

export type ShellName = 'bash' | 'zsh' | 'fish';

export function hasShell(shell: ShellName): boolean {
  return hasTmux() && spawnSync(shell, ['--version']).error === undefined;
}

const START: Readonly<Record<ShellName, (folder: string) => string>> = {
  bash: (folder) => `exec bash --noprofile --rcfile '${folder}/rc.bash' -i`,
  zsh: (folder) => `ZDOTDIR='${folder}' exec zsh -d -i`,
  fish: (folder) => `exec fish --no-config --init-command "source '${folder}/rc.fish'" -i`,
};

let sessions = 0;

/** Stands in the tree's `project` folder, in which `outputs` means the built program. */
export class ShellInTerminal implements AsyncDisposable {
  private readonly name = `s${sessions++}`;
  private readonly given: string;
  /** A line for each completion that the program has answered. */
  private readonly answered: string;

  constructor(shell: ShellName, place: Tree) {
    const folder = place.at(`.shell-${this.name}`);
    this.given = `${folder}/given`;
    this.answered = `${folder}/answered`;
    mkdirSync(`${folder}/bin`, { recursive: true });
    const program = `#!/bin/sh\nif [ "$1" = __complete ]; then
'${process.execPath}' '${command}' "$@"; code=$?; echo >> '${this.answered}'; exit $code; fi
printf '%s\\0' "$@" > '${this.given}.new' && mv '${this.given}.new' '${this.given}'\n`;
    writeFileSync(`${folder}/bin/outputs`, program);
    chmodSync(`${folder}/bin/outputs`, 0o755);
    const script = completionScript(shell);
    writeFileSync(`${folder}/rc.bash`, `PS1='ready> '\n${script}`);
    writeFileSync(`${folder}/.zshrc`, `PS1='ready> '\nautoload -Uz compinit && compinit -u -d '${folder}/dump'\n${script}`);
    writeFileSync(`${folder}/rc.fish`, `function fish_prompt; echo 'ready> '; end\nset -g fish_greeting\n${script}`);
    const path = `${folder}/bin:${dirname(process.execPath)}:/usr/bin:/bin`;
    const line = `cd '${place.at('project')}'; export HOME='${folder}' PATH='${path}' LC_ALL=C.UTF-8; ${START[shell](folder)}`;
    tmux('new-session', '-d', '-s', this.name, '-x', '180', '-y', '50', 'sh', '-c', line);
  }

  screen(): string {
    return tmux('capture-pane', '-p', '-t', this.name);
  }

  shows(what: RegExp): Promise<string> {
    return screenThatShows(this.name, what);
  }

  /** Types it and presses TAB so often; waits until the program has answered the first and the shell waits for keys again. */
  async complete(text: string, tabs = 1): Promise<void> {
    const answers = this.answers();
    tmux('send-keys', '-t', this.name, '-l', text);
    tmux('send-keys', '-t', this.name, 'Tab');
    await this.comesTo('an answer', () => this.answers() > answers);
    await this.comesTo('a prompt', () => isWaitingForKeys(this.shell()));
    // A shell need not ask for these again.
    for (let n = 1; n < tabs; n++) tmux('send-keys', '-t', this.name, 'Tab');
  }

  private answers(): number {
    return existsSync(this.answered) ? readFileSync(this.answered, 'utf8').length : 0;
  }

  private shell(): string {
    return tmux('display-message', '-p', '-t', this.name, '#{pane_pid}').trim();
  }

  private async comesTo(what: string, is: () => boolean): Promise<void> {
    const has = await until(() => (is() ? true : undefined), 120_000);
    if (has === undefined) throw new Error(`it never came to ${what}:\n${this.screen()}`);
  }

  /** Runs the line, and says which arguments the program was given. */
  async enter(): Promise<readonly string[]> {
    rmSync(this.given, { force: true });
    tmux('send-keys', '-t', this.name, 'Enter');
    await this.comesTo('a command', () => existsSync(this.given));
    return readFileSync(this.given, 'utf8').split('\0').slice(0, -1);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return endSession(this.name);
  }
}
