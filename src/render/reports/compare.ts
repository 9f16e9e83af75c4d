// What `compare` prints: a table that fits the terminal, or the same as CSV, Markdown or JSON. The best of each metric has a star.

import { counted } from '../../core/lib/amounts.ts';
import { escapeText } from '../../core/lib/escape.ts';
import type { ComparedColumn, CompareReport } from '../../core/types/reports.ts';
import { compareDocument } from '../json/compare.ts';
import { displayWidth } from '../text/display-width.ts';
import type { Style } from '../text/style.ts';
import { type Cell, type Column, tableLines } from '../text/table.ts';

interface View {
  readonly style: Style;
  readonly width: number | null;
}

export function compareText(report: CompareReport, view: View): string {
  switch (report.format) {
    case 'table':
      return tableText(report, view);
    case 'csv':
      return csvText(report);
    case 'markdown':
      return markdownText(report);
    case 'json':
      return [...compareDocument(report)].join('');
    default:
      return report.format satisfies never;
  }
}

function tableText(report: CompareReport, { style, width }: View): string {
  const { columns, rows } = report;
  if (rows.length === 0) return 'No results: no JSON file in the sections of results says a number.\n';
  const name: Column = { title: 'MODEL', align: 'left', shrinks: true };
  const blocks = blocksOf(report, width).map((block) => {
    const shown = [name, ...block.map((at): Column => ({ title: titleOf(columns[at]), align: 'right' }))];
    const cells = rows.map((row, index): readonly Cell[] => [
      { text: escapeText(row.name) },
      ...block.map((at) => cellOf(report, index, at, style)),
    ]);
    return tableLines(shown, cells, width, style.faint);
  });
  const unknown = columns.filter(({ mode }) => mode === null).length;
  const marked = columns.some(({ best }) => best.length > 0) ? ['* best'] : [];
  const unmarked = unknown === 0 ? [] : [`${counted(unknown, 'metric')} of unknown direction: nothing is marked there`];
  const foot = [...marked, ...unmarked].join('; ');
  return [...blocks.flatMap((lines) => [...lines, '']), ...(foot === '' ? [] : [foot])].map((line) => `${line}\n`).join('');
}

const NARROWEST_NAME = 12;
const WIDEST_NAME = 40;

/** As many columns beside the names as the terminal takes; the others come below. */
function blocksOf(report: CompareReport, width: number | null): readonly (readonly number[])[] {
  const all = report.columns.map((_, at) => at);
  if (width === null) return [all];
  const names = Math.max(5, ...report.rows.map(({ name }) => displayWidth(escapeText(name))));
  const forName = Math.max(NARROWEST_NAME, Math.min(names, WIDEST_NAME));
  const blocks: number[][] = [[]];
  let used = forName;
  for (const at of all) {
    const texts = report.rows.map((_, row) => markedText(report, row, at));
    const wide = 2 + Math.max(displayWidth(titleOf(report.columns[at])), ...texts.map(displayWidth));
    const block = blocks.at(-1) as number[];
    if (block.length > 0 && used + wide > width) {
      blocks.push([at]);
      used = forName + wide;
    } else {
      block.push(at);
      used += wide;
    }
  }
  return blocks;
}

function titleOf(column: ComparedColumn | undefined): string {
  const arrow = column?.mode === 'min' ? ' ↓' : column?.mode === 'max' ? ' ↑' : '';
  return escapeText(column?.name ?? '') + arrow;
}

function cellOf(report: CompareReport, row: number, at: number, style: Style): Cell {
  const isBest = report.columns[at]?.best.includes(row) === true;
  return { text: markedText(report, row, at), ...(isBest && { paint: style.keep }) };
}

/** A space where no star is, so that the digits stand below each other. */
function markedText({ columns, rows }: CompareReport, row: number, at: number): string {
  const value = rows[row]?.values[at] ?? null;
  const { best = [] } = columns[at] ?? {};
  return (value === null ? '-' : shortNumber(value)) + (best.includes(row) ? '*' : best.length > 0 ? ' ' : '');
}

/** Digits beyond the sixth compare nothing. Whole numbers are as they are. */
function shortNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** RFC 4180. Every digit: a spreadsheet rounds by itself. */
function csvText({ columns, rows }: CompareReport): string {
  const heading = ['model', 'source', ...columns.map(({ name }) => name)].map(csvWord);
  const lines = rows.map(({ name, source, values }) => [
    csvWord(name),
    csvWord(source.path),
    ...values.map((value) => (value === null ? '' : String(value))),
  ]);
  return [heading, ...lines].map((fields) => `${fields.join(',')}\r\n`).join('');
}

/** A spreadsheet would run a text that begins like a formula: a quote before it makes it one (OWASP, CSV injection). */
function csvWord(text: string): string {
  const escaped = escapeText(text);
  const harmless = /^[=+\-@]/.test(escaped) ? `'${escaped}` : escaped;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function markdownText(report: CompareReport): string {
  const { columns, rows } = report;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [
    line(['model', ...columns.map((column) => markdownWord(titleOf(column)))]),
    line(['---', ...columns.map(() => '---:')]),
    ...rows.map(({ name, values }, row) =>
      line([
        markdownWord(escapeText(name)),
        ...values.map((value, at) => {
          const text = value === null ? '' : shortNumber(value);
          return columns[at]?.best.includes(row) ? `**${text}**` : text;
        }),
      ]),
    ),
  ].join('');
}

/** Nothing that ends the cell, or is taken for HTML, emphasis, code or a link. The backslash is doubled by `escapeText` already. */
function markdownWord(text: string): string {
  return text.replace(/[|<&*`[\]]/g, (character) => `\\${character}`);
}
