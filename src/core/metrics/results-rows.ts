// Decides which results a JSON file of a results section holds. One object is one result. A list of objects is a list of runs, also under
// `runs`, `results`, `models` or `experiments`. There, and in a file without a model in its name (`results.json`), an object of objects
// holds one result for each key. Nested metrics get dotted names: `test.psnr`. A list of numbers is a history or a matrix, not a result.

import { isRecord } from '../lib/json-object.ts';
import type { NamedValue } from '../types/checkpoints.ts';
import { modeOf } from './metric-direction.ts';

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
  const listed = listIn(value) ?? modelsIn(model, value);
  if (listed !== null) {
    return listed.flatMap(({ key, value: each }, index) => {
      const values = valuesOf(each);
      return values.length === 0 ? [] : [{ name: nameOf(each) ?? key ?? `${model} #${index + 1}`, item: index + 1, values }];
    });
  }
  const values = isRecord(value) ? valuesOf(value) : [];
  return values.length === 0 || !isRecord(value) ? [] : [{ name: model, values }];
}

interface Listed {
  readonly key: string | null;
  readonly value: Fields;
}

function listIn(value: unknown): readonly Listed[] | null {
  if (Array.isArray(value)) return value.filter(isRecord).map(namedByKey);
  if (!isRecord(value)) return null;
  for (const key of LISTS) {
    const inside = Object.hasOwn(value, key) ? value[key] : undefined;
    if (Array.isArray(inside) && inside.some(isRecord)) return listIn(inside);
    if (isRecord(inside) && Object.values(inside).length > 0 && Object.values(inside).every((each) => runsOf(each).length > 0))
      return Object.entries(inside).flatMap(([name, each]) => listedAs(name, each));
  }
  return null;
}

/** `{ UNet: { psnr: 30 }, VAE: [{ psnr: 29 }, { psnr: 28 }] }`: what a file holds that compares models, beside words about itself. */
function modelsIn(model: string, value: unknown): readonly Listed[] | null {
  if (!isRecord(value)) return null;
  const entries = Object.entries(value);
  const groups = entries.filter(([, each]) => runsOf(each).length > 0);
  const others = entries.filter(([, each]) => numberOf(each) !== null || Array.isArray(each) || isRecord(each));
  if (groups.length === 0 || others.some(([key, each]) => runsOf(each).length === 0 && !ABOUT_THE_FILE.test(key))) return null;
  const keys = groups.map(([key]) => key);
  if (keys.some((key) => NO_MODEL.test(key) || modeOf(key) !== null)) return null;
  const named = keys.filter((key) => LIKE_A_MODEL.test(key) || key === model);
  const ofNoModel = model.split(/[^A-Za-z]+/).every((word) => word === '' || OF_MANY.test(word));
  if (!ofNoModel && named.length * 2 < keys.length) return null;
  const [first = [], ...rest] = groups.map(([, each]) => runsOf(each).flatMap((run) => valuesOf(run).map(({ name }) => name)));
  if (first.includes('support') || first.length === 0) return null;
  if (!rest.every((names) => names.some((name) => first.includes(name)))) return null;
  return groups.flatMap(([key, each]) => listedAs(key, each));
}

/** Words in the name of a file that is not about one model. */
const OF_MANY =
  /^(?:ablations?|all|baselines?|benchmarks?|compar(?:e|ison|isons)|combined|eval|evaluations?|experiments?|final|leaderboard|metrics|models?|overview|reports?|results?|runs?|scores?|summary|table|test)$/i;
const LIKE_A_MODEL =
  /net|former|model|baseline|bert|gpt|llama|mistral|qwen|vit|gan|vae|cnn|rnn|lstm|mlp|diffusion|ddpm|yolo|clip|swin|tiny|small|base|large|v\d|[a-z][_-]?\d+$/i;
/** Parts of one result: splits, averages, settings, classes by number. */
const NO_MODEL =
  /^(?:train(?:ing)?|val|valid|validation|dev|test(?:ing)?|eval(?:uation)?|holdout|(?:in|out)_of_domain|metrics|losses|scores?|config|configuration|args|params|parameters|hparams|hyper_?parameters|settings|meta(?:data)?|info|timings?|system|environment|summary|overall|total|average|mean|std|best|last|final|(?:macro|micro|weighted|samples)[ _]avg|(?:class|fold|epoch|step|layer|seed|split)[ _-]?\d*|\d+)$/i;
const ABOUT_THE_FILE =
  /^(?:seed|epochs?|steps?|version|schema_?version|time|timestamp|created|date|duration|(?:n|num|total)_.*|config|args|params|hparams|meta(?:data)?|info|settings|environment|system|tags|notes?)$/i;

/** An object with numbers, or a list of such. */
function runsOf(value: unknown): readonly Fields[] {
  const runs = isRecord(value) ? [value] : Array.isArray(value) && value.every(isRecord) ? value : [];
  return runs.every((run) => valuesOf(run).length > 0) ? runs : [];
}

function listedAs(key: string, value: unknown): readonly Listed[] {
  const runs = runsOf(value);
  return runs.map((run, index) => ({ key: runs.length === 1 ? key : `${key} #${index + 1}`, value: run }));
}

/** `[{ UNet: { psnr: 30 } }, …]`. */
function namedByKey(fields: Fields): Listed {
  const [only, ...more] = Object.entries(fields);
  const isName =
    only !== undefined && more.length === 0 && isRecord(only[1]) && !NO_MODEL.test(only[0]) && modeOf(only[0]) === null;
  return isName ? { key: only[0], value: only[1] as Fields } : { key: null, value: fields };
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
    else if (isRecord(value)) found.push(...valuesOf(value, `${name}.`, depth + 1));
  }
  return found.slice(0, MOST_VALUES);
}

/** Numbers that strict JSON does not have, written as strings. */
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
