// Decides the severity of each finding of `check`. A note never fails the command.

import type { CheckRule } from '../../types/project.ts';

export type Severity = 'error' | 'warning' | 'note';

const SEVERITY: Readonly<Record<CheckRule, Severity>> = {
  'bad-name': 'warning',
  'wrong-section': 'warning',
  'case-glob': 'warning',
  'duplicate-name': 'warning',
  unfinished: 'warning',
  'stale-temporary': 'warning',
  'best-without-source': 'note',
  'result-without-checkpoint': 'note',
  secret: 'error',
  tracked: 'warning',
  'not-ignored': 'warning',
};

export function severityOf(rule: CheckRule): Severity {
  return SEVERITY[rule];
}
