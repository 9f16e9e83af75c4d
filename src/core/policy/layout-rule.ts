// Decides what one rule of a layout reads in a name: whose checkpoint, in which role, of which epoch and step.
//
// Best and final win over an epoch: `m_best_epoch_12.pth` is m's best, as `best_acc_epoch_12.pth` is the best of a kind. The
// seed's one-liner `find -name "*epoch*.pth" -delete` took both for old ones.

import { configError } from '../errors.ts';
import { escapeText } from '../escape.ts';
import type { RuleSource } from '../layout-source.ts';
import type { Checkpoint, CheckpointRole, NamedValue, PathText } from '../types.ts';
import { pairsIn, singleMetric } from './name-metrics.ts';
import { compileTemplate, parseName, type Template } from './naming.ts';
import type { Parsed } from './quantity.ts';

/** A rule ready for use. Plain data but for its regular expressions. */
export interface Rule {
  readonly source: RuleSource;
  readonly template: Template | null;
  readonly pattern: RegExp | null;
  /** Names that this rule can fit begin and end so: cheaper to try than the rule itself. `''` and none where that is unknown. */
  readonly begins: string;
  readonly ends: string;
  readonly extensions: readonly string[];
  readonly files: boolean;
  readonly directories: boolean;
}

/** What a rule found in a name. */
export interface Reading {
  readonly checkpoint: Checkpoint;
  /** By the name of the group; none for a template. */
  readonly groups: Readonly<Record<string, string | undefined>>;
}

const GROUPS: ReadonlySet<string> = new Set('model epoch step metrics metric value unit shard of stem'.split(' '));
/** Expressions run on names that anybody can make up: NAME_MAX, and twice that where a folder's name is read too. */
const LONGEST_NAME = 255;
const LONGEST_PATTERN = 500;

/** Throws a config error for a template or an expression that cannot be used. */
export function compileRule(source: RuleSource): Rule {
  const type = source.type ?? 'file';
  const kinds = { files: type !== 'directory', directories: type !== 'file' };
  if (source.name !== undefined) {
    const template = compileTemplate(source.name);
    if (!template.ok) throw configError(`the name template "${escapeText(source.name)}" cannot be used: ${template.why}`);
    const [first] = template.value.pieces;
    const last = template.value.pieces.at(-1);
    const begins = typeof first === 'string' ? first : '';
    const ends = typeof last === 'string' ? last : '';
    const extensions = extensionOf(ends) === '' ? [] : [extensionOf(ends)];
    return { source, template: template.value, pattern: patternOf(template.value), begins, ends, extensions, ...kinds };
  }
  const text = source.pattern ?? '';
  const pattern = compilePattern(text);
  if (!pattern.ok) throw configError(`the pattern "${escapeText(text)}" cannot be used: ${pattern.why}`);
  return { source, template: null, pattern: pattern.value, ends: '', ...literalEnds({ text, levels: source.levels }), ...kinds };
}

/** For the whole name. `why` is a sentence fragment. */
export function compilePattern(text: string): Parsed<RegExp> {
  if (text === '') return { ok: false, why: 'it is empty' };
  if (text.length > LONGEST_PATTERN) return { ok: false, why: `it is longer than ${LONGEST_PATTERN} characters` };
  for (const [, name = ''] of text.matchAll(/\(\?<([^=!>][^>]*)>/g)) {
    if (!GROUPS.has(name))
      return { ok: false, why: `a group cannot be called ${escapeText(name)}, but ${[...GROUPS].join(', ')}` };
  }
  try {
    return { ok: true, value: new RegExp(`^(?:${text})$`, 'u') };
  } catch {
    return { ok: false, why: 'it is not a regular expression' };
  }
}

/** With its dot, from the last dot on; `''` without one. */
export function extensionOf(name: string): string {
  const at = name.lastIndexOf('.');
  return at < 0 ? '' : name.slice(at);
}

const SYNTAX = /[\\^$.*+?()[\]{}|]/;

/** The literal text that an expression begins with, and the extensions that it ends in, where both are plain to see. */
function literalEnds({
  text,
  levels = 1,
}: {
  readonly text: string;
  readonly levels?: number | undefined;
}): Pick<Rule, 'begins' | 'extensions'> {
  if (hasChoiceAtTop(text)) return { begins: '', extensions: [] };
  const at = text.search(SYNTAX);
  const literal = at < 0 ? text : text.slice(0, at);
  // `ab*` begins with `a` only.
  const begins = at >= 0 && '*+?{'.includes(text.charAt(at)) ? literal.slice(0, -1) : literal;
  const [, one, several = ''] = /(?<!\\)\\\.(?:(\w+)|\(\?:(\w+(?:\|\w+)*)\))$/.exec(text) ?? [];
  const extensions = (one === undefined ? several.split('|') : [one]).filter((each) => each !== '');
  return { begins: levels === 1 ? begins : '', extensions: extensions.map((each) => `.${each}`) };
}

function hasChoiceAtTop(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/\\.|\[(?:\\.|[^\]])*\]|[()|]/gsu)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === '|' && depth === 0) return true;
  }
  return false;
}

