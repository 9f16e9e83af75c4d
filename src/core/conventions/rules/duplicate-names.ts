// Finds names of one folder that differ only in letter case or in Unicode form. On macOS and Windows, in a zip file and on some servers,
// only one of them survives.

import { walkItems } from '../../items/walk-items.ts';
import { composedName, foldedName } from '../../lib/name-folding.ts';
import { nameOf, pathIn } from '../../lib/paths.ts';
import type { Item } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Section } from '../../types/project.ts';
import type { Finding } from '../../types/reports.ts';

/** Each that is like an earlier one, with that one. */
export function sameNameFindings(section: Section, items: readonly Item[]): readonly Finding[] {
  const findings = inFolder(section, items);
  for (const { children } of walkItems(items)) if (children.length > 1) findings.push(...inFolder(section, children));
  return findings;
}

function inFolder(section: Section, items: readonly Item[]): Finding[] {
  const first = new Map<string, PathText>();
  const findings: Finding[] = [];
  for (const { path } of items) {
    const name = nameOf(path);
    const folded = foldedName(name);
    const other = first.get(folded);
    if (other === undefined) first.set(folded, path);
    else {
      const differsIn = composedName(nameOf(other)) === composedName(name) ? 'unicode' : 'case';
      const place = { path: pathIn(section.path, path), section: section.name };
      findings.push({ ...place, rule: 'duplicate-name', other: pathIn(section.path, other), differsIn });
    }
  }
  return findings;
}
