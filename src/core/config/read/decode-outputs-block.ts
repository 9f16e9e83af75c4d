// Reads our block of a configuration, `outputs:`: interpolated, decoded, and refused for the first thing in it that is wrong.

import { configError } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import { compileTemplate } from '../../naming/template.ts';
import { SECTION_KINDS } from '../../types/project.ts';
import { BLOCK, badName, dotted, earliest, errorOf, OUTSIDE_CONFIG_HINT, rootIsProject, wrongValue } from './config-errors.ts';
import type { BlockProblem, OutputsBlock } from './config-schema.ts';
import { type ConfigSource, isMapping, type KeyPath, valueAt } from './config-types.ts';
import type { Interpolate } from './interpolate.ts';

const KEYS: Readonly<Record<keyof OutputsBlock, true>> = {
  ...{ root: true, profile: true, sections: true, naming: true, pinned: true, trash: true, grace: true },
  ...{ used_in: true, allow: true, env: true, check: true, layouts: true },
};

/**
 * In each list and mapping. Every section is compared with every other, and every pattern with every file. Nobody has more; 20,000 sections
 * took minutes, 20,000 pins of several stars 13 s for 200 files.
 */
const MOST_ENTRIES = 1000;
/** PATH_MAX. */
const LONGEST_TEXT = 4096;

/** An absent or empty block is `{}`. Throws config errors, and a refusal where the root is empty. */
export async function readBlock(source: ConfigSource, interpolate: Interpolate): Promise<OutputsBlock> {
  const written = valueAt(source.value, [BLOCK]);
  if (written === undefined || written === null) return {};
  if (!isMapping(written))
    throw wrongValue(source, [BLOCK], 'expected a mapping', {
      hint: `this key is read by the \`outputs\` command${OUTSIDE_CONFIG_HINT}`,
    });
  requireBounded(source, [BLOCK], written);
  const { decodeBlock, SECTION_NAME, RESERVED_NAMES } = await import('./config-schema.ts');
  // What is not ours is left as it stands: that we do not know the key says more than that we cannot resolve `${{ steps… }}` in it.
  const block = Object.fromEntries(
    Object.entries(written).map(([key, value]) => [
      key,
      Object.hasOwn(KEYS, key) ? interpolated(value, [BLOCK, key], source, interpolate) : value,
    ]),
  );
  requireRoot(source, block);
  const sectionNames = keysOf(block, 'sections');
  const names = sectionNames
    .filter((name) => !SECTION_NAME.test(name) || RESERVED_NAMES.includes(name))
    .map((name) => badName(source, name, RESERVED_NAMES.includes(name)));
  const { whyNoLayoutName } = await import('./layout-schema.ts');
  const { whyNever } = await import('../../environment/variable-rule.ts');
  const badLayouts = keysOf(block, 'layouts').flatMap((name) => {
    const why = whyNoLayoutName(name);
    return why === null ? [] : [configError(`\`${escapeText(name)}\` ${why}`, source.keyPlace([BLOCK, 'layouts', name]))];
  });
  const badVariables = keysOf(valueAt(block, ['env']), 'extra').flatMap((name) => {
    const why = whyNever(name);
    return why === null ? [] : [configError(`\`${escapeText(name)}\` ${why}`, source.keyPlace([BLOCK, 'env', 'extra', name]))];
  });
  const namesOfNaming = [...new Set([...SECTION_KINDS, ...sectionNames])];
  const unknown = keysOf(block, 'naming')
    .filter((name) => !namesOfNaming.includes(name))
    .map((name): BlockProblem => ({ problem: 'unknown-key', keys: ['naming', name], validKeys: namesOfNaming }));
  const decoded = decodeBlock(block);
  const problems = [...unknown, ...(decoded.ok ? [] : decoded.problems)].map((problem) => errorOf(source, problem));
  const first = earliest([...names, ...badLayouts, ...badVariables, ...problems]);
  if (first !== undefined) throw first;
  if (!decoded.ok) throw configError('the block cannot be read', source.keyPlace([BLOCK]));
  requireTemplates(source, decoded.value);
  await requirePatterns(source, decoded.value);
  return decoded.value;
}

