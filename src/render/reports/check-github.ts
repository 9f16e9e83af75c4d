// Findings as annotations of a GitHub Action: one workflow command a line. Its escapes are those of actions/toolkit `command.ts`: in the
// message % CR LF, in a property also : and ,. A name can hold any of them, and would otherwise be a command of its own.

import { severityOf } from '../../core/conventions/rules/severity.ts';
import { escapeText, pathText } from '../../core/lib/escape.ts';
import type { CheckReport } from '../../core/types/reports.ts';
import { lineOf } from '../json/check.ts';
import { findingText } from '../text/finding-text.ts';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const;

export function githubText({ findings, base, project }: CheckReport): string {
  const lines = findings.map((finding) => {
    const line = lineOf(finding);
    const properties = [
      `file=${property(relative(finding.path, base))}`,
      ...(line === undefined ? [] : [`line=${line}`]),
      `title=${property(`outputs check: ${finding.rule}`)}`,
    ];
    const text = `${pathText(finding.path, project.root)} ${findingText(finding, project.root)}`;
    return `::${COMMANDS[severityOf(finding.rule)]} ${properties.join(',')}::${message(text)}\n`;
  });
  return lines.join('');
}

/** The very name, where it can be text: GitHub compares it with the files of the commit. */
function relative(path: string, base: string): string {
  const inside = path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path;
  // Tabs and line ends are written as GitHub decodes them, and a backslash is one; everything else that a screen obeys is escaped.
  const plain = inside.replaceAll(/[\t\n\r\\]/g, '');
  return escapeText(plain) === plain ? inside : escapeText(inside);
}

function message(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return message(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
