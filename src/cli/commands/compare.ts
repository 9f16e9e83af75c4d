// `outputs compare`: the results of all models side by side. Reads, and changes nothing.

import type { Command } from 'commander';
import { loadProject } from '../../core/config/read/load-project.ts';
import { nearest } from '../../core/lib/did-you-mean.ts';
import { usageError } from '../../core/lib/errors.ts';
import { escapeText } from '../../core/lib/escape.ts';
import { compareResults } from '../../core/metrics/compare-results.ts';
import { allResults } from '../../core/metrics/read/read-all-results.ts';
import type { Warning } from '../../core/types/primitives.ts';
import { COMPARE_FORMATS, type CompareFormat, type CompareReport } from '../../core/types/reports.ts';
import { byNaturalOrder } from '../../render/text/natural-order.ts';
import { errnoText } from '../../render/text/reason-text.ts';
import { addHelpNotes } from '../arguments/shared-flags.ts';
import type { Session } from '../session.ts';

interface CompareFlags {
  readonly sort?: string;
  readonly format?: CompareFormat;
}

export function define(command: Command): void {
  command
    .option('--sort <metric>', 'the best by this metric first; by name otherwise')
    .addOption(command.createOption('--format <format>', 'how to print it').choices(COMPARE_FORMATS).default('table'));
  addHelpNotes(command, {
    examples: [
      ['outputs compare', 'everything in results/*.json, the best of each metric marked'],
      ['outputs compare --sort val_loss', 'the best first'],
      ['outputs compare --format markdown', 'for a README or a pull request'],
      ['outputs compare --format csv >all.csv', 'for a spreadsheet'],
    ],
    exits: [0, 2, 3],
  });
}

export async function run({ sort, format = 'table' }: CompareFlags, session: Session): Promise<CompareReport> {
  const project = await loadProject(session.request);
  const { results, unread } = allResults(project);
  const choices = project.sections.flatMap(({ metric }) => (metric === undefined ? [] : [metric]));
  const asked = sort !== undefined && results.length > 0 ? { sortBy: sort } : {};
  const compared = compareResults({ results, choices, byName: byNaturalOrder, ...asked });
  if (compared === null)
    throw unknownMetric(
      sort ?? '',
      results.flatMap(({ values }) => values.map(({ name }) => name)),
    );
  const warnings = unread.map(({ path, line, why }): Warning => {
    const text = line === undefined ? `${escapeText(path)} could not be read: ${errnoText(why)}` : `it is ${why}`;
    return line === undefined ? { text } : { text, place: { file: path, line, column: 1 } };
  });
  return {
    report: 'compare',
    project: { ...project, warnings: [...project.warnings, ...warnings] },
    ...{ ...compared, unread, format },
  };
}

function unknownMetric(asked: string, names: readonly string[]) {
  const close = nearest(asked, [...new Set(names)]);
  const known = [...new Set(names)].slice(0, 10).map(escapeText).join(', ');
  return usageError(
    `no result says ${escapeText(asked)}, or several metrics end so`,
    close === undefined ? `there are ${known}` : `did you mean ${escapeText(close)}?`,
  );
}
