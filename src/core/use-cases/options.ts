// Options that several use cases share.

import type { Duration } from '../types/primitives.ts';

/** Of everything that changes something. */
export interface ChangeOptions {
  readonly dryRun?: true;
  /** Nobody is asked. */
  readonly yes?: true;
  /** Where to save the plan of a dry run. */
  readonly plan?: string;
  /** How long to wait for another operation. */
  readonly wait?: Duration;
}

/** Of what goes by age. */
export interface ClockOptions {
  /** Goes by the clock, though nothing happened in the project for years before. */
  readonly trustClock?: true;
}
