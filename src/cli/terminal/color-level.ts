// Decides whether a stream gets colour. chalk does not know NO_COLOR (chalk#547), so it is decided here, once for each stream.

import type { ColourLevel } from '../../render/text/style.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `--no-color`, then NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, TERM=dumb, then whether it is a terminal. Empty variables count for nothing. */
export function colourLevel(isTerminal: boolean, env: Environment, noColorFlag: boolean): ColourLevel {
  if (noColorFlag || isSet(env['NO_COLOR'])) return 0;
  const forced = env['FORCE_COLOR'];
  if (isSet(forced)) return forced === '0' || forced === 'false' ? 0 : 1;
  const cliForced = env['CLICOLOR_FORCE'];
  if (isSet(cliForced) && cliForced !== '0') return 1;
  return isTerminal && env['TERM'] !== 'dumb' ? 1 : 0;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
