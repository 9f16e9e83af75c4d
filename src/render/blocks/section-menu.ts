// The numbered list of sections that bare `clean` offers on a terminal.

import { bytesText, numberText } from '../../core/lib/amounts.ts';
import { escapeText } from '../../core/lib/escape.ts';
import type { Style } from '../text/style.ts';
import { type Column, tableLines } from '../text/table.ts';

export interface MenuChoice {
  readonly name: string;
  readonly bytes: number;
  readonly files: number;
  /** Something of it could not be read. */
  readonly isPartial: boolean;
  /** What is in it is deleted for good; otherwise it is moved to the trash. */
  readonly isFinal: boolean;
}

export function choicesText(choices: readonly MenuChoice[], style: Style, width: number | null): string {
  const columns: readonly Column[] = [
    { title: '', align: 'right' },
    { title: 'SECTION', align: 'left', shrinks: true },
    { title: 'SIZE', align: 'right' },
    { title: 'FILES', align: 'right' },
    { title: 'WHEN EMPTIED', align: 'left' },
  ];
  const rows = choices.map(({ name, bytes, files, isPartial, isFinal }, index) => {
    const atLeast = isPartial ? 'at least ' : '';
    return [
      { text: String(index + 1) },
      { text: escapeText(name) },
      { text: atLeast + bytesText(bytes) },
      { text: atLeast + numberText(files) },
      isFinal ? { text: 'deleted for good', paint: style.attention } : { text: 'moved to the trash' },
    ];
  });
  return `${tableLines(columns, rows, width, style.faint).join('\n')}\n`;
}
