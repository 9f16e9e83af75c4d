// What `doctor` shows a person: each finding with where it is, what is said there, what the configuration says, and what to do.

import { numberText } from '../../core/lib/amounts.ts';
import { pathText } from '../../core/lib/escape.ts';
import type { DoctorFinding, DoctorReport } from '../../core/types/reports.ts';
import type { Style } from '../text/style.ts';

export function doctorText(
  { findings, facts, read, unread, project }: DoctorReport,
  { style }: { readonly style: Style; readonly verbose: boolean },
): string {
  const blocks = findings.map((finding) => findingLines(finding, project.root, style).join('\n'));
  const count = findings.length === 1 ? '1 finding' : `${numberText(findings.length)} findings`;
  const files = `${numberText(read)} files read`;
  const summary = findings.length === 0 ? `Nothing found; ${files}.` : `${count}; ${files}.`;
  const rest = [...unread.map((text) => `not read: ${text}`), ...facts.map((text) => `note: ${text}`)];
  return `${[...blocks, [summary, ...rest.map((line) => style.faint(line))].join('\n')].join('\n\n')}\n`;
}

function findingLines({ place, says, config, fix }: DoctorFinding, root: string, style: Style): readonly string[] {
  const where = place === null ? '' : `${pathText(place.file, root)}:${place.line}: `;
  return [`${style.attention(where)}${says}`, ...(config === null ? [] : [`    config: ${config}`]), `    fix: ${fix}`];
}
