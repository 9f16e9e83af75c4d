// Looks for secret keys among outputs: in every name, and in the beginning of a limited number of small texts. Reports kind and place only.

import { type Attempt, attempt, openPath, withRoot } from '../../disk/directory.ts';
import { itemFinder } from '../../disk/find-item.ts';
import { bytesAt } from '../../disk/stat-and-read.ts';
import { isTrash } from '../../items/reserved-names.ts';
import { walkItems } from '../../items/walk-items.ts';
import { pathIn } from '../../lib/paths.ts';
import type { Item, Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Finding } from '../../types/reports.ts';
import { mayHoldSecret, secretByName, secretInText } from '../rules/secrets.ts';

/** Of each file. Keys are written at the top of a config, or with the settings that a log begins with. */
const MOST_BYTES = 64 * 1024;
/** In all sections together: a second's work. */
const MOST_FILES = 4000;

export interface Secrets {
  readonly findings: readonly Finding[];
  /** Texts that were not opened because there are too many. */
  readonly passedOver: number;
}

/** Files larger than `MOST_BYTES` are looked into as far. */
export function findSecrets(scans: readonly Scan[]): Secrets {
  const findings: Finding[] = [];
  const budget = { left: MOST_FILES, passedOver: 0 };
  for (const scan of scans) {
    const files = [...walkItems(scan.items.filter(({ path }) => !isTrash(path)))].filter(({ facts }) => facts.type === 'file');
    const texts: Item[] = [];
    for (const item of files) {
      const what = secretByName(item.path);
      if (what !== null) findings.push(finding(scan, item.path, what, null));
      else if (item.facts.size > 0n && mayHoldSecret(item.path)) texts.push(item);
    }
    // Blobs of caches have no endings and a text in ten thousand; the files that a person would open come first.
    const chosen = scan.section.kind === 'cache' ? texts.filter(({ path }) => path.includes('.')) : texts;
    const opened = chosen.slice(0, budget.left);
    budget.left -= opened.length;
    budget.passedOver += chosen.length - opened.length;
    findings.push(...insideOf(scan, opened));
  }
  return { findings, passedOver: budget.passedOver };
}

function insideOf(scan: Scan, files: readonly Item[]): readonly Finding[] {
  if (files.length === 0 || scan.directory === null) return [];
  return withRoot((root) => {
    const opened = attempt(() => openPath(root, scan.realPath));
    if (!opened.ok) return [];
    const { name, kind } = scan.section;
    const find = itemFinder(root, { name, kind, path: scan.realPath, directory: opened.value.facts });
    return files.flatMap(({ path }) => {
      const head = headOf(find, path);
      const found = head.ok && head.value !== null ? secretInText(head.value) : null;
      return found === null ? [] : [finding(scan, path, found.what, found.line)];
    });
  });
}

/** Null where it is no file any more, or no text. */
function headOf(find: ReturnType<typeof itemFinder>, path: PathText): Attempt<string | null> {
  return attempt(() => {
    const found = find(path);
    if ('outcome' in found) return null;
    const bytes = bytesAt(found.spot.parent, found.spot.name, MOST_BYTES);
    return bytes === null || bytes.includes(0) ? null : bytes.toString('latin1');
  });
}

function finding({ section }: Scan, path: PathText, what: string, line: number | null): Finding {
  return { rule: 'secret', path: pathIn(section.path, path), section: section.name, what, line };
}
