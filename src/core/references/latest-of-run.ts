// Decides which checkpoints' stored "best" to trust: the newest complete ones of each run.
// Every checkpoint of Transformers and of Lightning says what was best when it was written; trusting all of them would keep nearly all.

import { newestIn } from '../items/newest-mtime.ts';
import type { Inspection, Unit } from '../types/checkpoints.ts';
import type { Instant, PathText } from '../types/primitives.ts';

/** Times this close do not tell which is newer: a copy of a folder takes as long, and some file systems round as much. */
const TOLERANCE: Instant = 1_000_000_000n;

/**
 * Of each run and model: the newest by number, the newest by time where that is another (either can lie: a restart, a copy), and what
 * is named last. Incomplete ones have no word: one that was being written may say half of it.
 */
export function latestOfRuns(units: readonly Unit[], inspections: ReadonlyMap<PathText, Inspection>): ReadonlySet<Unit> {
  const chosen = new Set<Unit>();
  const byNumber = new Map<string, Timed>();
  const byTime = new Map<string, Timed>();
  let [key, keyRun, keyModel] = ['\0', '', ''];
  for (const unit of units) {
    const inspection = inspections.get(unit.path);
    if (unit.unfinished !== undefined || inspection?.completeness === 'incomplete') continue;
    const { model, role } = unit.checkpoint;
    if (role === 'last') chosen.add(unit);
    // Neighbours nearly always are of one run and model.
    if (unit.run !== keyRun || model !== keyModel) [key, keyRun, keyModel] = [`${unit.run}\0${model}`, unit.run, model];
    const position = positionOf(unit, inspection);
    const time = newestIn(unit.parts);
    if (position > (byNumber.get(key)?.position ?? Number.NEGATIVE_INFINITY)) byNumber.set(key, { unit, position, time });
    const latest = byTime.get(key);
    if (latest === undefined || time > latest.time) byTime.set(key, { unit, position, time });
  }
  for (const { unit } of byNumber.values()) chosen.add(unit);
  for (const [key, { unit, time }] of byTime) if (time > (byNumber.get(key)?.time ?? time) + TOLERANCE) chosen.add(unit);
  return chosen;
}

interface Timed {
  readonly unit: Unit;
  readonly position: number;
  readonly time: Instant;
}

function positionOf({ checkpoint }: Unit, inspection: Inspection | undefined): number {
  return checkpoint.step ?? checkpoint.epoch ?? inspection?.step ?? inspection?.epoch ?? -1;
}
