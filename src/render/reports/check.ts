// What `check` shows a person: one row a finding, the same rule together, and how many of each there are.

import { severityOf } from '../../core/conventions/rules/severity.ts';
import { counted, numberText } from '../../core/lib/amounts.ts';
import { pathText } from '../../core/lib/escape.ts';
import { CHECK_RULES } from '../../core/types/project.ts';
import type { CheckReport, Finding } from '../../core/types/reports.ts';
import { findingText } from '../text/finding-text.ts';
import { byNaturalOrder } from '../text/natural-order.ts';
import type { Style } from '../text/style.ts';
import { type Cell, type Column, tableLines } from '../text/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'RULE', align: 'left' },
  { title: 'PATH', align: 'left', shrinks: true },
  { title: 'WHAT IS WRONG', align: 'left', wraps: true },
];
/** A thousand files with one mistake are one mistake. */
const MOST_A_RULE = 20;

interface View {
  readonly style: Style;
  readonly width: number | null;
  readonly verbose: boolean;
}

export function checkText({ findings, files, project }: CheckReport, { style, width, verbose }: View): string {
  const looked = `${counted(files, 'file')} looked at`;
  if (findings.length === 0) return `Nothing found: ${looked}.\n`;
  const byRule = CHECK_RULES.map((rule) => findings.filter((finding) => finding.rule === rule));
  const shown = byRule.flatMap((each) => {
    const inOrder = [...each].sort((a, b) => byNaturalOrder(a.path, b.path));
    return verbose ? inOrder : inOrder.slice(0, MOST_A_RULE);
  });
  const lines = tableLines(
    COLUMNS,
    shown.map((finding) => rowOf(finding, project.root, style)),
    width,
    style.faint,
  );
  const left = findings.length - shown.length;
  const more = left === 0 ? [] : [`${numberText(left)} more: --verbose lists all.`];
  return [...lines, '', ...more, `${summaryOf(findings)}; ${looked}.`].map((line) => `${line}\n`).join('');
}

function rowOf(finding: Finding, root: string, style: Style): readonly Cell[] {
  const paint = { error: style.remove, warning: style.attention, note: style.faint }[severityOf(finding.rule)];
  return [{ text: finding.rule, paint }, { text: pathText(finding.path, root) }, { text: findingText(finding, root) }];
}

function summaryOf(findings: readonly Finding[]): string {
  const count = (severity: string): number => findings.filter(({ rule }) => severityOf(rule) === severity).length;
  return (['error', 'warning', 'note'] as const)
    .flatMap((severity) => (count(severity) === 0 ? [] : [counted(count(severity), severity)]))
    .join(', ');
}
