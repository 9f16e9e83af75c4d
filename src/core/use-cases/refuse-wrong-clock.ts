// Refuses what goes by age while the clock may be wrong. Before anything is written: a lock or a record in the trash would be one more
// thing that happened at the wrong time, and in its favour.

import { isoSecondsText } from '../lib/amounts.ts';
import { OutputsError, refusal } from '../lib/errors.ts';
import { clockDoubt } from '../trash/doubt-clock.ts';
import { allHistory, allOperations } from '../trash/read/read-all-trashes.ts';
import { seenTimes } from '../trash/read/trash-ages.ts';
import type { Instant } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { ClockOptions, Host } from './host.ts';

/** Dry runs too: they show what the real run would do. */
export function refuseWrongClock(project: Project, { trustClock }: ClockOptions, { now }: Host): void {
  if (trustClock) return;
  const doubt = clockDoubt(seenIn(project), now);
  if (doubt === null) return;
  const says = `the clock says ${isoSecondsText(now)}`;
  const why =
    doubt.why === 'early'
      ? 'which is before there was outputs'
      : `but nothing happened in the project between ${isoSecondsText(doubt.from)} and ${isoSecondsText(doubt.to)}`;
  throw refusal(
    `${says}, ${why}; nothing was touched, as ages cannot be believed`,
    'set the clock, or say --trust-clock if it is right',
  );
}

/** The folders alone tell where the trash cannot be read: a real run refuses that itself. */
function seenIn(project: Project): readonly Instant[] {
  try {
    return seenTimes(project, allHistory(project), allOperations(project));
  } catch (error) {
    if (error instanceof OutputsError) return seenTimes(project, [], []);
    throw error;
  }
}
