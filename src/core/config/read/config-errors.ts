// Says what is wrong in our block of a configuration: where it is written, what was expected, what was found, what was meant.

import { nearest } from '../../lib/did-you-mean.ts';
import { configError, OutputsError } from '../../lib/errors.ts';
import { escapeText } from '../../lib/escape.ts';
import type { SourcePlace } from '../../types/primitives.ts';
import { SECTION_KINDS } from '../../types/project.ts';
import type { BlockProblem } from './config-schema.ts';
import type { ConfigSource, KeyPath } from './config-types.ts';

/** Only the top-level key is ours: a nested `outputs:` means something else to somebody else. */
export const BLOCK = 'outputs';

export function errorOf(source: ConfigSource, found: BlockProblem): OutputsError {
  const keys = [BLOCK, ...found.keys];
  switch (found.problem) {
    case 'unknown-key':
      return unknownKey(source, keys, found.validKeys);
    case 'missing-key':
      return missingKey(source, keys, found.missing);
    case 'wrong-value':
      return wrongValue(source, keys, found.says, {
        input: found.input,
        hint: hintFor(found.says, found.input, found.choices),
      });
    default:
      return found satisfies never;
  }
}

function unknownKey(source: ConfigSource, keys: KeyPath, validKeys: readonly string[]): OutputsError {
  const key = String(keys.at(-1));
  const isTop = keys.length === 2;
  const section = isTop ? SECTION_KINDS.find((kind) => folderOfKind(kind).test(key)) : undefined;
  const meant = section === undefined ? nearest(key, validKeys) : `sections: { ${section}: { path: … } }`;
  const hint = `${meant === undefined ? '' : `did you mean \`${meant}\`? `}Valid keys here: ${validKeys.join(', ')}${isTop ? OUTSIDE_CONFIG_HINT : ''}`;
  return configError(`unknown key \`${escapeText(key)}\` in \`${dotted(keys.slice(0, -1))}\``, source.keyPlace(keys), hint);
}

/** `checkpoints`, `checkpoint_dir`, `results_path`: how other blocks of this name say where a section is. */
function folderOfKind(kind: string): RegExp {
  return new RegExp(`^${kind.replace(/s$/, '')}s?(?:_?(?:dir|directory|folder|path|root))?$`, 'i');
}

/** Many programs have an `outputs:` of their own, and cannot give it up. */
export const OUTSIDE_CONFIG_HINT =
  '. If this `outputs:` is another program’s: give this command a file of its own, and name it with --config FILE';

function missingKey(source: ConfigSource, keys: KeyPath, missing: string): OutputsError {
  const hint = missing === 'kind' ? kindHint(String(keys.at(-1))) : undefined;
  return configError(`\`${dotted(keys)}\` needs a \`${missing}\``, source.keyPlace(keys), hint);
}

/** A section of a name that is no kind. */
function kindHint(name: string): string {
  const meant = nearest(name, SECTION_KINDS);
  return `${meant === undefined ? '' : `did you mean the section \`${meant}\`? `}Otherwise add one of ${SECTION_KINDS.join(', ')}`;
}

interface WrongValue {
  readonly hint?: string | undefined;
  /** The value after interpolation. */
  readonly input?: unknown;
}

export function wrongValue(source: ConfigSource, keys: KeyPath, says: string, { hint, input }: WrongValue = {}): OutputsError {
  const found = source.found(keys);
  const became = found.includes('${') && isScalar(input) ? `, which is ${shown(input)} here` : '';
  return configError(`\`${dotted(keys)}\`: ${says}; found ${found}${became}`, source.valuePlace(keys), hint);
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function shown(value: string | number | boolean): string {
  return typeof value === 'string' ? `"${escapeText(value.slice(0, LONGEST_SHOWN))}"` : String(value);
}

const LONGEST_SHOWN = 40;

function hintFor(says: string, input: unknown, choices: readonly string[]): string | undefined {
  if (says.startsWith('expected a duration') && Number.isSafeInteger(input)) return `write ${input}d for days`;
  if (typeof input !== 'string') return undefined;
  if (says.startsWith('expected a whole number') && /^[0-9]+$/.test(input)) return `write ${input} without quotes`;
  const meant = nearest(input, choices);
  return meant === undefined ? undefined : `did you mean \`${meant}\`?`;
}

/** The first in the file; of several at one place, the first found. */
export function earliest(errors: readonly OutputsError[]): OutputsError | undefined {
  return [...errors].sort((a, b) => comparePlaces(a.place, b.place))[0];
}

function comparePlaces(a: SourcePlace | undefined, b: SourcePlace | undefined): number {
  return (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
}

/** Keys as a person names them, fit for a screen. */
export function dotted(keys: KeyPath): string {
  return escapeText(keys.join('.'));
}

export function badName(source: ConfigSource, name: string, isReserved: boolean): OutputsError {
  const why = isReserved
    ? 'is reserved and cannot name a section'
    : 'cannot name a section: small letters, digits, _ and -, a letter first';
  return configError(`\`${escapeText(name)}\` ${why}`, source.keyPlace([BLOCK, 'sections', name]));
}

/** Exit 4 and not 2: this is how `rm -rf "$ROOT"/*` begins. */
export function rootIsProject(source: ConfigSource, why: string): OutputsError {
  return new OutputsError('refused', `\`outputs.root\` ${why}: everything in the project would count as outputs`, {
    place: source.valuePlace([BLOCK, 'root']),
    hint: 'name a folder, such as outputs',
  });
}
