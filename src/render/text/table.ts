// Lays rows out in columns: widths, alignment, and what gives way on a narrow terminal: first the last column wraps, then names are cut.

import { chopped, displayWidth, pad, shorten } from './display-width.ts';
import type { Paint } from './style.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** The one column that is cut in the middle where the table is wider than the terminal. */
  readonly shrinks?: true;
  /** The last column only: goes on below itself. */
  readonly wraps?: true;
}

/** `text` is escaped and without colour; `paint` is put on after measuring. */
export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

const GAP = '  ';
const NARROWEST_NAME = 12;
const NARROWEST_WRAP = 20;

/** Lines without a line end. `width` null: not a terminal, nothing is cut or wrapped. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number | null,
  title: Paint,
): string[] {
  const widths = columnWidths(columns, rows, width);
  const heading = columns.map((column) => ({ text: column.title, paint: title }));
  return [heading, ...rows].flatMap((cells) => linesOf(cells, columns, widths));
}

function columnWidths(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number | null): readonly number[] {
  const natural = columns.map((column, index) =>
    rows.reduce((widest, cells) => Math.max(widest, displayWidth(cells[index]?.text ?? '')), displayWidth(column.title)),
  );
  if (width === null) return natural;
  let excess = natural.reduce((sum, each) => sum + each, GAP.length * (columns.length - 1)) - width;
  const give = (index: number, narrowest: number): void => {
    const has = natural[index] ?? 0;
    const given = Math.min(Math.max(excess, 0), Math.max(has - narrowest, 0));
    natural[index] = has - given;
    excess -= given;
  };
  give(
    columns.findIndex(({ wraps }) => wraps),
    NARROWEST_WRAP,
  );
  give(
    columns.findIndex(({ shrinks }) => shrinks),
    NARROWEST_NAME,
  );
  return natural;
}

function linesOf(cells: readonly Cell[], columns: readonly Column[], widths: readonly number[]): string[] {
  const texts = columns.map(({ shrinks, wraps }, index) => {
    const text = cells[index]?.text ?? '';
    const width = widths[index] ?? 0;
    return wraps ? wrapped(text, width) : [shrinks ? shorten(text, width) : text];
  });
  const height = Math.max(...texts.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const pieces = columns.map(({ align }, index) => {
      const text = pad(texts[index]?.[line] ?? '', widths[index] ?? 0, align);
      // The last column is not filled up: trailing spaces would wrap on a terminal of exactly this width.
      const fitted = index === columns.length - 1 ? text.trimEnd() : text;
      const paint = cells[index]?.paint;
      return paint === undefined || fitted.trim() === '' ? fitted : paint(fitted);
    });
    return pieces.join(GAP).trimEnd();
  });
}

/** At spaces; a word that is wider than a line also behind a `/`, and in the middle of a name only where even that is too wide. */
function wrapped(text: string, width: number): readonly string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    let glue = ' ';
    for (const piece of displayWidth(word) <= width ? [word] : piecesOf(word, width)) {
      const last = lines.at(-1);
      if (last !== undefined && displayWidth(last + glue + piece) <= width) lines[lines.length - 1] = last + glue + piece;
      else lines.push(piece);
      glue = '';
    }
  }
  return lines;
}

function piecesOf(word: string, width: number): readonly string[] {
  return word.split(/(?<=\/)/).flatMap((piece) => chopped(piece, width));
}
