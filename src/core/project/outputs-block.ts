// Reads our block of a configuration, `outputs:`: interpolated, decoded, and refused for the first thing in it that is wrong.

import { configError } from '../errors.ts';
import { escapeText } from '../escape.ts';
import { compileTemplate } from '../policy/naming.ts';
import { SECTION_KINDS } from '../types.ts';
import { BLOCK, badName, dotted, ELSEWHERE, earliest, errorOf, rootIsProject, wrongValue } from './block-errors.ts';
import type { BlockProblem, OutputsBlock } from './config-schema.ts';
import { type ConfigSource, isMapping, type KeyPath, valueAt } from './config-source.ts';
import type { Interpolate } from './interpolate.ts';

const KEYS: Readonly<Record<keyof OutputsBlock, true>> = {
  ...{ root: true, profile: true, sections: true, naming: true, pinned: true, trash: true, grace: true },
  ...{ used_in: true, allow: true, env: true, check: true, layouts: true },
};

/** Every section is compared with every other, and looked at on the disk. Nobody has more; 20,000 took minutes. */
const MOST_SECTIONS = 1000;

/** An absent or empty block is `{}`. Throws config errors, and a refusal where the root is empty. */
export async function readBlock(source: ConfigSource, interpolate: Interpolate): Promise<OutputsBlock> {
  const written = valueAt(source.value, [BLOCK]);
  if (written === undefined || written === null) return {};
  if (!isMapping(written))
    throw wrongValue(source, [BLOCK], 'expected a mapping', { hint: `this key is read by the \`outputs\` command${ELSEWHERE}` });
  requireFewSections(source, written);
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
  const { whyNever } = await import('../policy/variable-rule.ts');
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

function requireFewSections(source: ConfigSource, written: unknown): void {
  const { length } = keysOf(written, 'sections');
  if (length <= MOST_SECTIONS) return;
  const says = `${length.toLocaleString('en')} sections, which are more than ${MOST_SECTIONS.toLocaleString('en')}`;
  throw configError(`\`${BLOCK}.sections\`: ${says}`, source.keyPlace([BLOCK, 'sections']), 'one section can hold many folders');
}

function interpolated(value: unknown, keys: KeyPath, source: ConfigSource, interpolate: Interpolate): unknown {
  if (typeof value === 'string') {
    const result = interpolate(value, keys.join('.'));
    if (result.ok) return result.value;
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
  const { BROKEN_PATTERN_HINT, LONGEST_GLOB, whyNoPattern } = await import('../policy/match.ts');
  for (const { keys, pattern } of doubtful) {
    const why = whyNoPattern(pattern);
    if (why === null) continue;
    const hint = pattern.length > LONGEST_GLOB ? undefined : BROKEN_PATTERN_HINT;
    throw wrongValue(source, [BLOCK, ...keys], `expected a glob pattern (${why})`, { hint, input: pattern });
  }
}
