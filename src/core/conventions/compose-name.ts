// Decides the conventional name for what somebody wants to write, or why there is none: every name is read again before it is given out.

import { nearest } from '../lib/did-you-mean.ts';
import { escapeText } from '../lib/escape.ts';
import type { Parsed } from '../lib/quantities.ts';
import { formatName, type Template, type Values } from '../naming/template.ts';
import { isTemporaryName } from '../naming/temporary-names.ts';
import type { PathText } from '../types/primitives.ts';
import type { NameKind } from '../types/reports.ts';
import { type Convention, readByConvention } from './section-conventions.ts';

/** What is to be named, as it was given: texts. */
export interface NameRequest {
  readonly kind: NameKind;
  readonly model?: string;
  readonly epoch?: string;
  readonly step?: string;
  /** By the name of the field. */
  readonly fields: Readonly<Record<string, string>>;
  /** For a `{timestamp}` that nobody gave. */
  readonly now: string;
  /** One of the templates, where several take the same fields. */
  readonly template?: string;
}

export interface ConventionalName {
  readonly convention: Convention;
  readonly values: Values;
  readonly name: PathText;
}

/** The first template of that kind that takes exactly what was given. `why` is a sentence fragment, fit for a screen. */
export function conventionalName(conventions: readonly Convention[], wanted: NameRequest): Parsed<ConventionalName> {
  const own = conventions.filter(({ isOwn }) => isOwn);
  const ofKind = own.filter(({ kind }) => kind === wanted.kind);
  const named = wanted.template === undefined ? ofKind : ofKind.filter(({ template }) => template.source === wanted.template);
  if (named.length === 0) return no(whyNoTemplate(ofKind, own, wanted));
  const filled = named.map((convention) => ({ convention, ...fill(convention.template, wanted) }));
  const fit = filled.find(({ missing, unused }) => missing.length + unused.length === 0);
  if (fit === undefined) return no(filled.map(gapText).join('; '));
  const values = valuesOf(fit.convention.template, fit.texts);
  if (!values.ok) return values;
  const name = formatName(fit.convention.template, values.value);
  if (!name.ok) return name;
  const other = readDifferently(fit.convention, conventions, name.value);
  if (other !== null) return no(`${escapeText(name.value)} ${other}`);
  return { ok: true, value: { convention: fit.convention, values: values.value, name: name.value } };
}

function no(why: string): Parsed<never> {
  return { ok: false, why };
}

function whyNoTemplate(ofKind: readonly Convention[], all: readonly Convention[], { kind, template }: NameRequest): string {
  if (template === undefined || ofKind.length === 0) {
    const kinds = [...new Set(all.map((each) => each.kind))].join(', ');
    return `no name template is for a ${WORDS[kind]}; there are some for: ${kinds || 'nothing'}`;
  }
  const sources = ofKind.map((each) => each.template.source);
  const meant = nearest(template, sources);
  const choices = meant === undefined ? `there are ${sources.map(escapeText).join(', ')}` : `did you mean ${escapeText(meant)}?`;
  return `${escapeText(template)} is no name template for a ${WORDS[kind]}; ${choices}`;
}

interface Filled {
  /** By field. */
  readonly texts: Readonly<Record<string, string>>;
  /** As a person gives them: `--model`, `--set fold=…`. */
  readonly missing: readonly string[];
  readonly unused: readonly string[];
}

const MODEL_FIELDS: readonly string[] = ['model_name', 'model'];

