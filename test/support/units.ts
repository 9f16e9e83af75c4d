// Builds what layouts recognise, without layouts: units of the items of a list, and whole recognitions of them.

import type { Checkpoint, Inspection, PointerForm, Recognition, Unit } from '../../src/core/types/checkpoints.ts';
import type { Item, Scan } from '../../src/core/types/items.ts';
import type { PathText } from '../../src/core/types/primitives.ts';
import { itemsOf, type Spec } from './items.ts';

/** One unit of one part: a file, or a folder where the paths of its files are given. */
export interface UnitSpec extends Partial<Checkpoint> {
  readonly path: PathText;
  readonly age?: number;
  /** Files inside: it is a folder. */
  readonly holds?: readonly PathText[];
  /** Other parts, beside it. */
  readonly with?: readonly PathText[];
  readonly run?: PathText;
  readonly unfinished?: string;
}

export function unitsOf(specs: readonly UnitSpec[]): readonly Unit[] {
  return specs.map(({ path, age = 86_400, holds, with: others = [], run, unfinished, ...checkpoint }) => {
    const files: Spec[] = [path, ...others].flatMap((each) =>
      each === path && holds !== undefined ? holds.map((name) => ({ path: `${path}/${name}`, age })) : [{ path: each, age }],
    );
    const tops = [path, ...others].sort();
    const parts = tops.map((each) => itemAt(itemsOf(files), each));
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    return {
      path,
      parts,
      checkpoint: { model: '', role: 'regular', ...checkpoint },
      run: run ?? folder,
      layout: 'test',
      ...(unfinished !== undefined && { unfinished }),
    };
  });
}

function itemAt(items: readonly Item[], path: PathText): Item {
  for (const item of items) {
    if (item.path === path) return item;
    if (path.startsWith(`${item.path}/`)) return itemAt(item.children, path);
  }
  throw new Error(`no item ${path}`);
}

export function recognitionOf(units: readonly Unit[], pointers: Readonly<Record<PathText, PointerForm>> = {}): Recognition {
  return { units, unfinished: [], pointers: Object.entries(pointers).map(([path, form]) => ({ path, form })), choices: [] };
}

export function inspectionOf(more: Partial<Inspection> = {}): Inspection {
  return { format: 'pytorch', completeness: 'complete', why: 'every tensor is there', metrics: [], names: [], ...more };
}

/** The units of these names in a real scan; `a+b` is one unit of two parts. */
export function recognisedIn(scan: Scan, names: readonly PathText[]): readonly Unit[] {
  return names.map((name) => {
    const parts = name.split('+').map((path) => itemAt(scan.items, path));
    const [path] = name.split('+') as [PathText];
    const [, number] = /(\d+)(?:\.\w+)?$/.exec(path) ?? [];
    const role = path.endsWith('last.ckpt') ? 'last' : 'regular';
    const checkpoint: Checkpoint = { model: '', role, ...(number !== undefined && { step: Number(number) }) };
    return { path, parts, checkpoint, run: path.slice(0, Math.max(0, path.lastIndexOf('/'))), layout: 'test' };
  });
}
