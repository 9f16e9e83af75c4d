// What was done, in one line without colour: for the error that the report itself could not be printed. Null where nothing was.

import type { Report } from '../../core/types/reports.ts';
import { fixedText } from '../reports/check-fix.ts';
import { freedText } from '../reports/empty-trash.ts';
import { madeText } from '../reports/init.ts';
import { pinnedText } from '../reports/pin.ts';
import { promotedText } from '../reports/promote.ts';
import { scheduledText } from '../reports/schedule.ts';
import { trustedText } from '../reports/trust.ts';
import { undoSummary } from '../reports/undo.ts';
import { PLAIN } from '../text/style.ts';
import { removalSummary } from './removal-summary.ts';

export function doneText(report: Report): string | null {
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
