// Decides what the JSON of a results section says of which model: one object is one result, a list of objects is a list of runs, and so is
// a list under `runs`, `results`, `models` or `experiments`; there an object of objects is named by its keys. Nested metrics are named by
// their way: `test.psnr`. Nothing else is guessed: a list of numbers is a history or a matrix, and no result.

import type { NamedValue } from '../types.ts';

export interface ResultRow {
  readonly name: string;
  /** From 1, where a file holds several. */
  readonly item?: number;
  readonly values: readonly NamedValue[];
}

type Fields = Readonly<Record<string, unknown>>;

const LISTS = ['runs', 'results', 'models', 'experiments'];
const NAMES = ['model', 'model_name', 'name', 'run', 'run_name', 'experiment', 'id'];
const DEEPEST = 8;
/** More than any evaluation has; a file with more is something else, and would fill the screen. */
const MOST_VALUES = 1000;

/** `UNet` of `UNet_results.json`; any other file is its own name. */
function modelOfFile(fileName: string): string {
  const stem = fileName.replace(/\.json$/, '');
  return stem.replace(/[_-](?:results?|metrics|report|evaluation|eval|scores?)$/, '') || stem;
}

export function resultRows(fileName: string, value: unknown): readonly ResultRow[] {
  const model = modelOfFile(fileName);
  const listed = listIn(value);
  if (listed !== null) {
    return listed.flatMap(({ key, value: each }, index) => {
      const values = valuesOf(each);
      return values.length === 0 ? [] : [{ name: nameOf(each) ?? key ?? `${model} #${index + 1}`, item: index + 1, values }];
    });
  }
  const values = isFields(value) ? valuesOf(value) : [];
  return values.length === 0 || !isFields(value) ? [] : [{ name: model, values }];
}

interface Listed {
  readonly key: string | null;
  readonly value: Fields;
}

function listIn(value: unknown): readonly Listed[] | null {
  if (Array.isArray(value)) return value.filter(isFields).map((each) => ({ key: null, value: each }));
  if (!isFields(value)) return null;
  for (const key of LISTS) {
    const inside = Object.hasOwn(value, key) ? value[key] : undefined;
    if (Array.isArray(inside) && inside.some(isFields)) return listIn(inside);
    if (isFields(inside) && Object.values(inside).length > 0 && Object.values(inside).every(isFields))
      return Object.entries(inside).map(([name, each]) => ({ key: name, value: each as Fields }));
  }
  return null;
}

function nameOf(fields: Fields): string | null {
  const key = NAMES.find((each) => Object.hasOwn(fields, each) && typeof fields[each] === 'string' && fields[each] !== '');
  return key === undefined ? null : String(fields[key]);
}

function valuesOf(fields: Fields, prefix = '', depth = 0): readonly NamedValue[] {
  if (depth > DEEPEST) return [];
  const found: NamedValue[] = [];
  for (const [key, value] of Object.entries(fields)) {
    if (found.length >= MOST_VALUES) break;
    const name = prefix + key;
    const number = numberOf(value);
    if (number !== null) found.push({ name, value: number });
    else if (isFields(value)) found.push(...valuesOf(value, `${name}.`, depth + 1));
  }
  return found.slice(0, MOST_VALUES);
}

/** What strict JSON cannot say, some write as words. */
const WORDS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  nan: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && Object.hasOwn(WORDS, value) ? (WORDS[value] ?? null) : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
