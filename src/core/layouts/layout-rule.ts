// Decides what one rule of a layout reads in a name: whose checkpoint, in which role, of which epoch and step.

import { configError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { isTooLong } from '../lib/name-length.ts';
import type { Parsed } from '../lib/quantities.ts';
import { checkpointOf } from '../naming/checkpoint-from-name.ts';
import { type PlainTemplate, plainTemplate, readPlain } from '../naming/fast-template.ts';
import { pairsIn, singleMetric } from '../naming/metrics-in-name.ts';
import { compileTemplate, parseName, type Template } from '../naming/template.ts';
import { compileExpression, type Expression } from '../patterns/regex.ts';
import type { Checkpoint, CheckpointRole, NamedValue } from '../types/checkpoints.ts';
import type { RuleSource } from '../types/layout.ts';
import type { PathText } from '../types/primitives.ts';

/** A rule ready for use. Plain data but for its regular expressions. */
export interface CompiledRule {
  readonly source: RuleSource;
  readonly template: Template | null;
  /** The template, where it is one that is quickly read. */
  readonly plain: PlainTemplate | null;
  readonly pattern: Expression | null;
  /** An expression that fits every name which the rule does: by which they can end (`regex-suffixes.ts`). */
  readonly outline: string;
  /** Names that this rule can fit begin so: cheaper to try than the rule itself. `''` where that is unknown. */
  readonly begins: string;
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
const LONGEST_PATTERN = 500;

/** Throws a config error for a template or an expression that cannot be used. */
export function compileRule(source: RuleSource): CompiledRule {
  const type = source.type ?? 'file';
  const kinds = { files: type !== 'directory', directories: type !== 'file' };
  if (source.name !== undefined) {
    const template = compileTemplate(source.name);
    if (!template.ok) throw configError(`the name template "${escapeText(source.name)}" cannot be used: ${template.why}`);
    const { pieces } = template.value;
    const begins = typeof pieces[0] === 'string' ? pieces[0] : '';
    const outline = pieces.map(outlineOf).join('');
    return { source, template: template.value, plain: plainTemplate(template.value), pattern: null, outline, begins, ...kinds };
  }
  const text = source.pattern ?? '';
  const pattern = compileRuleExpression(text);
  if (!pattern.ok) throw configError(`the pattern "${escapeText(text)}" cannot be used: ${pattern.why}`);
  // What goes by two levels is no single name's beginning.
  const begins = (source.levels ?? 1) === 1 ? literalBegin(text) : '';
  return { source, template: null, plain: null, pattern: pattern.value, outline: text, begins, ...kinds };
}

function outlineOf(piece: Template['pieces'][number]): string {
  if (typeof piece === 'string') return piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return piece.kind === 'number' ? '\\d+' : '.+';
}

/** For the whole name. `why` is a sentence fragment. */
export function compileRuleExpression(text: string): Parsed<Expression> {
  if (text === '') return { ok: false, why: 'it is empty' };
  if (text.length > LONGEST_PATTERN) return { ok: false, why: `it is longer than ${LONGEST_PATTERN} characters; write several` };
  for (const [, name = ''] of text.matchAll(/\(\?<([^=!>][^>]*)>/g)) {
    if (!GROUPS.has(name))
      return { ok: false, why: `a group cannot be called ${escapeText(name)}, but ${[...GROUPS].join(', ')}` };
  }
  return compileExpression(text);
}

/** With its dot, from the last dot on; `''` without one. */
export function extensionOf(name: string): string {
  const at = name.lastIndexOf('.');
  return at < 0 ? '' : name.slice(at);
}

const SYNTAX = /[\\^$.*+?()[\]{}|]/;

/** The literal text that an expression begins with, where that is plain to see. */
function literalBegin(text: string): string {
  if (hasChoiceAtTop(text)) return '';
  const at = text.search(SYNTAX);
  const literal = at < 0 ? text : text.slice(0, at);
  // `ab*` begins with `a` only.
  return at >= 0 && '*+?{'.includes(text.charAt(at)) ? literal.replace(/.$/su, '') : literal;
}

function hasChoiceAtTop(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(/\\.|\[(?:\\.|[^\]])*\]|[()|]/gsu)) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (token === '|' && depth <= 0) return true;
  }
  return false;
}

/** What the rule finds in a name (or `<folder>/<name>`, for a rule of two levels), or null. */
export function readName(rule: CompiledRule, name: PathText): Reading | null {
  const { source, template, pattern } = rule;
  if (template !== null) {
    const checkpoint = readTemplate(rule, name);
    return checkpoint === null ? null : { checkpoint, groups: NO_GROUPS };
  }
  if (isTooLong(name, source.levels)) return null;
  const groups = pattern?.read(name) ?? null;
  return groups === null ? null : readingOf(source.role, groups);
}

const NO_GROUPS: Reading['groups'] = {};

/** As `readName`, for a rule that has this template: one object less for each of 100,000 names. */
export function readTemplate({ source, plain, template }: CompiledRule, name: PathText): Checkpoint | null {
  if (template === null || isTooLong(name)) return null;
  if (plain !== null) return readPlain(plain, source.role, name);
  const values = parseName(template, name);
  if (values === null) return null;
  let model = '';
  for (const { name: field, kind } of template.fields) {
    // Every field that is not a number tells checkpoints apart: joined by what no name can hold, so that `a/bc` is not `ab/c`.
    if (kind !== 'number') model += model === '' ? values[field] : `/${values[field]}`;
  }
  return checkpointOf(model, source.role, numberOf(values['num'] ?? values['epoch']), numberOf(values['step']));
}

function numberOf(value: string | number | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

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
  return { checkpoint: checkpointOf(groups['model'] ?? '', role, epoch, step, metrics), groups };
}

function isCountable(number: number | undefined): boolean {
  return number === undefined || (Number.isSafeInteger(number) && number >= 0);
}

function wholeNumber(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits);
}
