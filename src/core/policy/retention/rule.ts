// What every keep rule is: a look at one group that names what it keeps, and why.

import type { CheckpointRole, KeepRules, Reason } from '../../types.ts';
import type { Candidate, Clock } from '../candidate.ts';
import { type Columns, ROLES, type Rows, rowsWhere } from '../candidate-columns.ts';
import { type Generations, generationsIn } from '../generations.ts';
import type { Metrics } from './metrics.ts';

/** All candidates, by row. */
export interface Table {
  readonly candidates: readonly Candidate[];
  readonly columns: Columns;
  /** Null where no rule asks for them. */
  readonly metrics: Metrics | null;
}

/** The usable checkpoints of one group, newest first everywhere, as rows. */
export interface Ranks extends Table {
  readonly usable: Rows;
  readonly byRole: Readonly<Record<CheckpointRole, Rows>>;
  /** Of the regular ones. */
  readonly generations: Generations;
}

export type Keep = (row: number, reason: Reason) => void;

export type Rule = (group: Ranks, rules: KeepRules, clock: Clock, keep: Keep) => void;

/** `usable`: newest first. */
export function ranksOf(usable: Rows, table: Table): Ranks {
  const { columns } = table;
  const named = (role: CheckpointRole): Rows => rowsWhere(usable, (row) => columns.role[row] === ROLES[role]);
  const byRole = { regular: named('regular'), best: named('best'), last: named('last'), final: named('final') };
  return { ...table, usable, byRole, generations: generationsIn(byRole.regular, columns) };
}
