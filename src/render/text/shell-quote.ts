// Exports that `eval` reads back exactly, in three shells, whatever the path holds.

import type { PathText } from '../../core/types/primitives.ts';

export const SHELLS = ['sh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** `OUTPUTS_TENSOR_BOARD` for a section called `tensor-board`. Two names can meet: `commands/paths.ts` refuses that. */
export function variableName(name: string): string {
  return `OUTPUTS_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
}

export function exportLine(shell: Shell, variable: string, value: PathText): string {
  switch (shell) {
    case 'sh':
      return `export ${variable}=${quoteSh(value)}`;
    case 'fish':
      return `set -gx ${variable} ${quoteFish(value)}`;
    case 'powershell':
      return `$env:${variable} = ${quotePowershell(value)}`;
    default:
      return shell satisfies never;
  }
}

/** POSIX XCU 2.2.2: nothing is special inside single quotes but the single quote. */
function quoteSh(value: PathText): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/** fish escapes the backslash and the single quote inside single quotes. */
function quoteFish(value: PathText): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`;
}

/** PowerShell takes the typographic quotes U+2018 to U+201B for single quotes too; each is doubled. */
function quotePowershell(value: PathText): string {
  return `'${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}
