// Decides which names a section's files should have, what each template is for, and what a name says by them.
//
// Read is what the project's own templates say, and for checkpoints the seed's too, wherever pruning reads them as well: a name that
// `name` prints must not be one that `prune-checkpoints` takes for something else.

import { LAYOUT_SOURCES } from '../layouts/builtin-layouts.generated.ts';
import { SEED } from '../layouts/compile-layouts.ts';
import { type CompiledRule, compileRule, readName } from '../layouts/layout-rule.ts';
import { configError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { compileTemplate, mostSpecificFirst, parseName, type Template } from '../naming/template.ts';
import { roleIn } from '../naming/template-role.ts';
import type { CheckpointRole } from '../types/checkpoints.ts';
import type { PathText } from '../types/primitives.ts';
import type { Section, SectionKind } from '../types/project.ts';
import type { NameKind, ParsedName } from '../types/reports.ts';

/** One template of one section. */
export interface Convention {
  readonly section: Section;
  readonly template: Template;
  readonly kind: NameKind;
  /** In the section's own list: new files are named by these only. */
  readonly isOwn: boolean;
  /** What reads checkpoints; null for everything else, and where a template says too little to be one. */
  readonly rule: CompiledRule | null;
}

/** In the order of the config. Throws a config error for a template that cannot be used. */
export function conventionsOf(section: Section): readonly Convention[] {
  const own = section.naming.flatMap((source) => conventionOf(section, source, 'own'));
  const readsSeed = section.kind === 'checkpoints' && (section.layout === 'auto' || section.layout === SEED);
  const seed = readsSeed ? (LAYOUT_SOURCES[SEED]?.match ?? []).flatMap(({ name = '' }) => name) : [];
  return [
    ...own,
    ...seed.filter((name) => !section.naming.includes(name)).flatMap((name) => conventionOf(section, name, 'read')),
  ];
}

function conventionOf(section: Section, source: string, use: 'own' | 'read'): readonly Convention[] {
  const template = compileTemplate(source);
  if (!template.ok) throw configError(`the name template "${escapeText(source)}" cannot be used: ${template.why}`);
  const role = section.kind === 'checkpoints' ? roleIn(template.value) : null;
  const kind = role === null ? kindIn(section.kind, template.value) : KIND_OF_ROLE[role];
  if (kind === null) return [];
  const rule = role === null ? null : compileRule({ name: source, role });
  return [{ section, template: template.value, kind, isOwn: use === 'own', rule }];
}

const KIND_OF_ROLE: Readonly<Record<CheckpointRole, NameKind>> = {
  regular: 'checkpoint',
  best: 'best',
  last: 'last',
  final: 'final',
};

const PICTURE = /\.(?:png|svg|pdf|jpe?g|webp|gif|eps|html?)$/i;

/** Null for a cache: the programs that fill it choose its names. */
function kindIn(kind: SectionKind, { source }: Template): NameKind | null {
  switch (kind) {
    case 'checkpoints':
      return 'checkpoint';
    case 'logs':
      return 'log';
    case 'results':
      return PICTURE.test(source) ? 'plot' : 'result';
    case 'models':
      return 'model';
    case 'artifacts':
      return 'artifact';
    case 'cache':
      return null;
    default:
      return kind satisfies never;
  }
}

/** What the name says by the one of these with the most literal text that fits, or null. */
export function readByConvention(conventions: readonly Convention[], name: PathText): ParsedName['reading'] {
  for (const { section, template, kind, rule } of mostSpecificFirst(conventions, (each) => each.template)) {
    const values = parseName(template, name);
    if (values === null) continue;
    const checkpoint = rule === null ? undefined : readName(rule, name)?.checkpoint;
    return {
      section: section.name,
      kind: checkpoint === undefined ? kind : KIND_OF_ROLE[checkpoint.role],
      template: template.source,
      values,
      ...(checkpoint !== undefined && { checkpoint }),
    };
  }
  return null;
}
