// Decides what every section of the project is: where it lies and who said so, what it keeps, which names belong in it.

import { resolve } from 'node:path';
import { nearest } from '../../lib/did-you-mean.ts';
import { escapeText } from '../../lib/escape.ts';
import { modeOf } from '../../metrics/metric-direction.ts';
import type { PathText, Warning } from '../../types/primitives.ts';
import { type Origin, type Profile, SECTION_KINDS, type Section, type SectionKind } from '../../types/project.ts';
import { LAYOUT_NAMES } from '../config-template.generated.ts';
import { isInUse } from '../find-section.ts';
import { BLOCK, wrongValue } from './config-errors.ts';
import { configPath, isInside, isRelative } from './config-path.ts';
import type { OutputsBlock, SectionBlock } from './config-schema.ts';
import { type ConfigSource, type KeyPath, valueAt } from './config-types.ts';
import type { Interpolate } from './interpolate.ts';
import { mergedRules } from './keep-schema.ts';
import { knownPath } from './known-keys.ts';
import { DEFAULT_LAYOUT, KIND_DEFAULTS } from './section-defaults.ts';

/** What sections are resolved from besides the file. Paths are absolute. */
interface Setting {
  readonly root: PathText;
  readonly home: PathText | null;
  readonly profile: Profile;
  readonly outputs: PathText;
}

/** A configuration file with our block of it; null where there is none. */
export interface Written {
  readonly source: ConfigSource;
  readonly interpolate: Interpolate;
  readonly block: OutputsBlock;
}

interface Resolved {
  /** The six standard ones first, then the others in the order of the file. */
  readonly sections: readonly Section[];
  readonly warnings: readonly Warning[];
}

/** Throws config errors. */
export function resolveSections(setting: Setting, written: Written | null): Resolved {
  const warnings: Warning[] = [];
  const blocks = written?.block.sections ?? {};
  const added = Object.keys(blocks).filter((name) => !SECTION_KINDS.some((kind) => kind === name));
  const sections = [...SECTION_KINDS, ...added].map((name): Section => {
    const block = blocks[name] ?? {};
    const kind = block.kind ?? SECTION_KINDS.find((each) => each === name);
    if (kind === undefined) throw new Error(`section ${name} was decoded without a kind`);
    const defaults = KIND_DEFAULTS[kind];
    const { path, origin, ignored } = sectionPlace(name, block, setting, written);
    warnings.push(...ignored, ...(written === null ? [] : withoutEffect(written.source, name, kind, block)));
    return {
      name,
      kind,
      path,
      origin,
      active: isInUse(kind, setting.profile),
      patterns: block.patterns ?? defaults.patterns,
      naming: written?.block.naming?.[name] ?? written?.block.naming?.[kind] ?? defaults.naming,
      layout: layoutOf(name, block, written),
      keep: mergedRules(defaults.keep, block.keep ?? {}),
      ...(written !== null && metricOf(name, block, written.source)),
    };
  });
  return { sections, warnings };
}

interface SectionPlace {
  readonly path: PathText;
  readonly origin: Origin;
  /** Known keys that say where the section is and cannot be used. */
  readonly ignored: readonly Warning[];
}

function sectionPlace(name: string, block: SectionBlock, setting: Setting, written: Written | null): SectionPlace {
  const { root, home, outputs } = setting;
  if (written !== null && block.path !== undefined) {
    const keys = pathKeys(name);
    const path = configuredPath(keys, block.path, setting, written.source);
    return { path, origin: { from: 'config', key: keys.join('.'), place: written.source.valuePlace(keys) }, ignored: [] };
  }
  const byDefault = { path: resolve(outputs, name), origin: { from: 'default' } } as const;
  const standard = SECTION_KINDS.find((kind) => kind === name);
  if (written === null || standard === undefined) return { ...byDefault, ignored: [] };
  const { found, warnings } = knownPath(standard, written.source, written.interpolate, { root, home, taken: [root, outputs] });
  return { ...(found ?? byDefault), ignored: warnings };
}

function pathKeys(name: string): KeyPath {
  return [BLOCK, 'sections', name, 'path'];
}

/** Of what our block has at `keys`. Throws config errors. */
export function configuredPath(
  keys: KeyPath,
  text: string,
  { root, home, outputs }: Omit<Setting, 'profile'>,
  source: ConfigSource,
): PathText {
  const fromRoot = configPath(text, root, home);
  if (!fromRoot.ok) throw wrongValue(source, keys, fromRoot.why, { input: text });
  // `${training.checkpoint_dir}` and `outputs/logs` are written from the project's root; everything else from the outputs directory.
  const isOthers = String(valueAt(source.value, keys)).startsWith('${');
  const repeatsRoot = isInside(outputs, root) && (fromRoot.value === outputs || isInside(fromRoot.value, outputs));
  const path = isRelative(text) && !isOthers && !repeatsRoot ? resolve(outputs, text) : fromRoot.value;
  if (path === outputs || path === root) throw wrongValue(source, keys, 'expected a folder of its own', { input: text });
  return path;
}

function layoutOf(name: string, { layout }: SectionBlock, written: Written | null): string {
  const choices = [DEFAULT_LAYOUT, ...Object.keys(written?.block.layouts ?? {}), ...LAYOUT_NAMES];
  if (layout === undefined || written === null) return DEFAULT_LAYOUT;
  if (choices.includes(layout)) return layout;
  const meant = nearest(layout, choices);
  const hint = meant === undefined ? undefined : `did you mean \`${meant}\`?`;
  throw wrongValue(written.source, [BLOCK, 'sections', name, 'layout'], `expected one of ${choices.join(', ')}`, {
    hint,
    input: layout,
  });
}

/** A name that does not say which way is better needs a mode: guessed wrong, the worst would be kept for the best. */
function metricOf(section: string, { metric }: SectionBlock, source: ConfigSource): Pick<Section, 'metric'> {
  if (!metric) return {};
  const { name, mode = modeOf(name) ?? undefined } = metric;
  if (mode !== undefined) return { metric: { name, mode } };
  const hint = 'write `mode: min` or `mode: max` beside it';
  const says = 'expected a metric whose name says whether less or more is better';
  throw wrongValue(source, [BLOCK, 'sections', section, 'metric', 'name'], says, { hint, input: name });
}

/** A rule that is written down and does nothing is a file that somebody believes is safe. */
function withoutEffect(source: ConfigSource, name: string, kind: SectionKind, block: SectionBlock): readonly Warning[] {
  const given: KeyPath[] = [
    ...(['layout', 'patterns', 'metric'] as const).filter((key) => block[key] !== undefined).map((key) => [key]),
    ...Object.keys(block.keep ?? {}).map((rule) => ['keep', rule]),
  ];
  return given
    .filter((keys) => !KIND_DEFAULTS[kind].takes.includes(keys.join('.')))
    .map((keys) => {
      const full = [BLOCK, 'sections', name, ...keys];
      return {
        text: `\`${escapeText(full.join('.'))}\` has no effect on a section of kind ${kind}`,
        place: source.keyPlace(full),
      };
    });
}