/** What the rule finds in a name (or `<folder>/<name>`, for a rule of two levels), or null. */
export function readName({ source, template, pattern }: Rule, name: PathText): Reading | null {
  if (name.length > LONGEST_NAME * (source.levels ?? 1)) return null;
  const match = pattern?.exec(name);
  if (template !== null) return match === null ? null : readByTemplate(template, source.role, name, match);
  return match ? readingOf(source.role, match.groups ?? NO_GROUPS) : null;
}

const NO_GROUPS: Reading['groups'] = {};

/**
 * An expression that reads what `parseName` does, several times as fast: for templates in which nothing can be read in two ways,
 * because one field at most is not a number. Null for others.
 */
function patternOf({ pieces, fields }: Template): RegExp | null {
  if (fields.some(({ kind }) => kind === 'timestamp') || fields.filter(({ kind }) => kind === 'text').length > 1) return null;
  const parts = pieces.map((piece) => {
    if (typeof piece === 'string') return piece.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    return piece.kind === 'number' ? '([0-9]+)' : '([^/\\0]+)';
  });
  return new RegExp(`^${parts.join('')}$`);
}

function readByTemplate(
  template: Template,
  role: CheckpointRole,
  name: PathText,
  match: RegExpExecArray | undefined,
): Reading | null {
  const values = match === undefined ? parseName(template, name) : null;
  if (match === undefined && values === null) return null;
  let [num, epoch, step]: (number | undefined)[] = [];
  let model = '';
  let index = 0;
  for (const { name: field, kind } of template.fields) {
    const value = match?.[++index] ?? values?.[field] ?? '';
    // Every field that is not a number tells checkpoints apart: joined by what no name can hold, so that `a/bc` is not `ab/c`.
    if (kind !== 'number') model += model === '' ? value : `/${value}`;
    else if (!Number.isSafeInteger(Number(value))) return null;
    else if (field === 'num') num = Number(value);
    else if (field === 'epoch') epoch = Number(value);
    else step = Number(value);
  }
  return { checkpoint: checkpointOf(model, role, { epoch: num ?? epoch, step, metrics: NO_METRICS }), groups: NO_GROUPS };
}

const NO_METRICS: readonly NamedValue[] = [];

function readingOf(role: CheckpointRole, groups: Reading['groups']): Reading | null {
  const { metrics: text, metric, value } = groups;
  let epoch = wholeNumber(groups['epoch']);
  let step = wholeNumber(groups['step']);
  const metrics: NamedValue[] = [];
  for (const pair of text === undefined ? [] : pairsIn(text)) {
    if (pair.name === 'epoch') epoch ??= pair.value;
    else if (pair.name === 'step') step ??= pair.value;
    else metrics.push(pair);
  }
  if (value !== undefined) metrics.push(singleMetric(metric, value));
  // `lr=0.1-adam/epoch=3` (a sweep's folder) has no epoch of its own, whatever the expression let through.
  if (role === 'regular' && text !== undefined && epoch === undefined && step === undefined) return null;
  if (!isCountable(epoch) || !isCountable(step)) return null;
  return { checkpoint: checkpointOf(groups['model'] ?? '', role, { epoch, step, metrics }), groups };
}

interface Numbers {
  readonly epoch: number | undefined;
  readonly step: number | undefined;
  readonly metrics: readonly NamedValue[];
}

function checkpointOf(model: string, role: CheckpointRole, { epoch, step, metrics }: Numbers): Checkpoint {
  if (model !== last.of || role !== last.as) last = { of: model, as: role, ...modelAndRole(model, role) };
  // As most are: V8 takes 40 bytes more for a field that is added afterwards.
  if (step === undefined && epoch !== undefined && metrics.length === 0) return { model: last.model, role: last.role, epoch };
  const checkpoint: { -readonly [Key in keyof Checkpoint]: Checkpoint[Key] } = { model: last.model, role: last.role };
  if (epoch !== undefined) checkpoint.epoch = epoch;
  if (step !== undefined) checkpoint.step = step;
  if (metrics.length > 0) checkpoint.metrics = metrics;
  return checkpoint;
}

/** Neighbours are of one model: so it is read once, and is one text, which is then compared at a glance. */
let last: ModelAndRole & { readonly of: string; readonly as: CheckpointRole } = {
  of: '',
  as: 'regular',
  model: '',
  role: 'regular',
};

interface ModelAndRole {
  readonly model: string;
  readonly role: CheckpointRole;
}

function isCountable(number: number | undefined): boolean {
  return number === undefined || (Number.isSafeInteger(number) && number >= 0);
}

function wholeNumber(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}

/** `m_best` → best of m, `m-FINAL` → final of m, `best_acc` → best of acc. */
function modelAndRole(model: string, role: CheckpointRole): ModelAndRole {
  if (role !== 'regular' || model === '') return { model, role };
  const words = wordsOf(model);
  for (const named of ['best', 'final'] as const) {
    if (words.at(-1) === named) return { model: model.slice(0, -named.length - 1), role: named };
  }
  return words[0] === 'best' ? { model: model.slice('best'.length + 1), role: 'best' } : { model, role };
}

/** The words of a name, in small letters. */
export function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/[_\-.]/);
}
