// Decides which layouts read a section: the one it names, or all of them, with the section's own name templates first.
// A layout is a YAML file in `configs/layouts/`, or an entry of `outputs.layouts` in the project's config (`core/layout-source.ts`).
// What no rule knows is unrecognised, and so kept.

import { LAYOUT_SOURCES } from '../embedded-layouts.ts';
import { configError } from '../errors.ts';
import { escapeText } from '../escape.ts';
import type { LayoutSource, PointerSource, RuleSource } from '../layout-source.ts';
import type { PathText, Section } from '../types.ts';
import { compileMark, type Mark } from './directory-marks.ts';
import type { Expression } from './expression.ts';
import { compilePattern, compileRule, type Rule } from './layout-rule.ts';
import { compileTemplate, mostSpecificFirst } from './naming.ts';
import { roleIn } from './template-role.ts';

/** A layout ready for use. */
export interface Layout {
  readonly name: string;
  readonly title: string;
  /** Those of a smaller tier go first: the section's templates, the user's layouts, the frameworks', the generic ones. */
  readonly tier: (typeof TIERS)[keyof typeof TIERS];
  /** In the order in which they are tried. */
  readonly match: readonly LayoutRule[];
  readonly above: ReadonlySet<PathText>;
  readonly apart: readonly Mark[];
  readonly unfinished: readonly Expression[];
  readonly pointers: readonly PointerSource[];
}

export interface LayoutRule extends Rule {
  readonly holds: readonly Mark[];
  readonly without: readonly Mark[];
  readonly proof: readonly Mark[];
  readonly complete: readonly Mark[];
  readonly marked: readonly Mark[];
}

const TIERS = { naming: 0, own: 1, framework: 2, generic: 3 } as const;
/** The layout that the seed's name templates, which every section has by default, are taken from. */
export const SEED = 'epoch-best-final';

export type OwnLayouts = Readonly<Record<string, LayoutSource>>;

/** The layouts that a section asks for. Throws a config error that names the choices. */
export function layoutsFor(section: Section, own: OwnLayouts): readonly Layout[] {
  const naming = namingLayout(section);
  if (section.layout === 'auto') {
    const all = [
      ...Object.entries(own).map(([name, source]) => compiledOnce(name, source, 'own')),
      ...Object.entries(LAYOUT_SOURCES).map(([name, source]) => compiledOnce(name, source, 'framework')),
    ];
    return naming === null ? all : [naming, ...all];
  }
  const chosen = namedLayout(section, own);
  return naming === null ? [chosen] : [naming, chosen];
}

function namedLayout({ name: section, layout: name }: Section, own: OwnLayouts): Layout {
  if (Object.hasOwn(own, name)) return compiledOnce(name, own[name] as LayoutSource, 'own');
  if (Object.hasOwn(LAYOUT_SOURCES, name)) return compiledOnce(name, LAYOUT_SOURCES[name] as LayoutSource, 'framework');
  const known = ['auto', ...[...Object.keys(own), ...Object.keys(LAYOUT_SOURCES)].sort()].join(', ');
  throw configError(`section ${section}: there is no layout "${escapeText(name)}"`, undefined, `known layouts: ${known}`);
}

/** By their source: expressions are compiled once in a run, however many sections and looks there are. */
const compiled = new WeakMap<LayoutSource, Layout>();

function compiledOnce(name: string, source: LayoutSource, tier: 'own' | 'framework'): Layout {
  const known = compiled.get(source);
  if (known !== undefined && known.name === name) return known;
  const layout = layoutOf(name, source, source.generic ? 'generic' : tier);
  compiled.set(source, layout);
  return layout;
}

/** Throws a config error for a template or an expression that cannot be used. */
export function layoutOf(name: string, source: LayoutSource, tier: keyof typeof TIERS = 'framework'): Layout {
  return {
    name,
    title: source.title,
    tier: TIERS[tier],
    match: inOrder(source.match.map(ruleOf)),
    above: new Set(source.above),
    apart: (source.apart ?? []).map(compileMark),
    unfinished: (source.unfinished ?? []).map(temporaryName),
    pointers: source.pointers ?? [],
  };
}

function ruleOf(source: RuleSource): LayoutRule {
  const marks = (globs: readonly string[] | undefined) => (globs ?? []).map(compileMark);
  return {
    ...compileRule(source),
    holds: marks(source.holds),
    without: marks(source.without),
    proof: marks(source.proof),
    complete: marks(source.complete),
    marked: marks(source.unfinished),
  };
}

function temporaryName(text: string): Expression {
  const pattern = compilePattern(text);
  if (pattern.ok) return pattern.value;
  throw configError(`the pattern "${escapeText(text)}" cannot be used: ${pattern.why}`);
}

function inOrder(rules: readonly LayoutRule[]): readonly LayoutRule[] {
  const withTemplate = rules.flatMap((rule) => (rule.template === null ? [] : [{ rule, template: rule.template }]));
  const templates = mostSpecificFirst(withTemplate, ({ template }) => template).map(({ rule }) => rule);
  return [...templates, ...rules.filter(({ template }) => template === null)];
}

/**
 * The section's own templates as a layout, or null where they are just the default ones. The seed's go with them where they would
 * count too: of both, the one with more literal text decides.
 */
function namingLayout({ naming, layout }: Section): Layout | null {
  const seed = LAYOUT_SOURCES[SEED]?.match ?? [];
  if (naming.every((template) => seed.some(({ name }) => name === template))) return null;
  const own = naming.map(ownRule).filter((rule) => rule !== null);
  const match = layout === 'auto' || layout === SEED ? [...own, ...seed] : own;
  return layoutOf('naming', { title: 'The section’s own templates', match }, 'naming');
}

/** A template of the user's: null where it says neither a role nor a number, so that nothing follows from it. */
function ownRule(source: string): RuleSource | null {
  const template = compileTemplate(source);
  if (!template.ok) throw configError(`the name template "${escapeText(source)}" cannot be used: ${template.why}`);
  const role = roleIn(template.value);
  return role === null ? null : { name: source, role };
}
