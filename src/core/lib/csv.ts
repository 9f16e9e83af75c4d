// Decides what the rows of a comma-separated table are (RFC 4180). Small and strict: a row that has another number of fields than the
// header, as the last one of a table that is being written, is no row.

interface CsvRow {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

export interface CsvTable {
  /** Without spaces around: Ultralytics pads its names into columns. */
  readonly header: readonly string[];
  /** One at a time: a table of a million rows is never held. */
  readonly rows: Iterable<CsvRow>;
}

/** Null for a text without a header. */
export function csvTable(text: string): CsvTable | null {
  const all = rowsOf(text.replace(/^\ufeff/, ''));
  const first = all.next();
  if (first.done === true || first.value.fields.every((name) => name.trim() === '')) return null;
  const header = first.value.fields.map((name) => name.trim());
  return { header, rows: rowsLike(all, header.length) };
}

function* rowsLike(rows: Iterable<CsvRow>, width: number): Iterable<CsvRow> {
  for (const row of rows) if (row.fields.length === width) yield row;
}

/** More columns than any training has numbers: what has more is not read on. */
const MOST_COLUMNS = 10_000;

function* rowsOf(text: string): Generator<CsvRow, undefined> {
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const start = line;
    const fields: string[] = [];
    for (let ended = false; !ended; ) {
      const isQuoted = text[at] === '"';
      const whole = isQuoted ? quotedAt(text, at) : plainAt(text, at);
      if (whole === null || fields.length === MOST_COLUMNS) return undefined;
      at += whole.length;
      const end = /\r?\n|,|$/y;
      end.lastIndex = at;
      const mark = end.exec(text)?.[0];
      if (mark === undefined) return undefined;
      at += mark.length;
      line += whole.split('\n').length - 1 + (mark.endsWith('\n') ? 1 : 0);
      fields.push(isQuoted ? whole.slice(1, -1).replaceAll('""', '"') : whole.trim());
      ended = mark !== ',';
    }
    if (fields.length > 1 || fields[0] !== '') yield { line: start, fields };
  }
  return undefined;
}

/**
 * A field is quoted as a whole, with `""` for a quote inside, or not at all. Null for what is cut off within quotes, which ends the table.
 * A loop: an expression with a choice in it runs out of stack on a field of some MB.
 */
function quotedAt(text: string, start: number): string | null {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 2))
    if (text[end + 1] !== '"') return text.slice(start, end + 1);
  return null;
}

function plainAt(text: string, start: number): string {
  const plain = /[^",\r\n]*/y;
  plain.lastIndex = start;
  return plain.exec(text)?.[0] ?? '';
}

/** As C and Python print it, `nan` and `inf` included; null for anything else, an empty field too. */
export function csvNumber(field: string): number | null {
  if (/^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/.test(field)) return Number(field);
  const word = /^([-+]?)(nan|inf(?:inity)?)$/i.exec(field);
  if (word === null) return null;
  if (word[2]?.toLowerCase() === 'nan') return Number.NaN;
  return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
