// Reads the tables that trainings write next to their checkpoints, each file once.

import type { Directory } from '../../disk/directory.ts';
import { walkItems } from '../../items/walk-items.ts';
import { groupBy } from '../../lib/group-by.ts';
import { folderOf, pathIn } from '../../lib/paths.ts';
import { type TextReader, textReader } from '../../scan/text-reader.ts';
import type { Unit } from '../../types/checkpoints.ts';
import type { Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { MetricReadings } from '../collect-readings.ts';
import { type Table, tableAt, tablesBeside, unitsOfTable } from '../known-tables.ts';
import { positionsOf, readingsIn } from '../match-rows.ts';

/** A table of a hundred thousand epochs. */
const LARGEST = 16 * 1024 * 1024;

interface Reading {
  readonly scan: Scan;
  readonly units: readonly Unit[];
  readonly readings: MetricReadings;
  /** Called for each table that could not be read. */
  readonly unread: (path: PathText, errno: string) => void;
}

export function readTables(root: Directory, read: TextReader, { scan, units, readings, unread }: Reading): void {
  const byFolder = groupBy(units, ({ path }) => folderOf(path));
  const tables: (Table & { path: PathText; absolute: PathText; reader: TextReader })[] = [];
  for (const { path, facts } of walkItems(scan.items)) {
    const table = facts.type === 'file' ? tableAt(path) : null;
    if (table !== null) tables.push({ ...table, path, absolute: pathIn(scan.realPath, path), reader: read });
  }
  const above = folderOf(scan.realPath) || '/';
  for (const { name, kind } of tablesBeside(scan.realPath)) {
    // Seen from the table, its checkpoints are the section itself.
    const table = { kind: { ...kind, below: [''] }, folder: '' };
    tables.push({ ...table, path: name, absolute: pathIn(above, name), reader: textReader(root, above) });
  }
  for (const { kind, folder, path, absolute, reader } of tables) {
    const meant = unitsOfTable({ kind, folder }, byFolder);
    if (meant.length === 0) continue;
    const text = reader(path, LARGEST);
    if (!text.ok) {
      if (text.errno !== 'ENOENT') unread(absolute, text.errno);
      continue;
    }
    for (const [unit, found] of readingsIn(kind.rows(text.value), positionsOf(meant), { path: absolute, how: kind.how }))
      readings.add(unit, found);
  }
}
