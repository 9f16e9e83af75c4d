// What is wrong, and what to do, in one sentence for each finding of `check`; and what each rule is about.

import { escapeText, pathText } from '../../core/lib/escape.ts';
import { nameOf } from '../../core/lib/paths.ts';
import type { PathText } from '../../core/types/primitives.ts';
import type { CheckRule } from '../../core/types/project.ts';
import type { Finding } from '../../core/types/reports.ts';

/** Escaped. Paths are told relative to `root`, the project. */
export function findingText(finding: Finding, root: PathText): string {
  switch (finding.rule) {
    case 'bad-name':
      return `follows no name template: ${finding.templates.map(escapeText).join(', ')}${nearestText(finding)}`;
    case 'wrong-section':
      return `belongs in ${escapeText(finding.belongs)}${finding.correct === undefined ? '' : `: ${pathText(finding.correct, root)}`}`;
    case 'case-glob': {
      const where = `${pathText(finding.by, root)}:${finding.line}`;
      return `${where} looks for ${escapeText(finding.glob)} and does not find it: letter case counts${nearestText(finding)}`;
    }
    case 'duplicate-name': {
      const other = escapeText(nameOf(finding.other));
      return finding.differsIn === 'case'
        ? `is ${other} where letter case does not count: only one of both survives there`
        : `has the letters of ${other} in another Unicode form: they look the same and are not`;
    }
    case 'unfinished':
      return `is unfinished: ${finding.why}`;
    case 'stale-temporary':
      return 'is temporary by its name, and nothing was written to it for a day';
    case 'best-without-source':
      return `is the only checkpoint of ${escapeText(finding.model)}: there is none to go on from`;
    case 'result-without-checkpoint':
      return `is of ${escapeText(finding.model)}, of which there is no checkpoint and no model`;
    case 'secret': {
      const where = finding.line === null ? 'by its name' : `in line ${finding.line}`;
      return `looks like ${finding.what} (${where}): outputs are copied and shared; move it away, and have it replaced if it was`;
    }
    case 'tracked':
      return 'is tracked by git: every version of it stays in the repository; git rm --cached takes it out';
    case 'not-ignored':
      return 'is not ignored by git: outputs init writes the rule';
    default:
      return finding satisfies never;
  }
}

function nearestText({ correct }: Finding): string {
  return correct === undefined ? '' : `; nearest: ${escapeText(nameOf(correct))}`;
}

export const RULE_TEXTS: Readonly<Record<CheckRule, string>> = {
  'bad-name': 'Files follow the name templates of their section.',
  'wrong-section': 'Files lie in the section that their names belong to.',
  'case-glob': 'Files have the letter case that the project looks for.',
  'duplicate-name': 'No two names of one folder differ only in letter case or Unicode form.',
  unfinished: 'No checkpoint is left half written.',
  'stale-temporary': 'No temporary file is left behind.',
  'best-without-source': 'A best checkpoint is not the only one of its model.',
  'result-without-checkpoint': 'Results have a checkpoint or a model.',
  secret: 'No key lies among outputs.',
  tracked: 'Git does not track what programs make.',
  'not-ignored': 'Git ignores the outputs.',
};
