// `outputs completion`: prints the script with which a shell completes our command lines.

import type { Command } from 'commander';
import type { CompletionReport } from '../../core/types/reports.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import { COMPLETION_SHELLS, type CompletionShell, completionScript } from '../completion/scripts.ts';

interface CompletionFlags {
  readonly shell: CompletionShell;
}

export function define(command: Command): void {
  command.addArgument(command.createArgument('<shell>', 'of which shell').choices(COMPLETION_SHELLS));
  addHelpNotes(command, {
    examples: [
      ['outputs completion bash >> ~/.bashrc', 'bash 4 or newer'],
      ['outputs completion zsh >> ~/.zshrc', 'zsh'],
      ['outputs completion fish > ~/.config/fish/completions/outputs.fish', 'fish'],
    ],
    exits: [0, 2],
  });
}

export async function run({ shell }: CompletionFlags): Promise<CompletionReport> {
  return { report: 'completion', shell, script: completionScript(shell) };
}
