// Finds files that were left half written: checkpoints with an unfinished name or marker, and temporary files not written to any more.

import { walkItems } from '../../items/walk-items.ts';
import { escapeText } from '../../lib/escape.ts';
import { nameOf, pathIn } from '../../lib/paths.ts';
import { cutoff } from '../../lib/quantities.ts';
import { isTemporaryName } from '../../naming/temporary-names.ts';
import type { Recognition } from '../../types/checkpoints.ts';
import type { Item } from '../../types/items.ts';
import type { Duration, Instant } from '../../types/primitives.ts';
import type { Section } from '../../types/project.ts';
import type { Finding } from '../../types/reports.ts';

/** Long enough for a download that takes a day. */
const STALE: Duration = { years: 0, months: 0, days: 1, seconds: 0 };

/** `recognition` of a section of checkpoints; what was touched within `grace` may still be at it. */
export function unfinishedFindings(
  section: Section,
  { units, unfinished }: Recognition,
  { now, grace }: { readonly now: Instant; readonly grace: Duration },
): readonly Finding[] {
  const before = cutoff(now, grace);
  const found = [
    ...unfinished.map(({ item, why }) => ({ items: [item], path: item.path, why })),
    ...units.flatMap(({ parts, path, unfinished: why }) => (why === undefined ? [] : [{ items: parts, path, why }])),
  ];
  return found
    .filter(({ items }) => newest(items) < before)
    .map(({ path, why }) => ({
      rule: 'unfinished',
      path: pathIn(section.path, path),
      section: section.name,
      why: escapeText(why),
    }));
}

/** Of everything but checkpoints. A folder that is temporary is told once. */
export function temporaryFindings(section: Section, items: readonly Item[], now: Instant): readonly Finding[] {
  const before = cutoff(now, STALE);
  const findings: Finding[] = [];
  const stack = [...items];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    if (!isTemporaryName(nameOf(item.path), item.facts.type)) stack.push(...item.children);
    else if (newest([item]) < before)
      findings.push({ rule: 'stale-temporary', path: pathIn(section.path, item.path), section: section.name });
  }
  return findings;
}

function newest(items: readonly Item[]): Instant {
  let latest: Instant | null = null;
  for (const { facts } of walkItems(items)) if (latest === null || facts.mtimeNs > latest) latest = facts.mtimeNs;
  return latest ?? 0n;
}
