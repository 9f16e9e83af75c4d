// Gathers what is known about the checkpoints of one section besides their names and insides: pointers, mentions, metrics.

import { withRoot } from '../../disk/directory.ts';
import type { GitMeans } from '../../git/read/ask-git.ts';
import { readMetrics } from '../../metrics/read/read-metrics.ts';
import { findMentions } from '../../references/read/find-mentions.ts';
import { readPointers } from '../../references/read/read-pointers.ts';
import { textReader } from '../../scan/text-reader.ts';
import type { Evidence, Inspection, Mention, Recognition } from '../../types/checkpoints.ts';
import type { Scan } from '../../types/items.ts';
import type { PathText } from '../../types/primitives.ts';
import type { Project } from '../../types/project.ts';

export interface Gathering {
  readonly means: GitMeans;
  /** What a look into each checkpoint said (`checkpoints/read/inspect-checkpoint.ts`). */
  readonly inspections: ReadonlyMap<PathText, Inspection>;
}

export async function gatherEvidence(
  project: Project,
  scan: Scan,
  recognition: Recognition,
  { means, inspections }: Gathering,
): Promise<Evidence> {
  const { units } = recognition;
  const pointed = withRoot((root) => readPointers(scan, recognition, inspections, textReader(root, scan.realPath)));
  const found = await findMentions(project, scan, units, means);
  const { metrics, warnings } = readMetrics(project, scan, units, inspections);
  return {
    recognition,
    inspections,
    metrics,
    mentions: together(pointed.mentions, found.mentions),
    blind: pointed.blind,
    warnings: [...pointed.warnings, ...found.warnings, ...warnings],
  };
}

/** Pointers first. */
function together(
  first: ReadonlyMap<PathText, readonly Mention[]>,
  second: ReadonlyMap<PathText, readonly Mention[]>,
): ReadonlyMap<PathText, readonly Mention[]> {
  const all = new Map(first);
  for (const [path, mentions] of second) all.set(path, [...(all.get(path) ?? []), ...mentions]);
  return all;
}
