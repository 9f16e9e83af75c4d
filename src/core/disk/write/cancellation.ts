// Decides when a run stops to be heard, and whether it has been told to end: no signal handler runs during a synchronous loop.

import type { Instant } from '../../types/primitives.ts';

/** Asked between any two changes; true means stop. A promise only where it pauses: a hundred thousand of them would cost more than the looks. */
export type ShouldStop = () => boolean | Promise<boolean>;

export interface Stopping {
  readonly now: () => Instant;
  readonly interrupted: () => boolean;
  /** Awaited about every 50 ms, so that signals are heard. */
  readonly pause: () => Promise<void>;
}

const BETWEEN_PAUSES: Instant = 50_000_000n;

export function cancellationOf({ now, interrupted, pause }: Stopping): ShouldStop {
  let paused = now();
  const afterPause = async (): Promise<boolean> => {
    await pause();
    paused = now();
    return interrupted();
  };
  return () => {
    const time = now();
    return time - paused >= BETWEEN_PAUSES || time < paused ? afterPause() : interrupted();
  };
}
