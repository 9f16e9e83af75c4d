// What every command that changes something does for the trash at its end: finishes purges that were cut short, frees what has expired,
// and says what the trash holds. The lock is held meanwhile.

import { freeSpaceAt, isNearlyFull } from '../disk/free-space.ts';
import { counted, dayText, isoSecondsText } from '../lib/amounts.ts';
import { OutputsError } from '../lib/errors.ts';
import { escapeText } from '../lib/escape.ts';
import { FREED_UNCOUNTED } from '../plans/reconcile-outcomes.ts';
import { doubtText, type Fate, fateOf, type OperationAge } from '../trash/expired-operations.ts';
import { trashedUntil } from '../trash/expiry-date.ts';
import { baseOf, type OperationOnDisk, stateOnDisk, wasTold } from '../trash/item-location.ts';
import { allBases, allHistory, allOperations } from '../trash/read/read-all-trashes.ts';
import { agesIn } from '../trash/read/trash-ages.ts';
import { heldOperations, statusOf } from '../trash/read/trash-usage.ts';
import { wayBack } from '../trash/read/way-back.ts';
import { redoChain } from '../trash/redo-chain.ts';
import { unsettledOf } from '../trash/unsettled-operations.ts';
import { type Purging, purgeOperations } from '../trash/write/purge-operations.ts';
import { recordTold } from '../trash/write/record-told.ts';
import { dropRedos } from '../trash/write/redo-files.ts';
import type { Operation, Purged, TrashReport } from '../types/operation.ts';
import type { Instant, PathText, Warning } from '../types/primitives.ts';
import type { Project } from '../types/project.ts';
import type { Host } from './host.ts';

/** What lies in the trash now; nothing is changed. */
export function trashAsItIs(project: Project, now: Instant): TrashReport {
  return orWarning(() => reportOf({ project, now }, allOperations(project), [], null, []));
}

/** Whether there is anything to do, so that a command with nothing else to do need not take the lock. */
export function trashNeedsCare(project: Project, { context, request }: Host): boolean {
  try {
    const { toPurge, toTell } = duties(project, context.now(), request.home);
    return toPurge.length > 0 || toTell.length > 0 || unsettledOf(allOperations(project)).length > 0;
  } catch (error) {
    if (error instanceof OutputsError) return false;
    throw error;
  }
}

/** Never an error of the command's: its own work is done by now. */
export async function careForTrash(project: Project, host: Host, operation: Operation | null): Promise<TrashReport> {
  try {
    // Read anew: by the time that this run began with, its own operation would be from the future.
    const now = host.context.now();
    const { toPurge, toTell, warnings } = duties(project, now, host.request.home);
    host.noteSignals();
    for (const each of toTell) recordTold(each, host.context.now());
    const purged = await purgeAll(toPurge, host);
    dropSpentRedos(project);
    return reportOf({ project, now }, allOperations(project), purged, operation, warnings);
  } catch (error) {
    return withWarning(error);
  }
}

/** What was done anew ends what can be done again. */
function dropSpentRedos(project: Project): void {
  const records = allHistory(project);
  const undone = new Set(records.flatMap(({ event, op }) => (event === 'undone' ? [op] : [])));
  if (undone.size === 0) return;
  const wanted = new Set(redoChain(records).map(({ id }) => id));
  for (const base of allBases(project)) dropRedos(base, { wanted, undone });
}

function orWarning(look: () => TrashReport): TrashReport {
  try {
    return look();
  } catch (error) {
    return withWarning(error);
  }
}

const NOTHING: TrashReport = {
  status: { operations: 0, bytes: 0, allocatedBytes: 0, oldestUntil: null, doubted: 0 },
  purged: [],
  nearlyFull: null,
  warnings: [],
};

function withWarning(error: unknown): TrashReport {
  if (error instanceof OutputsError) {
    const text = error.hint === undefined ? error.message : `${error.message}; ${error.hint}`;
    return { ...NOTHING, warnings: [{ text }] };
  }
  throw error;
}

/** Trash by trash. */
export async function purgeAll(operations: readonly OperationOnDisk[], { context, signal }: Host): Promise<readonly Purged[]> {
  const helpers = context.helpers();
  const run: Purging = {
    ...{ now: context.now, interrupted: () => signal() !== null, pause: context.pause },
    mayEnter: 'alone',
    ...(helpers !== null && { helpers }),
  };
  const purged: Purged[] = [];
  for (const base of new Set(operations.map(baseOf))) {
    const lyingThere = operations.filter((operation) => baseOf(operation) === base);
    purged.push(...(await purgeOperations(base, lyingThere, run)));
  }
  return purged;
}

interface Duties {
  readonly toPurge: readonly OperationOnDisk[];
  /** What has expired, and undo could not bring all of it back: to be written down that this was said. */
  readonly toTell: readonly OperationOnDisk[];
  readonly warnings: readonly Warning[];
}

