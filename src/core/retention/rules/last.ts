// Keeps the newest regular checkpoints of a group, by number and not by time, those of its newest training session first; and the last
// of each session.

import type { KeepRules } from '../../types/project.ts';
import type { Candidate } from '../candidate.ts';
import type { RuleResult, UsableGroup } from './rule-types.ts';
import { isWithin } from './slots.ts';

/**
 * Numbers are compared as numbers: sorted as text, 9 outlives 10 (transformers#27138). Equal ones (`epoch_010` and `epoch_10`) share
 * a slot. Those without a number are counted by themselves, by time. A file that is itself named last is the resume point, and stays.
 */
export function* keepLast<T extends Candidate>(
  { byRole, sessions: { sessions, unnumbered } }: UsableGroup<T>,
  { last = 0 }: KeepRules,
): Iterable<RuleResult<T>> {
  for (const [index, candidate] of byRole.last.entries())
    yield { candidate, reason: { code: 'last', rank: index + 1, of: 'all' } };
  for (const [index, candidate] of unnumbered.entries()) {
    if (!isWithin(index + 1, last)) break;
    yield { candidate, reason: { code: 'last', rank: index + 1, of: last } };
  }
  let rank = 0;
  for (const session of backwards(sessions)) {
    let before: number | undefined;
    for (const { candidate, number } of backwards(session)) {
      if (number !== before) rank++;
      before = number;
      if (!isWithin(rank, last)) return;
      yield { candidate, reason: { code: 'last', rank, of: last } };
    }
  }
}

/** Whatever the rules say, where a group holds more than one session: nobody can tell which of them is the one that counts. */
export function* keepLastOfSessions<T extends Candidate>({ sessions: { sessions } }: UsableGroup<T>): Iterable<RuleResult<T>> {
  if (sessions.length < 2) return;
  for (const [index, session] of sessions.entries()) {
    for (const { candidate, number } of backwards(session)) {
      if (number !== session.at(-1)?.number) break;
      yield { candidate, reason: { code: 'last-of-generation', generation: index + 1, of: sessions.length } };
    }
  }
}

function* backwards<T>(list: readonly T[]): Iterable<T> {
  for (let index = list.length; index > 0; index--) yield list[index - 1] as T;
}
