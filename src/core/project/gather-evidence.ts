// Gathers what is known about the checkpoints of one section besides their names and insides: pointers, mentions, metrics.

import { withRoot } from '../disk/directory.ts';
import type { Evidence, Inspection, Mention, PathText, Project, Recognition, Scan } from '../types.ts';
import { findMentions } from './find-mentions.ts';
import type { GitMeans } from './git.ts';
import { readMetrics } from './read-metrics.ts';
import { readPointers } from './read-pointers.ts';
import { textReader } from './text-reader.ts';

export interface Gathering {
  readonly means: GitMeans;
  /** What a look into each checkpoint said (`project/inspect.ts`). */
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
