// What was done, in one line without colour: for the error that the report itself could not be printed. Null where nothing was.

import type { Report } from '../core/types.ts';
import { fixedText } from './check-fix.ts';
import { freedText } from './empty-trash.ts';
import { madeText } from './init.ts';
import { pinnedText } from './pin.ts';
import { promotedText } from './promote.ts';
import { scheduledText } from './schedule.ts';
import { PLAIN } from './style.ts';
import { removalSummary } from './summary.ts';
import { trustedText } from './trust.ts';
import { undoSummary } from './undo.ts';

export function deedText(report: Report): string | null {
  switch (report.report) {
    case 'compare':
    case 'paths':
    case 'name':
    case 'check':
    case 'parse':
    case 'env':
    case 'history':
    case 'pins':
    case 'simulation':
    case 'status':
    case 'verify':
    case 'completion':
    case 'doctor':
      return null;
    case 'check-fix':
      return report.operation === null ? null : fixedText(report);
    case 'schedule':
      return scheduledText(report);
    case 'removal':
      return report.operation === null ? null : (removalSummary(report, PLAIN)[0] ?? null);
    case 'init':
      return report.operation === null ? null : madeText(report);
    case 'undo':
      return report.operation === null ? null : (undoSummary(report, PLAIN)[0] ?? null);
    case 'trust':
      return report.outcome === null ? null : trustedText(report);
    case 'pin':
      return report.operation === null ? null : pinnedText(report);
    case 'promote':
      return report.operation === null ? null : promotedText(report);
    case 'empty-trash':
      return report.purged === null ? null : freedText(report.purged);
    default:
      return report satisfies never;
  }
}