/** Begun purges and empty folders that a crash left, whatever the clock says; then what has expired. */
function duties(project: Project, now: Instant, home: PathText | null): Duties {
  const operations = allOperations(project);
  const isBegun = (operation: OperationOnDisk): boolean => {
    const state = stateOnDisk(operation);
    return state === 'purging' || state === 'abandoned';
  };
  const begun = operations.filter(isBegun);
  const ageOf = agesIn(project, operations, now);
  const aged = operations.flatMap((operation) => {
    const age = isBegun(operation) ? null : ageOf(operation);
    return age === null ? [] : [{ operation, age }];
  });
  const warnings: Warning[] = operations.flatMap(({ path, trouble }) =>
    trouble === null ? [] : [{ text: `the journal in ${escapeText(path)} ${trouble}, so nothing there is touched` }],
  );
  const judged = aged.map(({ operation, age }) => {
    const told = wasTold(operation);
    const isKept = age.is === 'kept' && told;
    const back = age.is === 'expired' || isKept ? wayBack(project, operation, now, home) : null;
    const fate = fateOf(age, { wasTold: told, isReturnable: () => back?.unreturnable === 0 });
    return {
      operation,
      age,
      isKept,
      back,
      fate: fate === 'free' && back !== null && back.unknown > 0 ? ('unknown' as const) : fate,
    };
  });
  const having = (fate: Fate) => judged.flatMap((each) => (each.fate === fate ? [each.operation] : []));
  const told = judged.flatMap(({ operation, age, isKept, back, fate }) => {
    if (back === null) return [];
    if (fate === 'unknown') return [unknownWarning(operation, back.unknown)];
    if (fate !== 'tell' && !isKept) return [];
    return [tellOf(operation, back.unreturnable, isKept ? age.until : trashedUntil(now, project.trashKeep))];
  });
  return {
    ...{ toPurge: [...begun, ...having('free')], toTell: having('tell') },
    warnings: [...warnings, ...clockWarnings(aged, now), ...told],
  };
}

function unknownWarning({ path }: OperationOnDisk, count: number): Warning {
  const what = `${escapeText(path)} holds ${counted(count, 'entry', 'entries')} that its journal does not know`;
  return { text: `${what}, as after a copy without times (cp -r): nothing there expires; look at it and remove it by hand` };
}

function tellOf({ id }: OperationOnDisk, left: number, until: Instant): Warning {
  const what =
    left === 0
      ? 'could not be brought back by undo when it was to expire'
      : `holds ${counted(left, 'entry', 'entries')} that undo could not bring back`;
  const why = `outputs undo ${escapeText(id)} --dry-run ${left === 0 ? 'shows it' : 'says why'}`;
  return { text: `${escapeText(id)} in the trash ${what}; it is kept until ${dayText(until)}. ${why}` };
}

/** Each operation that no clock can be believed about, and once that the clock has leapt. */
function clockWarnings(
  aged: readonly { readonly operation: OperationOnDisk; readonly age: OperationAge }[],
  now: Instant,
): readonly Warning[] {
  const doubted = aged.flatMap(({ operation: { path }, age }) => {
    if (age.is !== 'doubted') return [];
    const stays = 'one of the clocks was wrong, so it does not expire; outputs clean --trash frees it';
    return [{ text: `${escapeText(path)} ${doubtText(age.why)}: ${stays}` }];
  });
  const leapt = aged.filter(({ age }) => age.is === 'kept' && age.leapt).length;
  if (leapt === 0) return doubted;
  const what = `nothing happened here for months before ${isoSecondsText(now)}, or the clock is wrong`;
  const kept = `${counted(leapt, 'operation')} in the trash would have expired, and ${leapt === 1 ? 'is' : 'are'} kept for trash.keep once more`;
  return [...doubted, { text: `${what}: ${kept}; outputs clean --trash frees the trash now` }];
}

/** Of counts that are too low. */
export function countWarnings(purged: readonly Purged[]): readonly Warning[] {
  return purged.some(({ uncounted }) => uncounted === true) ? [FREED_UNCOUNTED] : [];
}

function reportOf(
  { project, now }: { readonly project: Project; readonly now: Instant },
  operations: readonly OperationOnDisk[],
  purged: readonly Purged[],
  operation: Operation | null,
  warnings: readonly Warning[],
): TrashReport {
  const heldBytes = operation?.onDisk.held ?? 0;
  const room = heldBytes > 0 ? freeSpaceAt(project.outputs) : null;
  return {
    status: statusOf(heldOperations(operations, agesIn(project, operations, now))),
    purged,
    nearlyFull: room !== null && isNearlyFull(room, heldBytes) ? room : null,
    warnings: [...warnings, ...countWarnings(purged)],
  };
}
