// Reads every JSON file in the results sections, and reports which ones could not be read or parsed, and at which line.

import { withRoot } from '../../disk/directory.ts';
import { walkItems } from '../../items/walk-items.ts';
import { nameOf, pathIn } from '../../lib/paths.ts';
import { readTolerantJson } from '../../lib/tolerant-json.ts';
import { scanSection } from '../../scan/scan-section.ts';
import { textReader } from '../../scan/text-reader.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';
import type { CompareReport } from '../../types/reports.ts';
import { type ResultRow, resultRows } from '../results-rows.ts';

const LARGEST = 16 * 1024 * 1024;

interface AllResults {
  readonly results: readonly (ResultRow & { readonly path: PathText })[];
  readonly unread: CompareReport['unread'];
}

export function allResults({ sections }: Project): AllResults {
  const results: (ResultRow & { readonly path: PathText })[] = [];
  const unread: CompareReport['unread'][number][] = [];
  for (const section of sections.filter(({ kind, active }) => kind === 'results' && active)) {
    const { items, realPath, problems } = scanSection(section);
    for (const { path, code } of problems) unread.push({ path: path === '' ? realPath : pathIn(realPath, path), why: code });
    withRoot((root) => {
      const read = textReader(root, realPath);
      for (const { path, facts } of walkItems(items)) {
        if (facts.type !== 'file' || !path.endsWith('.json') || /(?:^|\/)\./.test(path)) continue;
        const absolute = pathIn(realPath, path);
        const text = read(path, LARGEST);
        if (!text.ok) {
          unread.push({ path: absolute, why: text.errno });
          continue;
        }
        const content = text.value.replace(/^\ufeff/, '');
        const parsed = readTolerantJson(content);
        if (parsed.ok) for (const row of resultRows(nameOf(path), parsed.value)) results.push({ ...row, path: absolute });
        else unread.push({ path: absolute, line: content.slice(0, parsed.offset).split('\n').length, why: parsed.why });
      }
    });
  }
  return { results, unread };
}