function fill(template: Template, { model, epoch, step, fields, now }: NameRequest): Filled {
  const texts: Record<string, string> = {};
  const unused: string[] = [];
  const give = (field: string | undefined, text: string | undefined, flag: string): void => {
    if (text === undefined) return;
    if (field === undefined || Object.hasOwn(texts, field)) unused.push(flag);
    else texts[field] = text;
  };
  const known = flagFields(template);
  give(known.model, model, '--model');
  give(known.epoch, epoch, '--epoch');
  give(known.step, step, '--step');
  const names = template.fields.map(({ name }) => name);
  for (const [field, text] of Object.entries(fields))
    give(names.includes(field) ? field : undefined, text, flagFor(field, known));
  if (names.includes('timestamp')) texts['timestamp'] ??= now;
  const missing = names.filter((name) => !Object.hasOwn(texts, name)).map((name) => flagFor(name, known));
  return { texts, missing, unused };
}

interface FlagFields {
  readonly model: string | undefined;
  readonly epoch: string | undefined;
  readonly step: string | undefined;
}

/** A field of text by any name is the model where it is the only one; `{num}` counts epochs, as when it is read. */
function flagFields({ fields }: Template): FlagFields {
  const texts = fields.filter(({ kind }) => kind === 'text').map(({ name }) => name);
  const has = (name: string) => (fields.some((field) => field.name === name) ? name : undefined);
  const model = MODEL_FIELDS.find((name) => texts.includes(name)) ?? (texts.length === 1 ? texts[0] : undefined);
  return { model, epoch: has('epoch') ?? has('num'), step: has('step') };
}

function flagFor(field: string, known: FlagFields): string {
  const flag = (['model', 'epoch', 'step'] as const).find((each) => known[each] === field);
  if (flag !== undefined) return `--${flag}`;
  return field === 'timestamp' ? '--timestamp' : `--set ${escapeText(field)}=VALUE`;
}

function gapText({ convention, missing, unused }: Filled & { readonly convention: Convention }): string {
  const parts = [
    ...(missing.length > 0 ? [`needs ${missing.join(' and ')}`] : []),
    ...(unused.length > 0 ? [`has no place for ${unused.join(' and ')}`] : []),
  ];
  return `${escapeText(convention.template.source)} ${parts.join(' and ')}`;
}

function valuesOf({ fields }: Template, texts: Readonly<Record<string, string>>): Parsed<Values> {
  const values: Record<string, string | number> = {};
  for (const { name, kind } of fields) {
    const text = texts[name] ?? '';
    const why = kind === 'number' ? (/^[0-9]+$/.test(text) ? null : 'is a whole number') : whyNotInAName(text);
    if (why !== null) return no(`{${name}} ${why}, not ${JSON.stringify(escapeText(text))}`);
    values[name] = kind === 'number' ? Number(text) : text;
  }
  return { ok: true, value: values };
}

/** Completes "{model_name} …". A newline would be two lines of what a script reads, and is cut off at the end by `$(…)`. */
function whyNotInAName(text: string): string | null {
  if (text === '') return 'cannot be empty';
  if (text === '.' || text === '..') return 'cannot be a folder';
  if (/[/\0]/.test(text)) return 'cannot contain / or a NUL: it is a part of a file name';
  const shown = text.replaceAll('\\', '');
  return escapeText(shown) === shown ? null : 'cannot contain characters that are not shown';
}

/** Completes "<name> …". */
function readDifferently({ section, template, kind }: Convention, all: readonly Convention[], name: PathText): string | null {
  if (isTemporaryName(name, 'file')) return 'would be taken for a file that is still being written';
  const read = readByConvention(
    all.filter((each) => each.section === section),
    name,
  );
  if (read === null) return 'would not be recognised';
  if (read.template !== template.source) return `would be read by ${escapeText(read.template)}`;
  return read.kind === kind ? null : `would be read as a ${WORDS[read.kind]}: the model's name says so`;
}

/** What a kind is called in a sentence, after "a". */
export const WORDS: Readonly<Record<NameKind, string>> = {
  checkpoint: 'checkpoint',
  best: 'best checkpoint',
  last: 'last checkpoint',
  final: 'final checkpoint',
  log: 'log',
  result: 'result',
  plot: 'plot',
  model: 'model',
  artifact: 'file of artifacts',
};