/** Before anything is done with it. A list that is one too long is refused where the first entry too many is written. */
function requireBounded(source: ConfigSource, keys: KeyPath, value: unknown): void {
  if (typeof value === 'string') requireShort(source, keys, value);
  const entries = Array.isArray(value) ? [...value.entries()] : isMapping(value) ? Object.entries(value) : [];
  const [tooMany] = entries[MOST_ENTRIES] ?? [];
  if (tooMany !== undefined) {
    const what = String(keys.at(-1)) === 'sections' ? 'sections' : 'entries';
    const says = `${entries.length.toLocaleString('en')} ${what}, which are more than ${MOST_ENTRIES.toLocaleString('en')}`;
    const hint = HINTS[String(keys[1])] ?? 'write fewer';
    throw configError(`\`${dotted(keys)}\`: ${says}`, source.keyPlace([...keys, tooMany]), hint);
  }
  for (const [key, each] of entries) requireBounded(source, [...keys, key], each);
}

/** By the key of our block. */
const HINTS: Readonly<Record<string, string>> = {
  sections: 'one section can hold many folders',
  pinned: 'one glob can pin many files, such as checkpoints/run1/**',
  used_in: 'one glob can name many files, such as scripts/**',
  naming: 'one template names many files',
  layouts: 'one expression can read many names',
};

function requireShort(source: ConfigSource, keys: KeyPath, text: string): void {
  if (text.length <= LONGEST_TEXT) return;
  const says = `expected at most ${LONGEST_TEXT.toLocaleString('en')} characters; found ${text.length.toLocaleString('en')}`;
  throw configError(`\`${dotted(keys)}\`: ${says}`, source.valuePlace(keys), 'no path or pattern is as long');
}

function interpolated(value: unknown, keys: KeyPath, source: ConfigSource, interpolate: Interpolate): unknown {
  if (typeof value === 'string') {
    const result = interpolate(value, keys.join('.'));
    if (result.ok) {
      // A reference can lead to a text outside of our block, whose length was not checked yet.
      if (typeof result.value === 'string') requireShort(source, keys, result.value);
      return result.value;
    }
    throw configError(`\`${dotted(keys)}\` ${result.why}`, source.valuePlace(keys));
  }
  if (Array.isArray(value)) return value.map((item, index) => interpolated(item, [...keys, index], source, interpolate));
  if (!isMapping(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, interpolated(each, [...keys, key], source, interpolate)]);
  return Object.fromEntries(entries);
}

function requireRoot(source: ConfigSource, block: unknown): void {
  if (!isMapping(block) || !Object.hasOwn(block, 'root')) return;
  const { root } = block;
  if (root !== null && !(typeof root === 'string' && root.trim() === '')) return;
  throw rootIsProject(source, 'is empty');
}

function keysOf(block: unknown, key: string): readonly string[] {
  const value = valueAt(block, [key]);
  return isMapping(value) ? Object.keys(value) : [];
}

function requireTemplates(source: ConfigSource, { naming }: OutputsBlock): void {
  for (const [name, templates] of Object.entries(naming ?? {})) {
    for (const [index, template] of (templates ?? []).entries()) {
      const compiled = compileTemplate(template);
      if (!compiled.ok) throw wrongValue(source, [BLOCK, 'naming', name, index], compiled.why);
    }
  }
}

/** Only these can make a pattern one that cannot be read. Others need no matcher, which `paths` in a loop would pay for. */
const PLAINLY_SHORT = 255;
const CAN_BE_BROKEN = /[^\w*?./-]/;

async function requirePatterns(source: ConfigSource, { pinned, sections, used_in: usedIn }: OutputsBlock): Promise<void> {
  const lists = [
    { keys: ['pinned'], patterns: pinned },
    { keys: ['used_in'], patterns: usedIn },
    ...Object.entries(sections ?? {}).map(([name, section]) => ({
      keys: ['sections', name, 'patterns'],
      patterns: section?.patterns,
    })),
  ];
  const written = lists.flatMap(({ keys, patterns }) =>
    (patterns ?? []).map((pattern, index) => ({ keys: [...keys, index], pattern })),
  );
  const doubtful = written.filter(({ pattern }) => pattern.length > PLAINLY_SHORT || CAN_BE_BROKEN.test(pattern));
  if (doubtful.length === 0) return;
  const { BROKEN_PATTERN_HINT, LONG_PATTERN_HINT, LONGEST_GLOB, whyNoPattern } = await import('../../patterns/globs.ts');
  for (const { keys, pattern } of doubtful) {
    const why = whyNoPattern(pattern);
    if (why === null) continue;
    const hint = pattern.length > LONGEST_GLOB ? LONG_PATTERN_HINT : BROKEN_PATTERN_HINT;
    throw wrongValue(source, [BLOCK, ...keys], `expected a glob pattern (${why})`, { hint, input: pattern });
  }
}
