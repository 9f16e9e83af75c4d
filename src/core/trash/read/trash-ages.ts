// Looks at everything that says when operations were made and what time it is: how long the trash keeps each is told by `trash/expired-operations.ts`.

import { lstatSync } from 'node:fs';
import { hasBirthTimes } from '../../disk/birth-times.ts';
import { attempt, openPath, withRoot } from '../../disk/directory.ts';
import { factsOf } from '../../disk/facts.ts';
import { walkItems } from '../../items/walk-items.ts';
import type { StateRecord } from '../../journal/state-records.ts';
import { fsPath } from '../../lib/path-text.ts';
import type { Facts } from '../../types/items.ts';
import type { Instant, PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import { leapIn, type OperationAge, operationAge, type Times, type TrashClock, withItems } from '../expired-operations.ts';
import { baseOf, type OperationOnDisk } from '../item-location.ts';
import { readJournal } from './journal-file.ts';
import { readHistory } from './read-operations.ts';

/** Null of an operation whose journal says no time. */
export function agesIn(
  project: Project,
  operations: readonly OperationOnDisk[],
  now: Instant,
): (operation: OperationOnDisk) => OperationAge | null {
  const history = readHistory(project.outputs);
  const told = toldBefore(history, now);
  const keep = project.trashKeep;
  const seen = seenTimes(project, history, operations);
  const clock: TrashClock = { now, keep, leaptTo: leapIn(seen, { now, keep }) };
  return (operation) => {
    if (operation.head === null) return null;
    const times: Times = {
      startedAt: operation.head.startedAt,
      changedAt: newest([operation.changedAt, ...operation.records.map(({ at }) => at)]),
      toldBefore: told(operation.id),
      trashMadeAt: madeAt(`${baseOf(operation)}/.trash`),
    };
    const age = operationAge(times, clock);
    return age.is === 'expired' ? withItems(age, times, clock, itemsChangedAt(operation)) : age;
  };
}

/** When something happened in the project, as far as the disk and the trash tell. */
export function seenTimes(
  project: Project,
  history: readonly StateRecord[],
  operations: readonly OperationOnDisk[],
): readonly Instant[] {
  return [...timesAround(project), ...history.map(({ at }) => at), ...operations.flatMap(timesOf)];
}

function timesOf({ head, changedAt }: OperationOnDisk): readonly Instant[] {
  return [head?.startedAt ?? null, changedAt].filter((time) => time !== null);
}

/** When something last changed in the folders that a project always has. */
function timesAround({ outputs, sections }: Project): readonly Instant[] {
  return [outputs, `${outputs}/.trash`, ...sections.map(({ path }) => path)].flatMap((path) => {
    const facts = factsOfPath(path);
    return facts === null ? [] : [facts.mtimeNs, facts.ctimeNs];
  });
}

function factsOfPath(path: PathText): Facts | null {
  const seen = attempt(() => factsOf(lstatSync(fsPath(path), { bigint: true })));
  return seen.ok ? seen.value : null;
}

function madeAt(path: PathText): Instant | null {
  const facts = factsOfPath(path);
  return facts !== null && facts.birthtimeNs > 0n && hasBirthTimes(facts.dev) ? facts.birthtimeNs : null;
}

/** Of what stands in the history before an operation, the newest that is not from a time to come. */
function toldBefore(history: readonly StateRecord[], now: Instant): (id: string) => Instant | null {
  const before = new Map<string, Instant | null>();
  let latest: Instant | null = null;
  for (const { op, at } of history) {
    if (!before.has(op)) before.set(op, latest);
    if (at <= now && (latest === null || at > latest)) latest = at;
  }
  // On another mount its part has the name of the section behind the id.
  return (id) => before.get(id) ?? before.get(id.split('-', 2).join('-')) ?? null;
}

/** As the journal recorded it, just before the operation began. */
function itemsChangedAt({ path }: OperationOnDisk): Instant | null {
  const journal = attempt(() => withRoot((root) => readJournal(openPath(root, path))));
  if (!journal.ok || journal.value?.ok !== true) return null;
  let latest: Instant | null = null;
  for (const { facts } of walkItems(journal.value.value.moves.map(({ item }) => item)))
    if (latest === null || facts.ctimeNs > latest) latest = facts.ctimeNs;
  return latest;
}

function newest(times: readonly (Instant | null)[]): Instant | null {
  return times.reduce((latest, time) => (time !== null && (latest === null || time > latest) ? time : latest), null);
}
