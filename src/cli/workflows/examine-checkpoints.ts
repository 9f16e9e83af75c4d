// Looks at the checkpoints of sections: which there are, what is in them, and who names them. Reads; changes nothing.

import { gatherEvidence } from '../../core/checkpoints/read/gather-evidence.ts';
import { inspectUnits } from '../../core/checkpoints/read/inspect-checkpoint.ts';
import { layoutsFor } from '../../core/layouts/compile-layouts.ts';
import { recognise } from '../../core/layouts/recognise-checkpoints.ts';
import { nameOf } from '../../core/lib/paths.ts';
import type { Evidence } from '../../core/types/checkpoints.ts';
import type { Scan } from '../../core/types/items.ts';
import type { Project } from '../../core/types/project.ts';
import { numberText } from '../../render/text/amounts.ts';
import type { Session } from '../session.ts';

/** By the name of the section; of sections of checkpoints only. */
export async function collectEvidence(
  project: Project,
  scans: readonly Scan[],
  session: Session,
): Promise<ReadonlyMap<string, Evidence>> {
  const evidence = new Map<string, Evidence>();
  for (const scan of scans) {
    if (scan.section.kind === 'checkpoints') evidence.set(scan.section.name, await evidenceIn(scan, project, session));
  }
  session.progress.clear();
  return evidence;
}

async function evidenceIn(scan: Scan, project: Project, { context, progress }: Session): Promise<Evidence> {
  const recognition = recognise(layoutsFor(scan.section, project.layouts ?? {}), scan.items, nameOf(scan.realPath));
  const inspections = inspectUnits(scan, recognition.units, 'state', (done, of) =>
    progress.say(() => `looking into checkpoints: ${numberText(done)} of ${numberText(of)}`),
  );
  return gatherEvidence(project, scan, recognition, { means: context, inspections });
}
