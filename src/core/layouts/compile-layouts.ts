// Decides which layouts read a section: the one it names, or all of them, with the section's own name templates first.
// A layout is a YAML file in `configs/layouts/`, or an entry of `outputs.layouts` in the project's config (`core/types/layout.ts`).
// What no rule knows is unrecognised, and so kept.

import { configError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { compileTemplate, mostSpecificFirst } from '../naming/template.ts';
import { roleIn } from '../naming/template-role.ts';
import type { Expression } from '../patterns/regex.ts';
import type { LayoutSource, PointerSource, RuleSource } from '../types/layout.ts';
import type { PathText } from '../types/primitives.ts';
import type { Section } from '../types/project.ts';
import { LAYOUT_SOURCES } from './builtin-layouts.generated.ts';
import { compileMark, type Mark } from './directory-markers.ts';
import { type CompiledRule, compileRule, compileRuleExpression } from './layout-rule.ts';

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

export interface LayoutRule extends CompiledRule {
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
      ...Object.entries(own).map(([name, source]) => compiledAs(name, source, 'own')),
      ...Object.entries(LAYOUT_SOURCES).map(([name, source]) => compiledAs(name, source, 'framework')),
    ];
    return naming === null ? all : [naming, ...all];
  }
  const chosen = namedLayout(section, own);
  return naming === null ? [chosen] : [naming, chosen];
}

function namedLayout({ name: section, layout: name }: Section, own: OwnLayouts): Layout {
  if (Object.hasOwn(own, name)) return compiledAs(name, own[name] as LayoutSource, 'own');
  if (Object.hasOwn(LAYOUT_SOURCES, name)) return compiledAs(name, LAYOUT_SOURCES[name] as LayoutSource, 'framework');
  const known = ['auto', ...[...Object.keys(own), ...Object.keys(LAYOUT_SOURCES)].sort()].join(', ');
  throw configError(`section ${section}: there is no layout "${escapeText(name)}"`, undefined, `known layouts: ${known}`);
}

function compiledAs(name: string, source: LayoutSource, tier: 'own' | 'framework'): Layout {
  return layoutOf(name, source, source.generic ? 'generic' : tier);
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
  const pattern = compileRuleExpression(text);
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
