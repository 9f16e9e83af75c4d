// Looks at the checkpoints of sections: which there are, what is in them, and who names them. Reads; changes nothing.

import { gatherEvidence } from '../checkpoints/read/gather-evidence.ts';
import { inspectUnits } from '../checkpoints/read/inspect-checkpoint.ts';
import { layoutsFor } from '../layouts/compile-layouts.ts';
import { recognise } from '../layouts/recognise-checkpoints.ts';
import { numberText } from '../lib/amounts.ts';
import { nameOf } from '../lib/paths.ts';
import type { Evidence } from '../types/checkpoints.ts';
import type { Scan } from '../types/items.ts';
import type { Project } from '../types/project.ts';
import type { Host } from './host.ts';

/** By the name of the section; of sections of checkpoints only. */
export async function collectEvidence(
  project: Project,
  scans: readonly Scan[],
  host: Host,
): Promise<ReadonlyMap<string, Evidence>> {
  const evidence = new Map<string, Evidence>();
  for (const scan of scans) {
    if (scan.section.kind === 'checkpoints') evidence.set(scan.section.name, await evidenceIn(scan, project, host));
  }
  host.progress.clear();
  return evidence;
}

async function evidenceIn(scan: Scan, project: Project, { context, progress }: Host): Promise<Evidence> {
  const recognition = recognise(layoutsFor(scan.section, project.layouts ?? {}), scan.items, nameOf(scan.realPath));
  const inspections = inspectUnits(scan, recognition.units, 'state', (done, of) =>
    progress.say(() => `looking into checkpoints: ${numberText(done)} of ${numberText(of)}`),
  );
  return gatherEvidence(project, scan, recognition, { means: context, inspections });
}
