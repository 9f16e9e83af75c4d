// Decides what a file in a checkpoints section is: whose checkpoint, in which role, of which epoch. By its name alone.
//
// A layout is a YAML file in `configs/layouts/` that carries its own examples. The templates a section's config adds go first.
// A role is what the template says: a token `best`, `final` or `last` in its literal text, otherwise a number makes it regular.
// Best and final win over an epoch: `m_best_epoch_12.pth` is m's best, as `best_acc_epoch_12.pth` is the best of a kind. The
// seed's one-liner `find -name "*epoch*.pth" -delete` took both for old ones.
// A name that no template knows is null: unrecognised, and so kept.

import { LAYOUT_SOURCES } from '../embedded.ts';
import { configError } from '../errors.ts';
import { escapeText } from '../escape.ts';
import type { Checkpoint, CheckpointRole, PathText, Section } from '../types.ts';
import { compileTemplate, mostSpecificFirst, parseName, type Template, type Values } from './naming.ts';

interface LayoutRule {
  readonly template: Template;
  readonly role: CheckpointRole;
}

/** How one framework names its checkpoints. `unit` is what one checkpoint is on disk. */
export interface Layout {
  readonly name: string;
  readonly title: string;
  readonly unit: 'file';
  /** The most specific template first. */
  readonly match: readonly LayoutRule[];
}

/** A layout's file, as its YAML says it. `examples` are for the tests: `test/layouts.test.ts` holds every file to its own. */
export type LayoutSource = (typeof LAYOUT_SOURCES)[string];

/** The fields that order checkpoints, the first one that a template has. */
const NUMBERS = ['num', 'epoch', 'step'] as const;
/** What `layout: auto` means as long as there is one layout. */
const AUTO = 'epoch-best-final';

/** The layout a section asks for, with the section's own templates before it. Throws a config error that names the choices. */
export function layoutFor(section: Section): Layout {
  const name = section.layout === 'auto' ? AUTO : section.layout;
  const source = Object.hasOwn(LAYOUT_SOURCES, name) ? LAYOUT_SOURCES[name] : undefined;
  if (source === undefined) {
    const known = ['auto', ...Object.keys(LAYOUT_SOURCES).sort()].join(', ');
    throw configError(`section ${section.name}: there is no layout "${escapeText(name)}"`, undefined, `known layouts: ${known}`);
  }
  const layout = layoutOf(name, source);
  const own = section.naming.map((template) => ruleOf(template)).filter((rule) => rule !== null);
  return { ...layout, match: mostSpecificFirst([...own, ...layout.match], (rule) => rule.template) };
}

export function layoutOf(name: string, { title, unit, match }: LayoutSource): Layout {
  const rules = match.map((rule) => ({ template: compiled(rule.name), role: rule.role }));
  return { name, title, unit, match: mostSpecificFirst(rules, (rule) => rule.template) };
}

/** A template of the user's: null where it says neither a role nor a number, so that nothing follows from it. */
function ruleOf(source: string): LayoutRule | null {
  const template = compiled(source);
  const words = template.pieces.filter((piece) => typeof piece === 'string').flatMap(wordsOf);
  const role = (['best', 'final', 'last'] as const).find((word) => words.includes(word));
  if (role !== undefined) return { template, role };
  return template.fields.some((field) => field.kind === 'number') ? { template, role: 'regular' } : null;
}

function compiled(source: string): Template {
  const template = compileTemplate(source);
  if (!template.ok) throw configError(`the name template "${escapeText(source)}" cannot be used: ${template.why}`);
  return template.value;
}

/** What a file name (not a path) says, or null. */
export function recognise(layout: Layout, fileName: PathText): Checkpoint | null {
  for (const { template, role } of layout.match) {
    const values = parseName(template, fileName);
    if (values !== null) return checkpointOf(template, role, values);
  }
  return null;
}

function checkpointOf(template: Template, role: CheckpointRole, values: Values): Checkpoint {
  // Every field that is not a number tells checkpoints apart: joined by what no name can hold, so that `a/bc` is not `ab/c`.
  const model = template.fields
    .filter((field) => field.kind !== 'number')
    .map((field) => values[field.name])
    .join('/');
  const epoch = NUMBERS.map((name) => values[name]).find((value) => value !== undefined);
  const numbered = typeof epoch === 'number' ? { epoch } : {};
  const named = role === 'regular' ? roleInModel(model) : null;
  return named === null ? { model, role, ...numbered } : { ...named, ...numbered };
}

/** `m_best` → best of m, `m-FINAL` → final of m, `best_acc` → best of acc. */
function roleInModel(model: string): { readonly model: string; readonly role: CheckpointRole } | null {
  const words = wordsOf(model);
  for (const role of ['best', 'final'] as const) {
    if (words.at(-1) === role) return { model: model.slice(0, -role.length - 1), role };
  }
  return words[0] === 'best' ? { model: model.slice('best'.length + 1), role: 'best' } : null;
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/[_\-.]/);
}
