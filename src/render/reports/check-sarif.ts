// Findings as SARIF 2.1.0 (OASIS), for code scanning and editors.

import { severityOf } from '../../core/conventions/rules/severity.ts';
import { pathText } from '../../core/lib/escape.ts';
import { bytesOfText } from '../../core/lib/path-text.ts';
import type { PathText } from '../../core/types/primitives.ts';
import { CHECK_RULES } from '../../core/types/project.ts';
import type { CheckReport, Finding } from '../../core/types/reports.ts';
import { lineOf } from '../json/check.ts';
import { findingText, RULE_TEXTS } from '../text/finding-text.ts';
import { shownJson } from '../text/json-document.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** What every other path is relative to. */
const BASE = 'SRCROOT';

export function sarifText({ findings, base, project, version }: CheckReport): string {
  const document = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'outputs',
            version,
            rules: CHECK_RULES.map((rule) => ({
              id: rule,
              shortDescription: { text: RULE_TEXTS[rule] },
              defaultConfiguration: { level: severityOf(rule) },
            })),
          },
        },
        originalUriBaseIds: { [BASE]: { uri: `file://${uriPath(base)}/` } },
        results: findings.map((finding) => resultOf(finding, base, project.root)),
      },
    ],
  };
  return `${shownJson(JSON.stringify(document, null, 2))}\n`;
}

function resultOf(finding: Finding, base: PathText, root: PathText) {
  const line = lineOf(finding);
  return {
    ruleId: finding.rule,
    ruleIndex: CHECK_RULES.indexOf(finding.rule),
    level: severityOf(finding.rule),
    message: { text: `${pathText(finding.path, root)} ${findingText(finding, root)}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: locationOf(finding.path, base),
          ...(line !== undefined && { region: { startLine: line } }),
        },
      },
    ],
  };
}

function locationOf(path: PathText, base: PathText) {
  const prefix = base === '/' ? '/' : `${base}/`;
  if (path.startsWith(prefix)) return { uri: uriPath(path.slice(prefix.length)), uriBaseId: BASE };
  return { uri: `file://${uriPath(path)}` };
}

/** Each byte that a path of a URI may not hold as it is (RFC 3986), so that every name is one, UTF-8 or not. */
function uriPath(path: PathText): string {
  return [...bytesOfText(path)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9._~/-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}
