// Decodes `env:` of our block: which environment variables `outputs env` sets besides, and instead of, what it sets by itself.

import * as v from 'valibot';
import { KNOWN_VARIABLES } from '../../environment/known-variables.ts';
import { list, mapping, notList, optionalKey } from './schema-parts.ts';

/** As written. Paths are texts still. */
export interface EnvBlock {
  readonly include?: readonly string[] | null | undefined;
  readonly exclude?: readonly string[] | null | undefined;
  readonly extra?: Readonly<Record<string, string>> | null | undefined;
}

export function environmentChoice(path: v.GenericSchema<string, string>): v.GenericSchema<unknown, EnvBlock> {
  return mapping({
    include: optionalKey('Known variables that are left alone by default.', list(knownVariable())),
    exclude: optionalKey('Known variables to leave alone.', list(knownVariable())),
    extra: optionalKey(
      'More variables: relative to the outputs directory, or absolute. What does more than say where data goes needs outputs trust.',
      notList(v.record(v.string(), path, 'expected a mapping')),
    ),
  });
}

function knownVariable() {
  const names = KNOWN_VARIABLES.map(({ name }) => name);
  return v.picklist(names, 'expected a variable that outputs knows (outputs env --explain lists them)');
}
