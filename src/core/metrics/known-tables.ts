// Decides which files are training tables, which framework wrote them, which checkpoints they describe, and how to read them.

import { folderOf, nameOf } from '../lib/paths.ts';
import type { Unit } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import { rowsByEpoch } from './csv-columns.ts';
import { jsonLineRows } from './json-lines.ts';
import type { MetricRow } from './match-rows.ts';
import { ultralyticsRows } from './ultralytics.ts';

export interface TableKind {
  /** e.g. `results.csv of Ultralytics`. */
  readonly how: string;
  readonly rows: (text: string) => Iterable<MetricRow>;
  /** Folders of the checkpoints that a table describes, relative to the table's own folder. */
  readonly below: readonly PathText[];
  /** Whether the framework names its checkpoints so: any program may write a `metrics.csv`. */
  readonly isOf: (name: PathText) => boolean;
}

const KINDS: Readonly<Record<string, TableKind>> = {
  'results.csv': {
    how: 'results.csv of Ultralytics',
    rows: ultralyticsRows,
    below: ['weights'],
    isOf: (name) => name.endsWith('.pt'),
  },
  // In both, the column `epoch` starts at 0 as in the file names (timm/utils/summary.py, lightning loggers/csv_logs.py).
  'summary.csv': { how: 'summary.csv of timm', rows: rowsByEpoch, below: [''], isOf: (name) => /\.pth(?:\.tar)?$/.test(name) },
  'metrics.csv': {
    how: 'metrics.csv of Lightning',
    rows: rowsByEpoch,
    below: ['', 'checkpoints'],
    isOf: (name) => name.endsWith('.ckpt'),
  },
  'metrics.json': { how: 'metrics.json of Detectron2', rows: jsonLineRows, below: [''], isOf: (name) => name.endsWith('.pth') },
};

/** mmengine makes a folder each time a training starts: `<work_dir>/<time>/vis_data/scalars.json`. */
const SCALARS: TableKind = {
  how: 'scalars.json of MMEngine',
  rows: jsonLineRows,
  below: [''],
  isOf: (name) => name.endsWith('.pth'),
};

export interface Table {
  readonly kind: TableKind;
  /** The folder that `kind.below` is seen from. */
  readonly folder: PathText;
}

/** Null for other files. */
export function tableAt(path: PathText): Table | null {
  if (!path.endsWith('.csv') && !path.endsWith('.json')) return null;
  const name = nameOf(path);
  const folder = folderOf(path);
  if (name === 'scalars.json')
    return nameOf(folder) === 'vis_data' ? { kind: SCALARS, folder: folderOf(folderOf(folder)) } : null;
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  return kind === undefined ? null : { kind, folder };
}

/** The tables that may be in the parent folder of a section, by the section's name: `runs/train/weights`, `version_0/checkpoints`. */
export function tablesBeside(section: PathText): readonly { readonly name: PathText; readonly kind: TableKind }[] {
  return Object.entries(KINDS).flatMap(([name, kind]) => (kind.below.includes(nameOf(section)) ? [{ name, kind }] : []));
}

export function unitsOfTable({ kind, folder }: Table, byFolder: ReadonlyMap<PathText, readonly Unit[]>): readonly Unit[] {
  return kind.below.flatMap((below) => {
    const path = below === '' ? folder : folder === '' ? below : `${folder}/${below}`;
    return (byFolder.get(path) ?? []).filter((unit) => kind.isOf(nameOf(unit.path)));
  });
}
