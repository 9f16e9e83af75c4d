// Gathers what is known about the checkpoints of one section besides their names: insides, pointers, mentions, metrics.

import { withRoot } from '../disk/directory.ts';
import type { Evidence, Inspection, Mention, PathText, Project, Recognition, Scan, Unit } from '../types.ts';
import { findMentions } from './find-mentions.ts';
import { readMetrics } from './read-metrics.ts';
import { readPointers } from './read-pointers.ts';
import { textReader } from './text-reader.ts';

export interface Gathering {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Looks into one checkpoint (`project/inspect.ts`). */
  readonly inspect: (unit: Unit) => Inspection;
  /** Told how many checkpoints have been looked into. */
  readonly progress?: (done: number, of: number) => void;
}

/** How often `progress` hears of it. */
const UNITS_A_REPORT = 100;

export async function gatherEvidence(
  project: Project,
  scan: Scan,
  recognition: Recognition,
  { env, inspect, progress = () => {} }: Gathering,
): Promise<Evidence> {
  const { units } = recognition;
  const inspections = new Map<PathText, Inspection>();
  for (const unit of units) {
    inspections.set(unit.path, inspect(unit));
    if (inspections.size % UNITS_A_REPORT === 0) progress(inspections.size, units.length);
  }
  progress(inspections.size, units.length);
  const pointed = withRoot((root) => readPointers(scan, recognition, inspections, textReader(root, scan.realPath)));
  const found = await findMentions(project, scan, units, env);
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
